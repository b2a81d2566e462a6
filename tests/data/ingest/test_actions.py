"""A delivery from the first byte to the records: wholly in or wholly out, and the numbers add up."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction

from rongxin.base.common.actor import Actor
from rongxin.base.evidence import queries as evidence
from rongxin.base.parties.models import Party
from rongxin.data.catalogue.registry import ItemUnknown
from rongxin.data.ingest import actions, errors, queries, rejections, vault
from rongxin.data.ingest.actions.whole import BatchResult
from rongxin.data.ingest.models import Batch, Delivery, QueuedRow, Rejection
from rongxin.data.ingest.rules import BatchState
from rongxin.data.subjects import queries as subjects
from tests import make

pytestmark = pytest.mark.usefixtures("database")
HEAD = "企业名称,统一社会信用代码,注册日期,注册资金"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"


@pytest.fixture
def source() -> Party:
    return make.make_party("department")


def sound(count: int) -> list[list[str]]:
    return [[make.make_name(), make.make_uscc(), "2020/1/2", f"{number + 1}00万元"] for number in range(count)]


def csv(rows: list[list[str]], head: str = HEAD) -> str:
    return "\n".join([head, *(",".join(row) for row in rows)]) + "\n"


def deliver(tmp_path: Path, source: Party, content: str | bytes, name: str = "报送.csv", **more: Any) -> BatchResult:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return actions.ingest(by=make.SYSTEM, path=path, item="registration", source=source.code, **more)


def records_of(batch_id: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from records.registration where batch_id = %s", [batch_id])
        return int(cursor.fetchone()[0])


def tags_of(batch_id: object) -> list[str]:
    return sorted(entry.tag for entry in evidence.entries_of(str(batch_id)))


def test_rows_end_accepted_duplicate_quarantined_or_queued(tmp_path: Path, source: Party) -> None:
    good = sound(3)
    rows = [
        *good,
        good[0],
        ["", make.make_uscc(), "2020-01-01", "1万元"],
        ["云溪待认领公司", "12345", "2020-01-01", "1万元"],
    ]
    told: list[tuple[str, int, int]] = []
    result = deliver(tmp_path, source, csv(rows), progress=lambda *step: told.append(step))
    counts = result.counts
    assert (counts.received, counts.accepted, counts.duplicates, counts.quarantined, counts.queued) == (6, 3, 1, 1, 1)
    assert result.ok
    assert counts.add_up
    assert records_of(result.batch) == 3
    assert subjects.resolve(good[0][1]) is not None
    assert [(row.row_no, row.check_ids) for row in queries.faulty_rows(by=make.SYSTEM, batch_id=result.batch)] == [
        (6, ("REG-E201",))
    ]
    (waiting,) = queries.waiting_rows(by=make.SYSTEM, batch_id=result.batch)
    assert (waiting.row_no, waiting.cells[1]) == (7, "12345")
    assert waiting.sentences[0]
    assert tags_of(result.batch) == ["ingest:batch:accepted", "records:batch:accepted"]
    assert {stage for stage, _, _ in told} == {"读取", "校核", "入库"}


def test_delivery_is_kept_as_it_came_and_only_encrypted(tmp_path: Path, source: Party) -> None:
    content = csv(sound(2)).encode("gb18030")
    result = deliver(tmp_path, source, content)
    delivery = Batch.objects.get(pk=result.batch).delivery
    path = vault.place(settings.RONGXIN_HOME, delivery.pk)
    assert b"9901" not in path.read_bytes()
    from rongxin.data.ingest.actions.process import _opened

    assert _opened(Batch.objects.get(pk=result.batch)).open().read() == content


def test_the_same_file_again_changes_nothing(tmp_path: Path, source: Party) -> None:
    content = csv(sound(3))
    first = deliver(tmp_path, source, content)
    entries = evidence.entries_of(str(first.batch))
    before = (Delivery.objects.count(), Batch.objects.count(), len(list(settings.RONGXIN_HOME.rglob("*.rxd"))))
    again = deliver(tmp_path, source, content, name="换了名字.csv")
    assert (again.batch, again.repeated, again.ok) == (first.batch, True, True)
    assert (again.counts.received, again.counts.duplicates, again.counts.accepted) == (3, 3, 0)
    assert before == (Delivery.objects.count(), Batch.objects.count(), len(list(settings.RONGXIN_HOME.rglob("*.rxd"))))
    assert len(evidence.entries_of(str(first.batch))) == len(entries)


def test_the_same_rows_in_another_file_are_duplicates_and_another_source_is_another_delivery(
    tmp_path: Path, source: Party
) -> None:
    rows = sound(3)
    deliver(tmp_path, source, csv(rows))
    other_order = deliver(tmp_path, source, csv(rows[::-1]))
    assert (other_order.counts.accepted, other_order.counts.duplicates) == (0, 3)
    elsewhere = deliver(tmp_path, make.make_party("department"), csv(rows))
    assert not elsewhere.repeated


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "ING-402"),
        (HEAD.encode() + b"\n", "ING-402"),
        (PNG, "ING-404"),
        ("企业名称,注册日期\n甲,2020-01-01\n".encode(), "ING-410"),
        (
            csv(
                [["2020-01-02", f"云溪{n}公司", "91990101MA0000015C"] for n in range(9)],
                "企业名称,统一社会信用代码,注册日期",
            ).encode(),
            "ING-412",
        ),
        (f"{HEAD}\n".encode() + "甲\n".encode() * 9, "ING-412"),
        (f'{HEAD}\n"甲,1,2,3\n乙,1,2,3\n'.encode(), "ING-413"),
    ],
    ids=["empty", "header only", "picture", "column missing", "shifted", "one cell", "open quote"],
)
def test_bad_file_is_refused_as_a_whole_with_evidence_and_nothing_half_done(
    tmp_path: Path, source: Party, content: bytes, code: str
) -> None:
    result = deliver(tmp_path, source, content)
    assert (result.state, result.refusal and result.refusal["code"]) == (BatchState.REFUSED, code)
    assert result.counts.received == 0
    assert records_of(result.batch) == 0
    assert Rejection.objects.filter(batch_id=result.batch).count() == 0
    assert tags_of(result.batch) == ["ingest:batch:refused"]
    again = deliver(tmp_path, source, content)
    assert again.batch != result.batch, "after a refusal the same file may be tried again"


def test_formula_row_is_quarantined_and_the_mended_workbook_comes_back(tmp_path: Path, source: Party) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD.split(","))
    for row in sound(4):
        book.active.append(row)
    book.active["D3"] = "=1+1"
    book.active["A5"] = "@伪造公司"
    book.active["C5"] = "2020-13-45"
    stream = io.BytesIO()
    book.save(stream)
    result = deliver(tmp_path, source, stream.getvalue(), name="报送.xlsx")
    assert (result.counts.accepted, result.counts.quarantined) == (2, 2)
    faulty = list(queries.faulty_rows(by=make.SYSTEM, batch_id=result.batch))
    assert [(row.row_no, row.check_ids) for row in faulty] == [(3, ("REG-E902",)), (5, ("REG-E107",))]
    assert "D3" in faulty[0].sentences[0]
    back = tmp_path / "问题行.xlsx"
    rejections.write(back, Batch.objects.get(pk=result.batch).headings, faulty)
    mended = openpyxl.load_workbook(back)
    mended.active["G2"], mended.active["F3"] = "100万元", "2020-12-25"
    mended.save(back)
    second = deliver(tmp_path, source, back.read_bytes(), name="改正.xlsx")
    assert (second.counts.received, second.counts.accepted, second.notes) == (2, 2, ())


def test_rejected_cells_are_stored_encrypted(tmp_path: Path, source: Party) -> None:
    name = "云溪绝密公司"
    result = deliver(tmp_path, source, csv([[name, make.make_uscc(), "2099-01-01", ""], *sound(1)]))
    row = Rejection.objects.get(batch_id=result.batch)
    assert name.encode() not in bytes(row.cells)
    assert name not in json.dumps([row.sentences, row.check_ids])


def test_another_department_sees_nothing_of_a_batch(tmp_path: Path, source: Party) -> None:
    result = deliver(tmp_path, source, csv([["", make.make_uscc(), "", ""], *sound(1)]))
    mine, other = make.make_actor(source, "clerk"), make.make_actor(make.make_party("department"), "clerk")
    assert [one.pk for one in queries.batches(by=mine)] == [result.batch]
    assert len(list(queries.faulty_rows(by=mine, batch_id=result.batch))) == 1
    assert list(queries.batches(by=other)) == []
    for ask in (queries.require_batch, lambda **asked: list(queries.faulty_rows(**asked)), queries.worst_checks):
        with pytest.raises(errors.NotYourBatch):
            ask(by=other, batch_id=result.batch)


def test_unknown_item_or_source_is_refused_with_the_known_ones(tmp_path: Path, source: Party) -> None:
    path = tmp_path / "a.csv"
    path.write_text(csv(sound(1)), encoding="utf-8")
    with pytest.raises(ItemUnknown, match="registration"):
        actions.ingest(by=make.SYSTEM, path=path, item="registrations", source=source.code)
    with pytest.raises(errors.SourceUnknown, match=source.code):
        actions.ingest(by=make.SYSTEM, path=path, item="registration", source="nobody")
    with pytest.raises(errors.SourceUnknown):
        actions.ingest(by=make.SYSTEM, path=path, item="registration", source=make.make_party("institution").code)
    with pytest.raises(errors.FileUnreadable):
        actions.ingest(by=make.SYSTEM, path=tmp_path / "none.csv", item="registration", source=source.code)


def test_clerk_delivers_for_the_own_department_only(tmp_path: Path, source: Party) -> None:
    def receive(by: Actor) -> Batch:
        stream = io.BytesIO(csv(sound(1)).encode())
        return actions.receive(by=by, stream=stream, file_name="a.csv", item="registration", source=source.code)

    assert receive(make.make_actor(source, "clerk")).state == BatchState.RECEIVED
    with pytest.raises(errors.SenderNotSource):
        receive(make.make_actor(make.make_party("department"), "clerk"))


def test_file_over_the_limit_is_refused_before_it_is_read(
    tmp_path: Path, source: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MAX_DELIVERY_BYTES", 50)
    kept = len(list(settings.RONGXIN_HOME.rglob("*.rxd")))
    with pytest.raises(errors.FileTooLarge):
        deliver(tmp_path, source, csv(sound(3)))
    assert len(list(settings.RONGXIN_HOME.rglob("*.rxd"))) == kept


def test_numbers_that_do_not_add_up_are_refused_by_the_database(tmp_path: Path, source: Party) -> None:
    result = deliver(tmp_path, source, csv(sound(1)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=result.batch).update(received=2)


def test_web_takes_in_and_may_not_write_results(
    tmp_path: Path, source: Party, as_role: Callable[[str], AbstractContextManager[None]]
) -> None:
    stream = io.BytesIO(csv([["", make.make_uscc(), "", ""], *sound(1)]).encode())
    clerk = make.make_actor(source, "clerk")
    with as_role("web"):
        batch = actions.receive(by=clerk, stream=stream, file_name="a.csv", item="registration", source=source.code)
        for forbidden in (
            lambda: Batch.objects.filter(pk=batch.pk).update(state="accepted"),
            lambda: Delivery.objects.filter(pk=batch.delivery_id).update(digest="x"),
            lambda: Rejection.objects.create(batch=batch, row_no=1, check_ids=["x"], sentences=["x"], cells=b""),
            lambda: QueuedRow.objects.create(batch=batch, row_no=1, reason="x", cells=b""),
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                forbidden()
    done = actions.process(by=make.SYSTEM, batch_id=batch.pk)
    assert (done.state, done.accepted, done.quarantined) == (BatchState.ACCEPTED, 1, 1)
    assert actions.process(by=make.SYSTEM, batch_id=batch.pk).ended_at == done.ended_at, "a job run twice does nothing"
    with as_role("web"):
        assert len(list(queries.faulty_rows(by=clerk, batch_id=batch.pk))) == 1
