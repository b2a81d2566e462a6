"""The subjects of the made-up city (城市主体)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rongxin.base.common import codes
from rongxin.doors.simulation import words

KINDS = ("enterprise", "sole_trader", "cooperative", "collective")
SHARES = (0.66, 0.26, 0.065, 0.015)
PREFIXES = {"enterprise": "91", "sole_trader": "92", "cooperative": "93", "collective": "N2"}
Array = NDArray[Any]


@dataclass(frozen=True)
class City:
    """All subjects, column by column (城市).

    `soundness` is a standard normal number nobody ever sees: it drives penalties, tax grades, arrears, growth.
    `heads` are the people who work there, `growth` the yearly growth of turnover as a fraction, `invoicing`
    whether the subject writes invoices, `insuring` whether it insures people.
    """

    seed: int
    on: date
    years: int
    codes: Array
    names: Array
    kinds: Array
    districts: Array  # place in words.DISTRICTS
    trades: Array  # place in all_trades()
    persons: Array
    person_ids: Array
    established: Array  # datetime64[D]
    soundness: Array
    heads: Array
    growth: Array
    invoicing: Array
    insuring: Array
    alive: Array

    @property
    def size(self) -> int:
        """How many subjects there are."""
        return len(self.codes)

    def draw(self, stage: int) -> np.random.Generator:
        """A generator of its own for each stage, so that one stage's appetite leaves the others alone."""
        return np.random.default_rng([self.seed, stage])


def all_trades() -> tuple[words.Trade, ...]:
    """Trades of town, then trades of the land."""
    return words.TRADES + words.FARM_TRADES


def build(*, subjects: int, years: int, seed: int, on: date) -> City:
    """Draw the city (生成城市).

    `on` is the day on which the departments deliver: nothing sound is later.
    """
    chance = np.random.default_rng([seed, 0])
    kinds = chance.choice(len(KINDS), subjects, p=SHARES)
    districts = chance.choice(len(words.DISTRICTS), subjects, p=[one.share for one in words.DISTRICTS])
    farming = kinds >= 2
    trades = np.where(farming, _trades_of_the_land(chance, subjects), _trades_of_town(chance, subjects))
    soundness = chance.standard_normal(subjects)
    age = np.minimum(chance.exponential(6.0, subjects) + 0.2, 26) * np.clip(1 + 0.12 * soundness, 0.5, 1.5)
    established = np.datetime64(on) - np.ceil(age * 365.25).astype("timedelta64[D]")
    company = kinds == 0
    heads = np.where(company, chance.lognormal(2.5, 1.15, subjects), chance.lognormal(0.9, 0.6, subjects))
    kind_names = np.array(KINDS, dtype=object)[kinds]
    return City(
        seed=seed,
        on=on,
        years=years,
        codes=_codes(kind_names, districts),
        names=_names(chance, kind_names, districts, trades),
        kinds=kind_names,
        districts=districts,
        trades=trades,
        persons=_persons(chance, subjects),
        person_ids=_person_ids(chance, districts),
        established=established,
        soundness=soundness,
        heads=np.maximum(1, heads).astype(int),
        growth=np.clip(0.06 + 0.11 * soundness + 0.10 * chance.standard_normal(subjects), -0.6, 0.9),
        invoicing=np.where(company, chance.random(subjects) < 0.93, chance.random(subjects) < 0.25) & (kinds != 3),
        insuring=np.where(company, chance.random(subjects) < 0.95, chance.random(subjects) < 0.15) & (kinds != 3),
        alive=chance.random(subjects) > np.where(soundness < -1.2, 0.12, 0.02),
    )


def _trades_of_town(chance: np.random.Generator, count: int) -> Array:
    weights = np.array([one.weight for one in words.TRADES], dtype=float)
    return chance.choice(len(words.TRADES), count, p=weights / weights.sum())


def _trades_of_the_land(chance: np.random.Generator, count: int) -> Array:
    weights = np.array([one.weight for one in words.FARM_TRADES], dtype=float)
    return len(words.TRADES) + chance.choice(len(words.FARM_TRADES), count, p=weights / weights.sum())


def _codes(kinds: Array, districts: Array) -> Array:
    """Sound codes, each used once: the serial runs on."""
    return np.array(
        [
            codes.make_uscc(PREFIXES[kind], words.DISTRICTS[district].code, f"MA{serial:06d}")
            for serial, (kind, district) in enumerate(zip(kinds, districts, strict=True), start=1)
        ],
        dtype=object,
    )


def _names(chance: np.random.Generator, kinds: Array, districts: Array, trades: Array) -> Array:
    count = len(kinds)
    first = chance.integers(len(words.FIRST_SYLLABLES), size=(count, 2))
    second = chance.integers(len(words.SECOND_SYLLABLES), size=count)
    picks = chance.random(count)
    known = all_trades()
    used: set[str] = set()
    found = []
    for place, kind in enumerate(kinds):
        district = words.DISTRICTS[districts[place]]
        syllables = words.FIRST_SYLLABLES[first[place, 0]] + words.SECOND_SYLLABLES[second[place]]
        for extra in ("", words.FIRST_SYLLABLES[first[place, 1]], f"{place}号"):
            name = _name(kind, district, known[trades[place]].word, syllables + extra, picks[place])
            if name not in used:
                break
        used.add(name)
        found.append(name)
    return np.array(found, dtype=object)


def _name(kind: str, district: words.District, trade: str, syllables: str, pick: float) -> str:
    if kind == "sole_trader":
        return f"{district.name}{syllables}{trade}{'店' if pick < 0.6 else '经营部'}"
    if kind == "cooperative":
        return f"{district.name}{syllables}{trade}农民专业合作社"
    if kind == "collective":
        village = words.VILLAGES[int(pick * len(words.VILLAGES))]
        return f"{district.name}{district.places[0]}{village}{syllables}村股份经济合作社"
    legal = "有限公司" if pick < 0.9 else ("股份有限公司" if pick < 0.94 else "有限责任公司")
    place = f"（{words.CITY[:2]}）" if 0.85 < pick < 0.88 else ""
    return f"{words.CITY if not place else ''}{syllables}{trade}{place}{legal}"


def _persons(chance: np.random.Generator, count: int) -> Array:
    surname = chance.integers(len(words.SURNAMES), size=count)
    given = chance.integers(len(words.GIVEN), size=(count, 2))
    single = chance.random(count) < 0.25
    return np.array(
        [
            words.SURNAMES[a] + words.GIVEN[b] + ("" if one else words.GIVEN[c])
            for a, (b, c), one in zip(surname, given, single, strict=True)
        ],
        dtype=object,
    )


def _person_ids(chance: np.random.Generator, districts: Array) -> Array:
    """Identity numbers under a division that nobody was born in."""
    days = chance.integers(0, 365 * 40, len(districts))
    serials = chance.integers(100, 1000, len(districts))
    born = date(1958, 1, 1)
    return np.array(
        [
            codes.make_resident_id(words.DISTRICTS[district].code, born + timedelta(days=int(day)), str(serial))
            for district, day, serial in zip(districts, days, serials, strict=True)
        ],
        dtype=object,
    )
