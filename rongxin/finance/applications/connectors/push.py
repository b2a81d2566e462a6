"""Signed events posted to the address that the bank has registered (HTTP 推送)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import httpx

from rongxin.finance.applications.connector import Parcel, Receipt

TIMEOUT_SECONDS = 10.0


class PushConnector:
    """Posts each event; the bank answers 2xx once it has stored it (推送连接器).

    Redirects are not followed: an event goes to the registered address or nowhere.
    """

    def submit(self, parcel: Parcel) -> Receipt:
        """Post one event; anything but 2xx means that it will be sent again."""
        headers = {"Content-Type": "application/jose", "X-Event-Id": parcel.event_id, "X-Event-Type": parcel.kind}
        try:
            answer = httpx.post(
                parcel.address,
                content=parcel.body.encode(),
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                follow_redirects=False,
                trust_env=False,
            )
        except httpx.HTTPError as problem:
            return Receipt(False, f"连接失败：{type(problem).__name__}")
        if answer.is_success:
            return Receipt(True)
        return Receipt(False, f"对方答复 HTTP {answer.status_code}")

    def updates(self, since: datetime | None) -> Iterable[Mapping[str, Any]]:
        """Nothing: the bank posts its feedback to our API itself."""
        return ()
