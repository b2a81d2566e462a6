"""Two processes at once: the same event, two events, two applications."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from rongxin.base.common import clock
from rongxin.base.common.errors import DomainError
from rongxin.finance.applications import actions, queries
from rongxin.finance.applications.models import LoanApplication
from rongxin.finance.applications.rules import EventKind
from tests.finance import world

pytestmark = pytest.mark.usefixtures("database")


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each gave, or the refusal."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def event(bank: world.Bank, application: LoanApplication, kind: EventKind, data: dict[str, Any], event_id: str) -> Any:
    now = clock.now()
    return lambda: actions.apply_event(
        by=bank.by, application_id=application.pk, event_id=event_id, kind=kind, data=data, occurred_at=now
    )


def test_the_same_event_at_once_is_applied_once_and_answered_alike(tmp_path: Path) -> None:
    bank = world.bank(tmp_path)
    application = world.application(world.firm(), bank, at=clock.now())
    answers = at_once([event(bank, application, EventKind.ACCEPTED, {"handler": "受理岗"}, "e-1")] * 6)
    assert len(set(answers)) == 1
    assert application.events.count() == 1


def test_approval_and_refusal_at_once_end_in_one_of_them(tmp_path: Path) -> None:
    bank = world.bank(tmp_path)
    application = world.application(world.firm(), bank, at=clock.now())
    event(bank, application, EventKind.ACCEPTED, {"handler": "受理岗"}, str(uuid4()))()
    approved = {"amount_yuan": "1000", "annual_rate": "0.04", "valid_until": "2099-12-31"}
    refused = {"reason": "debt", "sentence": "负债率偏高，请降低后再申请。"}
    answers = at_once(
        [
            event(bank, application, EventKind.APPROVED, approved, "a-1"),
            event(bank, application, EventKind.REFUSED, refused, "r-1"),
        ]
    )
    assert sum(isinstance(answer, DomainError) for answer in answers) == 1
    application.refresh_from_db()
    assert (application.approved_yuan is None) == (application.status == "refused")


def test_one_enterprise_pressing_twice_has_one_application(tmp_path: Path) -> None:
    bank, firm = world.bank(tmp_path), world.firm()
    answers = at_once([lambda: world.application(firm, bank, at=clock.now())] * 4)
    made = [answer for answer in answers if isinstance(answer, LoanApplication)]
    assert len(made) == 1
    assert {answer.code for answer in answers if isinstance(answer, DomainError)} == {"APP-409-OPEN"}


def test_many_applications_at_once_have_places_of_their_own_in_the_feed(tmp_path: Path) -> None:
    bank = world.bank(tmp_path)
    firms = [world.firm() for _ in range(5)]
    at_once([lambda firm=firm: world.application(firm, bank, at=clock.now()) for firm in firms])
    feed = queries.feed(bank.party.pk)
    assert [one.feed_no for one in feed] == [1, 2, 3, 4, 5]
    assert len({one.number for one in feed}) == 5
