"""Names of administrative divisions (行政区划)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

TABLE = Path(__file__).parent / "tables" / "divisions.csv"
# Names that only group counties in the statistical table and that nobody writes in an address.
_GROUPING = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


@cache
def names() -> Mapping[str, str]:
    """Every six-digit code in the table with its name (区划名称表)."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return MappingProxyType({row["code"]: row["name"] for row in csv.DictReader(lines)})


def name_of(code: str) -> str:
    """The name of a division; empty when the table does not know the code, as for abolished ones (区划名称)."""
    return names().get(code, "")


def path_of(code: str) -> tuple[str, ...]:
    """The names from the province down, without grouping names and unknown ones (区划路径).

    >>> path_of("110101"), path_of("371302"), path_of("990102"), path_of("999999")
    (('北京市', '东城区'), ('山东省', '临沂市', '兰山区'), ('示例省', '云溪市', '青石县'), ())
    """
    if code not in names():
        return ()
    codes = dict.fromkeys((code[:2] + "0000", code[:4] + "00", code))
    return tuple(name for name in map(name_of, codes) if name and name not in _GROUPING)


def within(code: str, region: str) -> bool:
    """Whether a division lies in a region, itself included; no region is everywhere (是否属于).

    >>> within("371302", "371300"), within("371302", "370000"), within("371302", "371400"), within("371302", "")
    (True, True, False, True)
    """
    return code.startswith(_significant(region))


def children_of(region: str) -> tuple[str, ...]:
    """The codes one level below a region; for a province without cities in between, its counties (下级区划).

    >>> children_of("990100")
    ('990101', '990102', '990103')
    """
    start = _significant(region)
    below = [code for code in names() if code.startswith(start) and code != region]
    if len(start) == 2:
        cities = [code for code in below if code.endswith("00") and name_of(code) not in _GROUPING]
        grouped = [code for code in below if not code.endswith("00") and name_of(code[:4] + "00") in _GROUPING]
        return tuple(sorted(cities + grouped))
    return tuple(below)


def _significant(region: str) -> str:
    if region.endswith("0000"):
        return region[:2]
    return region[:4] if region.endswith("00") else region
