"""An enterprise applies, with its consent in one go (提交融资申请)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction

from rongxin.base.common import clock, ids, workdays
from rongxin.base.common.actor import Actor
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.parties import queries as parties
from rongxin.base.parties.models import Party
from rongxin.base.reference import holidays
from rongxin.data.consent import actions as consent
from rongxin.data.consent.rules import Purpose
from rongxin.finance.applications import clocks, envelope, rules
from rongxin.finance.applications.actions import outbox
from rongxin.finance.applications.models import Counter, Feed, LoanApplication
from rongxin.finance.matching import queries as matching
from rongxin.finance.matching.models import Product


@transaction.atomic
def submit(
    *,
    by: Actor,
    subject_id: UUID,
    product: str,
    amount_yuan: Decimal,
    term_months: int,
    use: str,
    consent_until: date,
    items: Collection[str] = (),
    at: datetime | None = None,
) -> LoanApplication:
    """Send an application and the consent that goes with it to the institution of a product (提交融资申请).

    Afterwards the application is submitted, one consent lets that institution see the product's required items and
    the further `items` for pre-loan review through `consent_until`, the acceptance clock runs, and an event waits to
    be sent where the institution has given an address.

    Raises:
        NotSignatory: `by` may not sign for the enterprise.
        ProductNotOffered, OutsideProduct: the product cannot be had, or not so.
        ItemsNotAsked: more is offered than the product asks for.
        AlreadyOpen: the same product is already being dealt with.

    Evidence: consent:consent:granted, applications:application:submitted
    """
    at = at or clock.now()
    today = clock.local_day(at)
    enterprise = parties.require_signatory(by, subject_id)
    offer = matching.require_product(product)
    institution = parties.require_party(offer.institution.code)
    _check_offer(offer, amount_yuan, term_months, today)
    position = next_feed_no(institution)  # from here on this institution's applications change one after another
    _refuse_second(subject_id, offer)
    application_id = ids.uuid7()
    granted = consent.grant(
        by=by,
        subject_id=subject_id,
        to=institution,
        items=_items(offer, items),
        purpose=Purpose.PRE_LOAN,
        valid_until=consent_until,
        application_id=application_id,
        on=today,
    )
    application = LoanApplication(
        id=application_id,
        number=_number(today.year),
        subject_id=subject_id,
        enterprise=enterprise,
        institution=institution,
        product=offer,
        amount_yuan=amount_yuan,
        term_months=term_months,
        use=use.strip(),
        consent_id=granted.pk,
        items=_items(offer, items),
        submitted_at=at,
        submitted_by=by.id,
        updated_at=at,
        feed_no=position,
    )
    _start_clock(application, offer, at)
    application.save(force_insert=True)
    evidence.append(
        tags.APPLICATION_SUBMITTED,
        by=by,
        subject=application.pk,
        facts={"subject": str(subject_id), "to": institution.code, "product": offer.code, "consent": str(granted.pk)},
    )
    outbox.put(application, envelope.SUBMITTED, _package(application, offer), at)
    return application


def next_feed_no(institution: Party) -> int:
    """The next position in an institution's feed, held until commit so that readers miss nothing (变动序号)."""
    Feed.objects.get_or_create(institution=institution)
    feed = Feed.objects.select_for_update().get(institution=institution)
    feed.last_no += 1
    feed.save(update_fields=["last_no"])
    return feed.last_no


def _check_offer(offer: Product, amount_yuan: Decimal, term_months: int, today: date) -> None:
    reason = matching.why_not_offered(offer, today)
    if reason:
        raise rules.ProductNotOffered(product=offer.name, reason=reason)
    if amount_yuan != amount_yuan.quantize(Decimal("0.01")) or amount_yuan <= 0:
        raise rules.OutsideProduct(
            what="金额", product=offer.name, low=offer.amount_min_yuan, high=offer.amount_max_yuan
        )
    if not offer.amount_min_yuan <= amount_yuan <= offer.amount_max_yuan:
        raise rules.OutsideProduct(
            what="金额",
            product=offer.name,
            low=f"{offer.amount_min_yuan:,.0f} 元",
            high=f"{offer.amount_max_yuan:,.0f} 元",
        )
    if not offer.term_min_months <= term_months <= offer.term_max_months:
        raise rules.OutsideProduct(
            what="期限", product=offer.name, low=f"{offer.term_min_months} 个月", high=f"{offer.term_max_months} 个月"
        )


def _refuse_second(subject_id: UUID, offer: Product) -> None:
    known = LoanApplication.objects.filter(subject_id=subject_id, product=offer, status__in=rules.OPEN).first()
    if known is not None:
        raise rules.AlreadyOpen(number=known.number)


def _items(offer: Product, chosen: Collection[str]) -> list[str]:
    foreign = set(chosen) - set(offer.required_items) - set(offer.optional_items)
    if foreign:
        raise rules.ItemsNotAsked(items="、".join(sorted(foreign)))
    return sorted(set(offer.required_items) | set(chosen))


def _number(year: int) -> str:
    Counter.objects.get_or_create(year=year)
    counter = Counter.objects.select_for_update().get(year=year)
    counter.last_no += 1
    counter.save(update_fields=["last_no"])
    return rules.number_for(year, counter.last_no)


def _start_clock(application: LoanApplication, offer: Product, at: datetime) -> None:
    profile = settings.PROFILE
    acceptance, _ = clocks.limits(
        profile.acceptance_limit_workdays, profile.decision_limit_workdays, offer.processing_workdays
    )
    due = workdays.due(at, acceptance, holidays.calendar())
    application.accept_due_on, application.accept_due_provisional = due.on, due.provisional


def _package(application: LoanApplication, offer: Product) -> dict[str, object]:
    """What the event tells: the application and its consent, no name and no credit contents."""
    return {
        "number": application.number,
        "product": offer.code,
        "amount_yuan": str(application.amount_yuan),
        "term_months": application.term_months,
        "consent_id": str(application.consent_id),
        "items": application.items,
        "accept_due_on": application.accept_due_on.isoformat(),
    }
