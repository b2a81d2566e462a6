"""High-tech standing and support (科技研发信息)."""

from __future__ import annotations

import numpy as np

from rongxin.doors.simulation import words
from rongxin.doors.simulation.city import City, all_trades
from rongxin.doors.simulation.facts.facts import Facts, texts


def technology(city: City) -> Facts:
    """A row per enterprise that the department of science knows (科技研发信息)."""
    chance = city.draw(8)
    sections = np.array([one.section for one in all_trades()])[city.trades]
    known = np.isin(sections, ["C", "I", "M"]) & (city.kinds == "enterprise") & (chance.random(city.size) < 0.3)
    who = np.flatnonzero(known)
    high = chance.random(len(who)) < 1 / (1 + np.exp(0.8 - 0.8 * city.soundness[who]))
    supports = [
        "；".join(chance.permutation(words.SUPPORTS)[: int(number)])
        for number in chance.integers(0, 3, len(who)) + high
    ]
    columns = {
        "enterprise_name": city.names[who],
        "uscc": city.codes[who],
        "is_high_tech": np.where(high, "是", "否").astype(object),
        "support": texts(supports),
    }
    return Facts("sci_tech", who, columns)
