"""What is there and what is not, item by item (数据完整度)."""

from __future__ import annotations

from rongxin.insight.reports import marks, rules, wording
from rongxin.insight.reports.blocks import Block, Cell, Column, Points, Prose, Section, Table
from rongxin.insight.reports.material import Material

_COLUMNS = (Column("信息项", 4), Column("状态", 4), Column("数据提供单位", 5), Column("数据截至", 3))


def section(material: Material) -> Section:
    """Every item within the reach of the cut, with its mark, source and as-of date."""
    rows = tuple(
        (
            Cell(item.name),
            marks.of(material.answer(item.code)),
            Cell(material.source(item.code) or wording.ABSENT),
            Cell(wording.day(material.answer(item.code).as_of)),
        )
        for item in material.items
    )
    blocks: list[Block] = [Prose(_lead(material)), Table(_COLUMNS, rows), Points("怎样读这些标注", marks.MEANING)]
    return Section("completeness", "数据完整度", tuple(blocks))


def _lead(material: Material) -> str:
    there = sum(str(material.answer(item.code).state) in ("returned", "none_on_file") for item in material.items)
    scope = "本公开版只含依法公开的信息" if material.cover.cut is rules.Cut.PUBLIC else "本市共享清单在本报告范围内"
    return f"{scope}，共 {len(material.items)} 项，其中 {there} 项已经核对清楚。没有取得的信息不按“没有”或“零”处理。"
