"""Typed columns of one item, before anybody wrote them down (事实表)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
ABSENT = np.iinfo(np.int64).min
"""Stands for "not known" in columns of whole numbers and of hundredths of a yuan."""


@dataclass(frozen=True)
class Facts:
    """One row per fact (事实表).

    `who` is the subject's place in the city, -1 for somebody outside it. Columns carry the catalogue's names:
    days as datetime64[D] (NaT is absent), amounts as int64 hundredths, whole numbers as int64, texts as objects.
    """

    item: str
    who: Array
    columns: Mapping[str, Array]

    @property
    def size(self) -> int:
        """How many facts there are."""
        return len(self.who)

    def where(self, wanted: Array) -> Facts:
        """Those facts only; `wanted` is a mask or places."""
        return Facts(self.item, self.who[wanted], {name: values[wanted] for name, values in self.columns.items()})


def texts(values: list[str]) -> Array:
    """A column of texts."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def constant(value: str, count: int) -> Array:
    """The same text in every row."""
    return np.full(count, value, dtype=object)


def picked(words: list[str], places: Array) -> Array:
    """Words by place."""
    return texts(words)[places]


def day(value: date) -> np.datetime64:
    """A day as numpy has it."""
    return np.datetime64(value, "D")


def days_between(chance: np.random.Generator, first: Array, last: np.datetime64) -> Array:
    """A day in [first, last] for each row."""
    span = np.maximum((last - first).astype(np.int64), 0)
    found: Array = first + np.floor(chance.random(len(first)) * (span + 1)).astype("timedelta64[D]")
    return found


def year_of(days: Array) -> Array:
    """Calendar years."""
    found: Array = days.astype("datetime64[Y]").astype(np.int64) + 1970
    return found


def first_of_months(on: date, count: int) -> Array:
    """First days of the last `count` months that are over on the day, oldest first."""
    last = np.datetime64(on, "M") - np.timedelta64(1, "M")
    found: Array = np.arange(last - np.timedelta64(count - 1, "M"), last + np.timedelta64(1, "M")).astype(
        "datetime64[D]"
    )
    return found
