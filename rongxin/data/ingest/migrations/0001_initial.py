"""Deliveries, batches, rejections, the queue and interface calls (归集表)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import rongxin.base.common.ids
import rongxin.data.ingest.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="InterfaceAnswer",
            fields=[
                ("id", models.UUIDField(default=rongxin.base.common.ids.uuid7, primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField(verbose_name="信息主体")),
                ("item", models.TextField(verbose_name="信息项")),
                ("source", models.TextField(verbose_name="数据提供单位")),
                ("consent_id", models.UUIDField(verbose_name="授权")),
                ("nonce", models.TextField(verbose_name="随机数")),
                ("state", models.TextField(help_text="returned 或 none_on_file。", verbose_name="答复")),
                ("as_of", models.DateField(verbose_name="数据日期")),
                ("fetched_at", models.DateTimeField(verbose_name="取得时间")),
                ("expires_at", models.DateTimeField(verbose_name="有效期至")),
                ("digest", models.TextField(verbose_name="答复摘要")),
                ("sealed", models.BinaryField(verbose_name="答复原文（加密）")),
            ],
            options={
                "db_table": '"records"."interface_answer"',
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="InterfaceCall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=rongxin.base.common.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject_id", models.UUIDField(verbose_name="信息主体")),
                ("consent_id", models.UUIDField(verbose_name="授权")),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None, verbose_name="信息项"
                    ),
                ),
                ("actor", models.JSONField(verbose_name="操作者")),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "late",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None, verbose_name="未及时答复的信息项"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=rongxin.base.common.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("item", models.CharField(max_length=64, verbose_name="信息项")),
                ("file_name", models.CharField(max_length=255, verbose_name="文件名")),
                ("digest", models.CharField(help_text="文件原文的 SHA-256。", max_length=64, verbose_name="摘要")),
                ("size", models.BigIntegerField(verbose_name="字节数")),
                ("wrapped_key", models.BinaryField(verbose_name="包裹后的文件密钥")),
                ("received_at", models.DateTimeField(verbose_name="接收时间")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                        verbose_name="数据提供单位",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=rongxin.base.common.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "已接收"),
                            ("checking", "校核中"),
                            ("accepted", "已入库"),
                            ("refused", "已退回"),
                            ("failed", "处理失败"),
                        ],
                        default=rongxin.data.ingest.rules.BatchState["RECEIVED"],
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="处理次数")),
                ("received", models.PositiveBigIntegerField(default=0, verbose_name="接收行数")),
                ("accepted", models.PositiveBigIntegerField(default=0, verbose_name="入库行数")),
                ("duplicates", models.PositiveBigIntegerField(default=0, verbose_name="重复行数")),
                ("quarantined", models.PositiveBigIntegerField(default=0, verbose_name="隔离行数")),
                ("queued", models.PositiveBigIntegerField(default=0, verbose_name="待认领行数")),
                ("warnings", models.PositiveBigIntegerField(default=0, verbose_name="带提示行数")),
                (
                    "notes",
                    models.JSONField(default=list, help_text="如未识别的列；只含表头，不含内容。", verbose_name="说明"),
                ),
                ("refusal", models.JSONField(null=True, verbose_name="退回原因")),
                ("headings", models.JSONField(default=list, verbose_name="表头")),
                ("seconds", models.FloatField(null=True, verbose_name="校核秒数")),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="ingest.delivery",
                        verbose_name="报送文件",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QueuedRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("row_no", models.PositiveBigIntegerField(verbose_name="行号")),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("cells", models.BinaryField(verbose_name="单元格（加密）")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "待认领"), ("resolved", "已认领")],
                        default=rongxin.data.ingest.rules.QueueState["WAITING"],
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="queue",
                        to="ingest.batch",
                        verbose_name="批次",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rejection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("row_no", models.PositiveBigIntegerField(verbose_name="行号")),
                (
                    "check_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32), size=None, verbose_name="检查编号"
                    ),
                ),
                (
                    "sentences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None, verbose_name="问题"
                    ),
                ),
                ("cells", models.BinaryField(verbose_name="单元格（加密）")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rejections",
                        to="ingest.batch",
                        verbose_name="批次",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("digest", "item", "source"), name="ingest_one_delivery_per_content"
            ),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["state"], name="ingest_batc_state_d36583_idx"),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["-created_at"], name="ingest_batc_created_9f894e_idx"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "received",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("accepted"), "+", models.F("duplicates")
                                ),
                                "+",
                                models.F("quarantined"),
                            ),
                            "+",
                            models.F("queued"),
                        ),
                    )
                ),
                name="ingest_batch_numbers_add_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                rongxin.data.ingest.rules.BatchState["REFUSED"],
                                rongxin.data.ingest.rules.BatchState["FAILED"],
                            ],
                        ),
                        _negated=True,
                    ),
                    ("refusal__isnull", False),
                    _connector="OR",
                ),
                name="ingest_refused_batch_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            rongxin.data.ingest.rules.BatchState["RECEIVED"],
                            rongxin.data.ingest.rules.BatchState["CHECKING"],
                            rongxin.data.ingest.rules.BatchState["ACCEPTED"],
                        ),
                    )
                ),
                fields=("delivery",),
                name="ingest_one_live_batch_per_delivery",
            ),
        ),
        migrations.AddConstraint(
            model_name="queuedrow",
            constraint=models.UniqueConstraint(fields=("batch", "row_no"), name="ingest_one_queue_place_per_row"),
        ),
        migrations.AddConstraint(
            model_name="rejection",
            constraint=models.UniqueConstraint(fields=("batch", "row_no"), name="ingest_one_rejection_per_row"),
        ),
        migrations.AddConstraint(
            model_name="rejection",
            constraint=models.CheckConstraint(
                condition=models.Q(("check_ids__len__gt", 0)), name="ingest_rejection_has_a_reason"
            ),
        ),
    ]
