"""Social insurance month by month (社会保险缴纳)."""

from __future__ import annotations

import numpy as np

from rongxin.doors.simulation.city import City
from rongxin.doors.simulation.facts.facts import Facts, first_of_months

PAYABLE_PER_HEAD = 1_386_00  # hundredths of a yuan, both shares together


def months(city: City) -> Facts:
    """A row per insuring subject and closed month since it was established (社会保险缴纳)."""
    chance = city.draw(6)
    calendar = first_of_months(city.on, 12 * city.years)
    insuring = np.flatnonzero(city.insuring)
    who = np.repeat(insuring, len(calendar))
    period = np.tile(calendar, len(insuring))
    stops = np.where(city.alive[insuring], len(calendar), chance.integers(1, len(calendar), len(insuring)))
    ordinal = np.tile(np.arange(len(calendar)), len(insuring))
    there = (period >= city.established[who]) & (ordinal < np.repeat(stops, len(calendar)))
    who, period, ordinal = who[there], period[there], ordinal[there]
    back = (len(calendar) - 1 - ordinal) / 12
    heads = np.maximum(1, np.round(city.heads[who] * 0.86 * (1 + 0.6 * city.growth[who]) ** -back)).astype(np.int64)
    heads = np.maximum(1, heads + chance.integers(-1, 2, len(who)) * (heads > 6))
    payable = np.round(heads * PAYABLE_PER_HEAD * chance.uniform(0.97, 1.05, len(who))).astype(np.int64)
    owing = chance.random(len(who)) < 1 / (1 + np.exp(3.4 + 1.7 * city.soundness[who]))
    arrears = np.where(owing, np.round(payable * chance.uniform(0.2, 1.0, len(who))).astype(np.int64), 0)
    return Facts(
        "social_insurance",
        who,
        {
            "enterprise_name": city.names[who],
            "uscc": city.codes[who],
            "period_on": period,
            "insured_count": heads,
            "payable_yuan": payable,
            "paid_yuan": payable - arrears,
            "arrears_yuan": arrears,
        },
    )
