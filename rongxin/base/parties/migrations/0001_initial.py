"""The first shape of parties (主体表初始结构)."""

import django.db.models.deletion
from django.db import migrations, models

import rongxin.base.common.ids
import rongxin.base.parties.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Party",
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
                            ("platform", "平台运营单位"),
                            ("enterprise", "企业"),
                            ("institution", "金融机构"),
                            ("department", "数据提供单位"),
                            ("regulator", "监管部门"),
                        ],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="短代码；企业为统一社会信用代码。", max_length=40, unique=True, verbose_name="代码"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "subject_id",
                    models.UUIDField(help_text="仅企业有。", null=True, unique=True, verbose_name="信息主体"),
                ),
                ("contact", models.CharField(blank=True, max_length=200, verbose_name="联系方式")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "正常"), ("suspended", "已暂停")],
                        default=rongxin.base.parties.rules.PartyStatus["ACTIVE"],
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", rongxin.base.parties.rules.PartyKind["ENTERPRISE"]),
                            ("subject_id__isnull", True),
                            _connector="OR",
                        ),
                        name="parties_only_enterprises_are_subjects",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MachineClient",
            fields=[
                (
                    "client_id",
                    models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="客户端编号"),
                ),
                ("jwks", models.JSONField(verbose_name="公钥集")),
                ("event_url", models.URLField(blank=True, max_length=400, verbose_name="事件地址")),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clients",
                        to="parties.party",
                        verbose_name="所属主体",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(
                        default=rongxin.base.common.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("username", models.CharField(max_length=64, unique=True, verbose_name="用户名")),
                ("name", models.CharField(max_length=64, verbose_name="姓名")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("signatory", "法定代表人或授权签署人"),
                            ("handler", "经办人"),
                            ("officer", "信贷员"),
                            ("clerk", "报送员"),
                            ("operator", "平台运营员"),
                        ],
                        max_length=16,
                        verbose_name="权限",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="可登录")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="parties.party",
                        verbose_name="所属主体",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
