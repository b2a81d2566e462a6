"""All indicators of an item as one Ibis expression (单项合并计算)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from rongxin.insight.indicators.at import At
from rongxin.insight.indicators.rules import ItemFacts, Source

COLUMN_TYPE = {
    "date": "date",
    "integer": "int64",
    "money": "decimal(18, 2)",
    "boolean": "boolean",
    "code": "string",
    "identity": "string",
}
META = {
    "subject_id": "uuid",
    "true_from": "date",
    "true_until": "date",
    "known_from": "timestamp",
    "known_until": "timestamp",
    "retired_reason": "string",
    "expires_at": "timestamp",
}
# What a repair writes as the reason of a retired version: a repaired negative is left out whatever moment is asked.
REPAIRED = "repaired"
ROWS, UNTIL = "rows_on_file", "negative_until"


def records(source: Source) -> ir.Table:
    """The typed table of an item, as both engines show it (信用信息表)."""
    return ibis.table(
        {**META, **{name: COLUMN_TYPE[kind] for name, kind in source.columns.items()}},
        name=source.item,
        database="records",
    )


def visible(source: Source, facts: ItemFacts, at: At, *, single: bool) -> ir.Table:
    """The versions that count: known at the moment, begun by the day, allowed to be computed with (可见信息).

    Of a negative item only what is still public on the day and was never repaired.
    """
    rows = records(source)
    known = (rows.known_from <= at.moment) & (rows.known_until.isnull() | (rows.known_until > at.moment))
    rows = rows.filter(known, rows.true_from.isnull() | (rows.true_from <= at.day))
    if facts.negative:
        public = rows.true_until.isnull() | (rows.true_until >= at.day)
        rows = rows.filter(public, rows.retired_reason.isnull() | (rows.retired_reason != REPAIRED))
    if single:
        rows = rows.filter(rows.subject_id == at.subject)
    if facts.needs_grant:
        grants = ibis.table({"subject_id": "uuid", "item": "string"}, name="compute_grants", database="consent")
        rows = rows.semi_join(grants.filter(grants.item == facts.code), "subject_id")
    return rows


def item_row(source: Source, facts: ItemFacts, *, single: bool) -> ir.Table:
    """One row per subject with records: their number and every indicator of the item (单项指标行)."""
    at = At()
    rows = visible(source, facts, at, single=single)
    live = rows.filter(rows.expires_at.isnull() | (rows.expires_at > at.moment))
    until = live.true_until.min() if facts.negative else ibis.null("date")
    measures = {ROWS: live.count(), UNTIL: until, **_over(source, "rows", live, at)}
    row = live.group_by("subject_id").agg(**measures)
    for name, define in source.grains.items():
        grain = define(live, at)
        sums = grain.group_by("subject_id").agg(**_over(source, name, grain, at))
        row = row.left_join(sums, "subject_id").drop("subject_id_right")
    row = row.mutate(**_over(source, "measures", row, at))
    shown = [one for one in source.indicators.values() if not one.part]
    return row.select("subject_id", ROWS, UNTIL, *[one.code for one in shown])


def stale_row(source: Source, facts: ItemFacts, *, single: bool) -> ir.Table:
    """Which subjects have only answers on file that have expired (过期信息)."""
    at = At()
    rows = visible(source, facts, at, single=single)
    stale = rows.filter(rows.expires_at <= at.moment)
    return stale.group_by("subject_id").agg(**{ROWS: stale.count()})


def _over(source: Source, stage: str, table: ir.Table, at: At) -> dict[str, ir.Value]:
    return {code: one.define(table, at) for code, one in source.indicators.items() if one.stage == stage}
