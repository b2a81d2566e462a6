"""One call: a city, its facts, its files and the truth about their faults (模拟报送)."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from rongxin.base.common.profile import Profile
from rongxin.data.catalogue import registry
from rongxin.data.catalogue.rules import Mode
from rongxin.doors.simulation import city as cities
from rongxin.doors.simulation import delivering, facts, faults
from rongxin.doors.simulation.city import City
from rongxin.doors.simulation.facts import Facts
from rongxin.doors.simulation.facts.facts import Array
from rongxin.doors.simulation.letters import Letter, letters

TRUTH = "truth.csv"
LIST = "deliveries.json"
REPEATED_RATE = 0.01


@dataclass(frozen=True, slots=True)
class Sent:
    """One file of the city (报送文件)."""

    path: Path
    item: str
    source: str
    rows: int

    def as_dict(self) -> dict[str, Any]:
        """For the list beside the files."""
        return {"file": f"{self.source}/{self.path.name}", "item": self.item, "source": self.source, "rows": self.rows}


@dataclass(frozen=True)
class Simulated:
    """What was written (模拟结果)."""

    city: City
    files: tuple[Sent, ...]
    truths: tuple[faults.Truth, ...]
    truth: Path

    @property
    def rows(self) -> int:
        """Rows in all files."""
        return sum(one.rows for one in self.files)


def sources(profile: Profile) -> dict[str, str]:
    """Which provider sends which item as a file (按文件报送的信息项).

    Items that a sharing list of the profile has called over an interface are left out; so are those that no
    department of the city can fill.
    """
    called = {
        line.item
        for edition in profile.editions
        for line in registry.edition(edition).items
        if line.mode is not Mode.AGGREGATION
    }
    return {
        item: provider.code
        for provider in profile.providers
        for item in provider.items
        if item in facts.MAKERS and item not in called
    }


def simulate(
    *,
    subjects: int,
    years: int,
    seed: int,
    out: Path,
    on: date,
    senders: Mapping[str, str],
    fault_rate: float = faults.EACH_RATE,
) -> Simulated:
    """Write the deliveries of a made-up city (模拟一座城市的报送).

    Afterwards `out` holds a folder per provider with its files, `deliveries.json`, which lists them in the order of
    delivery, and `truth.csv`, which says for each faulty row what should become of it.
    """
    city = cities.build(subjects=subjects, years=years, seed=seed, on=on)
    known = {item: maker(city) for item, maker in facts.MAKERS.items() if item in senders}
    sent, truths = [], []
    earlier: dict[str, tuple[Letter, Facts]] = {}  # the file before, and those of its facts that arrived whole
    for number, letter in enumerate(letters(known)):
        part = known[letter.item].where(letter.mask(known[letter.item]))
        sheet = delivering.blank(letter, registry.item(letter.item), city, 100 + number)
        sheet.rows = delivering.lay_out(sheet, part)
        spoilt = faults.inject(sheet, fault_rate)
        truths += spoilt
        if letter.item in earlier and fault_rate > 0:
            truths += _repeats(sheet, *earlier[letter.item])
        earlier[letter.item] = (letter, part.where(_whole(sheet, part, spoilt)))
        path = delivering.write(sheet, out / senders[letter.item])
        sent.append(Sent(path, letter.item, senders[letter.item], len(sheet.rows)))
    _write_truth(out / TRUTH, truths)
    listed = json.dumps([one.as_dict() for one in sent], ensure_ascii=False, indent=1)
    (out / LIST).write_text(listed, encoding="utf-8")
    return Simulated(city, tuple(sent), tuple(truths), out / TRUTH)


def _whole(sheet: faults.Sheet, part: Facts, spoilt: list[faults.Truth]) -> Array:
    """Which facts stand in the file without a fault."""
    found = np.ones(part.size, dtype=bool)
    rows = [one.line - sheet.first_line for one in spoilt]
    found[[row for row in rows if row < part.size]] = False
    return found


def _repeats(sheet: faults.Sheet, before: Letter, part: Facts) -> list[faults.Truth]:
    """Some facts of the file before, sent once more; only where both files say the same columns."""
    if {column for column, _ in before.headings} != {column for column, _ in sheet.letter.headings}:
        return []
    if before.column == "direction" or part.size < faults.FEWEST_ROWS:
        return []
    count = max(1, int(part.size * REPEATED_RATE))
    again = part.where(sheet.chance.permutation(part.size)[:count])
    return faults.repeated(sheet, delivering.lay_out(sheet, again))


def _write_truth(path: Path, truths: list[faults.Truth]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([one.name for one in fields(faults.Truth)])
        writer.writerows(astuple(one) for one in truths)
