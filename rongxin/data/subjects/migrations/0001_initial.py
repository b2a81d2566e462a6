"""Subjects, their identifiers and names."""

import django.db.models.deletion
from django.db import migrations, models

import rongxin.base.common.ids
import rongxin.data.subjects.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Subject",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=rongxin.base.common.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("enterprise", "企业"),
                            ("sole_trader", "个体工商户"),
                            ("cooperative", "农民专业合作社"),
                            ("collective", "农村集体经济组织"),
                            ("other", "其他组织"),
                        ],
                        max_length=16,
                        verbose_name="主体类型",
                    ),
                ),
                (
                    "name",
                    models.TextField(
                        blank=True, help_text="最近一次登记的名称；来源没有给出名称时为空。", verbose_name="名称"
                    ),
                ),
                (
                    "division_code",
                    models.CharField(
                        blank=True, help_text="GB/T 2260；不明时为空。", max_length=6, verbose_name="登记机关行政区划"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["division_code"], name="subjects_division"),
                    models.Index(fields=["name"], name="subjects_current_name"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["enterprise", "sole_trader", "cooperative", "collective", "other"])
                        ),
                        name="subjects_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("division_code__regex", "^([0-9]{6})?$")),
                        name="subjects_division_is_six_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Name",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(verbose_name="名称")),
                (
                    "from_on",
                    models.DateField(help_text="来源没有给出更名日期时为空。", null=True, verbose_name="启用日期"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="names",
                        to="subjects.subject",
                        verbose_name="信息主体",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "-recorded_at"], name="subjects_name_newest"),
                    models.Index(fields=["name"], name="subjects_any_name"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="subjects_name_is_not_empty"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("uscc", "统一社会信用代码"),
                            ("registration_number", "工商注册号"),
                            ("organisation_code", "组织机构代码"),
                            ("issued", "平台或提供单位编号"),
                            ("identity", "名称、所在地与负责人摘要"),
                        ],
                        max_length=24,
                        verbose_name="标识种类",
                    ),
                ),
                (
                    "issuer",
                    models.CharField(
                        blank=True,
                        help_text="提供单位自己的编号填其代码；国家代码与平台编号为空。",
                        max_length=64,
                        verbose_name="编号单位",
                    ),
                ),
                ("value", models.CharField(max_length=128, verbose_name="标识")),
                ("valid_from", models.DateField(help_text="不明时为空。", null=True, verbose_name="启用日期")),
                (
                    "valid_until",
                    models.DateField(
                        help_text="最后一个有效日；仍有效或不明时为空。", null=True, verbose_name="停用日期"
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifiers",
                        to="subjects.subject",
                        verbose_name="信息主体",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["value"], name="subjects_identifier_value")],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "issuer", "value"), name="subjects_identifier_names_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["uscc", "registration_number", "organisation_code", "issued", "identity"])
                        ),
                        name="subjects_identifier_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issuer", ""),
                            ("kind", rongxin.data.subjects.rules.IdentifierKind["ISSUED"]),
                            _connector="OR",
                        ),
                        name="subjects_only_issued_has_issuer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True), name="subjects_identifier_has_value"
                    ),
                ],
            },
        ),
    ]
