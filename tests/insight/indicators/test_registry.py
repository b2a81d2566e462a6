"""The set is complete, documented, and compiled once."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from rongxin.data.catalogue import registry as catalogue
from rongxin.data.records import snapshots
from rongxin.insight.indicators import registry
from rongxin.insight.indicators.compiled import Cache
from rongxin.insight.indicators.rules import Absence, ItemFacts, Kind
from rongxin.insight.indicators.statement import build

SOURCES = {item: registry.SOURCES[item] for item in ("admin_penalty", "water_fee")}
FACTS = {"admin_penalty": ItemFacts("admin_penalty", True, False), "water_fee": ItemFacts("water_fee", False, True)}


def test_there_are_enough_over_enough_items() -> None:
    assert len(registry.INDICATORS) >= 25
    assert len(registry.SOURCES) >= 8


@pytest.mark.parametrize("code", registry.INDICATORS)
def test_each_is_documented(code: str) -> None:
    one = registry.INDICATORS[code]
    doc = inspect.cleandoc(one.description)
    assert doc.splitlines()[0].endswith(").")
    assert "（" in doc.splitlines()[0] or "(" in doc.splitlines()[0]
    assert "Grain in:" in doc
    assert f"Source: catalogue item {one.item}" in doc
    assert one.name
    assert one.window
    assert one.kind is not Kind.CODE or one.absence is Absence.UNKNOWN


def test_every_column_read_is_in_the_catalogue_and_in_snapshots() -> None:
    for item, source in registry.SOURCES.items():
        assert set(source.columns) <= set(snapshots.columns(catalogue.item(item))), item


def test_nothing_is_compiled_twice(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    first = build(SOURCES, FACTS, "duckdb", cache, single=False)
    compiled = cache.compilations
    assert build(SOURCES, FACTS, "duckdb", cache, single=False) == first
    assert cache.compilations == compiled > 0
    again = Cache(tmp_path)
    assert build(SOURCES, FACTS, "duckdb", again, single=False).sql == first.sql
    assert again.compilations == 0


def test_a_damaged_file_is_compiled_again(tmp_path: Path) -> None:
    build(SOURCES, FACTS, "duckdb", Cache(tmp_path), single=False)
    for path in tmp_path.glob("*.json"):
        path.write_text("{", encoding="utf-8")
    cache = Cache(tmp_path)
    build(SOURCES, FACTS, "duckdb", cache, single=False)
    assert cache.compilations > 0


def test_the_sql_names_no_day(tmp_path: Path) -> None:
    for engine in ("duckdb", "postgres"):
        sql = build(SOURCES, FACTS, engine, Cache(), single=True).sql
        assert "MAKE_DATE" not in sql
        assert "9999" not in sql
        assert "ffffffff" not in sql
