"""The table of issued reports; its definition stands in sql/ (报告表)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rongxin.base.common import ids
from rongxin.insight.reports.rules import Cut


class Report(models.Model):
    """One row is one report as it was issued (信用报告).

    Written once, in the transaction that read what it contains; never changed. Contents and PDF are protected under
    the subject's data key and end with it; number, code and digests remain.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    number = models.TextField("报告编号", unique=True)
    code = models.TextField("验真码", unique=True)
    subject_id = models.UUIDField("信息主体")
    cut = models.TextField("报告版本", choices=Cut.choices())
    items = ArrayField(models.TextField(), verbose_name="信息项")
    needs_items = ArrayField(
        models.TextField(), verbose_name="需授权的信息项", help_text="报告由哪些需授权的信息项做成。"
    )
    made_for = models.UUIDField("出具给", null=True, help_text="参与方；平台进程为企业出具时为空。")
    disclosure_id = models.UUIDField("对外提供")
    entry_id = models.UUIDField("存证条目")
    content_enc = models.BinaryField("内容密文")
    pdf_enc = models.BinaryField("PDF 密文")
    content_digest = models.TextField("内容摘要")
    pdf_digest = models.TextField("PDF 摘要")
    made_at = models.DateTimeField("出具时间")

    class Meta:
        managed = False
        db_table = '"derived"."report"'
