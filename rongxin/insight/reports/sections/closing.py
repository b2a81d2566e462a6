"""Where everything comes from, whom the report is for, and what to do about an error (来源、使用与说明)."""

from __future__ import annotations

from rongxin.insight.reports import rules, wording
from rongxin.insight.reports.blocks import Cell, Column, Facts, Pair, Points, Prose, Section, Table
from rongxin.insight.reports.material import ItemName, Material

_SOURCES = (Column("数据提供单位", 5), Column("信息项", 6), Column("数据截至", 3), Column("对外提供的依据", 4))
_NO_RETRIEVE = ("withheld", "not_connected")


def sources(material: Material) -> Section:
    """One row per item that was asked of a source: provider, as-of date and why it may be shown."""
    rows = tuple(
        (
            Cell(material.source(item.code) or wording.ABSENT),
            Cell(item.name),
            Cell(wording.day(material.answer(item.code).as_of)),
            Cell(_ground(material, item)),
        )
        for item in material.items
        if str(material.answer(item.code).state) not in _NO_RETRIEVE
    )
    table = Table(_SOURCES, rows, note="同一信息项有多个来源时，列最近一次提供的来源。")
    return Section("sources", "数据来源与更新时间", (table if rows else Prose("没有向任何来源取得信息。"),))


def _ground(material: Material, item: ItemName) -> str:
    if item.public:
        return "依法公开"
    return "企业自查" if material.cover.cut is rules.Cut.SELF else "企业授权"


def use(material: Material) -> Section:
    """For whom, for what and on what ground, and what the reader may not do with it."""
    cover = material.cover
    pairs = [Pair("出具给", Cell(cover.recipient)), Pair("依据", Cell(cover.basis)), Pair("用途", Cell(cover.purpose))]
    if cover.consent:
        pairs.append(Pair("授权期限", Cell(cover.consent)))
    return Section("use", "使用范围", (Facts(tuple(pairs)), Points("", _may_not(cover.cut))))


def _may_not(cut: rules.Cut) -> tuple[str, ...]:
    if cut is rules.Cut.PUBLIC:
        return ("本公开版只含依法公开的信息，任何人可以查验真伪。", "不得篡改、截取后使用。")
    if cut is rules.Cut.SELF:
        return ("本自查版由企业本人取得，免费、不限次数。", "是否出示给他人、出示给谁，由企业自己决定。")
    return (
        "只能用于上面写明的用途，不得用于融资支持以外的活动，不得转给第三方。",
        "每一次查看都有存证，企业可以看到是谁、什么时候、看了什么；企业撤回授权后不得再使用。",
    )


def notes(material: Material) -> Section:
    """How the report is meant, how to object, how to check that it is genuine."""
    cover = material.cover
    lines = [
        f"本报告是 {wording.moment(cover.made_at)} 的数据快照，之后的变化不在其中。",
        "内容由数据提供单位负责，平台不改动。“—”表示来源没有提供这个字段，不表示“零”或“没有”。",
        "认为有误？请带上本报告编号，向标明的数据提供单位或平台运营单位提出异议；"
        "更正后的信息入库后，新出具的报告随之改变。",
        "行政处罚符合条件的，可以在“信用中国”申请修复；修复后新出具的报告不再显示。",
        f"验真：在 {cover.address} 输入验真码 {rules.spoken_code(cover.code)}，或扫描封面的二维码；"
        "也可以上传 PDF 原件，核对签名与内容摘要。",
    ]
    if rules.shows_evaluation(cover.cut):
        lines.insert(1, "信用评价由平台按公开的模型计算，供金融机构参考，不作为拒贷依据；是否授信由金融机构自行决定。")
    return Section("notes", "报告说明", (Points("", tuple(lines)),))
