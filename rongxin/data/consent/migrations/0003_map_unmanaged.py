"""The tables of this room as Django sees them (数据库迁移)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import rongxin.base.common.ids


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.UUIDField(default=rongxin.base.common.ids.uuid7, primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField(verbose_name="信息主体")),
                ("grantee_id", models.UUIDField(verbose_name="被授权方")),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        help_text="信息项代码，或“信息项.字段”。",
                        size=None,
                        verbose_name="信息项",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(
                        choices=[
                            ("pre_loan", "贷前审核"),
                            ("post_loan", "贷后管理"),
                            ("evaluation", "信用评价"),
                            ("self_query", "本人查询"),
                            ("public_query", "公开查询"),
                        ],
                        verbose_name="用途",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="起始日")),
                ("valid_until", models.DateField(help_text="含当日。", verbose_name="截止日")),
                ("application_id", models.UUIDField(null=True, verbose_name="融资申请")),
                ("signed_by", models.JSONField(help_text="操作者标识，不含姓名。", verbose_name="签署人")),
                ("text_version", models.TextField(verbose_name="授权书版本")),
                ("digest", models.TextField(verbose_name="授权内容摘要")),
                ("granted_at", models.DateTimeField(verbose_name="签署时间")),
            ],
            options={
                "db_table": '"consent"."consent"',
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.UUIDField(default=rongxin.base.common.ids.uuid7, primary_key=True, serialize=False)),
                (
                    "basis",
                    models.TextField(
                        choices=[
                            ("consent", "企业授权"),
                            ("self", "本人查询"),
                            ("supplier", "本单位报送"),
                            ("public", "依法公开"),
                            ("supervision", "依法监管"),
                        ],
                        verbose_name="依据",
                    ),
                ),
                ("subject_id", models.UUIDField(verbose_name="信息主体")),
                ("grantee_id", models.UUIDField(null=True, verbose_name="查询方")),
                (
                    "purpose",
                    models.TextField(
                        choices=[
                            ("pre_loan", "贷前审核"),
                            ("post_loan", "贷后管理"),
                            ("evaluation", "信用评价"),
                            ("self_query", "本人查询"),
                            ("public_query", "公开查询"),
                        ],
                        verbose_name="用途",
                    ),
                ),
                ("consent_id", models.UUIDField(null=True, verbose_name="授权")),
                ("application_id", models.UUIDField(null=True, verbose_name="融资申请")),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None, verbose_name="信息项"
                    ),
                ),
                ("actor", models.JSONField(verbose_name="操作者")),
                ("end_user", models.TextField(verbose_name="最终使用人")),
                ("entry_id", models.UUIDField(verbose_name="存证条目")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "db_table": '"consent"."disclosure"',
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="ConsentState",
            fields=[
                (
                    "consent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="now",
                        serialize=False,
                        to="consent.consent",
                    ),
                ),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("active", "生效"),
                            ("paused", "已暂停"),
                            ("revoked", "已撤回"),
                            ("used_up", "已用完"),
                        ],
                        verbose_name="状态",
                    ),
                ),
                ("changed_at", models.DateTimeField(verbose_name="变更时间")),
            ],
            options={
                "db_table": '"consent"."state"',
                "managed": False,
            },
        ),
    ]
