"""The base row: statements for the engines, with what the catalogue says of the items (基础特征行)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection

from rongxin.data.catalogue import registry as catalogue
from rongxin.insight.indicators import registry
from rongxin.insight.indicators.compiled import Cache
from rongxin.insight.indicators.engines import postgres
from rongxin.insight.indicators.rules import ItemFacts, Kind, State
from rongxin.insight.indicators.statement import UNTIL, Statement, build, state_column

# In these states nothing of the item's contents, not even that there are none, went into a result.
UNTOUCHED = (State.UNAUTHORISED.value, State.NOT_CONNECTED.value)


@dataclass(frozen=True, slots=True)
class BaseRow:
    """Values and states of one subject (基础特征行).

    `valid_until` is the last day on which every negative record counted here is public.
    """

    values: dict[str, Any]
    states: dict[str, str]
    valid_until: date | None

    @property
    def needs_items(self) -> list[str]:
        """Items bound to consent whose contents went in."""
        return [item for item in bound_items() if self.states.get(item) not in UNTOUCHED]


@cache
def statement(engine: str, single: bool) -> Statement:
    """All items for one engine; compiled once and kept on disk (指标语句)."""
    kept = Cache(settings.RONGXIN_HOME / "cache" / "indicators")
    return build(registry.SOURCES, facts(), engine, kept, single=single)


@cache
def facts() -> Mapping[str, ItemFacts]:
    """What the calculation must know of each item, from the catalogue (信息项属性)."""
    found = {code: catalogue.item(code) for code in registry.SOURCES}
    return {code: ItemFacts(code, item.negative, item.compute_consent == "item") for code, item in found.items()}


@cache
def bound_items() -> tuple[str, ...]:
    """Items that indicators read and that are disclosed only under consent (须授权的信息项)."""
    return tuple(code for code in registry.SOURCES if catalogue.item(code).disclose_consent == "item")


def read(subject_id: UUID, as_of: date, known_at: datetime) -> BaseRow | None:
    """The base row of one subject from the records as they stand; None for an unknown subject (单主体特征行).

    One round trip to PostgreSQL.
    """
    found = postgres.row(
        raw_connection(), statement("postgres", True), as_of=as_of, known_at=known_at, subject=subject_id
    )
    if found is None:
        return None
    states = {item: str(found[state_column(item)]) for item in registry.SOURCES}
    until = found[UNTIL]
    return BaseRow(
        {code: found[code] for code in registry.INDICATORS}, states, until if isinstance(until, date) else None
    )


def from_stored(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Stored figures in the types of their indicators (特征值还原)."""
    return {
        code: Decimal(value) if isinstance(value, str) and _is_decimal(code) else value
        for code, value in figures.items()
    }


def raw_connection() -> psycopg.Connection[Any]:
    """Django's own connection, as psycopg has it."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    return raw


def loaded(value: Any) -> Any:
    """A jsonb cell as data, whether or not the driver has read it."""
    return json.loads(value) if isinstance(value, str) else value


def _is_decimal(code: str) -> bool:
    one = registry.INDICATORS.get(code)
    return one is not None and one.kind in (Kind.MONEY, Kind.RATIO, Kind.DECIMAL)
