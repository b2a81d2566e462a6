"""The tables of this room as Django sees them (数据库迁移)."""

import django.db.models.deletion
from django.db import migrations, models

import rongxin.base.common.ids
import rongxin.finance.matching.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=rongxin.base.common.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("working_capital", "流动资金贷款"),
                            ("fixed_asset", "固定资产贷款"),
                            ("renewal", "无还本续贷"),
                            ("receivables", "应收账款与订单融资"),
                            ("intellectual_property", "知识产权融资"),
                            ("agriculture", "涉农贷款"),
                            ("green", "绿色贷款"),
                        ],
                        max_length=24,
                        verbose_name="类型",
                    ),
                ),
                (
                    "amount_min_yuan",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="最低额度（元）"),
                ),
                (
                    "amount_max_yuan",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="最高额度（元）"),
                ),
                ("term_min_months", models.PositiveSmallIntegerField(verbose_name="最短期限（月）")),
                ("term_max_months", models.PositiveSmallIntegerField(verbose_name="最长期限（月）")),
                (
                    "annual_rate_from",
                    models.DecimalField(
                        decimal_places=6, help_text="单利，含费用，小数。", max_digits=9, verbose_name="年利率下限"
                    ),
                ),
                (
                    "annual_rate_to",
                    models.DecimalField(
                        decimal_places=6, help_text="单利，含费用，小数。", max_digits=9, verbose_name="年利率上限"
                    ),
                ),
                ("guarantees", models.JSONField(help_text="可选其一的担保方式列表。", verbose_name="担保方式")),
                (
                    "repayment",
                    models.CharField(
                        choices=[
                            ("bullet", "到期一次还本付息"),
                            ("interest_first", "按月付息、到期还本"),
                            ("equal_instalments", "等额本息"),
                            ("revolving", "随借随还"),
                            ("seasonal", "按生产周期还款"),
                        ],
                        max_length=24,
                        verbose_name="还款方式",
                    ),
                ),
                ("purpose", models.CharField(max_length=200, verbose_name="用途")),
                ("summary", models.CharField(max_length=200, verbose_name="产品说明")),
                ("processing_workdays", models.PositiveSmallIntegerField(verbose_name="承诺办理时限（工作日）")),
                ("regions", models.JSONField(help_text="区划代码前缀；空列表为不限。", verbose_name="适用区域")),
                ("subject_kinds", models.JSONField(help_text="信息主体类别；空列表为不限。", verbose_name="适用主体")),
                (
                    "conditions",
                    models.JSONField(help_text="条件树；空为无附加条件。", null=True, verbose_name="申请条件"),
                ),
                ("required_items", models.JSONField(verbose_name="必需授权的信息项")),
                ("optional_items", models.JSONField(verbose_name="可选授权的信息项")),
                ("valid_from", models.DateField(verbose_name="起办日期")),
                ("valid_until", models.DateField(help_text="含当日；空为长期。", null=True, verbose_name="停办日期")),
                (
                    "status",
                    models.CharField(
                        choices=[("on_shelf", "在架"), ("off_shelf", "已下架")],
                        default=rongxin.finance.matching.rules.ProductStatus["ON_SHELF"],
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                (
                    "digest",
                    models.CharField(help_text="产品文件中该产品内容的摘要。", max_length=64, verbose_name="内容摘要"),
                ),
                ("loaded_at", models.DateTimeField(verbose_name="装载时间")),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="products", to="parties.party"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_max_yuan__gte", models.F("amount_min_yuan")),
                            ("amount_min_yuan__gt", 0),
                            ("annual_rate_from__gt", 0),
                            ("annual_rate_to__gte", models.F("annual_rate_from")),
                            ("annual_rate_to__lt", 1),
                            ("term_max_months__gte", models.F("term_min_months")),
                            ("term_min_months__gt", 0),
                        ),
                        name="matching_ranges_ordered",
                    )
                ],
            },
        ),
    ]
