"""The tables of this room as Django sees them (数据库迁移)."""

import django.db.models.deletion
from django.db import migrations, models

import rongxin.base.common.ids
import rongxin.finance.applications.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("matching", "0001_initial"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="年份")),
                ("last_no", models.PositiveIntegerField(default=0, verbose_name="最近序号")),
            ],
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "institution",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="parties.party",
                    ),
                ),
                ("last_no", models.BigIntegerField(default=0, verbose_name="最近序号")),
            ],
        ),
        migrations.CreateModel(
            name="ApplicationEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=rongxin.base.common.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event_id", models.CharField(max_length=64, verbose_name="事件编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("loan-application.accepted", "受理"),
                            ("loan-application.approved", "授信通过"),
                            ("loan-application.refused", "不予受理或审批拒绝"),
                            ("loan-application.disbursed", "放款"),
                            ("loan-application.settled", "结清"),
                        ],
                        max_length=40,
                        verbose_name="类型",
                    ),
                ),
                ("data", models.JSONField(verbose_name="内容")),
                ("digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                (
                    "from_status",
                    models.CharField(
                        choices=[
                            ("submitted", "已提交"),
                            ("accepted", "已受理"),
                            ("approved", "已授信"),
                            ("refused", "未获批准"),
                            ("disbursed", "已放款"),
                            ("settled", "已结清"),
                        ],
                        max_length=16,
                        verbose_name="原状态",
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("submitted", "已提交"),
                            ("accepted", "已受理"),
                            ("approved", "已授信"),
                            ("refused", "未获批准"),
                            ("disbursed", "已放款"),
                            ("settled", "已结清"),
                        ],
                        max_length=16,
                        verbose_name="新状态",
                    ),
                ),
                ("refusal_code", models.CharField(blank=True, max_length=32, verbose_name="拒绝代码")),
                ("occurred_at", models.DateTimeField(help_text="机构所述。", verbose_name="发生时间")),
                ("received_at", models.DateTimeField(verbose_name="收到时间")),
                ("received_from", models.CharField(max_length=64, verbose_name="回传者")),
                ("entry_id", models.UUIDField(verbose_name="存证条目")),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LoanApplication",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=rongxin.base.common.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="申请编号")),
                ("subject_id", models.UUIDField(db_index=True, verbose_name="信息主体")),
                ("amount_yuan", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="申请金额（元）")),
                ("term_months", models.PositiveSmallIntegerField(verbose_name="申请期限（月）")),
                ("use", models.CharField(max_length=200, verbose_name="资金用途")),
                ("consent_id", models.UUIDField(help_text="与申请一并作出的授权。", verbose_name="授权")),
                ("items", models.JSONField(help_text="申请时授权机构查看的信息项。", verbose_name="授权信息项")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("submitted", "已提交"),
                            ("accepted", "已受理"),
                            ("approved", "已授信"),
                            ("refused", "未获批准"),
                            ("disbursed", "已放款"),
                            ("settled", "已结清"),
                        ],
                        default=rongxin.finance.applications.rules.Status["SUBMITTED"],
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
                ("submitted_by", models.CharField(max_length=64, verbose_name="提交人")),
                ("accept_due_on", models.DateField(verbose_name="受理期限")),
                ("accept_due_provisional", models.BooleanField(default=False, verbose_name="受理期限暂定")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="受理时间")),
                ("handler", models.CharField(blank=True, max_length=500, verbose_name="受理人")),
                ("decide_due_on", models.DateField(null=True, verbose_name="审结期限")),
                ("decide_due_provisional", models.BooleanField(default=False, verbose_name="审结期限暂定")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审结时间")),
                (
                    "approved_yuan",
                    models.DecimalField(decimal_places=2, max_digits=18, null=True, verbose_name="授信额度（元）"),
                ),
                (
                    "approved_rate",
                    models.DecimalField(decimal_places=6, max_digits=9, null=True, verbose_name="授信年利率"),
                ),
                ("approved_until", models.DateField(null=True, verbose_name="授信有效期止")),
                (
                    "refusal_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("credit", "信用状况"),
                            ("debt", "负债水平"),
                            ("industry", "行业政策"),
                            ("materials", "材料不足"),
                            ("collateral", "担保不足"),
                            ("qualification", "资质条件"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="拒绝原因",
                    ),
                ),
                ("refusal_sentence", models.CharField(blank=True, max_length=500, verbose_name="拒绝说明")),
                ("evaluation_used", models.JSONField(default=list, verbose_name="信用评价用于")),
                (
                    "disbursed_yuan",
                    models.DecimalField(decimal_places=2, max_digits=18, null=True, verbose_name="累计放款（元）"),
                ),
                ("settled_on", models.DateField(null=True, verbose_name="结清日期")),
                (
                    "feed_no",
                    models.BigIntegerField(
                        help_text="在受理机构的变动流水中的位置；每次变动取新号。", verbose_name="变动序号"
                    ),
                ),
                ("updated_at", models.DateTimeField(verbose_name="最近变动时间")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications_sent",
                        to="parties.party",
                        verbose_name="申请企业",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications_received",
                        to="parties.party",
                        verbose_name="受理机构",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="matching.product", verbose_name="融资产品"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Disbursement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=rongxin.base.common.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("note_no", models.CharField(max_length=500, verbose_name="借据号")),
                ("amount_yuan", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="放款金额（元）")),
                ("disbursed_on", models.DateField(verbose_name="放款日期")),
                ("due_on", models.DateField(verbose_name="到期日")),
                ("annual_rate", models.DecimalField(decimal_places=6, max_digits=9, verbose_name="执行年利率")),
                ("first_loan", models.BooleanField(verbose_name="首贷户")),
                ("credit_loan", models.BooleanField(verbose_name="信用贷款")),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="applications.applicationevent"
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disbursements",
                        to="applications.loanapplication",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="applicationevent",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="applications.loanapplication"
            ),
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=rongxin.base.common.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="类型")),
                ("data", models.JSONField(verbose_name="内容")),
                ("created_at", models.DateTimeField(verbose_name="产生时间")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="已尝试次数")),
                ("next_attempt_at", models.DateTimeField(verbose_name="下次尝试时间")),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="送达时间")),
                ("dead_at", models.DateTimeField(null=True, verbose_name="停止尝试时间")),
                ("last_problem", models.CharField(blank=True, max_length=200, verbose_name="最近问题")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outgoing",
                        to="applications.loanapplication",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="loanapplication",
            index=models.Index(fields=["institution", "status"], name="application_institu_4ffc10_idx"),
        ),
        migrations.AddConstraint(
            model_name="loanapplication",
            constraint=models.UniqueConstraint(fields=("institution", "feed_no"), name="applications_feed_position"),
        ),
        migrations.AddConstraint(
            model_name="loanapplication",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            rongxin.finance.applications.rules.Status["ACCEPTED"],
                            rongxin.finance.applications.rules.Status["APPROVED"],
                            rongxin.finance.applications.rules.Status["DISBURSED"],
                            rongxin.finance.applications.rules.Status["SUBMITTED"],
                        ],
                    )
                ),
                fields=("subject_id", "product"),
                name="applications_one_open_per_product",
            ),
        ),
        migrations.AddConstraint(
            model_name="loanapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_yuan__gt", 0), ("term_months__gt", 0)), name="applications_amounts_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="loanapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("disbursed_yuan__isnull", True),
                    ("disbursed_yuan__lte", models.F("approved_yuan")),
                    _connector="OR",
                ),
                name="applications_disbursed_within_approval",
            ),
        ),
        migrations.AddConstraint(
            model_name="loanapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", rongxin.finance.applications.rules.Status["REFUSED"]), _negated=True),
                    models.Q(("refusal_sentence", ""), _negated=True),
                    _connector="OR",
                ),
                name="applications_refusal_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="disbursement",
            constraint=models.UniqueConstraint(fields=("institution", "note_no"), name="applications_note_once"),
        ),
        migrations.AddConstraint(
            model_name="disbursement",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_yuan__gt", 0)), name="applications_disbursed_positive"
            ),
        ),
        migrations.AddIndex(
            model_name="applicationevent",
            index=models.Index(fields=["application", "received_at"], name="application_applica_b256c4_idx"),
        ),
        migrations.AddConstraint(
            model_name="applicationevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("refusal_code", "")),
                fields=("institution", "event_id"),
                name="applications_event_once",
            ),
        ),
        migrations.AddIndex(
            model_name="outgoing",
            index=models.Index(
                condition=models.Q(("dead_at__isnull", True), ("delivered_at__isnull", True)),
                fields=["next_attempt_at"],
                name="applications_outgoing_due",
            ),
        ),
    ]
