"""The items joined to the subjects: every value, and why one is absent (指标行语句).

Plain SQL that DuckDB and PostgreSQL read alike. The state of an item is worked out first; a value is shown only
where its item has data, or where nothing on file means zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from rongxin.insight.indicators import at, fused
from rongxin.insight.indicators.compiled import Cache
from rongxin.insight.indicators.rules import Absence, Indicator, ItemFacts, Kind, Source

UNTIL = "negatives_until"
_ZERO = {Kind.BOOLEAN: "FALSE"}
_STYLE = {
    "duckdb": {
        "day": "CAST($days_p0 AS DATE)",
        "moment": "CAST($known_at AS TIMESTAMP)",
        "subject": "CAST($subject AS UUID)",
    },
    "postgres": {
        "day": "CAST(%(days_p0)s AS DATE)",
        "moment": "CAST(%(known_at)s AS TIMESTAMPTZ)",
        "subject": "CAST(%(subject)s AS UUID)",
    },
}
# A division that ends in zeros stands for all below it: 990100 is the whole city; an empty one the whole region.
_PREFIX = (
    "CASE WHEN substr(division, 3) = '0000' THEN substr(division, 1, 2) "
    "WHEN substr(division, 5) = '00' THEN substr(division, 1, 4) ELSE division END"
)
_SQL_TYPE = {
    Kind.INTEGER: "BIGINT",
    Kind.MONEY: "DECIMAL(24, 2)",
    Kind.RATIO: "DECIMAL(24, 6)",
    Kind.DECIMAL: "DECIMAL(24, 2)",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.CODE: "VARCHAR",
}


def state_column(item: str) -> str:
    """The name of the column that tells the state of an item."""
    return f"state_{item}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One SELECT: subject_id, the state of each item, each value, until when the negatives count (指标行语句)."""

    sql: str
    names: tuple[str, ...]
    items: tuple[str, ...]
    indicators: tuple[Indicator, ...]

    def parameters(self, as_of: date, known_at: datetime, subject: UUID | None = None) -> dict[str, object]:
        """The parameters for a day and a moment."""
        return at.values(self.names, as_of, known_at, subject)


def build(
    sources: Mapping[str, Source], facts: Mapping[str, ItemFacts], engine: str, cache: Cache, *, single: bool
) -> Statement:
    """Join the items to the subjects for one engine (拼接语句).

    `single` restricts every scan to one subject.
    """
    ctes = [_subjects(engine, single), *_context(engine, single, facts)]
    names = {"days_p0", "known_at", *(["subject"] if single else [])}
    for item, source in sources.items():
        compiled = cache.item(source, facts[item], engine, single=single)
        ctes.append(f"i_{item} AS (\n{compiled.sql}\n)")
        names.update(compiled.names)
        if source.expires:
            stale = cache.item(source, facts[item], engine, single=single, stale=True)
            ctes.append(f"e_{item} AS (\n{stale.sql}\n)")
            names.update(stale.names)
    shown = [one for source in sources.values() for one in source.indicators.values() if not one.part]
    ctes.append(f"joined AS (\n{_joined(sources, facts, shown)}\n)")
    columns = ["subject_id", *map(state_column, sources), UNTIL, *map(_value, shown)]
    sql = "WITH " + ",\n".join(ctes) + "\nSELECT " + ",\n  ".join(columns) + "\nFROM joined"
    return Statement(sql, tuple(sorted(names)), tuple(sources), tuple(shown))


def _subjects(engine: str, single: bool) -> str:
    where = f" WHERE id = {_STYLE[engine]['subject']}" if single else ""
    columns = "id AS subject_id, coalesce(division_code, '') AS division_code"
    return f"s AS (SELECT {columns} FROM public.subjects_subject{where})"


