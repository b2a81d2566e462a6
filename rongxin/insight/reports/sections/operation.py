"""How the business runs: social insurance, invoices, water, gas, farming (经营情况)."""

from __future__ import annotations

from decimal import Decimal

from rongxin.insight.reports import invoices, rules, wording
from rongxin.insight.reports.blocks import BAD, GOOD, PLAIN, Block, Cell, Column, Facts, Pair, Section
from rongxin.insight.reports.material import Material
from rongxin.insight.reports.sections import shared
from rongxin.insight.reports.sections.shared import Row, plain

MONTHS_SHOWN = 24
_INSURANCE = (
    (Column("所属月份", 2), lambda row: Cell(wording.month(row.get("period_on")))),
    (Column("参保人数", 2, True), plain("insured_count")),
    (Column("应缴（元）", 3, True), lambda row: Cell(wording.yuan(row.get("payable_yuan")))),
    (Column("实缴（元）", 3, True), lambda row: Cell(wording.yuan(row.get("paid_yuan")))),
    (Column("欠缴（元）", 3, True), lambda row: _arrears(row.get("arrears_yuan"))),
)
_INVOICE = (
    Column("开票月份", 2),
    Column("销项张数", 2, True),
    Column("销项金额（万元）", 3, True),
    Column("作废张数", 2, True),
    Column("红字金额（万元）", 3, True),
    Column("进项金额（万元）", 3, True),
)
_AGRI = (
    ("类别", "category"),
    ("负责人", "responsible_person"),
    ("所在地", "location"),
    ("经营内容", "business"),
    ("农村土地经营权", "land_rights"),
    ("农民住房财产权", "housing_rights"),
)


def section(material: Material) -> Section | None:
    """None in the public cut: none of these items is public."""
    if material.cover.cut is rules.Cut.PUBLIC:
        return None
    blocks: list[Block] = []
    if material.indicators:
        pairs = tuple(Pair(one.name, Cell(one.value)) for one in material.indicators)
        blocks.append(Facts(pairs, "经营指标"))
    blocks += shared.item_blocks(material, "social_insurance", lambda rows: _insurance(material, rows))
    blocks += shared.item_blocks(material, "vat_invoice", lambda rows: _invoices(material, rows))
    blocks += shared.item_blocks(material, "water_fee", lambda rows: _utilities(material, "water_fee", rows))
    blocks += shared.item_blocks(material, "gas_fee", lambda rows: _utilities(material, "gas_fee", rows))
    blocks += shared.item_blocks(material, "new_agri", lambda rows: [_agri(material, row) for row in rows])
    return Section("operation", "经营情况", tuple(blocks))


def _insurance(material: Material, rows: list[Row]) -> list[Block]:
    rows = shared.latest_first(rows, "period_on")
    return [shared.table(material.name("social_insurance"), _INSURANCE, rows[:MONTHS_SHOWN], _earlier(len(rows), "期"))]


def _arrears(value: Decimal | None) -> Cell:
    if value is None:
        return Cell(wording.ABSENT)
    return Cell(wording.yuan(value), BAD if value > 0 else PLAIN)


def _invoices(material: Material, rows: list[Row]) -> list[Block]:
    months = invoices.by_month(rows, whole=not material.more("vat_invoice"))
    cells = tuple(
        (
            Cell(wording.month(one.month)),
            Cell(wording.figure(one.sales_count)),
            Cell(wording.ten_thousand(one.sales_yuan)),
            Cell(wording.figure(one.void_count)),
            Cell(wording.ten_thousand(one.red_yuan)),
            Cell(wording.ten_thousand(one.purchases_yuan)),
        )
        for one in months[:MONTHS_SHOWN]
    )
    from_table = "金额不含税；销项、进项已扣减红字发票，不含作废发票。"
    note = f"{from_table}{_earlier(len(months), '个月')}"
    return [shared.Table(_INVOICE, cells, f"{material.name('vat_invoice')}（按月汇总）", note)]


def _earlier(count: int, unit: str) -> str:
    return f"另有更早的 {count - MONTHS_SHOWN} {unit}没有列出。" if count > MONTHS_SHOWN else ""


def _utilities(material: Material, item: str, rows: list[Row]) -> list[Facts]:
    return [_utility(material, item, row) for row in rows]


def _utility(material: Material, item: str, row: Row) -> Facts:
    arrears = row.get("in_arrears")
    state = Cell(wording.ABSENT) if arrears is None else Cell("欠费", BAD) if arrears else Cell("不欠费", GOOD)
    unit = "立方米"
    return Facts(
        (
            Pair("户号", Cell(wording.text(row.get("account")))),
            Pair("当前是否欠费", state),
            Pair(f"近 3 个月月均用量（{unit}）", Cell(wording.text(row.get("usage_avg_3m")))),
            Pair(f"近 6 个月月均用量（{unit}）", Cell(wording.text(row.get("usage_avg_6m")))),
        ),
        material.name(item),
        (Pair("缴费明细", Cell(wording.text(row.get("payment_details")))),),
    )


def _agri(material: Material, row: Row) -> Facts:
    pairs = tuple(Pair(label, Cell(wording.text(row.get(column)))) for label, column in _AGRI)
    return Facts(pairs, material.name("new_agri"))
