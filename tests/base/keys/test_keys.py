"""Personal fields are protected per subject (个人字段加密)."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import DatabaseError

from rongxin.base.common import actor, clock
from rongxin.base.common.ids import uuid7
from rongxin.base.evidence import queries as log
from rongxin.base.evidence import tags
from rongxin.base.keys import actions, queries, suites, vault

TESTER = actor.system("keys-tests", "cli")


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another RONGXIN_HOME, so that key files of this run are left alone."""
    monkeypatch.setattr(settings, "RONGXIN_HOME", tmp_path)
    return tmp_path


pytestmark = pytest.mark.usefixtures("database")


def test_a_value_comes_back_only_with_its_own_subject() -> None:
    subject, other = uuid7(), uuid7()
    blob = actions.protect(subject, "张三 证件")
    actions.protect(other, "x")
    assert "张三".encode() not in blob
    assert queries.reveal(subject, blob) == "张三 证件"
    assert queries.reveal(subject, memoryview(blob)) == "张三 证件"  # as drivers hand bytes over
    with pytest.raises(suites.ValueDamaged):
        queries.reveal(other, blob)


@pytest.mark.parametrize("place", [0, 3, 20, -1])
def test_a_changed_value_does_not_open(place: int) -> None:
    subject = uuid7()
    blob = bytearray(actions.protect(subject, "云溪市"))
    blob[place] ^= 1
    with pytest.raises(suites.ValueDamaged):
        queries.reveal(subject, bytes(blob))
    with pytest.raises(suites.ValueDamaged):
        queries.reveal(subject, bytes(blob[:3]))


def test_the_same_text_never_gives_the_same_bytes() -> None:
    subject = uuid7()
    assert len({actions.protect(subject, "同") for _ in range(20)}) == 20


def test_absent_values_stay_absent_and_empty_ones_empty() -> None:
    subject, silent = uuid7(), uuid7()
    blobs = actions.protect_many([(subject, None), (subject, ""), (silent, None)])
    assert [blob is None for blob in blobs] == [True, False, True]
    assert queries.reveal_many([(subject, blob) for blob in blobs]) == [None, "", None]
    assert queries.living_keys([silent]) == {}
    assert queries.reveal_many([]) == []


def test_thousands_of_values_of_many_subjects_come_back_in_order() -> None:
    subjects = [uuid7() for _ in range(2_000)]
    pairs = [(subjects[number % 2_000], f"值{number}") for number in range(10_000)]
    blobs = actions.protect_many(pairs)
    texts = queries.reveal_many([(subject, blob) for (subject, _), blob in zip(pairs, blobs, strict=True)])
    assert texts == [text for _, text in pairs]


