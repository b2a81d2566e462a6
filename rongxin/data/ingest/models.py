"""Tables of deliveries and what became of their rows (归集表)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rongxin.base.common import ids
from rongxin.base.parties.models import Party
from rongxin.data.ingest.rules import LIVE, BatchState, QueueState


class Delivery(models.Model):
    """One row is a file as a provider sent it (报送文件).

    The bytes lie encrypted under RONGXIN_HOME/deliveries, under a key of their own that is wrapped here. The
    row is never changed and never deleted while its records live.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    source = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", verbose_name="数据提供单位")
    item = models.CharField("信息项", max_length=64)
    file_name = models.CharField("文件名", max_length=255)
    digest = models.CharField("摘要", max_length=64, help_text="文件原文的 SHA-256。")
    size = models.BigIntegerField("字节数")
    wrapped_key = models.BinaryField("包裹后的文件密钥")
    received_at = models.DateTimeField("接收时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="ingest_one_delivery_per_content", fields=["digest", "item", "source"]),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.digest[:12]}"


class Batch(models.Model):
    """One row is one attempt to bring a delivery in (批次).

    It ends accepted, refused or failed and never changes again. The numbers are set in the transaction that
    writes the records, so that they are true or the batch is not there.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="batches", verbose_name="报送文件")
    state = models.CharField("状态", max_length=16, choices=BatchState.choices(), default=BatchState.RECEIVED)
    attempts = models.PositiveSmallIntegerField("处理次数", default=0)
    received = models.PositiveBigIntegerField("接收行数", default=0)
    accepted = models.PositiveBigIntegerField("入库行数", default=0)
    duplicates = models.PositiveBigIntegerField("重复行数", default=0)
    quarantined = models.PositiveBigIntegerField("隔离行数", default=0)
    queued = models.PositiveBigIntegerField("待认领行数", default=0)
    warnings = models.PositiveBigIntegerField("带提示行数", default=0)
    notes = models.JSONField("说明", default=list, help_text="如未识别的列；只含表头，不含内容。")
    refusal = models.JSONField("退回原因", null=True)
    headings = models.JSONField("表头", default=list)
    seconds = models.FloatField("校核秒数", null=True)
    created_at = models.DateTimeField("建立时间")
    ended_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ingest_batch_numbers_add_up",
                condition=Q(received=F("accepted") + F("duplicates") + F("quarantined") + F("queued")),
            ),
            models.CheckConstraint(
                name="ingest_refused_batch_has_a_reason",
                condition=~Q(state__in=[BatchState.REFUSED, BatchState.FAILED]) | Q(refusal__isnull=False),
            ),
            models.UniqueConstraint(
                name="ingest_one_live_batch_per_delivery", fields=["delivery"], condition=Q(state__in=LIVE)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state"]), models.Index(fields=["-created_at"])]

    def __str__(self) -> str:
        return str(self.pk)


class Rejection(models.Model):
    """One row is a row that was kept out, and why (隔离行).

    `cells` are the cells as delivered, encrypted under the key of the batch: they are credit data and go
    back to the provider only.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rejections", verbose_name="批次")
    row_no = models.PositiveBigIntegerField("行号")
    check_ids = ArrayField(models.CharField(max_length=32), verbose_name="检查编号")
    sentences = ArrayField(models.TextField(), verbose_name="问题")
    cells = models.BinaryField("单元格（加密）")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="ingest_one_rejection_per_row", fields=["batch", "row_no"]),
            models.CheckConstraint(name="ingest_rejection_has_a_reason", condition=Q(check_ids__len__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.row_no}"


class QueuedRow(models.Model):
    """One row is a sound row whose subject is not certain yet (待认领行).

    It waits for a person to say whose it is, and is never guessed.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="queue", verbose_name="批次")
    row_no = models.PositiveBigIntegerField("行号")
    reason = models.CharField("原因", max_length=200)
    cells = models.BinaryField("单元格（加密）")
    state = models.CharField("状态", max_length=16, choices=QueueState.choices(), default=QueueState.WAITING)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="ingest_one_queue_place_per_row", fields=["batch", "row_no"]),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.row_no}"


class InterfaceAnswer(models.Model):
    """One row is what a provider answered about one subject under one consent (接口答复).

    It is derived from credit data and stands behind the same wall as the records; its table is in the schema
    `records`. `sealed` is the signed answer as it came, encrypted under the key of the subject. Never changed.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    subject_id = models.UUIDField("信息主体")
    item = models.TextField("信息项")
    source = models.TextField("数据提供单位")
    consent_id = models.UUIDField("授权")
    nonce = models.TextField("随机数")
    state = models.TextField("答复", help_text="returned 或 none_on_file。")
    as_of = models.DateField("数据日期")
    fetched_at = models.DateTimeField("取得时间")
    expires_at = models.DateTimeField("有效期至")
    digest = models.TextField("答复摘要")
    sealed = models.BinaryField("答复原文（加密）")

    class Meta:
        managed = False
        db_table = '"records"."interface_answer"'

    def __str__(self) -> str:
        return str(self.pk)


class InterfaceCall(models.Model):
    """One row is a request of a page or an API to have providers asked (接口调用).

    It tells when the asking was over and for which items nothing new came, and nothing of the answers.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    subject_id = models.UUIDField("信息主体")
    consent_id = models.UUIDField("授权")
    items = ArrayField(models.TextField(), verbose_name="信息项")
    actor = models.JSONField("操作者")
    asked_at = models.DateTimeField("提出时间")
    ended_at = models.DateTimeField("完成时间", null=True)
    late = ArrayField(models.TextField(), default=list, verbose_name="未及时答复的信息项")

    def __str__(self) -> str:
        return str(self.pk)
