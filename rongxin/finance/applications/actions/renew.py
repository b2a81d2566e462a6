"""Provisional due dates are worked out again when the calendar comes (重算暂定期限)."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from rongxin.base.common import workdays
from rongxin.base.common.workdays import Calendar
from rongxin.finance.applications import clocks
from rongxin.finance.applications.models import LoanApplication


@transaction.atomic
def renew_clocks(*, calendar: Calendar) -> int:
    """Every provisional due date says what the calendar now says (重算暂定期限).

    Returns how many applications were looked at. A date that is still past the calendar stays provisional. Leaves
    no entry: nothing is decided here, a date follows from the calendar.
    """
    profile = settings.PROFILE
    provisional = LoanApplication.objects.select_for_update(of=("self",)).filter(
        Q(accept_due_provisional=True) | Q(decide_due_provisional=True)
    )
    count = 0
    for application in provisional.select_related("product"):
        acceptance, decision = clocks.limits(
            profile.acceptance_limit_workdays, profile.decision_limit_workdays, application.product.processing_workdays
        )
        accept = workdays.due(application.submitted_at, acceptance, calendar)
        application.accept_due_on, application.accept_due_provisional = accept.on, accept.provisional
        if application.accepted_at is not None and application.decide_due_on is not None:
            decide = workdays.due(application.accepted_at, decision, calendar)
            application.decide_due_on, application.decide_due_provisional = decide.on, decide.provisional
        application.save(
            update_fields=["accept_due_on", "accept_due_provisional", "decide_due_on", "decide_due_provisional"]
        )
        count += 1
    return count
