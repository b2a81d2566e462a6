"""Enterprises register, consent and apply; banks decide (融资申请)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

import httpx
import numpy as np

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.base.common.errors import DomainError
from rongxin.base.evidence import actions as evidence
from rongxin.base.keys import signers
from rongxin.base.parties import queries as parties
from rongxin.base.parties.models import Person
from rongxin.data.catalogue import registry
from rongxin.data.consent import actions as consent
from rongxin.data.consent.rules import Purpose
from rongxin.data.ingest import interface
from rongxin.data.ingest.interface.fetch import interface_items
from rongxin.data.subjects import queries as subjects
from rongxin.doors.simulation.city import City
from rongxin.doors.simulation.demo.cast import Cast, enlist
from rongxin.finance.applications import actions as applications
from rongxin.finance.applications import queries as application_queries
from rongxin.finance.matching import queries as matching
from rongxin.finance.matching.models import Product
from rongxin.insight.reports import asks, gate

CONSENT_DAYS = 180
MOST_TRIED = 3  # so many enterprises register at most for each one that is to apply
ROUND_TO = Decimal(10_000)
DECIDED_WITHIN_SECONDS = 75
USES = ("采购原材料", "支付货款", "补充流动资金", "购置设备", "拓展销售渠道")


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One enterprise on the platform (注册企业)."""

    subject_id: UUID
    place: int  # in the city
    person: Person

    @property
    def by(self) -> Actor:
        """Its signatory at the pages."""
        return parties.actor_of(self.person, "portal")


@dataclass
class Applied:
    """How far the enterprises came before the banks took over (申请情况)."""

    registered: int = 0
    consented: int = 0
    fetched: int = 0
    applied: int = 0
    unmatched: int = 0


def candidates(city: City) -> Iterator[int]:
    """Running companies of some size, sound and less sound ones, in a drawn order (候选企业)."""
    company = (city.kinds == "enterprise") & city.alive & city.invoicing & city.insuring & (city.heads >= 4)
    settled = city.established < np.datetime64(city.on) - np.timedelta64(300, "D")
    yield from city.draw(50).permutation(np.flatnonzero(company & settled)).tolist()


def apply(cast: Cast, city: City, wanted: int, evaluate: Callable[[], None]) -> Applied:
    """Until `wanted` enterprises have applied (注册、授权、匹配、申请).

    Each registers with its signatory, lets the platform compute its evaluation and has its interface items fetched
    under that consent. Then all are evaluated again at once, and each applies for the product that fits and that the
    fewest others took. Where nothing fits, others take the place, in further rounds.
    """
    done = Applied()
    taken: Counter[str] = Counter()
    waiting = candidates(city)
    while done.applied < wanted and done.registered < MOST_TRIED * wanted:
        round_ = [
            one for one in map(partial(_register, cast, city, done), islice(waiting, wanted - done.applied)) if one
        ]
        if not round_:
            break
        for enterprise in round_:
            _let_compute(cast, enterprise, done)
        evaluate()
        for enterprise in round_:
            offer = _chosen(enterprise, taken)
            if offer is None:
                done.unmatched += 1
                continue
            _submit(enterprise, offer, city, done)
            taken[offer.code] += 1
    return done


def _register(cast: Cast, city: City, done: Applied, place: int) -> Enterprise | None:
    code = str(city.codes[place])
    subject_id = subjects.resolve(code)
    if subject_id is None:
        return None
    name, person = str(city.names[place]), str(city.persons[place])
    signatory = enlist(cast, subject_id, code, name, person, done.registered + 1)
    done.registered += 1
    return Enterprise(subject_id, place, signatory)


def _let_compute(cast: Cast, enterprise: Enterprise, done: Applied) -> None:
    """Consent to compute with everything that needs one; interface items are fetched under it."""
    needed = [one.code for one in registry.items().values() if one.compute_consent == "item"]
    granted = consent.grant(
        by=enterprise.by,
        subject_id=enterprise.subject_id,
        to=cast.platform,
        items=needed,
        purpose=Purpose.EVALUATION,
        valid_until=clock.today() + timedelta(days=CONSENT_DAYS),
    )
    done.consented += 1
    platform = Actor(kind="system", id="demo", party_id=cast.platform.pk, role="operator", door="cli")
    outcomes = interface.fetch_many(
        by=platform, subject_id=enterprise.subject_id, items=interface_items(needed), consent_id=granted.pk
    )
    done.fetched += sum(one.asked and not one.late for one in outcomes)


def _chosen(enterprise: Enterprise, taken: Counter[str]) -> Product | None:
    """The product that fits and that the fewest have taken; none when nothing fits."""
    try:
        opened = gate.open(by=enterprise.by, ask=asks.own(enterprise.subject_id))
    except DomainError as error:
        consent.record_refusal(error=error)
        raise
    subject = subjects.get(enterprise.subject_id)
    facts = matching.SubjectFacts(subject.kind, subject.division_code or None)
    today = clock.today()
    found = matching.match(opened.features, opened.states, facts, matching.on_shelf(today), today)
    if not found.eligible:
        return None
    best = min(enumerate(found.eligible), key=lambda one: (taken[one[1].product], one[0]))
    return matching.require_product(best[1].product)


def _submit(enterprise: Enterprise, offer: Product, city: City, done: Applied) -> None:
    asked = Decimal(int(city.heads[enterprise.place])) * 60_000
    amount = min(max(asked, offer.amount_min_yuan), offer.amount_max_yuan) // ROUND_TO * ROUND_TO
    applications.submit(
        by=enterprise.by,
        subject_id=enterprise.subject_id,
        product=offer.code,
        amount_yuan=max(amount, offer.amount_min_yuan),
        term_months=min(max(12, offer.term_min_months), offer.term_max_months),
        use=USES[enterprise.place % len(USES)],
        consent_until=clock.today() + timedelta(days=CONSENT_DAYS),
        items=offer.optional_items,
    )
    done.applied += 1


def await_decisions(expected: int) -> dict[str, Any]:
    """The funnel when every application has come to its end, or as far as it came in time (等待银行办结)."""
    until = time.monotonic() + DECIDED_WITHIN_SECONDS
    while True:
        funnel = application_queries.funnel()
        statuses: Any = funnel["statuses"]
        ended = statuses["refused"] + statuses["disbursed"] + statuses["settled"]
        if ended >= expected or time.monotonic() > until:
            return funnel
        time.sleep(0.2)


def keep_loans_open(addresses: dict[str, str]) -> None:
    """Tell the banks not to settle at once, so that the pages show loans that run (保持贷款存续)."""
    for address in addresses.values():
        httpx.post(f"{address}/_mode", json={"settle": False}, timeout=5, trust_env=False).raise_for_status()


def seal_now() -> None:
    """Seal what was written since the worker last did (立即封签)."""
    evidence.seal(signer=signers.platform_signer(), at=clock.now())


def decided(funnel: dict[str, Any], expected: int) -> bool:
    """Whether every application came to its end (是否全部办结)."""
    return bool(funnel["refused"] + funnel["disbursed"] >= expected)
