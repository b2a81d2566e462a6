"""Tables of subjects, their identifiers and names (信息主体表)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rongxin.base.common import ids
from rongxin.data.subjects.rules import IdentifierKind, SubjectKind


class Subject(models.Model):
    """One row is an entity that information is about: enterprise, sole trader, cooperative … (信息主体).

    It comes into being with its first sound record or by registration, and is never deleted. It has no code of
    its own: codes are identifiers, of which it may have several or none but an issued one.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField("主体类型", max_length=16, choices=SubjectKind.choices())
    name = models.TextField("名称", blank=True, help_text="最近一次登记的名称；来源没有给出名称时为空。")
    division_code = models.CharField("登记机关行政区划", max_length=6, blank=True, help_text="GB/T 2260；不明时为空。")
    created_at = models.DateTimeField("建立时间")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="subjects_kind_is_known", condition=Q(kind__in=[one.value for one in SubjectKind])
            ),
            models.CheckConstraint(
                name="subjects_division_is_six_digits", condition=Q(division_code__regex=r"^([0-9]{6})?$")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["division_code"], name="subjects_division"),
            models.Index(fields=["name"], name="subjects_current_name"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)


class Identifier(models.Model):
    """One row is a code by which a subject is known, from somebody, since when (主体标识).

    Within a kind and an issuer a value names one subject only. Rows are added, not changed.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="identifiers", verbose_name="信息主体")
    kind = models.CharField("标识种类", max_length=24, choices=IdentifierKind.choices())
    issuer = models.CharField(
        "编号单位", max_length=64, blank=True, help_text="提供单位自己的编号填其代码；国家代码与平台编号为空。"
    )
    value = models.CharField("标识", max_length=128)
    valid_from = models.DateField("启用日期", null=True, help_text="不明时为空。")
    valid_until = models.DateField("停用日期", null=True, help_text="最后一个有效日；仍有效或不明时为空。")
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="subjects_identifier_names_one", fields=["kind", "issuer", "value"]),
            models.CheckConstraint(
                name="subjects_identifier_kind_is_known", condition=Q(kind__in=[one.value for one in IdentifierKind])
            ),
            models.CheckConstraint(
                name="subjects_only_issued_has_issuer", condition=Q(issuer="") | Q(kind=IdentifierKind.ISSUED)
            ),
            models.CheckConstraint(name="subjects_identifier_has_value", condition=~Q(value="")),
        ]
        indexes: ClassVar = [models.Index(fields=["value"], name="subjects_identifier_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Name(models.Model):
    """One row is a name that a subject bore from a moment of our knowledge on (主体名称).

    The newest is the name now; earlier ones are former names. Rows are added, not changed.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="names", verbose_name="信息主体")
    name = models.TextField("名称")
    from_on = models.DateField("启用日期", null=True, help_text="来源没有给出更名日期时为空。")
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="subjects_name_is_not_empty", condition=~Q(name=""))]
        indexes: ClassVar = [
            models.Index(fields=["subject", "-recorded_at"], name="subjects_name_newest"),
            models.Index(fields=["name"], name="subjects_any_name"),
        ]

    def __str__(self) -> str:
        return self.name
