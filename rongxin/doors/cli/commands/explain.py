"""`rongxin explain SUBJECT [--model M]`: why a subject has its grade, and what would raise it (解释评价结果)."""

from __future__ import annotations

import argparse
from typing import Any

from rongxin.doors.cli.outcome import Outcome

NAME = "explain"
HELP = "逐项解释一个信息主体的评价结果、缺少的数据和可以提高的地方；查询留痕"
NEEDS_DATABASE = True
ROLE = "worker"


def add(parser: argparse.ArgumentParser) -> None:
    """Whose, by which model."""
    parser.add_argument("subject", help="统一社会信用代码或平台编号")
    parser.add_argument("--model", help="模型代码；默认本地区采用的第一个模型")


def run(args: argparse.Namespace) -> Outcome:
    """Compute from the records as they stand, under a disclosure of its own."""
    from django.conf import settings

    from rongxin.base.common import actor, clock
    from rongxin.data.consent import disclosures
    from rongxin.data.subjects import queries as subjects
    from rongxin.insight.evaluation import loading, queries
    from rongxin.insight.reports import asks

    code = args.model or settings.PROFILE.evaluation_models[0]
    model = loading.model(code)
    subject = subjects.require(args.subject)
    with disclosures.opened(by=actor.system("explain", "cli"), ask=asks.own(subject.pk)) as opening:
        now = queries.compute_now(subject.pk, code, clock.today(), clock.now())
    data = {
        "subject": str(subject.pk),
        **now.result.as_dict(),
        "states": now.row.states,
        "as_of": clock.today().isoformat(),
        "disclosure": str(opening.disclosure_id),
    }
    return Outcome(data, _text(subject.name or args.subject, model, data))


def _text(name: str, model: Any, data: dict[str, Any]) -> str:
    score = "未计分" if data["score"] is None else f"{data['score']} 分"
    lines = [f"{name}：{data['label']}（{score}）  {model.name} {model.version}，仅供参考"]
    lines += [f"  {one['name']}：{one['value']}　{_points(one['points'])}　{one['reason']}" for one in data["points"]]
    for title, key in (("等级限制", "limits"), ("缺少的数据", "missing"), ("可以提高的地方", "raise")):
        if data[key]:
            lines.append(f"{title}：")
            lines += [f"  {one if isinstance(one, str) else one['sentence']}" for one in data[key]]
    return "\n".join(lines)


def _points(points: int | None) -> str:
    return "未计分" if points is None else f"{points:+d} 分"
