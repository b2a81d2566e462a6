"""Interface items under consent: a real department over HTTP, in each of its moods."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.base.evidence import queries as evidence
from rongxin.base.keys import queries as keys
from rongxin.base.keys import signers
from rongxin.base.parties.models import Party
from rongxin.data.consent import actions as consents
from rongxin.data.consent import rules as consent_rules
from rongxin.data.consent.disclosures import Ask
from rongxin.data.consent.models import Consent
from rongxin.data.consent.rules import Basis, Purpose
from rongxin.data.ingest import interface, jobs
from rongxin.data.ingest.interface import AnswerState, InterfaceOutcome, waiting
from rongxin.data.ingest.models import InterfaceAnswer, InterfaceCall
from rongxin.data.records import gate
from rongxin.doors.counterparts import department
from tests import make

pytestmark = pytest.mark.usefixtures("database")
ITEMS = ("water_fee", "gas_fee")


@dataclass
class Story:
    """An enterprise that let a bank see its water and gas bills."""

    subject_id: UUID
    code: str
    enterprise: Party
    officer: Actor
    consent: Consent

    def fetch(self, item: str = "water_fee", **changes: object) -> InterfaceOutcome:
        asked = {"by": self.officer, "subject_id": self.subject_id, "item": item, "consent_id": self.consent.pk}
        return interface.fetch_under_consent(**(asked | changes))

    def records(self, item: str = "water_fee") -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from records.current_{item} where subject_id = %s", [self.subject_id])
            return int(cursor.fetchone()[0])

    def tags(self) -> list[str]:
        return [one.tag for one in evidence.entries_of(self.subject_id) if one.tag.startswith("ingest:")]


def make_story(state: str = "returned") -> Story:
    """A subject about whom the department knows something, or nothing."""
    while True:
        enterprise, subject_id, code = make.make_enterprise()
        known = [bool(department.answer_for(item, code, "", clock.today())) for item in ITEMS]
        if all(known) if state == "returned" else not known[0]:
            break
    bank = make.make_party("institution")
    consent = make.make_consent(subject_id, enterprise, bank, list(ITEMS))
    return Story(subject_id, code, enterprise, make.make_actor(bank, "officer"), consent)


@pytest.fixture
def zjj(monkeypatch: pytest.MonkeyPatch) -> Iterator[department.Department]:
    """The department of housing, listening, with its key pinned."""
    folder = settings.RONGXIN_HOME
    (folder / "peers").mkdir(parents=True, exist_ok=True)
    platform = folder / "platform-for-tests.json"
    platform.write_text(json.dumps(signers.jwks()))
    own = department.own_key(folder / "counterparts" / "yx-zjj.json")
    (folder / "peers" / "yx-zjj.json").write_text(json.dumps(department.public_set(own)))
    one = department.Department("yx-zjj", own, department.PlatformKeys(str(platform)), delay=2.0)
    server = department.serve(one, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("RONGXIN_INTERFACE_YX_ZJJ", f"http://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setattr(settings, "INTERFACE_TIMEOUT_SECONDS", 0.5)
    yield one
    server.shutdown()
    server.server_close()


def test_believed_answer_is_stored_with_its_expiry_and_shown_through_the_gate(
    zjj: department.Department, as_role: Callable[[str], AbstractContextManager[None]]
) -> None:
    story = make_story()
    outcome = story.fetch()
    assert (outcome.state, outcome.source, outcome.asked, outcome.late) == (AnswerState.RETURNED, "yx-zjj", True, False)
    assert outcome.expires_at
    assert outcome.expires_at > clock.now() + timedelta(days=29)
    assert story.records() == 1
    assert story.tags() == ["ingest:interface-answer:fetched"]
    ask = Ask(story.subject_id, ("water_fee",), Basis.CONSENT, Purpose.PRE_LOAN, consent_id=story.consent.pk)
    with as_role("web"):
        answer = gate.disclose(by=story.officer, ask=ask).items["water_fee"]
    wanted = department.answer_for("water_fee", story.code, "", clock.today())
    assert wanted
    assert answer.state == "returned"
    assert answer.source == "yx-zjj"
    assert answer.records[0]["account"] == wanted[0]["account"]
    assert answer.records[0]["in_arrears"] is wanted[0]["in_arrears"]


def test_signed_answer_is_kept_as_it_came_for_the_subject_only(zjj: department.Department) -> None:
    story = make_story()
    story.fetch()
    held = InterfaceAnswer.objects.get(subject_id=story.subject_id)
    text = keys.reveal(story.subject_id, bytes(held.sealed))
    assert text.count(".") == 2
    assert held.consent_id == story.consent.pk
    assert story.code.encode() not in bytes(held.sealed)


def test_stored_answer_is_used_until_it_expires(zjj: department.Department) -> None:
    story = make_story()
    story.fetch()
    zjj.mode = "silent"
    again = story.fetch()
    assert (again.state, again.asked) == (AnswerState.RETURNED, False)
    later = clock.now() + interface.fetch.VALID_FOR + timedelta(days=1)
    longer = make.make_consent(
        story.subject_id, story.enterprise, Party.objects.get(pk=story.officer.party_id), list(ITEMS), days=300
    )
    assert story.fetch(at=later, consent_id=longer.pk).state is AnswerState.SOURCE_LATE


def test_none_on_file_is_an_answer_and_is_kept_and_shown_too(
    zjj: department.Department, as_role: Callable[[str], AbstractContextManager[None]]
) -> None:
    story = make_story("none")
    assert story.fetch().state is AnswerState.NONE_ON_FILE
    assert story.records() == 0
    ask = Ask(story.subject_id, ("water_fee",), Basis.CONSENT, Purpose.PRE_LOAN, consent_id=story.consent.pk)
    with as_role("web"):
        assert gate.disclose(by=story.officer, ask=ask).items["water_fee"].state == "none_on_file"
    zjj.mode = "silent"
    assert story.fetch().state is AnswerState.NONE_ON_FILE


@pytest.mark.parametrize(
    ("mode", "state", "tag"),
    [
        ("silent", AnswerState.SOURCE_LATE, "ingest:interface-answer:missing"),
        ("slow", AnswerState.SOURCE_LATE, "ingest:interface-answer:missing"),
        ("wrong", AnswerState.REFUSED, "ingest:interface-answer:doubted"),
    ],
)
def test_late_or_doubtful_answer_is_not_stored_and_leaves_evidence(
    zjj: department.Department, mode: str, state: AnswerState, tag: str
) -> None:
    story = make_story()
    zjj.mode = mode
    began = time.monotonic()
    outcome = story.fetch()
    assert time.monotonic() - began < 1.5
    assert (outcome.state, outcome.late, story.records(), story.tags()) == (state, True, 0, [tag])
    assert InterfaceAnswer.objects.filter(subject_id=story.subject_id).count() == 0


def test_silent_source_is_told_apart_from_no_record(zjj: department.Department) -> None:
    story = make_story()
    zjj.mode = "silent"
    late = interface.refresh(
        by=story.officer, subject_id=story.subject_id, consent_id=story.consent.pk, items=(*ITEMS, "tax_credit"),
        defer=jobs.fetch_later,
    )  # fmt: skip
    assert late == frozenset(ITEMS)
    ask = Ask(story.subject_id, ITEMS, Basis.CONSENT, Purpose.PRE_LOAN, consent_id=story.consent.pk)
    answers = gate.disclose(by=story.officer, ask=ask, late=late).items
    assert {answer.state for answer in answers.values()} == {"source_late"}


def test_several_sources_are_asked_at_the_same_time(zjj: department.Department) -> None:
    story = make_story()
    zjj.mode = "silent"
    began = time.monotonic()
    found = interface.fetch_many(
        by=story.officer, subject_id=story.subject_id, items=ITEMS, consent_id=story.consent.pk
    )
    assert time.monotonic() - began < 0.95
    assert [(one.item, one.state) for one in found] == [(item, AnswerState.SOURCE_LATE) for item in ITEMS]


def test_nobody_listening_is_late_and_nobody_named_is_not_connected(
    zjj: department.Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = make_story()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("RONGXIN_INTERFACE_YX_ZJJ", f"http://127.0.0.1:{free.getsockname()[1]}")
        assert story.fetch().state is AnswerState.SOURCE_LATE
    monkeypatch.delenv("RONGXIN_INTERFACE_YX_ZJJ")
    assert story.fetch().state is AnswerState.NOT_CONNECTED


def test_unpinned_department_is_not_believed(zjj: department.Department) -> None:
    story = make_story()
    (settings.RONGXIN_HOME / "peers" / "yx-zjj.json").unlink()
    assert story.fetch().state is AnswerState.REFUSED


def test_answer_that_fails_the_checks_of_the_item_is_not_stored(
    zjj: department.Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = make_story()

    def wrong(*asked: object) -> list[dict[str, object]]:
        return [{"enterprise_name": "云溪试样公司", "uscc": story.code, "account": "1", "usage_avg_3m": "-5"}]

    monkeypatch.setattr(department, "answer_for", wrong)
    outcome = story.fetch()
    assert (outcome.state, story.records()) == (AnswerState.REFUSED, 0)
    assert "WAT-E03" in outcome.reason


def test_nobody_is_asked_without_a_consent_that_covers(zjj: department.Department) -> None:
    story = make_story()
    stranger = make.make_actor(make.make_party("institution"), "officer")
    other = make_story()
    cases = [
        ({"by": stranger}, consent_rules.WrongGrantee),
        ({"subject_id": other.subject_id}, consent_rules.WrongSubject),
        ({"item": "sci_tech"}, consent_rules.ItemsNotCovered),
        ({"at": clock.now() + timedelta(days=40)}, consent_rules.ConsentExpired),
        ({"consent_id": story.subject_id}, consent_rules.ConsentMissing),
    ]
    for changes, refusal in cases:
        with pytest.raises(refusal):
            story.fetch(**changes)
    consents.revoke(by=make.make_actor(story.enterprise, "signatory"), consent_id=story.consent.pk)
    with pytest.raises(consent_rules.ConsentRevoked):
        story.fetch()
    assert story.tags() == []


def test_web_has_it_done_by_the_worker_and_learns_only_what_is_late(
    zjj: department.Department,
    as_role: Callable[[str], AbstractContextManager[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = make_story()
    monkeypatch.setattr(settings, "ROLE", "web")
    monkeypatch.setattr(waiting, "SLACK_SECONDS", 3.0)

    def worker(call_id: UUID) -> None:
        def work() -> None:
            with as_role("worker"):
                waiting.perform(call_id=call_id)

        threading.Thread(target=work).start()

    with as_role("web"):
        late = interface.refresh(
            by=story.officer, subject_id=story.subject_id, consent_id=story.consent.pk, items=ITEMS, defer=worker
        )
        assert late == frozenset()
        assert InterfaceAnswer.objects.filter(subject_id=story.subject_id).count() == 0, "behind the wall"
        for forbidden in (
            lambda: InterfaceCall.objects.filter(subject_id=story.subject_id).update(late=["x"]),
            lambda: InterfaceAnswer.objects.filter(subject_id=story.subject_id).delete(),
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                forbidden()
    assert story.records("water_fee") == story.records("gas_fee") == 1


def test_web_does_not_wait_for_ever_for_a_worker_that_is_not_there(
    zjj: department.Department,
    as_role: Callable[[str], AbstractContextManager[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = make_story()
    monkeypatch.setattr(settings, "ROLE", "web")
    monkeypatch.setattr(waiting, "SLACK_SECONDS", 0.2)
    with as_role("web"):
        late = interface.refresh(
            by=story.officer,
            subject_id=story.subject_id,
            consent_id=story.consent.pk,
            items=ITEMS,
            defer=jobs.fetch_later,
        )
    assert late == frozenset(ITEMS)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from jobs.procrastinate_jobs where task_name = 'ingest.fetch' and status = 'todo'"
        )
        assert cursor.fetchone()[0] >= 1
    (call,) = InterfaceCall.objects.filter(subject_id=story.subject_id)
    jobs.fetch(call_id=str(call.pk))
    assert InterfaceCall.objects.get(pk=call.pk).ended_at is not None
    assert story.records() == 1, "what comes late is there the next time"
