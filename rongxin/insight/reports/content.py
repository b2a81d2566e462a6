"""The whole report as one tree of finished text (报告内容)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from rongxin.base.common import digest
from rongxin.insight.reports import marks, rules, wording
from rongxin.insight.reports.blocks import BAD, Cell, Pair, Section
from rongxin.insight.reports.material import Material, Size
from rongxin.insight.reports.sections import (
    closing,
    completeness,
    evaluation,
    negative,
    operation,
    overview,
    positive,
)

LAYOUT = 1  # rises when the meaning of the stored tree changes
_NUMERALS = "一二三四五六七八九十"
_NO_SIZE_PUBLIC = "公开信息不足以划型。"
_NO_SIZE_WITHHELD = "划型要用到经营数据，企业没有同意在这份报告里提供。"


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What a reader of a report sees, in the order of reading (报告内容).

    The HTML page and the PDF are drawn from this and from nothing else, so they show the same facts. It is what is
    sealed: `digest` names it for ever.
    """

    title: str
    platform: str
    subject_name: str
    subject_code: str
    number: str
    code: str
    made_at: str
    cut: str
    cut_label: str
    recipient: str
    watermark: str
    address: str
    facts: tuple[Pair, ...]
    summary: tuple[Pair, ...]
    sections: tuple[Section, ...]
    layout: int = LAYOUT

    def as_dict(self) -> dict[str, Any]:
        """Plain data, as it is stored and handed to both layouts."""
        return asdict(self)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical form, in hex."""
        return digest.of(self.as_dict())


def build(material: Material) -> ReportContent:
    """A report from what was disclosed (生成报告内容).

    Pure: the same material gives the same content. Items outside the cut are neither shown nor hinted at, whatever
    the material carries of them.
    """
    material = _within_cut(material)
    cover = material.cover
    return ReportContent(
        title="融资信用报告",
        platform=cover.platform,
        subject_name=cover.subject_name,
        subject_code=cover.subject_code,
        number=cover.number,
        code=rules.spoken_code(cover.code),
        made_at=wording.moment(cover.made_at),
        cut=cover.cut.value,
        cut_label=cover.cut.label,
        recipient=cover.recipient,
        watermark=_watermark(material),
        address=cover.address,
        facts=_cover_facts(material),
        summary=_summary(material),
        sections=_sections(material),
    )


def _within_cut(material: Material) -> Material:
    """Only what the cut and the request cover, so that nothing below can show more by a slip."""
    public = material.cover.cut is rules.Cut.PUBLIC
    items = tuple(item for item in material.items if item.public) if public else material.items
    allowed = material.asked & {item.code for item in items}
    derived = rules.shows_evaluation(material.cover.cut) and rules.EVALUATION in material.asked
    own = material.cover.cut is rules.Cut.SELF

    def may(needs: frozenset[str]) -> bool:
        """Whether something made of these items may be told."""
        return derived and (own or needs <= material.asked)

    found, size = material.evaluation, material.size
    return replace(
        material,
        items=items,
        answers={code: answer for code, answer in material.answers.items() if code in allowed},
        evaluation=found if found and may(found.needs) else None,
        size=size if may(size.needs) else Size(None, _NO_SIZE_PUBLIC if public else _NO_SIZE_WITHHELD),
        indicators=tuple(one for one in material.indicators if may(frozenset({one.item}))),
    )


def _sections(material: Material) -> tuple[Section, ...]:
    found = (
        completeness.section(material),
        overview.section(material),
        evaluation.section(material),
        positive.section(material),
        operation.section(material),
        negative.section(material),
        closing.sources(material),
        closing.use(material),
        closing.notes(material),
    )
    kept = [section for section in found if section is not None]
    return tuple(Section(one.key, f"{_NUMERALS[place]}、{one.title}", one.blocks) for place, one in enumerate(kept))


def _cover_facts(material: Material) -> tuple[Pair, ...]:
    cover = material.cover
    pairs = [
        ("统一社会信用代码", cover.subject_code or wording.ABSENT),
        ("报告编号", cover.number),
        ("出具时间", wording.moment(cover.made_at)),
        ("报告版本", cover.cut.label),
        ("依据", cover.basis),
        ("用途", cover.purpose),
        ("出具给", cover.recipient),
    ]
    if cover.consent:
        pairs.append(("授权期限", cover.consent))
    return tuple(Pair(label, Cell(value)) for label, value in pairs)


def _summary(material: Material) -> tuple[Pair, ...]:
    pairs = [Pair("登记状态", _status(material)), Pair("行政许可", _count(material, "admin_licence"))]
    if rules.shows_evaluation(material.cover.cut):
        pairs.insert(0, Pair("信用评价", _grade(material)))
    pairs.append(Pair("行政处罚", _count(material, "admin_penalty", BAD)))
    pairs.append(Pair("行政强制", _count(material, "admin_coercion", BAD)))
    return tuple(pairs)


def _grade(material: Material) -> Cell:
    if material.evaluation:
        return Cell(material.evaluation.grade)
    return marks.WITHHELD if rules.EVALUATION not in material.asked else evaluation.NO_RESULT


def _status(material: Material) -> Cell:
    for row in material.records("registration"):
        return Cell(wording.text(material.label("registration", "status", row.get("status"))))
    return _mark(material, "registration")


def _count(material: Material, item: str, tone: str = "") -> Cell:
    total = len(material.records(item)) + material.more(item)
    return Cell(f"{total} 条", tone) if total else _mark(material, item)


def _mark(material: Material, item: str) -> Cell:
    return marks.of(material.answer(item))


def _watermark(material: Material) -> str:
    cover = material.cover
    return {
        rules.Cut.PUBLIC: f"公开版 · {cover.number}",
        rules.Cut.SELF: f"企业自查版 · {cover.subject_name} · {cover.number}",
        rules.Cut.CONSENTED: f"仅供{cover.recipient}用于{cover.purpose} · {cover.number}",
    }[cover.cut]
