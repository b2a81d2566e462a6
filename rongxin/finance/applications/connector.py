"""The plug point through which applications reach a bank's own system (银行连接器).

A connector carries; it never changes our state. Carrying the same parcel again must be safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from rongxin.base.common.errors import DomainError


@dataclass(frozen=True, slots=True)
class Parcel:
    """One signed event on its way to one institution (待投递事件)."""

    event_id: str
    kind: str
    institution: str
    address: str
    body: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Whether the institution has taken a parcel, and if not, why (投递结果)."""

    delivered: bool
    problem: str = ""


class BankConnector(Protocol):
    """A way to an institution's system (银行连接器)."""

    def submit(self, parcel: Parcel) -> Receipt:
        """Hand one event over; a failure is a receipt, not an exception."""

    def updates(self, since: datetime | None) -> Iterable[Mapping[str, Any]]:
        """Feedback events waiting at the institution; none where the institution sends them itself."""


class ConnectorUnknown(DomainError):
    """The installation names a connector that does not exist (连接方式未知)."""

    code = "APP-CONNECTOR"
    title = "未知的银行连接方式“{name}”"
    next_step = "请在配置中改为以下之一：{known}。"
