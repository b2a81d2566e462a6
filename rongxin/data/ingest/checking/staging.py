"""The rows of one batch in an engine of its own, gone when the batch is done (暂存区).

DuckDB holds them in memory up to a limit and spills the rest encrypted into a private folder. Nothing of a
batch outlives `Staging.close`, and a killed process leaves only ciphertext without a key.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import duckdb
import pyarrow as pa

from rongxin.base.common import money
from rongxin.data.catalogue.rules import Derived, Field, Item
from rongxin.data.ingest.checking import checks, convert
from rongxin.data.ingest.checking.convert import name, quoted
from rongxin.data.ingest.headings import Headings
from rongxin.data.ingest.reading.source import Line

CHUNK_ROWS = 20_000
BATCH_ROWS = 50_000
_FAULTY_SCHEMA = pa.schema(
    [("row_no", pa.int64()), ("check_id", pa.string()), ("sentence", pa.string()), ("cells", pa.list_(pa.string()))]
)


class Faulty(NamedTuple):
    """A row that is kept out (问题行)."""

    row_no: int
    check_ids: list[str]
    sentences: list[str]
    cells: list[str]


class Staging:
    """Rows of one batch: loaded once, checked once, read by what they became (暂存区)."""

    def __init__(
        self, item: Item, headings: Headings, folder: Path, *, memory: str = "512MB", threads: int = 2
    ) -> None:
        self.item = item
        self.headings = headings
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.engine = duckdb.connect(":memory:")
        for setting in (
            f"temp_directory = {quoted(str(folder))}",
            "temp_file_encryption = true",
            f"memory_limit = {quoted(memory)}",
            f"threads = {threads}",
            "preserve_insertion_order = true",
        ):
            self.engine.execute(f"set {setting}")
        self._width = len(headings.names)
        self.received = 0
        columns = ", ".join(f"c{index} VARCHAR" for index in range(self._width))
        self.engine.execute(f"create table raw (row_no BIGINT, {columns})")
        self.engine.execute("create table faulty (row_no BIGINT, check_id VARCHAR, sentence VARCHAR, cells VARCHAR[])")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget everything."""
        self.engine.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def load(self, rows: Iterator[Line], tick: Callable[[int], None] = lambda rows: None) -> int:
        """Take all rows in; the number of rows received (装载)."""
        sound: list[Line] = []
        faulty: list[Line] = []
        for line in rows:
            (faulty if line.fault else sound).append(line)
            if len(sound) + len(faulty) == CHUNK_ROWS:
                self._store(sound, faulty)
                sound, faulty = [], []
                tick(self.received)
        self._store(sound, faulty)
        tick(self.received)
        return self.received

    def _store(self, sound: Sequence[Line], faulty: Sequence[Line]) -> None:
        if sound:
            columns = zip(*(line.cells for line in sound), strict=True)
            arrays = [pa.array([line.number for line in sound], pa.int64())]
            arrays += [pa.array(column, pa.string()) for column in columns]
            chunk = pa.Table.from_arrays(arrays, ["row_no", *(f"c{index}" for index in range(self._width))])
            self._insert("raw", chunk)
        if faulty:
            rows = [
                {
                    "row_no": line.number,
                    "check_id": self._structural(line),
                    "sentence": line.fault,
                    "cells": line.cells,
                }
                for line in faulty
            ]
            self._insert("faulty", pa.Table.from_pylist(rows, _FAULTY_SCHEMA))
        self.received += len(sound) + len(faulty)

    def _structural(self, line: Line) -> str:
        formula = len(line.cells) == self._width
        return checks.formula_check_id(self.item) if formula else checks.aligned_check_id(self.item)

    def _insert(self, table: str, chunk: pa.Table) -> None:
        self.engine.register("chunk", chunk)
        self.engine.execute(f"insert into {table} select * from chunk")
        self.engine.unregister("chunk")

    def check(self, today: date) -> None:
        """Convert and check every row (校核)."""
        self._amounts()
        fields = self.item.fields
        texts = ", ".join(f"{self.text(field)} AS {checks.text_column(field)}" for field in fields)
        typed = ", ".join(f"{self._typed(field)} AS {name(field.column)}" for field in fields)
        errors, warnings = (checks.compiled(self.item, severity, today) for severity in ("error", "warning"))
        final = ", ".join(
            f"CAST({name(field.column)} AS {convert.SQL_TYPES[field.type]}) AS {name(field.column)}" for field in fields
        )
        self.engine.execute(
            f"create table checked as select row_no, {self._subject('code')} AS subject_code,"
            f" {self._subject('name')} AS subject_name, {warnings} AS marks, {errors} AS errors, {final}"
            f" from (select *, {typed} from (select row_no, {texts} from {self._trimmed()}) as worded {self._joined()}) as typed"
        )

    def _trimmed(self) -> str:
        """The raw rows without white space around the cells."""
        cells = ", ".join(f"{convert.trimmed(f'c{one.index}')} AS c{one.index}" for one in self.headings.columns)
        return f"(select row_no, {cells} from raw) as trimmed"

    def text(self, field: Field) -> str:
        """The staged text of a field: the first of its columns that says something."""
        feeding = [f"{convert.present(f'c{one.index}', self.item.nulls)}" for one in self.headings.feeding(field)]
        if not feeding:
            return quoted(said) if (said := self.headings.implied().get(field.column)) else "CAST(NULL AS VARCHAR)"
        return feeding[0] if len(feeding) == 1 else f"coalesce({', '.join(feeding)})"

    def _typed(self, field: Field) -> str:
        feeding = self.headings.feeding(field)
        value = convert.typed(field, checks.text_column(field), feeding[0].alias.factor if feeding else Decimal(1))
        if not field.derived:
            return value
        derived = self._derived(field, field.derived)
        return f"coalesce({value}, {derived})" if feeding else derived

    def _derived(self, field: Field, derived: Derived) -> str:
        if derived.kind == "money":
            return f"{name('amount_' + field.column)}.yuan"
        code = convert.typed(self.item.by_column[self.item.subject.code], f"t_{self.item.subject.code}")
        return (
            f"CASE WHEN length({code}) = 18 THEN substr({code}, 3, 6)"
            f" WHEN regexp_full_match({code}, '\\d{{15}}') THEN substr({code}, 1, 6) END"
        )

    def _money_fields(self) -> list[tuple[Field, Field]]:
        """Fields whose amount stands in the free text of another, with that other."""
        by_column = self.item.by_column
        derived = [(one, one.derived) for one in self.item.fields if one.derived]
        return [(one, by_column[where.column]) for one, where in derived if where.kind == "money"]

    def _amounts(self) -> None:
        """Free texts of amounts are read by the one money parser, each spelling once."""
        for field, origin in self._money_fields():
            spellings = self.engine.execute(f"select distinct {self.text(origin)} from {self._trimmed()}").fetchall()
            texts = [text for (text,) in spellings if text is not None]
            yuan = [money.parse(text).yuan for text in texts]
            table = pa.table({"text": pa.array(texts, pa.string()), "yuan": pa.array(yuan, pa.decimal128(24, 6))})
            self.engine.register("chunk", table)
            self.engine.execute(f"create table {name('amount_' + field.column)} as select * from chunk")
            self.engine.unregister("chunk")

    def _joined(self) -> str:
        return " ".join(
            f"left join {name('amount_' + field.column)} on {name('amount_' + field.column)}.text"
            f" = {checks.text_column(origin)}"
            for field, origin in self._money_fields()
        )

    def _subject(self, part: str) -> str:
        column = self.item.subject.code if part == "code" else self.item.subject.name
        return checks.text_column(self.item.by_column[column]) if column else "CAST(NULL AS VARCHAR)"

    def sound(self) -> pa.RecordBatchReader:
        """Rows without an error, streamed in the shape that records.accept takes (合格行)."""
        columns = ", ".join(name(field.column) for field in self.item.fields)
        query = f"select row_no, subject_code, subject_name, marks, {columns} from checked where errors = '' order by row_no"
        return self.engine.cursor().sql(query).to_arrow_reader(BATCH_ROWS)

    def sound_count(self) -> int:
        """How many rows have no error (合格行数)."""
        return int(self.engine.execute("select count(*) from checked where errors = ''").fetchall()[0][0])

    def unaligned(self) -> int:
        """How many rows have too many or too few cells (无法对齐行数)."""
        return int(self.engine.execute("select count(*) from faulty").fetchall()[0][0])

    def sample(self, select: str, rows: int) -> tuple[int, ...]:
        """One row of figures over the first rows as trimmed text (抽样)."""
        return self.engine.execute(f"{select} from (select * from {self._trimmed()} limit {rows})").fetchall()[0]

    def faulty(self) -> Iterator[Faulty]:
        """Rows that are kept out, with what is wrong and the cells as delivered (问题行)."""
        cells = ", ".join(f"c{index}" for index in range(self._width))
        cursor = self.engine.cursor()
        cursor.execute(
            f"select row_no, errors, '' as sentence, [{cells}] as cells from checked join raw using (row_no)"
            " where errors <> '' union all select row_no, check_id, sentence, cells from faulty order by row_no"
        )
        while rows := cursor.fetchmany(CHUNK_ROWS):
            for row_no, ids, said, delivered in rows:
                check_ids = ids.split(",")
                sentences = [said] if said else [checks.sentence(self.item, one) for one in check_ids]
                yield Faulty(row_no, check_ids, sentences, [cell or "" for cell in delivered])

    def cells(self, row_nos: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
        """The cells as delivered of some rows (原始单元格)."""
        if not row_nos:
            return
        self.engine.register("chunk", pa.table({"row_no": pa.array(row_nos, pa.int64())}))
        cells = ", ".join(f"c{index}" for index in range(self._width))
        query = f"select row_no, [{cells}] from raw join chunk using (row_no) order by row_no"
        found = self.engine.execute(query).fetchall()
        self.engine.unregister("chunk")
        for row_no, delivered in found:
            yield row_no, [cell or "" for cell in delivered]
