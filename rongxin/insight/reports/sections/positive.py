"""What speaks for the subject: licences, tax credit level, research (正面信息)."""

from __future__ import annotations

from rongxin.insight.reports import rules, wording
from rongxin.insight.reports.blocks import GOOD, Block, Cell, Column, Facts, Pair, Section
from rongxin.insight.reports.material import Material
from rongxin.insight.reports.sections import shared
from rongxin.insight.reports.sections.shared import Row, plain

_LICENCE = (
    (Column("许可证书（文书）", 4), lambda row: Cell(_certificate(row))),
    (Column("编号（文书号）", 4), lambda row: Cell(wording.text(row.get("licence_no") or row.get("decision_no")))),
    (Column("许可内容", 7), plain("content")),
    (Column("决定日期", 3), plain("decided_on")),
    (Column("有效期至", 3), plain("valid_until")),
    (Column("状态", 2), plain("status")),
    (Column("行政机关", 4), plain("authority_name")),
)
_TAX = (
    (Column("评价年度", 1), plain("year")),
    (Column("纳税信用级别", 1), lambda row: Cell(*_grade(row))),
    (Column("评定日期", 1), plain("assessed_on")),
)


def section(material: Material) -> Section:
    """Licences always; the tax credit level and research as far as the cut reaches."""
    blocks: list[Block] = shared.item_blocks(material, "admin_licence", lambda rows: _licences(material, rows))
    if material.cover.cut is not rules.Cut.PUBLIC:
        blocks += shared.item_blocks(material, "tax_credit", lambda rows: _tax(material, rows))
        blocks += shared.item_blocks(material, "sci_tech", lambda rows: [_research(material, row) for row in rows])
    return Section("positive", "正面信息", tuple(blocks))


def _licences(material: Material, rows: list[Row]) -> list[Block]:
    rows = shared.latest_first(rows, "decided_on")
    identity = Facts(shared.person_pairs(material, "admin_licence", rows[0]))
    return [shared.table(material.name("admin_licence"), _LICENCE, rows), identity]


def _certificate(row: Row) -> str:
    return wording.text(row.get("certificate_name") or row.get("decision_title") or row.get("licence_type"))


def _tax(material: Material, rows: list[Row]) -> list[Block]:
    return [shared.table(material.name("tax_credit"), _TAX, shared.latest_first(rows, "year"))]


def _grade(row: Row) -> tuple[str, str]:
    grade = wording.text(row.get("grade"))
    return (f"{grade} 级", GOOD if grade == "A" else "") if grade != wording.ABSENT else (grade, "")


def _research(material: Material, row: Row) -> Facts:
    return Facts(
        (Pair("国家级高新技术企业", Cell(wording.text(row.get("is_high_tech")))),),
        material.name("sci_tech"),
        (Pair("获得科研支持", Cell(wording.text(row.get("support")))),),
    )
