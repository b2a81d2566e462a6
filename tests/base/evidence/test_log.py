"""The log in the database: appending, sealing, proving (存证日志)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from threading import Thread
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from rongxin.base.common import clock
from rongxin.base.common.ids import uuid7
from rongxin.base.evidence import actions, proofs, queries, rules, tags
from rongxin.base.keys import signers
from tests.base.evidence.help import TESTER, audit_now, seal_now, second_connection, tampered

pytestmark = pytest.mark.usefixtures("database")


def append(**facts: object) -> object:
    return actions.append(tags.BATCH_ACCEPTED, by=TESTER, subject=uuid7(), facts=facts)


def test_an_entry_has_the_databases_moment_role_and_bytes() -> None:
    subject = uuid7()
    facts = {
        "rows": 3,
        "items": ["水费", 'a"b\\\n\t\x01\x7f😀'],
        "fine": Decimal("1.50"),
        "ok": True,
        "none": None,
        "é": {},
    }
    before = clock.now()
    entry_id = actions.append(tags.BATCH_ACCEPTED, by=TESTER, subject=subject, facts=facts)
    (entry,) = queries.entries_of(subject)
    assert entry.id == entry_id
    assert before - timedelta(seconds=5) < entry.at < clock.now() + timedelta(seconds=5)
    assert entry.role == "rongxin_worker"
    assert entry.actor == TESTER.as_evidence()
    assert entry.facts["fine"] == "1.50"
    assert entry.body == rules.leaf_data(entry)  # the database and Python agree on every byte


def test_the_web_role_appends_and_is_recorded_as_such(as_role: Callable) -> None:
    subject = uuid7()
    with as_role("web"):
        actions.append(tags.DISCLOSURE_REFUSED, by=TESTER, subject=subject)
    assert queries.entries_of(subject)[0].role == "rongxin_web"


@pytest.mark.parametrize("role", ["web", "worker"])
@pytest.mark.parametrize(
    "statement",
    [
        "insert into evidence.entry select * from evidence.entry limit 1",
        "update evidence.entry set tag = 'a:b:c'",
        "delete from evidence.entry",
        "truncate evidence.entry",
        "delete from evidence.leaf",
        "update evidence.seal set size = 0",
        "select evidence.canonical('{}')",
        "insert into evidence.unsealed values (now(), gen_random_uuid())",
        "alter table evidence.entry disable trigger all",
    ],
)
def test_no_role_of_a_process_can_write_past_the_function(as_role: Callable, role: str, statement: str) -> None:
    with as_role(role), pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("table", ["entry", "leaf", "node", "seal"])
@pytest.mark.parametrize("verb", ["delete from {}", "truncate {}", "update {} set {} = {}"])
def test_even_the_owner_is_refused_by_the_triggers(as_role: Callable, table: str, verb: str) -> None:
    column = {"entry": "tag", "leaf": "index", "node": "hash", "seal": "size"}[table]
    with as_role("owner"), pytest.raises(DatabaseError, match="append-only"):
        with connection.cursor() as cursor:
            cursor.execute(verb.format(f"evidence.{table}", column, column))


def test_an_unknown_tag_or_personal_fact_is_refused() -> None:
    with pytest.raises(ValueError, match=r"tags\.py"):
        actions.append("consent:consent:stolen", by=TESTER)
    with pytest.raises(ValueError, match="mobile"):
        append(phone="13800138000")
    with pytest.raises(ValueError, match="resident"):
        actions.append(tags.BATCH_ACCEPTED, by=TESTER, subject="11010519491231002X")


def test_an_entry_goes_when_its_transaction_rolls_back() -> None:
    subject = uuid7()
    with transaction.atomic():
        actions.append(tags.BATCH_ACCEPTED, by=TESTER, subject=subject)
        transaction.set_rollback(True)
    assert queries.entries_of(subject) == []


def test_sealing_gives_each_entry_one_leaf_and_a_proof_that_holds_offline() -> None:
    entries = [append(row=number) for number in range(23)]
    with pytest.raises(rules.NotYetSealed):
        queries.inclusion(entries[0])
    head = seal_now()
    assert head is not None
    assert head.size == queries.size()
    for entry_id in entries:
        proof = queries.inclusion(entry_id)
        assert proofs.check_inclusion(proof, signers.verify) == []
        proof["body"] = proof["body"].replace("evidence-tests", "somebody-else")
        assert proofs.check_inclusion(proof, signers.verify) == ["条目原文与封签的树根对不上"]
    proof = queries.inclusion(entries[0])
    proof["seal"]["size"] += 1
    assert proofs.check_inclusion(proof, signers.verify)  # the head was signed over another size
    assert audit_now().as_dict()["problems"] == []


def test_an_older_head_is_the_beginning_of_a_newer_one() -> None:
    append()
    old = seal_now()
    for _ in range(11):
        append()
    new = seal_now()
    assert old
    assert new
    assert new.size == old.size + 11
    proof = queries.consistency(old.size)
    assert proofs.check_consistency(proof, signers.verify) == []
    proof["old"]["root"] = "00" * 32
    assert len(proofs.check_consistency(proof, signers.verify)) == 2
    assert audit_now(known=old).as_dict()["ok"]
    with pytest.raises(rules.SizeUnknown):
        queries.consistency(new.size + 1)


def test_a_forged_or_longer_known_head_is_told() -> None:
    append()
    head = seal_now()
    assert head
    longer = rules.Seal(head.node, head.size + 1, head.root, head.at, head.key_id, head.algorithm, head.signature)
    problems = audit_now(known=longer).problems
    assert any("截短" in one for one in problems)
    forged = rules.Seal(head.node, head.size, b"\x00" * 32, head.at, head.key_id, head.algorithm, head.signature)
    assert any("改写" in one for one in audit_now(known=forged).problems)


def test_nothing_new_needs_no_head_until_a_minute_has_passed() -> None:
    append()
    head = seal_now()
    assert head
    signer = signers.platform_signer()
    assert actions.seal(signer=signer, at=head.at + actions.HEARTBEAT - timedelta(seconds=1)) is None
    again = actions.seal(signer=signer, at=head.at + actions.HEARTBEAT)
    assert again
    assert (again.size, again.root, again.at) == (head.size, head.root, head.at + actions.HEARTBEAT)
    later = append()
    behind = actions.seal(signer=signer, at=head.at)
    assert behind
    assert behind.at == again.at  # time in the log never runs backwards
    assert proofs.check_inclusion(queries.inclusion(later), signers.verify) == []


def test_large_queues_are_sealed_in_batches() -> None:
    for number in range(25):
        append(row=number)
    signer, at = signers.platform_signer(), clock.now()
    assert actions.seal_once(signer=signer, at=at, limit=10)[1] == 10
    assert actions.seal_once(signer=signer, at=at, limit=10)[1] == 10
    assert actions.seal_once(signer=signer, at=at, limit=10)[1] == 5
    assert audit_now().problems == []


def test_a_transaction_that_commits_late_is_still_sealed() -> None:
    """An entry with the smaller id and the earlier moment becomes visible after a later one was sealed."""
    early = uuid7()
    with second_connection() as slow:
        slow.execute("select evidence.append(%s, %s, '{}', null, '{}', 'demo')", [early, tags.CONSENT_GRANTED])
        late = append()
        first = seal_now()
        assert first
        assert queries.leaf_index(early) is None
        assert queries.leaf_index(late) == first.size - 1
        slow.commit()
    second = seal_now()
    assert second
    assert queries.leaf_index(early) == second.size - 1 == first.size
    assert queries.entry(early).at < queries.entry(late).at
    assert audit_now().problems == []


def test_two_sealers_take_turns() -> None:
    entries = [append(row=number) for number in range(40)]

    def work() -> None:
        try:
            seal_now()
        finally:
            connection.close()

    sealers = [Thread(target=work) for _ in range(3)]
    for one in sealers:
        one.start()
    for one in sealers:
        one.join()
    assert sorted(queries.leaf_index(entry) is not None for entry in entries) == [True] * 40
    assert audit_now().problems == []


def test_lag_grows_while_nothing_is_sealed_and_disclosure_stops() -> None:
    seal_now()
    now = clock.now()
    assert queries.sealing_lag(now) == timedelta(0)
    append()
    waiting = now + timedelta(hours=5)
    assert queries.sealing_lag(waiting) > timedelta(hours=4, minutes=59)
    assert not queries.fresh_enough(waiting, timedelta(hours=4))
    with pytest.raises(rules.SealingStopped) as refusal:
        queries.require_fresh(waiting)
    assert "29" in refusal.value.sentence
    queries.require_fresh(clock.now())
    seal_now()
    queries.require_fresh(waiting)


def test_a_proof_of_what_is_not_there_is_refused() -> None:
    with pytest.raises(rules.EntryUnknown):
        queries.inclusion(uuid4())


@pytest.mark.parametrize(
    "what", ["facts", "body", "both", "gone", "node", "root", "signature", "swap", "queue", "forge"]
)
def test_tampering_is_found(what: str) -> None:
    """As the owner with the triggers switched off; the audit names the place."""
    victim, other = append(rows=1), append(rows=2)
    seal_now()
    index = queries.leaf_index(victim)
    copy = queries.entry(victim)
    body = copy.body.decode().replace('"rows":1', '"rows":9')
    row = f"where id = '{victim}'"
    restore = f"update evidence.entry set facts = '{{\"rows\":1}}', body = '\\x{copy.body.hex()}' {row}"
    size = queries.size()
    head = queries.last_seal()
    assert head
    forged = signers.PlatformSigner("stranger", "ES256", signers.platform_signer().private_key)
    signature = forged.sign(b"something else").hex()
    swap = (
        f"update evidence.leaf set index = {2 * index + 1 + 10**9} - index where index in ({index}, {index + 1});"
        f"update evidence.leaf set index = index - {10**9} where index >= {10**9}"
    )
    statement, undo = {
        "facts": (f"update evidence.entry set facts = '{{\"rows\":9}}' {row}", restore),
        "body": (f"update evidence.entry set body = '\\x{body.encode().hex()}' {row}", restore),
        "both": (
            f"update evidence.entry set facts = '{{\"rows\":9}}', body = '\\x{body.encode().hex()}' {row}",
            restore,
        ),
        "gone": (
            f"create table evidence.kept as select * from evidence.entry {row}; delete from evidence.entry {row}",
            "insert into evidence.entry select * from evidence.kept; drop table evidence.kept",
        ),
        "node": (
            f"update evidence.node set hash = sha256(hash) where level = 0 and index = {index}",
            f"update evidence.node set hash = sha256('\\x00'::bytea || '\\x{copy.body.hex()}'::bytea)"
            f" where level = 0 and index = {index}",
        ),
        "root": (
            f"update evidence.seal set root = sha256(root) where size = {head.size}",
            f"update evidence.seal set root = '\\x{head.root.hex()}' where size = {head.size}",
        ),
        "signature": (
            f"update evidence.seal set signature = '\\x{signature}' where size = {head.size}",
            f"update evidence.seal set signature = '\\x{head.signature.hex()}' where size = {head.size}",
        ),
        "swap": (swap, swap),
        "queue": (
            "insert into evidence.entry select gen_random_uuid(), tag, at, actor, subject, facts, node, role, body"
            f" from evidence.entry {row}",
            f"delete from evidence.entry where body = '\\x{copy.body.hex()}' and id <> '{victim}'",
        ),
        "forge": (
            f"delete from evidence.leaf where index = {size - 1}",
            f"insert into evidence.leaf values ({size - 1}, '{other}')",
        ),
    }[what]
    with tampered(statement, undo):
        problems = audit_now().problems
        assert problems
        expected = {
            "facts": str(victim),
            "gone": "不存在",
            "node": f"第 0 层第 {index} 个节点",
            "signature": "签名无效",
            "root": "树根",
            "queue": "既未封签",
            "forge": "日志只有",
        }.get(what, "不一致")
        assert any(expected in one for one in problems), problems
    assert audit_now().problems == []


def test_a_broken_tree_is_not_built_upon() -> None:
    append()
    head = seal_now()
    assert head
    with tampered(
        f"update evidence.seal set root = sha256(root) where size = {head.size}",
        f"update evidence.seal set root = '\\x{head.root.hex()}' where size = {head.size}",
    ):
        append()
        with pytest.raises(rules.LogBroken):
            seal_now()
    assert seal_now() is not None


def test_numbers_that_do_not_travel_are_refused_by_the_database_too() -> None:
    with second_connection("web") as web, pytest.raises(psycopg.errors.Error, match="whole numbers"):
        web.execute("select evidence.append(gen_random_uuid(), 'a:b:c', '{}', null, '{\"rate\": 0.5}', 'demo')")
