"""Tables of machine sign-in (机器登录表)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class AccessToken(models.Model):
    """One row is a token in use (访问令牌). Only its digest is kept; it lives minutes and is then removed."""

    digest = models.CharField("令牌摘要", max_length=64, primary_key=True)
    client = models.ForeignKey("parties.MachineClient", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("签发时间")
    expires_at = models.DateTimeField("失效时间", db_index=True)

    def __str__(self) -> str:
        return f"{self.client_id} {self.expires_at}"


class UsedAssertion(models.Model):
    """One row remembers that a signed sign-in was used, until it could not be used anyway (已用断言)."""

    client = models.ForeignKey("parties.MachineClient", on_delete=models.PROTECT, related_name="+")
    jti = models.CharField("断言编号", max_length=128)
    expires_at = models.DateTimeField("断言失效时间", db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "jti"], name="api_assertion_once")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.jti}"
