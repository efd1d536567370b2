"""Money paid that was not due: the claim, the lines it rests on, what comes back, what is given up."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from ..choices import RecoveryCause, RecoveryOrigin, RecoveryState, RepaidBy
from .runs import PaymentLine


def _choices(
    kind: type[RecoveryState] | type[RecoveryOrigin] | type[RecoveryCause] | type[RepaidBy],
) -> list[tuple[str, str]]:
    return [(item.value, item.label) for item in kind]


class Recovery(models.Model):
    """What one holder was paid of one benefit although it was not due (追缴).

    Found by a late stop or fall, a death, a warning, or by hand; proposed by an officer, decided by
    another person, notified, then repaid or held back within the share of the place, or written off.
    `amount` is the sum of its lines; `owing` what is still receivable by source and division
    (whole fen), moved with every posting.
    """

    origin = models.CharField(_("来源"), max_length=8, choices=_choices(RecoveryOrigin))
    benefit = models.CharField(_("待遇"), max_length=80)
    holder = models.CharField(max_length=24)
    household = models.ForeignKey(
        "people.Household", on_delete=models.PROTECT, related_name="recoveries"
    )
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    debtor = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(
        "monitoring.Lead",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recoveries",
    )
    since = models.DateField(_("多发起始月"))
    amount = MoneyField(_("多发金额"))
    state = models.CharField(
        _("状态"), max_length=12, choices=_choices(RecoveryState), default=RecoveryState.FOUND.value
    )
    cause = models.CharField(
        _("多发原因"), max_length=10, blank=True, choices=_choices(RecoveryCause)
    )
    reason = models.CharField(_("事由"), max_length=300)
    heard = models.CharField(_("当事人意见"), max_length=300, blank=True)
    decision = models.CharField(_("决定意见"), max_length=300, blank=True)
    # What the next runs hold back: from which benefit of which holder, at most how much a month.
    held_from = models.CharField(_("扣回的待遇"), max_length=80, blank=True)
    held_holder = models.CharField(max_length=24, blank=True)
    monthly = MoneyField(_("每月扣回"), null=True, blank=True)
    pay_by = models.DateField(_("退回期限"), null=True, blank=True)
    owing = models.JSONField(_("未收回明细"), default=dict)
    notice = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    found_at = models.DateTimeField(_("发现时间"))
    found_by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("提出时间"), null=True)
    proposed_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    decided_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    notified_on = models.DateField(_("送达日期"), null=True, blank=True)
    notified_how = models.CharField(_("送达方式"), max_length=60, blank=True)
    closed_on = models.DateField(_("了结日期"), null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("追缴")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="payments_recovery_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["found", "proposed"])
                | models.Q(decided_by__isnull=False),
                name="payments_recovery_decided",
            ),
        )
        indexes = (
            models.Index(fields=["division", "state"], name="payments_recovery_place"),
            models.Index(fields=["held_from", "state"], name="payments_recovery_held"),
            models.Index(fields=["holder", "benefit"], name="payments_recovery_holder"),
        )

    def __str__(self) -> str:
        return f"追缴{self.pk}"


class RecoveryLine(models.Model):
    """The part of one payment line that was not due (追缴明细): `paid` less `due` less earlier claims."""

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(PaymentLine, on_delete=models.PROTECT, related_name="claims")
    paid = MoneyField(_("已发"))
    due = MoneyField(_("应发"))
    amount = MoneyField(_("多发"))

    class Meta:
        verbose_name = _("追缴明细")
        constraints = (
            models.UniqueConstraint(fields=["recovery", "line"], name="payments_claim_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="payments_claim_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.recovery_id} {self.amount}"


class Repayment(models.Model):
    """Money that comes back (退回): over the counter or the bank on a voucher, or held back by a line.

    What a line holds back counts on the day the line, or the one that re-issues it, is paid; until
    then it is only set aside. It goes with a draft line.
    """

    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="repayments")
    how = models.CharField(_("方式"), max_length=10, choices=_choices(RepaidBy))
    amount = MoneyField(_("金额"))
    line = models.ForeignKey(
        PaymentLine, null=True, blank=True, on_delete=models.CASCADE, related_name="withheld"
    )
    voucher = models.CharField(_("凭证号"), max_length=60, blank=True)
    booked_on = models.DateField(_("入账日"), null=True, blank=True)
    by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("退回")
        constraints = (
            models.UniqueConstraint(fields=["recovery", "line"], name="payments_held_once"),
            models.UniqueConstraint(
                fields=["voucher"], condition=~models.Q(voucher=""), name="payments_voucher_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="payments_repayment_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(how="withheld", line__isnull=False)
                | (~models.Q(how="withheld") & ~models.Q(voucher="")),
                name="payments_repayment_proved",
            ),
        )

    def __str__(self) -> str:
        return f"{self.recovery_id} {self.amount}"


class WriteOff(models.Model):
    """What is given up of a recovery (核销): asked for with its evidence, approved by two others."""

    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="write_offs")
    amount = MoneyField(_("核销金额"))
    reason = models.CharField(_("核销原因"), max_length=300)
    evidence = models.CharField(_("证明材料"), max_length=300)
    asked_at = models.DateTimeField(_("提出时间"))
    asked_by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("复核时间"), null=True)
    checked_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    approved_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_at = models.DateTimeField(_("退回时间"), null=True)

    class Meta:
        verbose_name = _("核销")
        constraints = (
            models.UniqueConstraint(
                fields=["recovery"],
                condition=models.Q(refused_at__isnull=True),
                name="payments_written_off_once",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="payments_write_off_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.recovery_id} {self.amount}"
