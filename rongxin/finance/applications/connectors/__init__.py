"""Ways to reach a bank's system: push over HTTP, and a demo that tests use (连接方式)."""

from __future__ import annotations

from collections.abc import Callable

from rongxin.finance.applications.connector import BankConnector, ConnectorUnknown
from rongxin.finance.applications.connectors.demo import DemoConnector
from rongxin.finance.applications.connectors.push import PushConnector

CONNECTORS: dict[str, Callable[[], BankConnector]] = {"push": PushConnector, "demo": DemoConnector}


def require(name: str) -> BankConnector:
    """The connector of that name (连接器).

    Raises:
        ConnectorUnknown: lists the known ones.
    """
    if name not in CONNECTORS:
        raise ConnectorUnknown(name=name, known="、".join(sorted(CONNECTORS)))
    return CONNECTORS[name]()
