"""The signed envelope in which events travel to institutions and back (事件信封).

CloudEvents 1.0 attributes in one JSON object, signed as a compact JWS with ES256. `audience` names the one receiver,
so that an event cannot be passed on as if it were meant for another.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

TYPE = "loan-event+jws"
SPEC_VERSION = "1.0"
SUBMITTED = "loan-application.submitted"


def build(
    *, event_id: UUID, kind: str, application_id: UUID, at: datetime, source: str, audience: str, data: dict[str, Any]
) -> dict[str, Any]:
    """One event as CloudEvents attributes (事件)."""
    return {
        "specversion": SPEC_VERSION,
        "id": str(event_id),
        "source": source,
        "type": kind,
        "subject": str(application_id),
        "time": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "audience": audience,
        "data": data,
    }
