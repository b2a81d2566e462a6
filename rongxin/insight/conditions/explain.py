"""Why a condition holds, fails or is undecided, and what would change it (条件的解释)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rongxin.insight.conditions import faces, words
from rongxin.insight.conditions.rules import All, Condition, Leaf, Not, Op, Type, as_value

_OPPOSITE = {
    Op.AT_LEAST: Op.BELOW,
    Op.BELOW: Op.AT_LEAST,
    Op.AT_MOST: Op.ABOVE,
    Op.ABOVE: Op.AT_MOST,
    Op.EQUALS: Op.NOT_EQUALS,
    Op.NOT_EQUALS: Op.EQUALS,
    Op.ONE_OF: Op.NONE_OF,
    Op.NONE_OF: Op.ONE_OF,
    Op.IS_TRUE: Op.IS_FALSE,
    Op.IS_FALSE: Op.IS_TRUE,
}
_WHY_MISSING = {
    "unauthorised": "企业未授权使用",
    "not_connected": "尚未接入",
    "out_of_date": "数据已过期",
    "none": "来源无记录",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one leaf came to (逐条结论).

    `holds` is None when undecided. `sentence` states value and requirement; `change` says what would turn a
    failure, empty where nothing needs to change.
    """

    feature: str
    label: str
    holds: bool | None
    value: str
    requirement: str
    sentence: str
    change: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole and its leaves (整体结论).

    `decisive` are the leaves that make the whole fail, or that leave it undecided; empty when it holds.
    """

    holds: bool | None
    findings: tuple[Finding, ...]
    decisive: tuple[Finding, ...]

    @property
    def failed(self) -> tuple[str, ...]:
        """Sentences of the decisive failures."""
        return tuple(one.sentence for one in self.decisive if one.holds is False)

    @property
    def missing(self) -> tuple[str, ...]:
        """Sentences of the decisive gaps."""
        return tuple(one.sentence for one in self.decisive if one.holds is None)

    @property
    def changes(self) -> tuple[str, ...]:
        """What would turn the failures."""
        return tuple(one.change for one in self.decisive if one.change)


def explain(condition: Condition, values: Mapping[str, Any], states: Mapping[str, str] | None = None) -> Explanation:
    """Judge a condition and say why (解释条件).

    `states` may tell for each value why it is missing: unauthorised, not_connected, out_of_date, none.
    """
    pairs = _pairs(condition, wanted=True)
    told = {id(leaf): _finding(leaf, wanted, values, states or {}) for leaf, wanted in pairs}
    decisive = tuple(dict.fromkeys(told[id(leaf)] for leaf in _decisive(condition, values, True)))
    holds = faces.judge(condition, values)
    return Explanation(holds, tuple(dict.fromkeys(told.values())), () if holds else decisive)


def _pairs(condition: Condition, wanted: bool) -> list[tuple[Leaf, bool]]:
    if isinstance(condition, Leaf):
        return [(condition, wanted)]
    if isinstance(condition, Not):
        return _pairs(condition.part, not wanted)
    return [pair for part in condition.parts for pair in _pairs(part, wanted)]


def _decisive(condition: Condition, values: Mapping[str, Any], wanted: bool) -> list[Leaf]:
    """The leaves that keep the condition from coming out as wanted: the certain failures first."""
    found = faces.judge(condition, values)
    if found is wanted:
        return []
    if isinstance(condition, Leaf):
        return [condition]
    if isinstance(condition, Not):
        return _decisive(condition.part, values, not wanted)
    together = isinstance(condition, All) is wanted  # every part must come out as wanted
    parts = [part for part in condition.parts if faces.judge(part, values) is not wanted]
    if together and found is not None:
        parts = [part for part in parts if faces.judge(part, values) is not None]
    if not together and found is None:
        parts = [part for part in parts if faces.judge(part, values) is None]
    return [leaf for part in parts for leaf in _decisive(part, values, wanted)]


def _finding(leaf: Leaf, wanted: bool, values: Mapping[str, Any], states: Mapping[str, str]) -> Finding:
    feature, asked = leaf.feature, leaf if wanted else _turned(leaf)
    found = faces.judge_leaf(leaf, values)
    holds = found if found is None or wanted else not found
    raw = values.get(feature.name)
    required = words.requirement(asked) if asked else f"要求不符合：{words.requirement(leaf)}"
    if holds is None:
        why = _WHY_MISSING.get(states.get(feature.name, ""), "没有数据")
        sentence = f"{feature.label}{why}，无法判定（{required}）"
        return Finding(
            feature.name, feature.label, None, "", required, sentence, _supply(feature.label, states.get(feature.name))
        )
    said = words.value(feature, raw)
    sentence = f"{feature.label} {said}，{required}"
    return Finding(feature.name, feature.label, holds, said, required, sentence, "" if holds else _change(asked, raw))


def _turned(leaf: Leaf) -> Leaf | None:
    opposite = _OPPOSITE.get(leaf.op)
    return Leaf(leaf.feature, opposite, leaf.operand) if opposite else None


def _supply(label: str, state: str | None) -> str:
    return f"授权使用“{label}”所在的信息后可以判定" if state == "unauthorised" else f"补充“{label}”后可以判定"


def _change(leaf: Leaf | None, raw: Any) -> str:
    if leaf is None:
        return ""
    feature, border = leaf.feature, leaf.operand[0] if leaf.operand else None
    known = as_value(feature.type, raw)
    if feature.type is Type.NUMBER and isinstance(border, Decimal) and isinstance(known, Decimal):
        return _step(leaf, border, known)
    return f"“{feature.label}”{words.requirement(leaf).removeprefix('要求')}时符合"


def _step(leaf: Leaf, border: Decimal, known: Decimal) -> str:
    feature = leaf.feature
    if feature.words == "months" and leaf.op is Op.AT_LEAST:
        return f"再满 {words.plain(border - known)} 个月即符合"
    target = words.value(feature, border)
    moves = {
        Op.AT_LEAST: f"“{feature.label}”升到 {target} 即符合",
        Op.ABOVE: f"“{feature.label}”升到 {target}以上（不含）即符合",
        Op.AT_MOST: f"“{feature.label}”降到 {target} 即符合",
        Op.BELOW: f"“{feature.label}”降到 {target}以下（不含）即符合",
    }
    return moves.get(leaf.op, f"“{feature.label}”{words.requirement(leaf).removeprefix('要求')}时符合")
