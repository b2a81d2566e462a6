"""`rongxin reference-bank`: run the example of a connected bank (参考银行)."""

from __future__ import annotations

import argparse
import json

from rongxin.doors.cli.outcome import Outcome
from rongxin.doors.counterparts import bank

NAME = "reference-bank"
HELP = "运行参考银行：接收申请、经授权查询、审批、回传结果"
NEEDS_DATABASE = False
ROLE = "web"


def add(parser: argparse.ArgumentParser) -> None:
    """The same words as the example's own."""
    bank.options(parser)


def run(args: argparse.Namespace) -> Outcome:
    """Serve until interrupted, or print the public keys."""
    if args.show_jwks:
        keys = bank.Key.open(args.key_file).public_jwks()
        return Outcome(keys, json.dumps(keys, indent=2))
    bank.serve(
        port=args.port,
        platform=args.platform,
        client_id=args.client_id,
        key_file=args.key_file,
        code=args.code,
        poll_seconds=args.poll,
    )
    return Outcome({"stopped": True}, "参考银行已停止")
