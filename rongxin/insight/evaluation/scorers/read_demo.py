"""Reading the demo scorer from its file (读取示例评价器)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rongxin.base.common.strict_toml import Table
from rongxin.insight.conditions.rules import Schema
from rongxin.insight.evaluation.scorer import read_head
from rongxin.insight.evaluation.scorers.demo import Demo


def read(table: Table, schema: Schema, item_of: Mapping[str, str]) -> Demo:
    """`indicator` and `border` (读取示例)."""
    head = read_head(table)
    name = table.one_of("indicator", schema)
    demo = Demo(*head, schema[name], table.take("border", Decimal), item_of.get(name, ""))
    table.finish()
    return demo
