"""Family farms, which have no code, and cooperatives (新型农业经营主体)."""

from __future__ import annotations

import numpy as np

from rongxin.doors.simulation import words
from rongxin.doors.simulation.city import City, all_trades
from rongxin.doors.simulation.facts.facts import Facts, texts

FARMS_PER_SUBJECT = 0.03


def entities(city: City) -> Facts:
    """Cooperatives of the register, and family farms beyond it (新型农业经营主体信息)."""
    chance = city.draw(9)
    cooperatives = np.flatnonzero(city.kinds == "cooperative")
    farms = max(3, int(city.size * FARMS_PER_SUBJECT))
    who = np.append(cooperatives, np.full(farms, -1))
    trades = all_trades()
    crops = chance.integers(len(words.CROPS), size=farms)
    places = chance.integers(len(words.DISTRICTS[1].places), size=len(who))
    owners = [
        words.SURNAMES[a] + words.GIVEN[b] + words.GIVEN[c]
        for a, b, c in zip(
            chance.integers(len(words.SURNAMES), size=farms),
            chance.integers(len(words.GIVEN), size=farms),
            chance.integers(len(words.GIVEN), size=farms),
            strict=True,
        )
    ]
    names = [f"青石县{words.VILLAGES[place % len(words.VILLAGES)]}{place}号{words.CROPS[crop]}家庭农场"
             for place, crop in enumerate(crops, start=1)]  # fmt: skip
    mu = chance.integers(12, 900, len(who))
    columns = {
        "entity_name": np.append(city.names[cooperatives], texts(names)),
        "category": texts(["农民专业合作社"] * len(cooperatives) + ["家庭农场"] * farms),
        "responsible_person": np.append(city.persons[cooperatives], texts(owners)),
        "location": texts([f"{words.CITY}青石县{words.DISTRICTS[1].places[one]}" for one in places]),
        "business": texts(
            [trades[one].scope for one in city.trades[cooperatives]]
            + [f"{words.CROPS[one]}生产、销售" for one in crops]
        ),
        "land_rights": texts([f"流转土地 {one} 亩，已办理土地经营权证" for one in mu]),
        "housing_rights": texts(["宅基地使用权 1 处" if one % 3 else "" for one in mu]),
    }
    return Facts("new_agri", who, columns)
