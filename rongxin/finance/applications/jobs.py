"""What the worker does for applications by itself (融资申请后台任务)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from rongxin.base.common import actor
from rongxin.base.reference import holidays
from rongxin.finance.applications import actions, connectors
from rongxin.finance.applications.actions.deliver import Delivery


def deliver_due(*, at: datetime | None = None) -> Delivery:
    """Send the events that are due, through the connector of this installation (投递待发事件)."""
    connector = connectors.require(settings.BANK_CONNECTOR)
    return actions.deliver_outbox(by=actor.system("deliver-outbox"), connector=connector, at=at)


def renew_clocks() -> int:
    """Work provisional due dates out again from the calendar that ships (重算暂定期限)."""
    return actions.renew_clocks(calendar=holidays.calendar())