def test_two_transactions_that_meet_a_new_subject_agree_on_its_key() -> None:
    subject, blobs = uuid7(), list[bytes]()

    def work() -> None:
        try:
            blobs.append(actions.protect(subject, "同一主体"))
        finally:
            connection.close()

    both = [Thread(target=work) for _ in range(4)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [queries.reveal(subject, blob) for blob in blobs] == ["同一主体"] * 4
    assert len(queries.living_keys([subject])) == 1


def test_a_key_made_in_a_transaction_that_rolls_back_is_gone() -> None:
    subject = uuid7()
    with transaction.atomic():
        actions.protect(subject, "x")
        transaction.set_rollback(True)
    assert queries.living_keys([subject]) == {}


def test_a_destroyed_key_refuses_clearly_and_a_returning_subject_gets_a_new_one() -> None:
    subject = uuid7()
    old = actions.protect(subject, "旧")
    assert actions.destroy(by=TESTER, subject_id=subject, at=clock.now()) == 1
    assert actions.destroy(by=TESTER, subject_id=subject, at=clock.now()) == 0
    assert [one.tag for one in log.entries_of(subject)] == [tags.SUBJECT_KEY_DESTROYED]
    with pytest.raises(queries.SubjectKeyDestroyed) as refusal:
        queries.reveal(subject, old)
    assert "保存期已满" in refusal.value.sentence
    new = actions.protect(subject, "新")
    assert queries.reveal(subject, new) == "新"
    with pytest.raises(queries.SubjectKeyDestroyed):
        queries.reveal(subject, old)


def test_rotation_wraps_every_key_anew_and_every_value_stays_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    subjects = [uuid7() for _ in range(25)]
    blobs = actions.protect_many([(subject, str(subject)) for subject in subjects])
    before = vault.current_kek().id
    monkeypatch.setattr(actions, "PORTION", 10)
    result = actions.rotate(by=TESTER)
    assert result["kek"] == vault.current_kek().id != before
    assert set(queries.kek_usage()) == {result["kek"]}
    assert result["rewrapped"] >= 25
    texts = queries.reveal_many(list(zip(subjects, blobs, strict=True)))
    assert texts == [str(subject) for subject in subjects]
    assert log.entries_of(str(result["kek"]))[0].tag == tags.KEK_ROTATED


def test_a_key_from_the_environment_is_taken_and_may_be_exchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
    subject = uuid7()
    monkeypatch.setenv("RONGXIN_KEK", first)
    blob = actions.protect(subject, "环境")
    assert queries.living_keys([subject])
    monkeypatch.setenv("RONGXIN_KEK", second)
    with pytest.raises(vault.KeyFileMissing):
        queries.reveal(subject, blob)
    monkeypatch.setenv("RONGXIN_KEK_PREVIOUS", first)
    actions.rotate(by=TESTER)
    monkeypatch.delenv("RONGXIN_KEK_PREVIOUS")
    assert queries.reveal(subject, blob) == "环境"
    monkeypatch.delenv("RONGXIN_KEK")
    monkeypatch.setenv("RONGXIN_KEK_PREVIOUS", second)
    actions.rotate(by=TESTER)  # back to files, as the other tests expect
    monkeypatch.delenv("RONGXIN_KEK_PREVIOUS")
    assert queries.reveal(subject, blob) == "环境"


@pytest.mark.parametrize("value", ["abc", "AAAA", "不是base64"])
def test_a_malformed_key_in_the_environment_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RONGXIN_KEK", value)
    with pytest.raises(vault.KeyMalformed):
        vault.current_kek()


def test_key_files_are_private_and_processes_that_start_at_once_agree(own_home: Path) -> None:
    script = (
        "import sys, base64; from pathlib import Path; from django.conf import settings;"
        "settings.configure(RONGXIN_HOME=Path(sys.argv[1]));"
        "from rongxin.base.keys import vault;"
        "k = vault.current_kek(); print(k.id, base64.b64encode(k.key).decode(), vault.mac_key().hex())"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", script, str(own_home)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {process.communicate()[0] for process in processes}
    assert len(said) == 1
    assert said.pop().startswith("kek-1 ")
    files = sorted(path.name for path in (own_home / "keys").iterdir())
    assert files == ["kek-1.key", "lookup-mac.key"]
    assert {path.stat().st_mode & 0o777 for path in (own_home / "keys").iterdir()} == {0o600}
    assert (own_home / "keys").stat().st_mode & 0o777 == 0o700


def test_equal_values_have_equal_digests_and_kinds_keep_apart() -> None:
    assert queries.lookup_mac("resident_id", " 11010519491231002x") == queries.lookup_mac(
        "resident_id", "11010519491231002X"
    )
    assert queries.lookup_mac("resident_id", "1") != queries.lookup_mac("mobile", "1")
    assert len(queries.lookup_mac("mobile", "1")) == 32


def test_pages_may_read_and_add_keys_but_not_change_them(as_role: Callable) -> None:
    subject = uuid7()
    with as_role("web"):
        blob = actions.protect(subject, "页面")
        assert queries.reveal(subject, blob) == "页面"
        with pytest.raises(DatabaseError, match="permission denied"):
            actions.destroy(by=TESTER, subject_id=subject, at=clock.now())
    with pytest.raises(DatabaseError, match="permission denied"):
        with connection.cursor() as cursor:
            cursor.execute("delete from keys_subject_key")


def test_an_unknown_suite_is_refused_with_the_known_ones() -> None:
    with pytest.raises(suites.SuiteUnknown, match="international"):
        suites.require("enigma")
