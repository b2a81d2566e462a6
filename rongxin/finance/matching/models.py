"""The table of products (融资产品表)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from rongxin.base.common import ids
from rongxin.finance.matching.rules import ProductKind, ProductStatus, Repayment


class Product(models.Model):
    """One row is a product of one institution (融资产品).

    Loaded from a product file; a product that leaves the file goes off the shelf and stays, because applications
    refer to it. Rates are simple yearly rates with all fees, as fractions.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    institution = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="products")
    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=24, choices=ProductKind.choices())
    amount_min_yuan = models.DecimalField("最低额度（元）", max_digits=18, decimal_places=2)
    amount_max_yuan = models.DecimalField("最高额度（元）", max_digits=18, decimal_places=2)
    term_min_months = models.PositiveSmallIntegerField("最短期限（月）")
    term_max_months = models.PositiveSmallIntegerField("最长期限（月）")
    annual_rate_from = models.DecimalField(
        "年利率下限", max_digits=9, decimal_places=6, help_text="单利，含费用，小数。"
    )
    annual_rate_to = models.DecimalField("年利率上限", max_digits=9, decimal_places=6, help_text="单利，含费用，小数。")
    guarantees = models.JSONField("担保方式", help_text="可选其一的担保方式列表。")
    repayment = models.CharField("还款方式", max_length=24, choices=Repayment.choices())
    purpose = models.CharField("用途", max_length=200)
    summary = models.CharField("产品说明", max_length=200)
    processing_workdays = models.PositiveSmallIntegerField("承诺办理时限（工作日）")
    regions = models.JSONField("适用区域", help_text="区划代码前缀；空列表为不限。")
    subject_kinds = models.JSONField("适用主体", help_text="信息主体类别；空列表为不限。")
    conditions = models.JSONField("申请条件", null=True, help_text="条件树；空为无附加条件。")
    required_items = models.JSONField("必需授权的信息项")
    optional_items = models.JSONField("可选授权的信息项")
    valid_from = models.DateField("起办日期")
    valid_until = models.DateField("停办日期", null=True, help_text="含当日；空为长期。")
    status = models.CharField("状态", max_length=16, choices=ProductStatus.choices(), default=ProductStatus.ON_SHELF)
    digest = models.CharField("内容摘要", max_length=64, help_text="产品文件中该产品内容的摘要。")
    loaded_at = models.DateTimeField("装载时间")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="matching_ranges_ordered",
                condition=models.Q(
                    amount_min_yuan__gt=0,
                    amount_max_yuan__gte=models.F("amount_min_yuan"),
                    term_min_months__gt=0,
                    term_max_months__gte=models.F("term_min_months"),
                    annual_rate_from__gt=0,
                    annual_rate_to__gte=models.F("annual_rate_from"),
                    annual_rate_to__lt=1,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name
