"""The register of enterprises (登记注册)."""

from __future__ import annotations

import numpy as np

from rongxin.doors.simulation import words
from rongxin.doors.simulation.city import City, all_trades
from rongxin.doors.simulation.facts.facts import Facts, day, days_between, picked, texts

TYPES = {
    "enterprise": "有限责任公司（自然人投资或控股）",
    "sole_trader": "个体工商户",
    "cooperative": "农民专业合作社",
    "collective": "农村集体经济组织",
}


def registration(city: City) -> Facts:
    """One row per subject (企业登记注册信息)."""
    chance = city.draw(1)
    count = city.size
    trades = all_trades()
    capital = _capital_ten_thousands(city, chance)
    ended = chance.choice(["注销", "吊销，未注销", "歇业"], count, p=[0.6, 0.25, 0.15]).astype(object)
    running = chance.choice(["存续", "存续（在营、开业、在册）", "在业"], count, p=[0.7, 0.2, 0.1]).astype(object)
    roads = chance.integers(len(words.ROADS), size=count)
    numbers = chance.integers(1, 399, count)
    approved = days_between(chance, city.established, day(city.on))
    districts = [words.DISTRICTS[one] for one in city.districts]
    columns = {
        "enterprise_name": city.names,
        "uscc": city.codes,
        "subject_type": texts([TYPES[kind] for kind in city.kinds]),
        "legal_representative": city.persons,
        "registered_capital_text": _capital_texts(capital, chance),
        "established_on": city.established,
        "scope": texts([trades[one].scope for one in city.trades]),
        "address": texts(
            [
                f"{words.CITY}{district.name}{words.ROADS[road]}{number}号"
                for district, road, number in zip(districts, roads, numbers, strict=True)
            ]
        ),
        "province": picked([words.PROVINCE], np.zeros(count, dtype=int)),
        "city": picked([words.CITY], np.zeros(count, dtype=int)),
        "status": np.where(city.alive, running, ended),
        "industry_code": texts([trades[one].section + trades[one].code for one in city.trades]),
        "authority_name": texts([f"{words.CITY}{one.name}市场监督管理局" for one in districts]),
        "approved_on": approved,
        "division_code": texts([one.code for one in districts]),
    }
    return Facts("registration", np.arange(count), columns)


def _capital_ten_thousands(city: City, chance: np.random.Generator) -> np.ndarray:
    raw = city.heads * chance.lognormal(1.9, 0.8, city.size)
    steps = np.array([3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 800, 1000, 2000, 3000, 5000, 10000])
    return steps[np.minimum(np.searchsorted(steps, raw), len(steps) - 1)]


def _capital_texts(capital: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """As registers write it; a few in a foreign currency, which nobody converts."""
    forms = ["{0}万元", "{0}万人民币", "{0}万元人民币", "{0:,}（万元人民币）", "人民币{0}万元", "{0}万美元"]
    picks = chance.choice(len(forms), len(capital), p=[0.5, 0.15, 0.24, 0.05, 0.05, 0.01])
    return texts([forms[pick].format(int(value)) for pick, value in zip(picks, capital, strict=True)])
