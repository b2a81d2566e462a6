"""Putting an event in the out-tray, in the transaction that causes it (待发事件入列)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rongxin.base.parties import queries as parties
from rongxin.finance.applications.models import LoanApplication, Outgoing


def put(application: LoanApplication, kind: str, data: dict[str, Any], at: datetime) -> Outgoing | None:
    """One more event for the institution of an application (待发事件).

    None where the institution has given no address: it reads its feed instead.
    """
    if not parties.event_address(application.institution_id):
        return None
    return Outgoing.objects.create(
        application=application,
        institution_id=application.institution_id,
        kind=kind,
        data=data,
        created_at=at,
        next_attempt_at=at,
    )
