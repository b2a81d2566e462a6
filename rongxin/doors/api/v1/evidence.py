"""GET /evidence/{id}/proof: that an act of this institution stands in the sealed log (存证证明)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from rongxin.base.evidence import queries as evidence
from rongxin.base.evidence.rules import EntryUnknown
from rongxin.doors.api import rules
from rongxin.doors.api.v1.auth import caller

router = Router(tags=["evidence"])


@router.get("/evidence/{uuid:entry_id}/proof", response=dict[str, Any], summary="存证包含证明")
def proof(request: HttpRequest, entry_id: UUID) -> dict[str, Any]:
    """An inclusion proof for an entry that the calling institution caused; others' entries answer as unknown."""
    try:
        entry = evidence.entry(entry_id)
    except EntryUnknown:
        raise rules.NotFound() from None
    if entry.actor.get("party") != str(caller(request).party_id):
        raise rules.NotFound()
    return evidence.inclusion(entry_id)
