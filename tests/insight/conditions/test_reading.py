"""A condition that does not fit the schema is refused where it is defined, with its place."""

from __future__ import annotations

from typing import Any

import pytest

from rongxin.insight.conditions import reading
from rongxin.insight.conditions.errors import ConditionInvalid
from tests.insight.conditions.test_faces import SCHEMA

GOOD = {"feature": "months", "op": "at_least", "value": 24}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"all": [GOOD, {"feature": "month", "op": "at_least", "value": 1}]}, ("all[2]", "month", "months")),
        ({"feature": "months", "op": "bigger", "value": 1}, ("bigger", "at_least")),
        ({"feature": "active", "op": "at_least", "value": 1}, ("存续", "is_true")),
        ({"feature": "months", "op": "at_least", "value": "two"}, ("成立时间", "数值")),
        ({"feature": "months", "op": "at_least", "value": True}, ("数值",)),
        ({"feature": "months", "op": "at_least", "value": float("nan")}, ("有限",)),
        ({"feature": "months", "op": "at_least"}, ("缺少 value",)),
        ({"feature": "active", "op": "is_true", "value": True}, ("不带 value",)),
        ({"feature": "grade", "op": "one_of", "value": ["A", "Z"]}, ("Z", "A、B、C")),
        ({"feature": "grade", "op": "one_of", "value": "A"}, ("列表",)),
        ({"feature": "grade", "op": "one_of", "value": []}, ("列表",)),
        ({"feature": "months", "op": "at_least", "value": 24, "vlaue": 1}, ("vlaue",)),
        ({"feature": "share", "op": "above", "value": "0.0000001"}, ("6 位小数",)),
        ({"all": []}, ("条件.all", "至少一个")),
        ({"all": [GOOD], "any": [GOOD]}, ("之一",)),
        ({"xor": [GOOD]}, ("all、any、not",)),
        ([GOOD], ("应为一个条件",)),
    ],
)
def test_it_is_refused_with_place_and_reason(data: Any, words: tuple[str, ...]) -> None:
    with pytest.raises(ConditionInvalid) as refusal:
        reading.parse(data, SCHEMA)
    assert all(word in refusal.value.sentence for word in words), refusal.value.sentence


def test_a_tower_of_nots_is_refused() -> None:
    data: Any = GOOD
    for _ in range(50):
        data = {"not": data}
    with pytest.raises(ConditionInvalid, match="嵌套"):
        reading.parse(data, SCHEMA)
