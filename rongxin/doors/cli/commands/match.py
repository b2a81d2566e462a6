"""`rongxin match SUBJECT`: which products fit, which do not and why, which cannot be decided yet (产品匹配)."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from rongxin.doors.cli.outcome import Outcome

if TYPE_CHECKING:
    from rongxin.finance.matching.rules import Match, Offer

NAME = "match"
HELP = "为一个信息主体匹配融资产品，说明符合、不符合和待定的理由"
NEEDS_DATABASE = True
ROLE = "worker"


def add(parser: argparse.ArgumentParser) -> None:
    """One subject."""
    parser.add_argument("subject", help="统一社会信用代码或平台编号")


def run(args: argparse.Namespace) -> Outcome:
    """Open the subject's values through the gate, then match."""
    from rongxin.base.common import actor, clock
    from rongxin.data.subjects import queries as subjects
    from rongxin.finance.matching import queries
    from rongxin.insight.reports import asks, gate

    subject = subjects.require(args.subject)
    today = clock.today()
    opened = gate.open(by=actor.system("match", "cli"), ask=asks.own(subject.pk))
    facts = queries.SubjectFacts(subject.kind, subject.division_code or None)
    found = queries.match(opened.features, opened.states, facts, queries.on_shelf(today), today)
    data = {
        "subject": str(subject.pk),
        "on": today,
        "disclosure": str(opened.disclosure_id),
        "evaluated": opened.evaluation is not None,
        "eligible": [_data(one) for one in found.eligible],
        "ineligible": [_data(one) for one in found.ineligible],
        "undecided": [_data(one) for one in found.undecided],
    }
    return Outcome(data, _text(subject.name, found, opened.evaluation is not None))


def _data(offer: Offer) -> dict[str, Any]:
    return {
        "product": offer.product,
        "name": offer.name,
        "institution": offer.institution,
        "annual_rate_from": str(offer.annual_rate_from),
        "amount_max_yuan": str(offer.amount_max_yuan),
        "processing_workdays": offer.processing_workdays,
        "met": list(offer.met),
        "failed": list(offer.failed),
        "changes": list(offer.changes),
        "missing": [
            {"name": one.name, "label": one.label, "item": one.item, "state": one.state, "remedy": one.remedy}
            for one in offer.missing
        ],
    }


def _text(name: str, match: Match, evaluated: bool) -> str:
    lines = [f"{name or '（未登记名称）'} 的产品匹配"]
    if not evaluated:
        lines.append("尚无评价结果：请先运行 rongxin evaluate，再看匹配。")
    for title, offers in (("符合", match.eligible), ("不符合", match.ineligible), ("待定", match.undecided)):
        lines.append(f"\n{title}（{len(offers)}）")
        for offer in offers:
            lines.append(f"  {offer.name}（{offer.institution}），年利率 {offer.annual_rate_from * 100:.2f}% 起")
            lines += [f"    ✗ {sentence}" for sentence in offer.failed]
            lines += [f"    → {sentence}" for sentence in offer.changes]
            lines += [f"    ? {one.label}：{one.remedy}" for one in offer.missing]
    return "\n".join(lines)
