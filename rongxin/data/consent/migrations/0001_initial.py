"""Consents, disclosures, refusals and requests."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from rongxin.base.common import ids, sqlfile
from rongxin.data.consent.rules import Purpose


class Migration(migrations.Migration):
    initial = True
    dependencies = [("parties", "0001_initial")]
    operations = [
        migrations.RunSQL(sqlfile.beside(__file__, "0001_tables.sql"), migrations.RunSQL.noop),
        migrations.CreateModel(
            "Refusal",
            [
                ("id", models.UUIDField(primary_key=True, default=ids.uuid7, serialize=False)),
                ("subject_id", models.UUIDField("信息主体", null=True, db_index=True)),
                ("grantee_id", models.UUIDField("查询方", null=True)),
                ("purpose", models.TextField("用途")),
                ("items", ArrayField(models.TextField(), verbose_name="信息项")),
                ("code", models.CharField("拒绝代码", max_length=16)),
                ("reason", models.TextField("原因")),
                ("entry_id", models.UUIDField("存证条目")),
                ("at", models.DateTimeField("时间")),
            ],
        ),
        migrations.CreateModel(
            "ConsentRequest",
            [
                ("id", models.UUIDField(primary_key=True, default=ids.uuid7, serialize=False)),
                ("subject_id", models.UUIDField("信息主体", db_index=True)),
                ("grantee_id", models.UUIDField("请求方")),
                ("required", ArrayField(models.TextField(), verbose_name="必需的信息项")),
                ("optional", ArrayField(models.TextField(), verbose_name="可选的信息项", default=list)),
                ("purpose", models.TextField("用途", choices=Purpose.choices())),
                ("application_id", models.UUIDField("融资申请", null=True)),
                ("valid_until", models.DateField("授权截止日")),
                ("answer_by", models.DateField("请在此日前答复")),
                ("asked_at", models.DateTimeField("请求时间")),
                ("answered_at", models.DateTimeField("答复时间", null=True)),
                (
                    "consent_id",
                    models.UUIDField("授权", null=True, help_text="同意后填写；答复而无授权即为不同意。"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        name="consent_request_granted_is_answered",
                        condition=models.Q(consent_id__isnull=True) | models.Q(answered_at__isnull=False),
                    )
                ]
            },
        ),
    ]
