"""A product fits, does not fit with reasons, or cannot be decided yet with what is missing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from rongxin.finance.matching import queries
from rongxin.finance.matching.queries import SubjectFacts

ON = date(2026, 11, 22)
HERE = SubjectFacts("enterprise", "990101")
CONDITIONS = {
    "all": [
        {"feature": "age_months", "op": "at_least", "value": 24},
        {"feature": "tax_grade_latest", "op": "one_of", "value": ["A", "B"]},
        {"feature": "sales_12m_yuan", "op": "at_least", "value": 500000},
    ]
}
GOOD = {"age_months": 30, "tax_grade_latest": "B", "sales_12m_yuan": Decimal("500000")}


def product(code: str = "p", **changes: Any) -> Any:
    facts = {
        "code": code,
        "name": "试验贷",
        "institution": SimpleNamespace(name="云溪农商银行"),
        "conditions": CONDITIONS,
        "regions": ["9901"],
        "subject_kinds": ["enterprise"],
        "status": "on_shelf",
        "valid_from": date(2026, 1, 1),
        "valid_until": None,
        "amount_max_yuan": Decimal("1000000"),
        "annual_rate_from": Decimal("0.04"),
        "processing_workdays": 5,
    }
    return SimpleNamespace(**{**facts, **changes})


def test_a_subject_that_meets_everything_is_eligible() -> None:
    match = queries.match(GOOD, {}, HERE, [product()], ON)
    assert [offer.product for offer in match.eligible] == ["p"]
    assert len(match.eligible[0].met) == 5


@pytest.mark.parametrize(
    ("values", "facts", "words"),
    [
        ({**GOOD, "age_months": 23}, HERE, "成立时间 1.9 年，要求满 2 年"),
        ({**GOOD, "sales_12m_yuan": Decimal("499999.99")}, HERE, "49.99 万元"),
        ({**GOOD, "tax_grade_latest": "C"}, HERE, "C级"),
        (GOOD, SubjectFacts("sole_trader", "990101"), "个体工商户"),
        (GOOD, SubjectFacts("enterprise", "990201"), "所在区划 990201"),
    ],
)
def test_each_failed_condition_is_told_with_value_and_requirement(
    values: dict, facts: SubjectFacts, words: str
) -> None:
    match = queries.match(values, {}, facts, [product()], ON)
    assert len(match.ineligible) == 1
    assert len(match.ineligible[0].failed) == 1
    assert words in match.ineligible[0].failed[0]


def test_a_missing_value_leaves_it_undecided_and_says_what_would_decide() -> None:
    values = {"age_months": 30, "tax_grade_latest": "A"}
    match = queries.match(values, {"sales_12m_yuan": "unauthorised"}, HERE, [product()], ON)
    missing = match.undecided[0].missing
    assert [(one.name, one.item, one.state) for one in missing] == [("sales_12m_yuan", "vat_invoice", "unauthorised")]
    assert "授权" in missing[0].remedy
    assert match.undecided[0].failed == ()


def test_a_certain_failure_decides_although_something_is_missing() -> None:
    match = queries.match({"age_months": 3}, {}, HERE, [product()], ON)
    assert match.ineligible
    assert match.ineligible[0].missing == ()


def test_a_subject_without_division_is_undecided_where_the_region_counts() -> None:
    match = queries.match(GOOD, {}, SubjectFacts("enterprise", None), [product()], ON)
    assert [one.name for one in match.undecided[0].missing] == ["subject_division"]


def test_a_product_that_asks_nothing_fits_everybody() -> None:
    match = queries.match(
        {}, {}, SubjectFacts(None, None), [product(conditions=None, regions=[], subject_kinds=[])], ON
    )
    assert match.eligible


@pytest.mark.parametrize(
    "change", [{"status": "off_shelf"}, {"valid_from": ON + timedelta(days=1)}, {"valid_until": ON - timedelta(days=1)}]
)
def test_what_is_not_offered_is_left_out(change: dict) -> None:
    match = queries.match(GOOD, {}, HERE, [product(**change)], ON)
    assert match.eligible == match.ineligible == match.undecided == ()


def test_cheaper_comes_first_and_the_bank_name_plays_no_part() -> None:
    offers = [
        product("b", annual_rate_from=Decimal("0.05")),
        product("c", annual_rate_from=Decimal("0.04"), processing_workdays=9),
        product("a", annual_rate_from=Decimal("0.04"), processing_workdays=2),
    ]
    match = queries.match(GOOD, {}, HERE, offers, ON)
    assert [offer.product for offer in match.eligible] == ["a", "c", "b"]


def test_the_nearer_miss_comes_first() -> None:
    far = product(
        "far",
        conditions={
            "all": [
                {"feature": "age_months", "op": "at_least", "value": 99},
                {"feature": "sales_12m_yuan", "op": "at_least", "value": 10**8},
            ]
        },
    )
    near = product(
        "near", annual_rate_from=Decimal("0.09"), conditions={"feature": "age_months", "op": "at_least", "value": 99}
    )
    match = queries.match(GOOD, {}, HERE, [far, near], ON)
    assert [offer.product for offer in match.ineligible] == ["near", "far"]
