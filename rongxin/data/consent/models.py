"""Tables of consents and disclosures; their definition stands in sql/ (授权表)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rongxin.base.common import ids
from rongxin.data.consent.rules import Basis, Purpose, State


class Consent(models.Model):
    """One row is what a subject allowed (授权). Written once by `consent.grant`, never changed."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    subject_id = models.UUIDField("信息主体")
    grantee_id = models.UUIDField("被授权方")
    items = ArrayField(models.TextField(), verbose_name="信息项", help_text="信息项代码，或“信息项.字段”。")
    purpose = models.TextField("用途", choices=Purpose.choices())
    valid_from = models.DateField("起始日")
    valid_until = models.DateField("截止日", help_text="含当日。")
    application_id = models.UUIDField("融资申请", null=True)
    signed_by = models.JSONField("签署人", help_text="操作者标识，不含姓名。")
    text_version = models.TextField("授权书版本")
    digest = models.TextField("授权内容摘要")
    granted_at = models.DateTimeField("签署时间")

    class Meta:
        managed = False
        db_table = '"consent"."consent"'


class ConsentState(models.Model):
    """One row is whether a consent may be relied on now (授权状态)."""

    consent = models.OneToOneField(Consent, primary_key=True, on_delete=models.PROTECT, related_name="now")
    state = models.TextField("状态", choices=State.choices())
    changed_at = models.DateTimeField("变更时间")

    class Meta:
        managed = False
        db_table = '"consent"."state"'


class Disclosure(models.Model):
    """One row is one act of showing (对外提供). The token that opens it is not mapped: it never leaves `opened`."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    basis = models.TextField("依据", choices=Basis.choices())
    subject_id = models.UUIDField("信息主体")
    grantee_id = models.UUIDField("查询方", null=True)
    purpose = models.TextField("用途", choices=Purpose.choices())
    consent_id = models.UUIDField("授权", null=True)
    application_id = models.UUIDField("融资申请", null=True)
    items = ArrayField(models.TextField(), verbose_name="信息项")
    actor = models.JSONField("操作者")
    end_user = models.TextField("最终使用人")
    entry_id = models.UUIDField("存证条目")
    at = models.DateTimeField("时间")

    class Meta:
        managed = False
        db_table = '"consent"."disclosure"'


class Refusal(models.Model):
    """One row is a try that was refused (拒绝记录); the subject sees it beside the disclosures."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    subject_id = models.UUIDField("信息主体", null=True, db_index=True)
    grantee_id = models.UUIDField("查询方", null=True)
    purpose = models.TextField("用途")
    items = ArrayField(models.TextField(), verbose_name="信息项")
    code = models.CharField("拒绝代码", max_length=16)
    reason = models.TextField("原因")
    entry_id = models.UUIDField("存证条目")
    at = models.DateTimeField("时间")


class ConsentRequest(models.Model):
    """One row is an institution's wish to see (授权请求): open until granted, declined or past its day."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    subject_id = models.UUIDField("信息主体", db_index=True)
    grantee_id = models.UUIDField("请求方")
    required = ArrayField(models.TextField(), verbose_name="必需的信息项")
    optional = ArrayField(models.TextField(), verbose_name="可选的信息项", default=list)
    purpose = models.TextField("用途", choices=Purpose.choices())
    application_id = models.UUIDField("融资申请", null=True)
    valid_until = models.DateField("授权截止日")
    answer_by = models.DateField("请在此日前答复")
    asked_at = models.DateTimeField("请求时间")
    answered_at = models.DateTimeField("答复时间", null=True)
    consent_id = models.UUIDField("授权", null=True, help_text="同意后填写；答复而无授权即为不同意。")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="consent_request_granted_is_answered",
                condition=models.Q(consent_id__isnull=True) | models.Q(answered_at__isnull=False),
            ),
        ]
