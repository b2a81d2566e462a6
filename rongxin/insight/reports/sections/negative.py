"""What speaks against the subject and has not expired or been repaired (负面信息)."""

from __future__ import annotations

from rongxin.insight.reports import wording
from rongxin.insight.reports.blocks import Block, Cell, Facts, Pair, Prose, Section
from rongxin.insight.reports.material import Material
from rongxin.insight.reports.sections import shared
from rongxin.insight.reports.sections.shared import Row

_PENALTY = (
    ("文书号", "decision_no"),
    ("决定日期", "decided_on"),
    ("公示截止期", "public_until"),
    ("违法行为类型", "violation_type"),
    ("处罚机关", "authority_name"),
)
_PENALTY_WIDE = (
    ("违法事实", "violation_facts"),
    ("处罚依据", "basis"),
    ("处罚内容", "content"),
    ("暂扣或吊销证照", "revoked_licence"),
)
_COERCION = (
    ("文书号", "decision_no"),
    ("执行时间", "enforced_on"),
    ("执行方式", "method"),
    ("行政机关", "authority_name"),
)
_COERCION_WIDE = (("执行理由", "reason"), ("执行依据", "basis"))
_LEAD = "只列仍在公示期内、没有修复的记录。已经修复或公示期届满的，不在任何版本里出现，也不影响评价。"


def section(material: Material) -> Section:
    """Penalties and coercive measures, each in full."""
    blocks: list[Block] = [Prose(_LEAD)]
    blocks += shared.item_blocks(material, "admin_penalty", lambda rows: _each(material, "admin_penalty", rows))
    blocks += shared.item_blocks(material, "admin_coercion", lambda rows: _each(material, "admin_coercion", rows))
    return Section("negative", "行政处罚与行政强制", tuple(blocks))


def _each(material: Material, item: str, rows: list[Row]) -> list[Facts]:
    penalty = item == "admin_penalty"
    rows = shared.latest_first(rows, "decided_on" if penalty else "enforced_on")
    draw = _penalty if penalty else _coercion
    total = len(rows)
    return [draw(material, row, f"{material.name(item)} {place}/{total}") for place, row in enumerate(rows, 1)]


def _penalty(material: Material, row: Row, title: str) -> Facts:
    return Facts(
        (
            *_texts(row, _PENALTY),
            Pair("罚款（元）", Cell(wording.yuan(row.get("fine_yuan")))),
            Pair("没收金额（元）", Cell(wording.yuan(row.get("confiscated_yuan")))),
            *shared.person_pairs(material, "admin_penalty", row),
        ),
        title,
        _texts(row, _PENALTY_WIDE),
    )


def _coercion(material: Material, row: Row, title: str) -> Facts:
    pairs = (*_texts(row, _COERCION), *shared.person_pairs(material, "admin_coercion", row))
    return Facts(pairs, title, _texts(row, _COERCION_WIDE))


def _texts(row: Row, pairs: tuple[tuple[str, str], ...]) -> tuple[Pair, ...]:
    return tuple(Pair(label, Cell(wording.text(row.get(column)))) for label, column in pairs)
