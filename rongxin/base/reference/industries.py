"""The industry classification GB/T 4754-2017 (国民经济行业分类)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

TABLE = Path(__file__).parent / "tables" / "industries.csv"


@dataclass(frozen=True, slots=True)
class Industry:
    """One section, division, group or class (行业).

    `level` is 1 门类, 2 大类, 3 中类 or 4 小类; `parent` is empty for a section.
    """

    code: str
    name: str
    level: int
    parent: str
    section: str


@cache
def industries() -> Mapping[str, Industry]:
    """Every industry by its code (行业表)."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = [
            Industry(row["code"], row["name"], int(row["level"]), row["parent"], row["section"])
            for row in csv.DictReader(lines)
        ]
    return MappingProxyType({row.code: row for row in rows})


def normalise(code: str) -> str:
    """A code as the table writes it: the section letter before digits is dropped (规范行业代码).

    >>> normalise("C1351"), normalise(" 51 "), normalise("f")
    ('1351', '51', 'F')
    """
    code = code.strip().upper()
    return code[1:] if len(code) > 1 and code[0].isalpha() else code


def find(code: str) -> Industry | None:
    """The industry of a code with or without its section letter; None when unknown (查找行业)."""
    return industries().get(normalise(code))


def path_of(code: str) -> tuple[Industry, ...]:
    """From the section down to the industry; empty when the code is unknown (行业路径).

    >>> [one.name for one in path_of("0111")]
    ['农、林、牧、渔业', '农业', '谷物种植', '稻谷种植']
    """
    found = find(code)
    path: list[Industry] = []
    while found is not None:
        path.insert(0, found)
        found = industries().get(found.parent)
    return tuple(path)


def within(code: str, wider: str) -> bool:
    """Whether an industry lies in a wider one, itself included (是否属于).

    >>> within("0111", "A"), within("0111", "01"), within("0111", "02"), within("9999", "A")
    (True, True, False, False)
    """
    return normalise(wider) in {one.code for one in path_of(code)}
