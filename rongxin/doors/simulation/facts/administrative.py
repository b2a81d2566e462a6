"""What authorities decided (行政许可、处罚、强制)."""

from __future__ import annotations

import numpy as np

from rongxin.base.common import codes
from rongxin.doors.simulation import words
from rongxin.doors.simulation.city import City
from rongxin.doors.simulation.facts.facts import (
    ABSENT,
    Array,
    Facts,
    constant,
    day,
    days_between,
    picked,
    texts,
    year_of,
)

NOT_A_DAY = np.datetime64("NaT", "D")
FOR_EVER = np.datetime64("2099-12-31", "D")
PROVIDER = f"{words.CITY}发展和改革委员会"


def licences(city: City) -> Facts:
    """Permits of the last six years (行政许可信息)."""
    chance = city.draw(2)
    who = np.repeat(np.arange(city.size), chance.poisson(np.where(city.kinds == "enterprise", 1.7, 1.1)))
    decided = _decided(city, chance, who, years=6)
    what = chance.integers(len(words.LICENCES), size=len(who))
    years = chance.choice([1, 3, 5, 10], len(who), p=[0.1, 0.35, 0.45, 0.1])
    until = decided + (years * 365).astype("timedelta64[D]")
    loose = chance.random(len(who))
    until = np.where(loose < 0.12, FOR_EVER, np.where(loose < 0.15, NOT_A_DAY, until))
    over = ~np.isnat(until) & (until < day(city.on))
    serials = np.arange(1, len(who) + 1)
    columns = {
        **_counterpart(city, who),
        "decision_title": picked([f"准予{one[2]}决定书" for one in words.LICENCES], what),
        "decision_no": _numbers("云许", decided, serials),
        "licence_type": picked([one[0] for one in words.LICENCES], what),
        "certificate_name": picked([one[1] for one in words.LICENCES], what),
        "licence_no": texts([f"YX{year}{serial:07d}" for year, serial in zip(year_of(decided), serials, strict=True)]),
        "content": picked([f"准予从事{one[2]}" for one in words.LICENCES], what),
        "decided_on": decided,
        "valid_until": until,
        "status": np.where(over, "无效", "有效").astype(object),
        **_authority(city, who, picked([one[3] for one in words.LICENCES], what)),
    }
    return Facts("admin_licence", who, columns)


def penalties(city: City) -> Facts:
    """Penalties of the last four years: the less sound, the more of them (行政处罚信息)."""
    chance = city.draw(3)
    who = np.repeat(np.arange(city.size), chance.poisson(np.exp(-2.1 - 0.85 * city.soundness)))
    count = len(who)
    decided = _decided(city, chance, who, years=4)
    what = chance.integers(len(words.VIOLATIONS), size=count)
    fine = np.round(chance.lognormal(8.4, 1.0, count), -2).astype(np.int64) * 100
    fine = np.where(chance.random(count) < 0.12, ABSENT, fine)
    confiscated = np.where(
        chance.random(count) < 0.15, (np.round(chance.lognormal(8.0, 1.0, count), 2) * 100).astype(np.int64), ABSENT
    )
    grave = (fine > 20_000_00) & (fine != ABSENT)
    public = decided + np.where(grave, 1095, 365).astype("timedelta64[D]")
    public = np.where(chance.random(count) < 0.02, NOT_A_DAY, public)
    columns = {
        **_counterpart(city, who),
        "decision_title": picked(["行政处罚决定书"], np.zeros(count, dtype=int)),
        "decision_no": _numbers("云罚", decided, np.arange(1, count + 1)),
        "violation_type": picked([one[0] for one in words.VIOLATIONS], what),
        "violation_facts": picked([f"当事人{one[1]}，经查属实" for one in words.VIOLATIONS], what),
        "basis": picked([one[2] for one in words.VIOLATIONS], what),
        "content": texts(["警告" if one == ABSENT else f"罚款 {one / 100:.0f} 元" for one in fine]),
        "fine_yuan": fine,
        "confiscated_yuan": confiscated,
        "revoked_licence": constant("", count),
        "decided_on": decided,
        "valid_until": np.where(chance.random(count) < 0.5, NOT_A_DAY, public),
        "public_until": public,
        **_authority(city, who, picked([one[3] for one in words.VIOLATIONS], what)),
    }
    return Facts("admin_penalty", who, columns)


def coercions(city: City) -> Facts:
    """Coercive measures of the last three years (行政强制信息)."""
    chance = city.draw(4)
    who = np.repeat(np.arange(city.size), chance.poisson(np.exp(-3.9 - 0.9 * city.soundness)))
    enforced = _decided(city, chance, who, years=3)
    what = chance.integers(len(words.COERCIONS), size=len(who))
    columns = {
        **{name: values for name, values in _counterpart(city, who).items() if name != "counterpart_type"},
        "decision_title": picked([f"{one[1]}决定书" for one in words.COERCIONS], what),
        "decision_no": _numbers("云强", enforced, np.arange(1, len(who) + 1)),
        "reason": picked([one[0] for one in words.COERCIONS], what),
        "basis": picked(["《中华人民共和国行政强制法》"], np.zeros(len(who), dtype=int)),
        "method": picked([one[1] for one in words.COERCIONS], what),
        "enforced_on": enforced,
        **_authority(city, who, picked([one[2] for one in words.COERCIONS], what)),
    }
    return Facts("admin_coercion", who, columns)


def _decided(city: City, chance: np.random.Generator, who: Array, years: int) -> Array:
    earliest = np.maximum(city.established[who], day(city.on) - np.timedelta64(years * 365, "D"))
    return days_between(chance, earliest, day(city.on) - np.timedelta64(3, "D"))


def _counterpart(city: City, who: Array) -> dict[str, Array]:
    trader = city.kinds[who] == "sole_trader"
    return {
        "enterprise_name": city.names[who],
        "uscc": city.codes[who],
        "counterpart_type": np.where(trader, "个体工商户", "法人及非法人组织").astype(object),
        "legal_representative": city.persons[who],
        "legal_rep_id_type": constant("身份证", len(who)),
        "legal_rep_id_number": city.person_ids[who],
    }


def _authority(city: City, who: Array, offices: Array) -> dict[str, Array]:
    names = [
        f"{words.DISTRICTS[place].name}{office}" for place, office in zip(city.districts[who], offices, strict=True)
    ]
    own = {name: _office_code(name) for name in sorted(set(names))}
    return {
        "authority_name": texts(names),
        "authority_uscc": texts([own[name] for name in names]),
        "provider_name": constant(PROVIDER, len(who)),
    }


def _office_code(name: str) -> str:
    """A sound code for a made-up authority, the same wherever it is named."""
    serial = sum(ord(one) * (place + 7) for place, one in enumerate(name)) % 1_000_000
    return codes.make_uscc("11", words.CITY_CODE, f"MB{serial:06d}")


def _numbers(word: str, days: Array, serials: Array) -> Array:
    return texts([f"{word}〔{year}〕{serial}号" for year, serial in zip(year_of(days), serials, strict=True)])
