"""Stops the process at start when the installation names an unknown connector (启动检查)."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings

from rongxin.finance.applications import connectors


class ApplicationsConfig(AppConfig):
    """Loan applications (融资申请)."""

    name = "rongxin.finance.applications"
    verbose_name = "融资申请"

    def ready(self) -> None:
        """An unknown connector is found now, not at the first application."""
        connectors.require(settings.BANK_CONNECTOR)
