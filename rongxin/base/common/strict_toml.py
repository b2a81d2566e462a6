"""Reading TOML so that nothing is overlooked: wrong types and unknown keys are refused (配置读取).

Each refusal names the file and the key. Fractions are read as Decimal, never as float.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from rongxin.base.common.errors import DomainError

T = TypeVar("T")


class FileInvalid(DomainError):
    """A file of declarations does not say what it must (配置文件有误)."""

    code = "CFG-001"
    title = "配置文件 {file} 有误：{key} {fault}"
    next_step = "请改正该处后重新启动。"


_TYPE_NAMES: dict[type, str] = {
    str: "文字",
    int: "整数",
    bool: "是否值",
    date: "日期",
    time: "时间",
    Decimal: "数值",
    dict: "表",
    list: "列表",
}


class Table:
    """One table of a file; every key is taken once and what is left over is refused (配置表)."""

    def __init__(self, values: Mapping[str, Any], file: str, path: str = "") -> None:
        self._values = dict(values)
        self._file = file
        self._path = path

    def key(self, name: str) -> str:
        """The full name of a key, as a refusal tells it."""
        return f"{self._path}.{name}" if self._path else name

    def refuse(self, name: str, fault: str) -> FileInvalid:
        """The refusal of a key, to be raised."""
        return FileInvalid(file=self._file, key=self.key(name), fault=fault)

    def take(self, name: str, kind: type[T], default: T | None = None) -> T:
        """The value of a key in its type; without a default the key is obligatory."""
        if name not in self._values:
            if default is None:
                raise self.refuse(name, "缺少")
            return default
        value = self._values.pop(name)
        if kind is Decimal and isinstance(value, int) and not isinstance(value, bool):
            value = Decimal(value)
        if type(value) is not kind:
            raise self.refuse(name, f"应为{_TYPE_NAMES[kind]}，实为 {value!r}")
        return value

    def anything(self, name: str) -> Any:
        """The value of an obligatory key whatever its type, for the caller to judge."""
        if name not in self._values:
            raise self.refuse(name, "缺少")
        return self._values.pop(name)

    def text(self, name: str, default: str | None = None) -> str:
        """Text; an obligatory text is not empty."""
        value = self.take(name, str, default)
        if default is None and not value.strip():
            raise self.refuse(name, "不能为空")
        return value

    def optional_day(self, name: str) -> date | None:
        """A day, or none when the key is absent."""
        return self.take(name, date) if name in self._values else None

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of distinct texts."""
        values = tuple(self.take(name, list, None if default is None else list(default)))
        if not all(isinstance(value, str) for value in values):
            raise self.refuse(name, "应为文字的列表")
        if len(set(values)) < len(values):
            raise self.refuse(name, "列有重复")
        return values

    def one_of(self, name: str, known: Collection[str] | None, default: str | None = None) -> str:
        """A text out of a known set, which the refusal lists."""
        value = self.text(name, default)
        self.require_known(name, (value,), known)
        return value

    def some_of(self, name: str, known: Collection[str] | None) -> tuple[str, ...]:
        """A list out of a known set, which the refusal lists."""
        values = self.texts(name)
        self.require_known(name, values, known)
        return values

    def require_known(self, name: str, values: Collection[str], known: Collection[str] | None) -> None:
        """Refuse what is not in the known set; None means that the set is not known here."""
        unknown = [value for value in values if known is not None and value not in known]
        if unknown:
            listed = "、".join(sorted(known or ())) or "（无）"
            raise self.refuse(name, f"不认识“{'、'.join(unknown)}”，可用的有：{listed}")

    def table(self, name: str, optional: bool = False) -> Table:
        """A table inside; an optional one that is absent is empty."""
        values = self.take(name, dict, {} if optional else None)
        return Table(values, self._file, self.key(name))

    def tables(self, name: str) -> Iterator[Table]:
        """The tables of an array, perhaps none."""
        for place, values in enumerate(self.take(name, list, []), start=1):
            if not isinstance(values, dict):
                raise self.refuse(name, "应为表的列表")
            yield Table(values, self._file, f"{self.key(name)}[{place}]")

    def names(self) -> tuple[str, ...]:
        """The keys not taken yet, where the keys themselves are data."""
        return tuple(self._values)

    def finish(self) -> None:
        """Refuse whatever was not taken."""
        if self._values:
            raise self.refuse(next(iter(self._values)), "是不认识的键")


def read(path: Path) -> Table:
    """The top table of a file (读取)."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise FileInvalid(file=path.name, key="", fault=f"无法读取：{fault}") from fault
    return Table(values, path.name)
