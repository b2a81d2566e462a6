"""The installation on which is measured: its own home, its own database, a made-up city (测量环境)."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import numpy as np

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.base.parties import queries as parties
from rongxin.base.parties.models import Party
from rongxin.data.catalogue import registry
from rongxin.data.consent import actions as consent
from rongxin.data.consent.rules import Purpose
from rongxin.data.subjects import queries as subjects
from rongxin.doors.simulation.city import City
from rongxin.doors.simulation.demo import cast, delivery, fresh
from rongxin.doors.simulation.demo.cast import Cast

SUBJECTS = 2000
YEARS = 2
SEED = 1
MEMBERS = 30
BANK = "yunxi-ccb"


@dataclass(frozen=True, slots=True)
class Member:
    """A registered enterprise that lets the platform compute with everything (注册企业)."""

    subject_id: UUID
    code: str
    by: Actor


@dataclass
class Ground:
    """A city in a database, made when it is first wanted (测量环境)."""

    subjects: int = 0
    people: Cast | None = None
    members: list[Member] = field(default_factory=list)

    def begin(self) -> Cast:
        """An empty installation with its parties; a city that was there is gone."""
        say("重建测量用数据库…")
        fresh.begin()
        self.subjects, self.members = 0, []
        self.people = cast.assemble(dict.fromkeys(cast.BANKS, "http://127.0.0.1:9"))
        return self.people

    def city(self, subjects: int = SUBJECTS) -> None:
        """The city of so many subjects, its files taken in, some enterprises registered (虚构城市)."""
        if self.subjects == subjects:
            return
        people = self.begin()
        say(f"生成并归集 {subjects:,} 个虚构主体…")
        made = delivery.write(subjects, YEARS, SEED)
        delivery.take_in(made, lambda line: say(f"  {line}"))
        for place in _largest(made.city):
            self._join(people, made.city, place)
        self.subjects = subjects

    def bank(self) -> Party:
        """The institution that asks."""
        assert self.people is not None
        return self.people.banks[BANK]

    def _join(self, people: Cast, city: City, place: int) -> None:
        code = str(city.codes[place])
        subject_id = subjects.resolve(code)
        if subject_id is None:
            return
        number = len(self.members) + 1
        person = cast.enlist(people, subject_id, code, str(city.names[place]), str(city.persons[place]), number)
        by = parties.actor_of(person, "portal")
        needed = [one.code for one in registry.items().values() if one.compute_consent == "item"]
        consent.grant(
            by=by,
            subject_id=subject_id,
            to=people.platform,
            items=needed,
            purpose=Purpose.EVALUATION,
            valid_until=clock.today() + timedelta(days=90),
        )
        self.members.append(Member(subject_id, code, by))


def _largest(city: City) -> list[int]:
    """Enterprises with most facts: those that invoice and insure, the largest first."""
    wanted = np.flatnonzero((city.kinds == "enterprise") & city.invoicing & city.insuring & city.alive)
    found: list[int] = wanted[np.argsort(-city.heads[wanted], kind="stable")][:MEMBERS].tolist()
    return found


def say(line: str) -> None:
    """Progress goes to stderr."""
    print(line, file=sys.stderr, flush=True)
