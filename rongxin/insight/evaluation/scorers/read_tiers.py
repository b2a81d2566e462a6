"""Reading a table of tiers from its file, and running the checks that it carries (读取分行业划档)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from rongxin.base.common.strict_toml import Table
from rongxin.base.reference import industries
from rongxin.insight.conditions.rules import Feature, Schema, Type
from rongxin.insight.evaluation.scorer import read_head
from rongxin.insight.evaluation.scorers.tiers import Metric, Row, Tiers


def read(table: Table, schema: Schema, item_of: Mapping[str, str]) -> Tiers:
    """The tiers that a file declares; a file whose own checks fail is refused (读取划档表)."""
    head = read_head(table)
    inputs = table.table("industry")
    industry = Feature(inputs.text("input"), inputs.text("label"), Type.TEXT)
    industry_from = inputs.one_of("indicator", schema)
    inputs.finish()
    metrics = tuple(_metric(one) for one in table.tables("metrics"))
    labels = dict(_label(one) for one in table.tables("tiers"))
    if len(labels) < 2:
        raise table.refuse("tiers", "至少要有两档")
    rows = tuple(_row(one, metrics, len(labels)) for one in table.tables("rows"))
    tiers = Tiers(*head, labels, metrics, rows, industry, industry_from, _only(item_of, industry_from))
    for check in table.tables("checks"):
        _check(check, tiers)
    table.finish()
    return tiers


def _label(table: Table) -> tuple[str, str]:
    pair = table.text("code"), table.text("label")
    table.finish()
    return pair


def _only(item_of: Mapping[str, str], name: str) -> dict[str, str]:
    return {name: item_of[name]} if name in item_of else {}


def _metric(table: Table) -> Metric:
    name = table.text("input")
    metric = Metric(name, Feature(name, table.text("label"), Type.NUMBER, table.text("unit")))
    table.finish()
    return metric


def _row(table: Table, metrics: tuple[Metric, ...], tiers: int) -> Row:
    code, name, codes = table.text("code"), table.text("name"), table.texts("gb4754")
    table.text("note", "")
    borders = {metric.name: _borders(table, metric.name, tiers) for metric in metrics if metric.name in table.names()}
    if not borders:
        raise table.refuse("code", "没有一项指标的下限")
    table.finish()
    return Row(code, name, tuple(prefix for one in codes for prefix in _prefixes(table, one)), borders)


def _borders(table: Table, name: str, tiers: int) -> tuple[Decimal, ...]:
    raw = table.take(name, list)
    if any(type(one) not in (int, Decimal) for one in raw):
        raise table.refuse(name, "应为数值的列表")
    borders = tuple(Decimal(one) for one in raw)
    if len(borders) != tiers - 1:
        raise table.refuse(name, f"应有 {tiers - 1} 个下限，实有 {len(borders)} 个")
    if any(low >= high for high, low in pairwise(borders)):
        raise table.refuse(name, "下限应由高到低")
    return borders


def _prefixes(table: Table, code: str) -> tuple[str, ...]:
    """A section letter stands for itself and its divisions; digits for themselves."""
    known = industries.find(code)
    if known is None:
        raise table.refuse("gb4754", f"GB/T 4754—2017 没有代码 {code}")
    if known.level > 1:
        return (code,)
    divisions = [one.code for one in industries.industries().values() if one.level == 2 and one.parent == code]
    return (code, *divisions)


def _check(table: Table, tiers: Tiers) -> None:
    given, expected = table.take("in", dict), table.text("out")
    table.finish()
    found = tiers.python(given, {}).grade
    if (found or "undecided") != expected:
        raise table.refuse("out", f"应得 {expected}，按本表得 {found or 'undecided'}")
