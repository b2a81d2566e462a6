"""Invoices: who sells to whom, how much, in which season (增值税发票)."""

from __future__ import annotations

import numpy as np

from rongxin.base.common import codes
from rongxin.doors.simulation.city import City, all_trades
from rongxin.doors.simulation.facts.facts import ABSENT, Array, Facts, day, first_of_months, texts

OUTSIDE_DIVISION = "990201"
RATES = {"C": 0.13, "F": 0.13, "E": 0.09, "A": 0.09, "G": 0.09}
OTHER_RATE = 0.06
SMALL_RATE = 0.01
SMALL_TURNOVER = 500  # 10,000 yuan a year; below it the simple method's rate


def invoices(city: City) -> Facts:
    """Sales and purchases of the invoicing subjects over the years (增值税发票)."""
    chance = city.draw(7)
    months = np.append(first_of_months(city.on, 12 * city.years), np.datetime64(city.on, "M")).astype("datetime64[D]")
    parts = [_direction(city, chance, months, "output"), _direction(city, chance, months, "input")]
    who, columns = _joined(parts)
    columns["invoice_no"] = _numbers(columns["issued_on"], chance)
    return Facts("vat_invoice", who, columns)


def _direction(
    city: City, chance: np.random.Generator, months: Array, direction: str
) -> tuple[Array, dict[str, Array]]:
    selling = direction == "output"
    subjects = np.flatnonzero(city.invoicing)
    grid_who = np.repeat(subjects, len(months))
    grid_month = np.tile(months, len(subjects))
    often = np.clip(0.86 + 0.06 * city.soundness[grid_who], 0.4, 0.98) * (1.0 if selling else 0.75)
    rate = np.repeat(chance.lognormal(-1.1, 0.6, len(subjects)), len(months)) * (1.0 if selling else 0.5)
    counts = (chance.random(len(grid_who)) < often) + chance.poisson(rate)
    counts = np.where(grid_month < city.established[grid_who], 0, counts)
    counts = np.where(_stopped(city, chance, subjects, months), 0, counts)
    who, month = np.repeat(grid_who, counts), np.repeat(grid_month, counts)
    issued = month + chance.integers(0, 28, len(who)).astype("timedelta64[D]")
    expected = np.repeat(np.maximum(1.0, often + rate), counts)
    amounts = _amounts(city, chance, who, month, expected) * (1.0 if selling else 0.72)
    kept = issued < day(city.on)
    return _rows(city, chance, who[kept], issued[kept], amounts[kept], direction)


def _stopped(city: City, chance: np.random.Generator, subjects: Array, months: Array) -> Array:
    """Subjects that ended stop writing invoices in some month."""
    stops = np.where(city.alive[subjects], len(months), chance.integers(1, len(months), len(subjects)))
    found: Array = np.tile(np.arange(len(months)), len(subjects)) >= np.repeat(stops, len(months))
    return found


def _amounts(city: City, chance: np.random.Generator, who: Array, month: Array, expected: Array) -> Array:
    """Yuan per invoice: yearly turnover, grown since, shared out by season and number."""
    trades = all_trades()
    turnover = np.array([one.turnover for one in trades])[city.trades[who]] * city.heads[who] * 10_000
    peak = np.array([one.season for one in trades])[city.trades[who]]
    calendar = month.astype("datetime64[M]").astype(np.int64) % 12 + 1
    season = 1 + 0.25 * np.cos((calendar - peak) * np.pi / 6)
    back = (np.datetime64(city.on, "D") - month).astype(np.int64) / 365.25
    grown = (1 + city.growth[who]) ** -back
    found: Array = turnover / 12 * grown * season / expected * chance.lognormal(-0.18, 0.6, len(who))
    return found


def _rows(
    city: City, chance: np.random.Generator, who: Array, issued: Array, amounts: Array, direction: str
) -> tuple[Array, dict[str, Array]]:
    count = len(who)
    partners = _partners(city, chance, who, direction)
    cents = np.maximum(np.round(amounts * 100), 100_00).astype(np.int64)
    red = (chance.random(count) < 0.016) & (issued + np.timedelta64(20, "D") < day(city.on))
    who, partners = np.append(who, who[red]), np.append(partners, partners[red])
    issued = np.append(issued, issued[red] + np.timedelta64(15, "D"))
    cents = np.append(cents, -cents[red])
    tax = np.round(cents * _rates(city)[who]).astype(np.int64)
    void = (chance.random(len(who)) < np.where(city.soundness[who] < -1, 0.09, 0.03)) & (cents > 0)
    return who, {
        "uscc": city.codes[who],
        "direction": np.full(len(who), direction, dtype=object),
        "issued_on": issued,
        "counterparty_code": partners,
        "amount_yuan": cents,
        "tax_yuan": tax,
        "total_yuan": np.where(cents == ABSENT, ABSENT, cents + tax),
        "status": np.where(void, "作废发票", "有效发票").astype(object),
    }


def _rates(city: City) -> Array:
    trades = all_trades()
    by_trade = np.array([RATES.get(one.section, OTHER_RATE) for one in trades])[city.trades]
    turnover = np.array([one.turnover for one in trades])[city.trades] * city.heads
    found: Array = np.where(turnover < SMALL_TURNOVER, SMALL_RATE, by_trade)
    return found


def _partners(city: City, chance: np.random.Generator, who: Array, direction: str) -> Array:
    """A few partners each, the first ones far more often; half of them outside the city."""
    outside = texts([codes.make_uscc("91", OUTSIDE_DIVISION, f"MC{one:06d}") for one in range(1, city.size + 1)])
    pool = np.append(city.codes[city.invoicing], outside)
    wide = 4 + np.floor(3 * np.log1p(city.heads)).astype(np.int64)
    place = np.floor(wide[who] * chance.random(len(who)) ** 2.2).astype(np.int64)
    salt = 31 if direction == "output" else 17
    found: Array = pool[(who * 1_000_003 + place * 7_919 * salt + salt + city.seed) % len(pool)]
    return found


def _numbers(issued: Array, chance: np.random.Generator) -> Array:
    """Twenty digits as fully digital invoices have them: year, made-up division, serial."""
    years = issued.astype("datetime64[Y]").astype(np.int64) - 30
    serials = chance.permutation(len(issued)) + 1
    return texts([f"{year:02d}99{serial:016d}" for year, serial in zip(years, serials, strict=True)])


def _joined(parts: list[tuple[Array, dict[str, Array]]]) -> tuple[Array, dict[str, Array]]:
    who = np.concatenate([part[0] for part in parts])
    order = np.argsort(np.concatenate([part[1]["issued_on"] for part in parts]), kind="stable")
    columns = {name: np.concatenate([part[1][name] for part in parts])[order] for name in parts[0][1]}
    return who[order], columns
