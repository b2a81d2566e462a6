"""An explanation states value and requirement, what is missing, and what would change the outcome."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings

from rongxin.insight.conditions import explain, faces, reading
from tests.insight.conditions.test_faces import ROW, SCHEMA, TREE

AGE = {"feature": "months", "op": "at_least", "value": 24}
SALES = {"feature": "sales", "op": "above", "value": 1_000_000}
GRADE = {"feature": "grade", "op": "one_of", "value": ["A", "B"]}


def test_a_failure_is_told_in_words_and_figures() -> None:
    told = explain.explain(reading.parse({"all": [AGE, GRADE]}, SCHEMA), {"months": 17, "grade": "A"})
    assert told.holds is False
    assert told.failed == ("成立时间 1.4 年，要求满 2 年",)
    assert told.changes == ("再满 7 个月即符合",)


def test_a_value_just_below_the_border_is_not_rounded_onto_it() -> None:
    told = explain.explain(reading.parse({"all": [SALES]}, SCHEMA), {"sales": Decimal("999999.99")})
    assert told.failed == ("销售额 99.99 万元，要求高于 100 万元",)


def test_a_missing_value_is_undecided_and_says_why() -> None:
    told = explain.explain(reading.parse({"all": [AGE, SALES]}, SCHEMA), {"months": 30}, {"sales": "unauthorised"})
    assert told.holds is None
    assert told.missing == ("销售额企业未授权使用，无法判定（要求高于 100 万元）",)
    assert told.changes == ("授权使用“销售额”所在的信息后可以判定",)


def test_a_missing_value_that_cannot_matter_is_not_told() -> None:
    told = explain.explain(reading.parse({"any": [AGE, SALES]}, SCHEMA), {"months": 30})
    assert told.holds is True
    assert told.decisive == ()


def test_a_certain_failure_hides_what_is_only_missing() -> None:
    told = explain.explain(reading.parse({"all": [AGE, SALES]}, SCHEMA), {"months": 3})
    assert (told.holds, told.missing, len(told.failed)) == (False, (), 1)


def test_a_negation_is_told_the_right_way_round() -> None:
    told = explain.explain(reading.parse({"not": GRADE}, SCHEMA), {"grade": "B"})
    assert told.failed == ("级别 B级，要求不为 A级、B级",)


@settings(max_examples=200, deadline=None)
@given(TREE, ROW)
def test_each_outcome_has_its_reason(tree: dict, row: dict) -> None:  # type: ignore[type-arg]
    condition = reading.parse(tree, SCHEMA)
    told = explain.explain(condition, row)
    assert told.holds is faces.judge(condition, row)
    if told.holds is False:
        assert told.failed
    if told.holds is None:
        assert told.missing
