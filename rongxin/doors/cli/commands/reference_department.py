"""`rongxin reference-department`: a department's interface to try the platform with (参考部门接口)."""

from __future__ import annotations

import argparse
import json
import os

from rongxin.doors.cli.outcome import Outcome
from rongxin.doors.counterparts import department

NAME = "reference-department"
HELP = "运行参考部门接口：对虚构主体答复水费、燃气费等信息"
NEEDS_DATABASE = False
ROLE = "worker"


def add(parser: argparse.ArgumentParser) -> None:
    """What the program itself takes; keys default to this installation's folders."""
    department.arguments(parser)


def run(args: argparse.Namespace) -> Outcome:
    """Give the platform's public keys to the department and its key to the platform, then answer until stopped."""
    from rongxin.config import home

    folder = home.home()
    args.keys_dir = args.keys_dir or folder / "peers"
    args.key_file = args.key_file or folder / "counterparts" / f"{args.code}.private.json"
    args.platform_jwks = args.platform_jwks or _platform_keys()
    department.run(args)
    return Outcome({"department": args.code}, "参考部门接口已停止。")


def _platform_keys() -> str:
    """A file with the platform's public keys, as an operator would hand it over."""
    from rongxin.base.keys import signers
    from rongxin.config import home

    path = home.home() / "counterparts" / "platform.jwks.json"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}.part")
    draft.write_text(json.dumps(signers.jwks()), encoding="utf-8")
    draft.replace(path)
    return str(path)
