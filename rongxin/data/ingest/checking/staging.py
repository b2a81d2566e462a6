"""The rows of one batch between the file and the database (暂存区).

The file goes by in pieces; each is typed and checked by DuckDB in memory and laid aside encrypted. So memory
stays flat however large the file is, no clear text is written to disk, and the transaction that stores the rows
need not wait for the reading. Nothing of a batch outlives `Staging.close`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from rongxin.base.common import money
from rongxin.data.catalogue.rules import Item
from rongxin.data.ingest.checking import checks, convert, plan
from rongxin.data.ingest.checking.spool import Spool
from rongxin.data.ingest.headings import Headings
from rongxin.data.ingest.reading.source import Line

PIECE_ROWS = 50_000
SAMPLE_ROWS = 2_000
_FAULTY = pa.schema(
    [("row_no", pa.int64()), ("check_ids", pa.string()), ("sentence", pa.string()), ("cells", pa.list_(pa.string()))]
)


class Faulty(NamedTuple):
    """A row that is kept out (问题行)."""

    row_no: int
    check_ids: list[str]
    sentences: list[str]
    cells: list[str]


class Staging:
    """Rows of one batch: taken in once, then read by what they became (暂存区)."""

    def __init__(self, item: Item, headings: Headings, folder: Path, today: date, *, threads: int = 2) -> None:
        self.item, self.headings = item, headings
        self.received = self.sound_count = self.unaligned = 0
        self._folder = folder
        shutil.rmtree(folder, ignore_errors=True)  # of a process that died
        folder.mkdir(parents=True, mode=0o700)
        self.engine = duckdb.connect(":memory:")
        for setting in ("memory_limit = '768MB'", "temp_directory = ''", f"threads = {threads}"):
            self.engine.execute(f"set {setting}")
        self._statement = plan.statement(item, headings, today)
        self._width = len(headings.names)
        self._cells = [f"c{index}" for index in range(self._width)]
        self._schema = pa.schema([("row_no", pa.int64()), *((cell, pa.string()) for cell in self._cells)])
        self._raw = Spool(folder / "raw", self._schema)
        self._faulty = Spool(folder / "faulty", _FAULTY)
        self._sound: Spool | None = None
        self._yuan: dict[str, Decimal | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget everything."""
        self.engine.close()
        for spool in (self._raw, self._faulty, self._sound):
            if spool:
                spool.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def take(self, rows: Iterator[Line], tick: Callable[[int], None] = lambda rows: None) -> int:
        """Take all rows in, typed and checked; the number of rows received (装载并校核)."""
        piece: list[Line] = []
        for line in rows:
            piece.append(line)
            if len(piece) == PIECE_ROWS:
                self._check(piece)
                piece = []
                tick(self.received)
        if piece:
            self._check(piece)
        tick(self.received)
        return self.received

    def _check(self, piece: Sequence[Line]) -> None:
        unaligned = [line for line in piece if line.fault]
        raw = self._table([line for line in piece if not line.fault] if unaligned else piece)
        faulty: list[dict[str, Any]] = [
            {"row_no": line.number, "check_ids": self._structural(line), "sentence": line.fault, "cells": line.cells}
            for line in unaligned
        ]
        if raw.num_rows:
            faulty += self._typed(raw)
        faulty.sort(key=lambda row: row["row_no"])
        self._faulty.write(pa.Table.from_pylist(faulty, _FAULTY))
        self.received += len(piece)
        self.unaligned += len(unaligned)

    def _typed(self, raw: pa.Table) -> list[dict[str, Any]]:
        """Lay the sound rows aside; give back the others."""
        self._show(raw)
        checked: pa.Table = self.engine.query(self._statement).to_arrow_table()
        self._raw.write(raw)
        clean = pc.equal(checked["errors"], "")
        sound = checked.filter(clean).drop_columns(["errors"])
        self._sound = self._sound or Spool(self._folder / "sound", sound.schema)
        self._sound.write(sound)
        self.sound_count += sound.num_rows
        wrong = checked.filter(pc.invert(clean))
        if not wrong.num_rows:
            return []
        delivered = dict(self._pick(raw, wrong["row_no"]))
        return [
            {"row_no": row_no, "check_ids": errors, "sentence": "", "cells": delivered[row_no]}
            for row_no, errors in zip(wrong["row_no"].to_pylist(), wrong["errors"].to_pylist(), strict=True)
        ]

    def _show(self, raw: pa.Table) -> None:
        """The piece, trimmed, as `raw`, its first rows kept as a sample, and its free amounts in figures."""
        trimmed = [pc.utf8_trim(raw[cell], convert.BLANKS) for cell in self._cells]
        self.engine.register("raw", pa.Table.from_arrays([raw["row_no"], *trimmed], schema=self._schema))
        if not self.sound_count:
            self.engine.execute(f"create or replace table sample as select * from raw limit {SAMPLE_ROWS}")
        for field, origin in plan.amounts(self.item):
            text = plan.text(self.item, self.headings, origin)
            rows = self.engine.execute(f"select distinct {text} from raw").fetchall()
            texts = [row[0] for row in rows if row[0] is not None]
            for one in texts:
                if one not in self._yuan:
                    self._yuan[one] = money.parse(one).yuan
            yuan = pa.array([self._yuan[one] for one in texts], pa.decimal128(24, 6))
            table = pa.table({"text": pa.array(texts, pa.string()), "yuan": yuan})
            self.engine.register(f"amount_{field.column}", table)

    def _table(self, lines: Sequence[Line]) -> pa.Table:
        columns = zip(*(line.cells for line in lines), strict=True) if lines else ((),) * self._width
        arrays = [pa.array([line.number for line in lines], pa.int64())]
        arrays += [pa.array(column, pa.string()) for column in columns]
        return pa.Table.from_arrays(arrays, schema=self._schema)

    def _structural(self, line: Line) -> str:
        formula = len(line.cells) == self._width
        return checks.formula_check_id(self.item) if formula else checks.aligned_check_id(self.item)

    def sound(self) -> Iterator[pa.RecordBatch]:
        """Rows without an error, streamed in the shape that records.accept takes (合格行)."""
        return self._sound.read() if self._sound else iter(())

    def faulty(self) -> Iterator[Faulty]:
        """Rows that are kept out, with what is wrong and the cells as delivered (问题行)."""
        for batch in self._faulty.read():
            for row in batch.to_pylist():
                check_ids = row["check_ids"].split(",")
                said = [row["sentence"]] if row["sentence"] else [checks.sentence(self.item, one) for one in check_ids]
                yield Faulty(row["row_no"], check_ids, said, row["cells"])

    def cells(self, row_nos: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
        """The cells as delivered of some rows, in the order of the file (原始单元格)."""
        if row_nos:
            wanted = pa.array(row_nos, pa.int64())
            for batch in self._raw.read():
                yield from self._pick(batch, wanted)

    def sample(self, select: str) -> tuple[int, ...]:
        """One row of figures over the first rows as trimmed text (抽样)."""
        found = self.engine.execute(f"{select} from sample").fetchall()
        return tuple(found[0])

    def _pick(self, rows: pa.Table | pa.RecordBatch, row_nos: pa.Array) -> list[tuple[int, list[str]]]:
        chosen = rows.filter(pc.is_in(rows["row_no"], value_set=row_nos))
        cells = [chosen[cell].to_pylist() for cell in self._cells]
        return [(row_no, [cell[place] for cell in cells]) for place, row_no in enumerate(chosen["row_no"].to_pylist())]
