"""The yearly grade of tax credit (纳税信用级别)."""

from __future__ import annotations

import numpy as np

from rongxin.doors.simulation.city import City
from rongxin.doors.simulation.facts.facts import Facts, texts, year_of

ASSESSED = "-04-20"


def grades(city: City) -> Facts:
    """A grade per year for those who file taxes: young ones mostly M, unsound ones C and D (纳税信用级别)."""
    chance = city.draw(5)
    last = city.on.year - (1 if (city.on.month, city.on.day) > (5, 1) else 2)
    filing = np.flatnonzero(city.invoicing)
    who, years = [], []
    for year in range(last - max(city.years, 2), last + 1):
        there = filing[year_of(city.established[filing]) <= year]
        who.append(there)
        years.append(np.full(len(there), year))
    places, assessed = np.concatenate(who), np.concatenate(years)
    return Facts(
        "tax_credit",
        places,
        {
            "enterprise_name": city.names[places],
            "uscc": city.codes[places],
            "year": assessed,
            "grade": _grades(city, chance, places, assessed),
            "assessed_on": np.array([f"{year + 1}{ASSESSED}" for year in assessed], dtype="datetime64[D]"),
        },
    )


def _grades(city: City, chance: np.random.Generator, who: np.ndarray, years: np.ndarray) -> np.ndarray:
    mark = city.soundness[who] + 0.5 * chance.standard_normal(len(who))
    young = years - year_of(city.established[who]) < 2
    grade = np.select([mark < -1.9, mark < -1.25, mark < -0.3, mark < 0.75], ["D", "C", "M", "B"], "A")
    grade = np.where(young & np.isin(grade, ["A", "B"]), "M", grade)
    forms = np.where(chance.random(len(who)) < 0.3, "级", "")
    return texts([f"{letter}{form}" for letter, form in zip(grade, forms, strict=True)])
