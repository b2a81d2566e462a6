"""Check a proof without the platform: plain Python, no database (离线验证证明)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rongxin.base.evidence import merkle, rules
from rongxin.base.evidence.rules import Seal, Verifier


def read_seal(value: dict[str, Any]) -> Seal:
    """A seal from its JSON form (读取封签)."""
    return Seal(
        node=value["node"],
        size=int(value["size"]),
        root=bytes.fromhex(value["root"]),
        at=datetime.fromisoformat(value["at"]),
        key_id=value["key_id"],
        algorithm=value["algorithm"],
        signature=bytes.fromhex(value["signature"]),
    )


def check_inclusion(proof: dict[str, Any], verifier: Verifier | None = None) -> list[str]:
    """What is wrong with an inclusion proof, in Chinese; empty when nothing is (验证包含证明).

    The leaf is worked out from `body`, so a changed entry fails. Without a `verifier` the signature of the
    head is not looked at, and the caller must know the root from elsewhere.
    """
    seal = read_seal(proof["seal"])
    leaf = merkle.leaf_hash(proof["body"].encode())
    path = [bytes.fromhex(step) for step in proof["path"]]
    problems = []
    if not merkle.verify_inclusion(leaf, int(proof["leaf_index"]), seal.size, path, seal.root):
        problems.append("条目原文与封签的树根对不上")
    return problems + check_seal(seal, verifier)


def check_consistency(proof: dict[str, Any], verifier: Verifier | None = None) -> list[str]:
    """What is wrong with a consistency proof, in Chinese; empty when nothing is (验证一致性证明)."""
    old, new = read_seal(proof["old"]), read_seal(proof["new"])
    path = [bytes.fromhex(step) for step in proof["path"]]
    problems = []
    if not merkle.verify_consistency(old.size, new.size, path, old.root, new.root):
        problems.append("较新的日志不是较早日志的延续")
    return problems + check_seal(old, verifier) + check_seal(new, verifier)


def check_seal(seal: Seal, verifier: Verifier | None) -> list[str]:
    """Whether the head was signed with the key it names (验证封签签名)."""
    if verifier and not verifier(seal.key_id, seal.algorithm, rules.message_of(seal), seal.signature):
        return [f"{seal.size} 条处的封签签名无效"]
    return []
