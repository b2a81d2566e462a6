"""Headings as they stand in a file, and the fields they mean (表头对应)."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from rongxin.data.catalogue.rules import Alias, Field, Item, normal_heading
from rongxin.data.ingest import errors

_CLOSE_ENOUGH = 0.5
RETURNED = ("行号", "问题", "检查编号")
"""Put in front by the workbook of faulty rows; passed over when the mended file comes back."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file that feeds a field (列)."""

    index: int
    heading: str
    field: Field
    alias: Alias


@dataclass(frozen=True, slots=True)
class Unknown:
    """A heading that the item does not know, and the nearest one it does (未识别的表头)."""

    heading: str
    nearest: str

    @property
    def sentence(self) -> str:
        """What to tell the provider."""
        hint = f"，最接近的是“{self.nearest}”" if self.nearest else ""
        return f"未识别的列“{self.heading}”{hint}，该列没有入库"


@dataclass(frozen=True, slots=True)
class Headings:
    """How a file's columns feed the fields of an item (表头对应)."""

    names: tuple[str, ...]
    columns: tuple[Column, ...]
    unknown: tuple[Unknown, ...]

    def feeding(self, field: Field) -> list[Column]:
        """Columns of one field, the main one first, fallbacks after it."""
        return sorted((one for one in self.columns if one.field is field), key=lambda one: one.alias.fallback)

    def implied(self) -> dict[str, str]:
        """Values that the headings themselves say, by column name."""
        return {name: value for one in self.columns for name, value in one.alias.implies.items()}


def recognised(item: Item, cells: Sequence[str]) -> int:
    """How many of these cells are headings of the item (识别的表头数)."""
    return sum(1 for cell in cells if cell and item.match(cell) is not None)


def mapped(item: Item, header: Sequence[str], file: str) -> Headings:
    """Give each column its field; unknown headings are listed with the nearest known one (表头对应).

    Raises:
        HeadingMissing: a required column is absent; the refusal names it and the headings left over.
        HeadingRepeated: two columns claim the same field.
    """
    columns: list[Column] = []
    unknown: list[Unknown] = []
    for index, heading in enumerate(header):
        found = item.match(heading) if heading and heading not in RETURNED else None
        if found:
            columns.append(Column(index, heading, *found))
        elif heading and heading not in RETURNED and normal_heading(heading) not in item.ignored_headings:
            unknown.append(Unknown(heading, nearest(item, heading)))
    headings = Headings(tuple(header), tuple(columns), tuple(unknown))
    _must_be_complete(item, headings, file)
    _must_be_single(headings, file)
    return headings


def nearest(item: Item, heading: str) -> str:
    """The known heading most like this one, or empty (最接近的表头)."""
    names = {normal_heading(one.name): one.name for one in item.fields}
    names.update({key: alias.heading for key, (_, alias) in item.headings.items() if key not in names})
    close = difflib.get_close_matches(normal_heading(heading), names, 1, _CLOSE_ENOUGH)
    return names[close[0]] if close else ""


def _must_be_complete(item: Item, headings: Headings, file: str) -> None:
    fed = {one.field.column for one in headings.columns} | set(headings.implied())
    missing = [one.name for one in item.fields if one.required and not one.derived and one.column not in fed]
    if not missing:
        return
    if not headings.columns:
        shown = "、".join(f"“{name}”" for name in headings.names[:8] if name)
        detail = f"第一行看起来不是“{item.name}”的表头：{shown or '（空）'}"
    else:
        detail = "；".join(one.sentence for one in headings.unknown[:5]) or "其余列均已识别"
    raise errors.HeadingMissing(file=file, missing="、".join(missing), detail=detail, item=item.code)


def _must_be_single(headings: Headings, file: str) -> None:
    for column in headings.columns:
        same = [one for one in headings.feeding(column.field) if not one.alias.fallback]
        if len(same) > 1:
            raise errors.HeadingRepeated(
                file=file, field=column.field.name, headings="、".join(one.heading for one in same)
            )
