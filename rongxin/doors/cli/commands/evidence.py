"""`rongxin evidence verify | prove ENTRY | seal`: the log, for auditors and operators (存证)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from uuid import UUID

from rongxin.base.common import clock
from rongxin.base.common.errors import DomainError
from rongxin.base.evidence import actions, audit, proofs, queries, rules
from rongxin.base.keys import signers
from rongxin.doors.cli.outcome import Outcome

NAME = "evidence"
HELP = "核验存证日志、出具证明、立即封签"
NEEDS_DATABASE = True
ROLE = "worker"


class HeadUnreadable(DomainError):
    """The file given as a kept head is none (封签文件无法读取)."""

    code = "EVI-422"
    title = "文件 {file} 不是封签"
    next_step = "请给出先前由 rongxin evidence seal --json 或证明文件保存下来的封签。"


def add(parser: argparse.ArgumentParser) -> None:
    """The three verbs."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="只输出一个 JSON 对象")
    verify = verbs.add_parser("verify", parents=[as_json], help="由全部条目重新推导日志并逐一核对封签")
    verify.add_argument("--head", type=Path, metavar="F.json", help="外部保存的封签或证明：日志必须仍包含它")
    prove = verbs.add_parser("prove", parents=[as_json], help="出具一条存证条目的包含证明（可离线验证）")
    prove.add_argument("entry", type=UUID, metavar="ENTRY", help="存证条目编号")
    prove.add_argument("--out", type=Path, metavar="F.json", help="把证明写入文件")
    verbs.add_parser("seal", parents=[as_json], help="立即封签（平时由后台任务每分钟进行）")


def run(args: argparse.Namespace) -> Outcome:
    """One verb; verify ends with status 1 when something is wrong."""
    if args.verb == "verify":
        return _verify(args.head)
    if args.verb == "prove":
        return _prove(args.entry, args.out)
    return _seal()


def _verify(head: Path | None) -> Outcome:
    found = audit.verify(verifier=signers.verify, known=_kept(head) if head else None).as_dict()
    lines = [
        f"条目 {found['entries']:,} · 待封签 {found['unsealed']:,} · 封签 {found['seals']:,}",
        f"树根 {found['root']}",
        "结论：一致，未发现改动" if found["ok"] else "结论：不一致",
        *(f"  · {problem}" for problem in found["problems"]),
    ]
    return Outcome(found, "\n".join(lines), ok=found["ok"])


def _prove(entry: UUID, out: Path | None) -> Outcome:
    proof = {**queries.inclusion(entry), "jwks": signers.jwks()}
    if out:
        out.write_text(json.dumps(proof, ensure_ascii=False, indent=2), encoding="utf-8")
    lines = [
        f"存证条目 {entry} 是日志的第 {proof['leaf_index'] + 1} 条，封签时日志共 {proof['seal']['size']} 条",
        f"树根 {proof['seal']['root']} · 封签时间 {proof['seal']['at']} · 证明 {len(proof['path'])} 步",
        f"证明已写入 {out}" if out else "加 --json 输出完整证明，加 --out 写入文件",
    ]
    return Outcome(proof, "\n".join(lines))


def _seal() -> Outcome:
    made = actions.seal(signer=signers.platform_signer(), at=clock.now()) or queries.last_seal()
    if made is None:
        raise rules.SizeUnknown(old=0, new=0)
    return Outcome(made.as_dict(), f"封签 {made.size:,} 条 · 树根 {made.root.hex()} · {made.at.isoformat()}")


def _kept(path: Path) -> rules.Seal:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return proofs.read_seal(value.get("seal", value))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HeadUnreadable(file=path) from error
