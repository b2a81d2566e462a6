"""The platform's evaluation: grade, reasons, what would raise it, what is missing (信用评价)."""

from __future__ import annotations

from rongxin.insight.reports import marks, rules, wording
from rongxin.insight.reports.blocks import (
    BAD,
    GOOD,
    NONE,
    Block,
    Cell,
    Column,
    Points,
    Remark,
    Section,
    Source,
    Table,
    Verdict,
)
from rongxin.insight.reports.material import Evaluation, Material, Point

NO_RESULT = Cell("暂无评价", NONE)
FOR_REFERENCE = "供金融机构参考，不作为拒贷依据。"
_COLUMNS = (Column("指标", 5), Column("取值", 3, figures=True), Column("得分", 2, figures=True), Column("理由", 8))


def section(material: Material) -> Section | None:
    """None in the public cut, which does not speak of an evaluation."""
    if not rules.shows_evaluation(material.cover.cut):
        return None
    return Section("evaluation", "信用评价", tuple(_blocks(material)))


def _blocks(material: Material) -> list[Block]:
    if rules.EVALUATION not in material.asked:
        return [Remark("信用评价", marks.WITHHELD, "企业没有同意在这份报告里提供信用评价；这不说明有问题。")]
    if material.evaluation is None:
        return [Remark("信用评价", NO_RESULT, f"还没有可以出具的评价结果，或评价用到了没有授权的信息。{FOR_REFERENCE}")]
    return _result(material.evaluation)


def _result(found: Evaluation) -> list[Block]:
    score = "未计分" if found.score is None else f"{wording.figure(found.score)} 分"
    blocks: list[Block] = [
        Verdict(found.grade, score, f"{FOR_REFERENCE}评价模型：{found.model}；数据截至 {wording.day(found.as_of)}。")
    ]
    if found.limits:
        blocks.append(Points("等级受到的限制", found.limits))
    if found.points:
        blocks.append(Table(_COLUMNS, tuple(_row(point) for point in found.points), "为什么是这个等级"))
    if found.raises:
        blocks.append(Points("怎样可以提高", found.raises))
    if found.missing:
        blocks.append(Points("还缺哪些数据", found.missing))
    if found.note:
        blocks.append(Source(f"关于评价模型：{found.note}"))
    return blocks


def _row(point: Point) -> tuple[Cell, ...]:
    return (Cell(point.indicator), Cell(point.value), _points(point), Cell(point.reason))


def _points(point: Point) -> Cell:
    if point.points is None:
        return Cell("未计分", NONE)
    sign = "+" if point.points > 0 else ""
    tone = GOOD if point.points > 0 else BAD if point.points < 0 else NONE
    return Cell(f"{sign}{wording.figure(point.points)}".replace("-", "−"), tone)
