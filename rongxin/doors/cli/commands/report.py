"""`rongxin report SUBJECT --cut public|self --out F.pdf`: issue a signed report (出具信用报告)."""

from __future__ import annotations

import argparse
from pathlib import Path

from rongxin.doors.cli.outcome import Outcome

NAME = "report"
HELP = "出具一个信息主体的信用报告（公开版或自查版），写成签章的 PDF"
NEEDS_DATABASE = True
ROLE = "worker"


def add(parser: argparse.ArgumentParser) -> None:
    """Whose report, which cut, where to."""
    parser.add_argument("subject", help="统一社会信用代码或平台编号")
    parser.add_argument("--cut", choices=("public", "self"), default="public", help="版本：public 公开版，self 自查版")
    parser.add_argument("--out", required=True, type=Path, metavar="F.pdf", help="写到哪个文件")


def run(args: argparse.Namespace) -> Outcome:
    """Issue under a disclosure of its own; a refusal is recorded."""
    from rongxin.base.common import actor
    from rongxin.data.subjects import queries as subjects
    from rongxin.insight.reports import actions as reports
    from rongxin.insight.reports import asks, rules

    subject = subjects.require(args.subject)
    ask = asks.own(subject.pk) if args.cut == "self" else asks.public(subject.pk)
    made = reports.issue(by=actor.system("report", "cli"), ask=ask, cut=rules.Cut[args.cut.upper()])
    args.out.write_bytes(made.pdf)
    data = {
        "report": made.number,
        "code": rules.spoken_code(made.code),
        "digest": made.pdf_digest,
        "content_digest": made.content_digest,
        "cut": made.cut.value,
        "made_at": made.made_at.isoformat(),
        "disclosure": str(made.disclosure_id),
        "entry": str(made.entry_id),
        "out": str(args.out),
        "bytes": len(made.pdf),
    }
    text = (
        f"已出具{made.cut.label}报告 {made.number}，写入 {args.out}（{len(made.pdf) / 1024:.0f} KB）。\n"
        f"验真码 {data['code']}，PDF 摘要 SHA-256 {made.pdf_digest}"
    )
    return Outcome(data, text)
