"""Tables of loan applications (融资申请表)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from rongxin.base.common import ids
from rongxin.finance.applications.rules import OPEN, EventKind, RefusalReason, Status


class LoanApplication(models.Model):
    """One row is a request of one enterprise to one institution for one product (融资申请).

    It is submitted together with the consent that lets the institution look. Its status moves only as the
    institution reports; each move is an event of its own, and this row is the present reduction of those events.
    Amounts and days that have not been reported are null. It is never deleted.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    number = models.CharField("申请编号", max_length=24, unique=True)
    subject_id = models.UUIDField("信息主体", db_index=True)
    enterprise = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, related_name="applications_sent", verbose_name="申请企业"
    )
    institution = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, related_name="applications_received", verbose_name="受理机构"
    )
    product = models.ForeignKey("matching.Product", on_delete=models.PROTECT, verbose_name="融资产品")
    amount_yuan = models.DecimalField("申请金额（元）", max_digits=18, decimal_places=2)
    term_months = models.PositiveSmallIntegerField("申请期限（月）")
    use = models.CharField("资金用途", max_length=200)
    consent_id = models.UUIDField("授权", help_text="与申请一并作出的授权。")
    items = models.JSONField("授权信息项", help_text="申请时授权机构查看的信息项。")
    status = models.CharField("状态", max_length=16, choices=Status.choices(), default=Status.SUBMITTED)
    submitted_at = models.DateTimeField("提交时间")
    submitted_by = models.CharField("提交人", max_length=64)

    accept_due_on = models.DateField("受理期限")
    accept_due_provisional = models.BooleanField("受理期限暂定", default=False)
    accepted_at = models.DateTimeField("受理时间", null=True)
    handler = models.CharField("受理人", max_length=500, blank=True)
    decide_due_on = models.DateField("审结期限", null=True)
    decide_due_provisional = models.BooleanField("审结期限暂定", default=False)
    decided_at = models.DateTimeField("审结时间", null=True)

    approved_yuan = models.DecimalField("授信额度（元）", max_digits=18, decimal_places=2, null=True)
    approved_rate = models.DecimalField("授信年利率", max_digits=9, decimal_places=6, null=True)
    approved_until = models.DateField("授信有效期止", null=True)
    refusal_reason = models.CharField("拒绝原因", max_length=16, choices=RefusalReason.choices(), blank=True)
    refusal_sentence = models.CharField("拒绝说明", max_length=500, blank=True)
    evaluation_used = models.JSONField("信用评价用于", default=list)
    disbursed_yuan = models.DecimalField("累计放款（元）", max_digits=18, decimal_places=2, null=True)
    settled_on = models.DateField("结清日期", null=True)

    feed_no = models.BigIntegerField("变动序号", help_text="在受理机构的变动流水中的位置；每次变动取新号。")
    updated_at = models.DateTimeField("最近变动时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institution", "feed_no"], name="applications_feed_position"),
            models.UniqueConstraint(
                fields=["subject_id", "product"],
                condition=models.Q(status__in=sorted(OPEN)),
                name="applications_one_open_per_product",
            ),
            models.CheckConstraint(
                name="applications_amounts_positive", condition=models.Q(amount_yuan__gt=0, term_months__gt=0)
            ),
            models.CheckConstraint(
                name="applications_disbursed_within_approval",
                condition=models.Q(disbursed_yuan__isnull=True)
                | models.Q(disbursed_yuan__lte=models.F("approved_yuan")),
            ),
            models.CheckConstraint(
                name="applications_refusal_explained",
                condition=~models.Q(status=Status.REFUSED) | ~models.Q(refusal_sentence=""),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["institution", "status"])]

    def __str__(self) -> str:
        return self.number


class ApplicationEvent(models.Model):
    """One row is an event received for an application, applied or refused (申请事件).

    Append-only, guarded by a trigger. An applied event id is unique for its institution: the same event again finds
    this row and gets the same answer. A refused event keeps its refusal and leaves the id free to be sent again.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    application = models.ForeignKey(LoanApplication, on_delete=models.PROTECT, related_name="events")
    institution = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    event_id = models.CharField("事件编号", max_length=64)
    kind = models.CharField("类型", max_length=40, choices=EventKind.choices())
    data = models.JSONField("内容")
    digest = models.CharField("内容摘要", max_length=64)
    from_status = models.CharField("原状态", max_length=16, choices=Status.choices())
    to_status = models.CharField("新状态", max_length=16, choices=Status.choices(), blank=True)
    refusal_code = models.CharField("拒绝代码", max_length=32, blank=True)
    occurred_at = models.DateTimeField("发生时间", help_text="机构所述。")
    received_at = models.DateTimeField("收到时间")
    received_from = models.CharField("回传者", max_length=64)
    entry_id = models.UUIDField("存证条目")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "event_id"], condition=models.Q(refusal_code=""), name="applications_event_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["application", "received_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class Disbursement(models.Model):
    """One row is one promissory note as the institution reported it (放款).

    First-loan and credit-loan flags are set by the institution at the moment of paying out; the platform never infers
    them. Never changed.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    application = models.ForeignKey(LoanApplication, on_delete=models.PROTECT, related_name="disbursements")
    institution = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    event = models.OneToOneField(ApplicationEvent, on_delete=models.PROTECT)
    note_no = models.CharField("借据号", max_length=500)
    amount_yuan = models.DecimalField("放款金额（元）", max_digits=18, decimal_places=2)
    disbursed_on = models.DateField("放款日期")
    due_on = models.DateField("到期日")
    annual_rate = models.DecimalField("执行年利率", max_digits=9, decimal_places=6)
    first_loan = models.BooleanField("首贷户")
    credit_loan = models.BooleanField("信用贷款")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institution", "note_no"], name="applications_note_once"),
            models.CheckConstraint(name="applications_disbursed_positive", condition=models.Q(amount_yuan__gt=0)),
        ]

    def __str__(self) -> str:
        return self.note_no


class Feed(models.Model):
    """One row counts the changes of the applications of one institution (变动流水).

    Whoever changes an application takes the next number under this row's lock and holds it until commit, so numbers
    become visible in their order and a reader that remembers the last one misses nothing.
    """

    institution = models.OneToOneField("parties.Party", on_delete=models.PROTECT, primary_key=True, related_name="+")
    last_no = models.BigIntegerField("最近序号", default=0)

    def __str__(self) -> str:
        return f"{self.institution_id} {self.last_no}"


class Counter(models.Model):
    """One row counts the applications of one year, for their numbers (年度计数)."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    last_no = models.PositiveIntegerField("最近序号", default=0)

    def __str__(self) -> str:
        return f"{self.year} {self.last_no}"


class Outgoing(models.Model):
    """One row is an event on its way to an institution (待发事件).

    Written in the transaction that causes it and sent afterwards, at least once, in order per application. After the
    last attempt it is dead and waits for an operator; nothing is dropped.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    application = models.ForeignKey(LoanApplication, on_delete=models.PROTECT, related_name="outgoing")
    institution = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("类型", max_length=40)
    data = models.JSONField("内容")
    created_at = models.DateTimeField("产生时间")
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    next_attempt_at = models.DateTimeField("下次尝试时间")
    delivered_at = models.DateTimeField("送达时间", null=True)
    dead_at = models.DateTimeField("停止尝试时间", null=True)
    last_problem = models.CharField("最近问题", max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(delivered_at__isnull=True, dead_at__isnull=True),
                name="applications_outgoing_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
