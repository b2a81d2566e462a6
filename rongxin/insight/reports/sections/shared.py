"""What several chapters say in the same way (章节共用)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rongxin.base.common import codes
from rongxin.insight.reports import marks, rules, wording
from rongxin.insight.reports.blocks import Block, Cell, Column, Pair, Remark, Source, Table
from rongxin.insight.reports.material import Material

Row = dict[str, Any]
Columns = tuple[tuple[Column, Callable[[Row], Cell]], ...]

_PERSON = (("法定代表人证件类型", "legal_rep_id_type"), ("法定代表人证件号码", "legal_rep_id_number"))


def source(material: Material, item: str) -> Source:
    """The line under a fact: who delivered it, how fresh it is, whether older ones are left out."""
    answer = material.answer(item)
    parts = [f"来源：{material.source(item) or wording.ABSENT}", f"数据截至 {wording.day(answer.as_of)}"]
    if older := material.more(item):
        parts.append(f"只列最近 {len(answer.records)} 条，另有更早的 {older} 条")
    return Source(" · ".join(parts))


def absent(material: Material, item: str) -> Remark:
    """The mark and its sentence for an item that shows no record."""
    answer = material.answer(item)
    own = material.cover.cut is rules.Cut.SELF
    return Remark(material.name(item), marks.of(answer), marks.sentence(answer, own=own))


def item_blocks(material: Material, item: str, show: Callable[[list[Row]], Iterable[Block]]) -> list[Block]:
    """The item's records as `show` draws them with their source, or the mark that says why there are none."""
    records = material.records(item)
    if not records:
        return [absent(material, item)]
    return [*show(records), source(material, item)]


def table(title: str, columns: Columns, rows: list[Row], note: str = "") -> Table:
    """A table whose columns each know how to read a record."""
    cells = tuple(tuple(read(row) for _, read in columns) for row in rows)
    return Table(tuple(column for column, _ in columns), cells, title, note)


def plain(column: str) -> Callable[[Row], Cell]:
    """Reads a column as text."""
    return lambda row: Cell(wording.text(row.get(column)))


def person_pairs(material: Material, item: str, row: Row) -> tuple[Pair, ...]:
    """The representative's identity fields: raw only when granted, masked for the subject, else 未授权."""
    return tuple(Pair(label, _person(material, item, column, row)) for label, column in _PERSON)


def _person(material: Material, item: str, column: str, row: Row) -> Cell:
    how = rules.person_field_shown(material.cover.cut, f"{item}.{column}" in material.asked)
    if how == "withheld":
        return marks.WITHHELD
    value = row.get(column)
    if value is None or how == "raw" or column == "legal_rep_id_type":
        return Cell(wording.text(value))
    return Cell(codes.mask_id(str(value)))


def latest_first(records: list[Row], column: str) -> list[Row]:
    """By a date, newest first; those without one come last."""
    dated = [row for row in records if row.get(column) is not None]
    undated = [row for row in records if row.get(column) is None]
    return sorted(dated, key=lambda row: row[column], reverse=True) + undated