def _context(engine: str, single: bool, facts: Mapping[str, ItemFacts]) -> list[str]:
    style = _STYLE[engine]
    like = "starts_with(d.division_code, c.prefix)"
    covered = (
        "covered AS (SELECT d.division_code, c.item FROM (SELECT DISTINCT division_code FROM s) d JOIN "
        f"(SELECT DISTINCT item, {_PREFIX} AS prefix FROM records.coverage WHERE delivered_at <= {style['moment']} "
        f"AND (period_from IS NULL OR period_from <= {style['day']})) c ON {like})"
    )
    wide = ", ".join(f"bool_or(item = '{item}') AS c_{item}" for item in facts)
    spread = f"coverage AS (SELECT division_code, {wide} FROM covered GROUP BY division_code)"
    bound = [item for item, one in facts.items() if one.needs_grant]
    where = f" WHERE subject_id = {style['subject']}" if single else ""
    grants = ", ".join(f"bool_or(item = '{item}') AS g_{item}" for item in bound) or "TRUE AS g_none"
    granted = f"granted AS (SELECT subject_id, {grants} FROM consent.compute_grants{where} GROUP BY subject_id)"
    return [covered, spread, granted, _asked(style, where, facts)]


def _asked(style: Mapping[str, str], where: str, facts: Mapping[str, ItemFacts]) -> str:
    """What a source answered when it was asked about the subject and had nothing; believed until it expires."""
    still = ", ".join(f"bool_or(item = '{item}' AND expires_at > {style['moment']}) AS n_{item}" for item in facts)
    ever = ", ".join(f"bool_or(item = '{item}') AS a_{item}" for item in facts)
    known = f"(SELECT * FROM records.nothing_found{where}) t WHERE answered_at <= {style['moment']}"
    return f"asked AS (SELECT subject_id, {still}, {ever} FROM {known} GROUP BY subject_id)"


def _joined(sources: Mapping[str, Source], facts: Mapping[str, ItemFacts], shown: list[Indicator]) -> str:
    columns = ["s.subject_id", *(_state(source, facts[item]) for item, source in sources.items())]
    untils = [f"i_{item}.{fused.UNTIL}" for item, one in facts.items() if one.negative and item in sources]
    columns.append(f"least({', '.join(untils)}) AS {UNTIL}" if untils else f"CAST(NULL AS DATE) AS {UNTIL}")
    columns += [f'i_{one.item}."{one.code}"' for one in shown]
    lines = ["SELECT " + ",\n  ".join(columns), "FROM s"]
    lines.append("LEFT JOIN coverage ON coverage.division_code = s.division_code")
    lines.append("LEFT JOIN granted ON granted.subject_id = s.subject_id")
    lines.append("LEFT JOIN asked ON asked.subject_id = s.subject_id")
    for item, source in sources.items():
        lines.append(f"LEFT JOIN i_{item} ON i_{item}.subject_id = s.subject_id")
        if source.expires:
            lines.append(f"LEFT JOIN e_{item} ON e_{item}.subject_id = s.subject_id")
    return "\n".join(lines)


def _state(source: Source, facts: ItemFacts) -> str:
    item = source.item
    cases = [f"WHEN granted.g_{item} IS NOT TRUE THEN 'unauthorised'"] if facts.needs_grant else []
    cases.append(f"WHEN i_{item}.{fused.ROWS} > 0 THEN 'ok'")
    cases.append(f"WHEN asked.n_{item} THEN 'none'")
    if source.expires:
        cases.append(f"WHEN e_{item}.{fused.ROWS} > 0 OR asked.a_{item} THEN 'out_of_date'")
    cases.append(f"WHEN coverage.c_{item} THEN 'none'")
    return f"CASE {' '.join(cases)} ELSE 'not_connected' END AS {state_column(item)}"


def _value(one: Indicator) -> str:
    typed = f'CAST("{one.code}" AS {_SQL_TYPE[one.kind]})'
    if one.absence is Absence.ZERO_IF_COVERED:
        zero = _ZERO.get(one.kind, "0")
        typed = f"CASE WHEN {state_column(one.item)} IN ('ok', 'none') THEN coalesce({typed}, {zero}) END"
    return f'{typed} AS "{one.code}"'
