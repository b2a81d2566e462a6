"""When a consent covers an act of showing: both sides of each border."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from rongxin.data.consent import rules
from rongxin.data.consent.rules import Purpose, State, Terms

SUBJECT, BANK = uuid4(), uuid4()
TERMS = Terms(
    SUBJECT, BANK, frozenset({"tax_credit", "water_fee"}), "pre_loan", date(2026, 11, 1), date(2026, 11, 30), "active"
)


def check(terms: Terms = TERMS, **changes: object) -> None:
    asked = {
        "subject_id": SUBJECT, "grantee_id": BANK, "items": ["tax_credit"], "purpose": "pre_loan", "on": date(2026, 11, 22),
        **changes,
    }  # fmt: skip
    rules.check_covers(terms, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("on", [date(2026, 11, 1), date(2026, 11, 30)])
def test_first_and_last_day_are_covered(on: date) -> None:
    check(on=on)


@pytest.mark.parametrize("on", [date(2026, 10, 31), date(2026, 12, 1)])
def test_the_days_around_the_term_are_refused(on: date) -> None:
    with pytest.raises(rules.ConsentExpired):
        check(on=on)


@pytest.mark.parametrize(
    ("terms", "changes", "refusal"),
    [
        (TERMS, {"grantee_id": uuid4()}, rules.WrongGrantee),
        (TERMS, {"grantee_id": None}, rules.WrongGrantee),
        (TERMS, {"subject_id": uuid4()}, rules.WrongSubject),
        (TERMS, {"purpose": "post_loan"}, rules.PurposeRefused),
        (TERMS, {"purpose": "advertising"}, rules.PurposeRefused),
        (TERMS, {"items": ["tax_credit", "gas_fee"]}, rules.ItemsNotCovered),
        (TERMS, {"items": ["admin_penalty.legal_rep_id_number"]}, rules.ItemsNotCovered),
        (replace(TERMS, state="revoked"), {}, rules.ConsentRevoked),
        (replace(TERMS, state="paused"), {}, rules.ConsentMissing),
        (replace(TERMS, state="used_up"), {}, rules.ConsentMissing),
    ],
)
def test_what_is_not_covered_is_refused_with_its_own_reason(
    terms: Terms, changes: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check(terms, **changes)


def test_a_stranger_learns_nothing_about_the_state_of_somebody_elses_consent() -> None:
    with pytest.raises(rules.WrongGrantee):
        check(replace(TERMS, state="revoked"), grantee_id=uuid4())


@pytest.mark.parametrize(
    ("first", "last", "fine"),
    [
        (date(2026, 11, 22), date(2026, 11, 22), True),
        (date(2026, 11, 22), date(2026, 11, 21), False),
        (date(2026, 11, 22), date(2027, 11, 23), True),
        (date(2026, 11, 22), date(2027, 11, 24), False),
    ],
)
def test_a_term_lasts_from_one_day_to_one_year(first: date, last: date, fine: bool) -> None:
    if fine:
        rules.check_term(first, last)
    else:
        with pytest.raises(rules.TermRefused):
            rules.check_term(first, last)


@pytest.mark.parametrize(
    ("kind", "purpose", "fine"),
    [
        ("institution", Purpose.PRE_LOAN, True),
        ("institution", Purpose.POST_LOAN, True),
        ("institution", Purpose.EVALUATION, False),
        ("platform", Purpose.EVALUATION, True),
        ("platform", Purpose.PRE_LOAN, False),
        ("department", Purpose.PRE_LOAN, False),
        ("somebody", Purpose.PRE_LOAN, False),
    ],
)
def test_each_kind_of_grantee_has_a_closed_list_of_purposes(kind: str, purpose: Purpose, fine: bool) -> None:
    if fine:
        rules.check_purpose(kind, purpose)
    else:
        with pytest.raises(rules.PurposeUnknown):
            rules.check_purpose(kind, purpose)


def test_an_ended_consent_cannot_be_moved() -> None:
    assert rules.MOVES[State.REVOKED] == frozenset() == rules.MOVES[State.USED_UP]


def test_every_refusal_tells_the_next_step_with_its_own_code() -> None:
    refusals = [one for one in vars(rules).values() if isinstance(one, type) and issubclass(one, rules.DomainError)]
    codes = [one.code for one in refusals if one not in (rules.DomainError, rules.ConsentRefused)]
    assert len(codes) == len(set(codes)) >= 12
    assert all(one.next_step for one in refusals)
