"""`rongxin score --model FILE_OR_CODE --input ROWS.jsonl`: values in, results out, no database (离线评分)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from rongxin.doors.cli.outcome import Outcome

NAME = "score"
HELP = "用模型文件或模型代码给一份取值（每行一个 JSON）评分，不连数据库"
NEEDS_DATABASE = False
ROLE = "worker"
_PASSED = ("id", "subject", "subject_id")  # keys handed through to the result


def add(parser: argparse.ArgumentParser) -> None:
    """Model and rows."""
    parser.add_argument("--model", required=True, metavar="FILE_OR_CODE", help="模型文件（.toml）或模型代码")
    parser.add_argument("--input", required=True, type=Path, metavar="ROWS.jsonl", help="每行一个主体的取值")


def run(args: argparse.Namespace) -> Outcome:
    """A result per line; with --json one object with `results`.

    A row holds the values by name, and optionally `states` (by item) that say why a value is missing.
    """
    from rongxin.insight.evaluation import loading

    model = loading.find(args.model)
    results = [_scored(model, number, row) for number, row in _rows(args.input)]
    text = "\n".join(json.dumps(one, ensure_ascii=False) for one in results)
    return Outcome({"model": model.code, "version": model.version, "results": results}, text)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    from rongxin.insight.evaluation.errors import InputInvalid

    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise InputInvalid(line=0, fault=f"文件无法读取：{fault}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_float=Decimal)
        except ValueError as fault:
            raise InputInvalid(line=number, fault=f"不是 JSON：{fault}") from None
        if not isinstance(row, dict) or not isinstance(row.get("states", {}), dict):
            raise InputInvalid(line=number, fault="应为一个 JSON 对象")
        yield number, row


def _scored(model: Any, number: int, row: dict[str, Any]) -> dict[str, Any]:
    from rongxin.insight.evaluation.errors import InputInvalid
    from rongxin.insight.evaluation.scorer import score

    states = {str(item): str(state) for item, state in row.pop("states", {}).items()}
    passed = {name: row.pop(name) for name in _PASSED if name in row}
    values = row.pop("values") if isinstance(row.get("values"), dict) else row
    try:
        result = score(model, values, states)
    except ValueError as fault:
        raise InputInvalid(line=number, fault=str(fault)) from None
    unused = sorted(set(values) - {*model.features, getattr(model, "industry_from", "")})
    return {**passed, **result.as_dict(), **({"unused": unused} if unused else {})}
