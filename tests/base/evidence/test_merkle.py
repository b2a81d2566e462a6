"""The tree agrees with the published vectors and with its own definition (默克尔树)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongxin.base.evidence import merkle

GOLDEN = Path(__file__).parents[2] / "golden" / "rfc6962.json"
VECTORS = json.loads(GOLDEN.read_text())
LEAVES = [merkle.leaf_hash(bytes.fromhex(one)) for one in VECTORS["leaves_hex"]]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, written once more and differently."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else merkle.EMPTY_ROOT
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return merkle.node_hash(by_definition(leaves[:half]), by_definition(leaves[half:]))


def tree(leaves: list[bytes]) -> dict[merkle.Name, bytes]:
    return dict(merkle.grow(0, [], leaves)[2])


@pytest.mark.parametrize("size", range(9))
def test_roots_equal_the_published_ones(size: int) -> None:
    assert merkle.root(merkle.grow(0, [], LEAVES[:size])[1]).hex() == VECTORS["roots_by_size"][size]


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda c: f"{c['index']}in{c['size']}")
def test_inclusion_proofs_equal_the_vectors_and_verify(case: dict) -> None:
    index, size = case["index"], case["size"]
    path = merkle.fold(merkle.inclusion_names(index, size), tree(LEAVES[:size]).__getitem__)
    assert [one.hex() for one in path] == case["proof"]
    root = bytes.fromhex(VECTORS["roots_by_size"][size])
    assert merkle.verify_inclusion(LEAVES[index], index, size, path, root)


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda c: f"{c['first']}to{c['second']}")
def test_consistency_proofs_equal_the_vectors_and_verify(case: dict) -> None:
    first, second = case["first"], case["second"]
    path = merkle.fold(merkle.consistency_names(first, second), tree(LEAVES[:second]).__getitem__)
    assert [one.hex() for one in path] == case["proof"]
    roots = [bytes.fromhex(one) for one in VECTORS["roots_by_size"]]
    assert merkle.verify_consistency(first, second, path, roots[first], roots[second])


def test_the_vectors_are_all_there() -> None:
    counts = [len(VECTORS[name]) for name in ("roots_by_size", "inclusion", "consistency")]
    assert counts == [9, 36, 28]


@given(st.integers(0, 70), st.lists(st.integers(1, 9), max_size=8))
def test_growing_in_any_portions_gives_the_same_tree(size: int, portions: list[int]) -> None:
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(size)]
    done, edge, made = 0, [], {}
    for portion in [*portions, size]:
        done, edge, new = merkle.grow(done, edge, leaves[done : done + portion])
        made.update(new)
    assert done == size
    assert made == tree(leaves)
    assert merkle.root(edge) == by_definition(leaves)
    assert edge == [made[name] for name in merkle.frontier(size)]


@given(st.data())
def test_a_proof_holds_and_any_change_breaks_it(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 90))
    index = data.draw(st.integers(0, size - 1))
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(size)]
    nodes, root = tree(leaves), by_definition(leaves)
    path = merkle.fold(merkle.inclusion_names(index, size), nodes.__getitem__)
    assert merkle.verify_inclusion(leaves[index], index, size, path, root)
    assert not merkle.verify_inclusion(os.urandom(32), index, size, path, root)
    assert not merkle.verify_inclusion(leaves[index], index, size, [*path, root], root)
    other = data.draw(st.integers(-1, size))
    assert other == index or not merkle.verify_inclusion(leaves[index], other, size, path, root)
    for place in range(len(path)):
        assert not merkle.verify_inclusion(leaves[index], index, size, path[:place] + path[place + 1 :], root)


@given(st.data())
def test_a_rewritten_past_has_no_consistency_proof(data: st.DataObject) -> None:
    second = data.draw(st.integers(1, 90))
    first = data.draw(st.integers(0, second))
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(second)]
    old, new = by_definition(leaves[:first]), by_definition(leaves)
    path = merkle.fold(merkle.consistency_names(first, second), tree(leaves).__getitem__)
    assert merkle.verify_consistency(first, second, path, old, new)
    assert not merkle.verify_consistency(first, second, path, os.urandom(32), new)
    if 0 < first < second:
        assert not merkle.verify_consistency(first, second, path, old, os.urandom(32))
        assert not merkle.verify_consistency(first, second, path[:-1], old, new)


def test_a_leaf_outside_the_tree_has_no_proof() -> None:
    with pytest.raises(ValueError, match="not in a tree of 3"):
        merkle.inclusion_names(3, 3)
    with pytest.raises(ValueError, match="no beginning"):
        merkle.consistency_names(4, 3)
