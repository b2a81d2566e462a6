"""The Merkle tree of RFC 6962 and RFC 9162: roots, proofs and their verification (默克尔树).

A *node* is named (level, index): it covers the leaves index·2^level … (index+1)·2^level − 1. Only
complete nodes are ever kept; a root or a proof over an incomplete right edge is folded from them.
A *frontier* is the list of complete nodes that cover the leaves so far, largest first; it has as many
nodes as the size has one-bits, so a log of a million leaves grows from at most 20 hashes.

Source: RFC 6962 section 2.1, RFC 9162 sections 2.1.1-2.1.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Name = tuple[int, int]  # (level, index)
Node = tuple[Name, bytes]
Read = Callable[[Name], bytes]

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf (叶哈希).

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node (节点哈希)."""
    return sha256(b"\x01" + left + right).digest()


def frontier(size: int) -> list[Name]:
    """Names of the complete nodes that cover the first `size` leaves, largest first (前沿节点).

    >>> frontier(7)
    [(2, 0), (1, 2), (0, 6)]
    """
    return _cover(0, size)


def grow(size: int, edge: Sequence[bytes], leaves: Iterable[bytes]) -> tuple[int, list[bytes], list[Node]]:
    """Append leaf hashes to a tree of `size` with frontier hashes `edge` (追加叶子).

    Returns the new size, the new frontier hashes and every node that became complete, leaves included.
    """
    hashes, made = list(edge), list[Node]()
    for leaf in leaves:
        level, index, current = 0, size, leaf
        made.append(((level, index), current))
        while index & 1:
            current = node_hash(hashes.pop(), current)
            level, index = level + 1, index >> 1
            made.append(((level, index), current))
        hashes.append(current)
        size += 1
    return size, hashes, made


def root(edge: Sequence[bytes]) -> bytes:
    """The root over a frontier (树根)."""
    if not edge:
        return EMPTY_ROOT
    current = edge[-1]
    for left in reversed(edge[:-1]):
        current = node_hash(left, current)
    return current


def inclusion_names(index: int, size: int) -> list[list[Name]]:
    """For each step of an inclusion proof, from the leaf upwards, the nodes it is folded from (包含证明所需节点)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    low, high, steps = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            steps.append(_cover(middle, high))
            high = middle
        else:
            steps.append(_cover(low, middle))
            low = middle
    return steps[::-1]


def consistency_names(first: int, second: int) -> list[list[Name]]:
    """For each step of a consistency proof the nodes it is folded from (一致性证明所需节点)."""
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} is no beginning of a tree of {second}")
    if first in (0, second):
        return []
    low, high, steps = 0, second, []
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            steps.append(_cover(middle, high))
            high = middle
        else:
            steps.append(_cover(low, middle))
            low = middle
    if low:  # otherwise the old root itself is the first step, which the verifier has
        steps.append(_cover(low, high))
    return steps[::-1]


def fold(steps: Sequence[Sequence[Name]], read: Read) -> list[bytes]:
    """The hashes of a proof, given a way to read complete nodes (证明路径)."""
    return [root([read(name) for name in step]) for step in steps]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes) -> bool:
    """Whether a leaf hash stands at `index` in the tree of `size` with that root (验证包含证明).

    Source: RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    here, last, current = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            current = node_hash(sibling, current)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and current == expected_root


def verify_consistency(first: int, second: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the tree of `second` leaves only adds to the tree of `first` (验证一致性证明).

    Source: RFC 9162 section 2.1.4.2; a proof from the empty tree or to the same size is empty.
    """
    if first == 0 or first == second:
        return not path and (old_root == (EMPTY_ROOT if first == 0 else new_root))
    if not 0 < first < second or not path:
        return False
    steps = list(path)
    if first & (first - 1) == 0:
        steps.insert(0, old_root)
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, step)
        here, last = here >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def _split(width: int) -> int:
    """The largest power of two smaller than `width`."""
    return 1 << (width - 1).bit_length() - 1


def _cover(low: int, high: int) -> list[Name]:
    """Complete nodes from `low` to `high`; `low` is a multiple of the largest, as all ranges here are."""
    names, width = [], high - low
    while width:
        level = width.bit_length() - 1
        names.append((level, low >> level))
        low, width = low + (1 << level), width - (1 << level)
    return names
