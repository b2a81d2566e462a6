"""Tables of people and organisations (主体表)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from rongxin.base.common import ids
from rongxin.base.parties.rules import PartyKind, PartyStatus, Role


class Party(models.Model):
    """One row is an organisation that acts on the platform (主体).

    It is never deleted; it is suspended. An enterprise points to its subject by a plain uuid, since
    subjects stand above parties in the order of imports.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField("类别", max_length=16, choices=PartyKind.choices())
    code = models.CharField("代码", max_length=40, unique=True, help_text="短代码；企业为统一社会信用代码。")
    name = models.CharField("名称", max_length=200)
    subject_id = models.UUIDField("信息主体", null=True, unique=True, help_text="仅企业有。")
    contact = models.CharField("联系方式", max_length=200, blank=True)
    status = models.CharField("状态", max_length=16, choices=PartyStatus.choices(), default=PartyStatus.ACTIVE)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="parties_only_enterprises_are_subjects",
                condition=models.Q(kind=PartyKind.ENTERPRISE) | models.Q(subject_id__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser):
    """One row is a person who signs in for one party (人员).

    The password is kept as Django hashes it. A person who leaves is made inactive, never deleted.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    username = models.CharField("用户名", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="people", verbose_name="所属主体")
    role = models.CharField("权限", max_length=16, choices=Role.choices())
    is_active = models.BooleanField("可登录", default=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class MachineClient(models.Model):
    """One row is a machine that signs in for a party with its own key (机器客户端).

    No secret is kept: `jwks` holds the public keys with which its assertions are checked.
    """

    client_id = models.CharField("客户端编号", max_length=64, primary_key=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="clients", verbose_name="所属主体")
    jwks = models.JSONField("公钥集")
    event_url = models.URLField("事件地址", max_length=400, blank=True)
    active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    def __str__(self) -> str:
        return self.client_id
