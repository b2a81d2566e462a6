"""`rongxin keys rotate`: a new key-encryption key, or a new signing key (更换密钥)."""

from __future__ import annotations

import argparse
import sys

from rongxin.base.common import actor
from rongxin.doors.cli.outcome import Outcome

NAME = "keys"
HELP = "更换密钥加密密钥，重新包裹主体数据密钥"
NEEDS_DATABASE = True
ROLE = "worker"


def add(parser: argparse.ArgumentParser) -> None:
    """One verb."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
    rotate = verbs.add_parser("rotate", help="更换密钥加密密钥；中断后可再次运行")
    rotate.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="只输出一个 JSON 对象")
    rotate.add_argument("--signing", action="store_true", help="改为更换平台签名密钥；旧公钥继续公布")


def run(args: argparse.Namespace) -> Outcome:
    """Rotate what was asked for."""
    from rongxin.base.keys import actions  # needs the tables, which are known only once Django is set up

    by = actor.system("keys", door="cli")
    if args.signing:
        key_id = actions.rotate_signing_key(by=by)
        return Outcome({"signing_key": key_id}, f"平台签名密钥已更换：{key_id}")
    done = actions.rotate(by=by, on_progress=lambda count: print(f"已重新包裹 {count:,} 个", file=sys.stderr))
    text = (
        f"当前密钥加密密钥 {done['kek']}，重新包裹 {done['rewrapped']:,} 个主体数据密钥。"
        "旧密钥文件请在各进程重启后另行封存。"
    )
    return Outcome(done, text)
