"""The SQL of an item's indicators, compiled once per engine and kept (编译缓存).

Compiling costs about a second, running a few milliseconds. The SQL holds parameters and no dates, so it is kept
in memory, and on disk where a folder is given, under a digest of everything that it depends on.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import ibis

from rongxin.insight.indicators import at, fused, numbers, rules
from rongxin.insight.indicators.rules import ItemFacts, Source

_PARAMETER = {
    "duckdb": lambda name, kind: f"CAST(${name} AS {kind})",
    "postgres": lambda name, kind: f"CAST(%({name})s AS {'TIMESTAMPTZ' if kind == 'TIMESTAMP' else kind})",
}
ENGINES = tuple(_PARAMETER)


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL with named parameters (已编译语句)."""

    sql: str
    names: tuple[str, ...]


class Cache:
    """Compiled SQL in memory and, where a folder is given, on disk (编译缓存)."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder, self.compilations = folder, 0
        self._kept: dict[tuple[object, ...], Compiled] = {}
        self._fingerprints: dict[str, str] = {}

    def item(self, source: Source, facts: ItemFacts, engine: str, *, single: bool, stale: bool = False) -> Compiled:
        """The SQL of an item for one engine: for one subject or for all; the indicators or what has expired."""
        key = (source.item, facts, engine, single, stale)
        if key not in self._kept:
            self._kept[key] = self._from_disk(source, key) or self._compile(source, facts, engine, single, stale, key)
        return self._kept[key]

    def _compile(
        self, source: Source, facts: ItemFacts, engine: str, single: bool, stale: bool, key: tuple[object, ...]
    ) -> Compiled:
        self.compilations += 1
        build = fused.stale_row if stale else fused.item_row
        sql = str(ibis.to_sql(build(source, facts, single=single), dialect=engine))
        if engine == "postgres":
            sql = sql.replace("%", "%%")
        compiled = Compiled(*at.placeholders(sql, _PARAMETER[engine]))
        self._to_disk(source, key, compiled)
        return compiled

    def _path(self, source: Source, key: tuple[object, ...]) -> Path | None:
        if self.folder is None:
            return None
        if source.item not in self._fingerprints:
            self._fingerprints[source.item] = _fingerprint(source)
        digest = hashlib.sha256(f"{self._fingerprints[source.item]}{key}".encode()).hexdigest()[:32]
        return self.folder / f"{source.item}-{digest}.json"

    def _from_disk(self, source: Source, key: tuple[object, ...]) -> Compiled | None:
        path = self._path(source, key)
        try:
            kept = json.loads(path.read_text(encoding="utf-8")) if path else None
            return Compiled(kept["sql"], tuple(kept["names"])) if kept else None
        except (OSError, ValueError, KeyError):
            return None  # a damaged file is written again

    def _to_disk(self, source: Source, key: tuple[object, ...], compiled: Compiled) -> None:
        path = self._path(source, key)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps({"sql": compiled.sql, "names": compiled.names}), encoding="utf-8")
        part.replace(path)


def _fingerprint(source: Source) -> str:
    """Everything that the SQL of an item depends on: its module, the machinery, the versions of the compiler."""
    modules = {sys.modules[one.define.__module__] for one in source.indicators.values()}
    modules |= {at, fused, numbers, rules, sys.modules[__name__]}
    text = "".join(inspect.getsource(module) for module in sorted(modules, key=lambda one: one.__name__))
    return hashlib.sha256(f"{ibis.__version__}{sys.version_info[:2]}{text}".encode()).hexdigest()
