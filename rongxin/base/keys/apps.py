"""Refuse to start with a crypto suite that does not exist (启动检查)."""

from django.apps import AppConfig
from django.conf import settings

from rongxin.base.keys import suites


class KeysConfig(AppConfig):
    """The keys room (密钥)."""

    name = "rongxin.base.keys"
    verbose_name = "密钥"

    def ready(self) -> None:
        """An unknown suite stops every process and lists the known ones."""
        suites.require(settings.PROFILE.crypto_suite)
