"""The reserve fund of a township: its balance, its ledger, what was asked of it, its checks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from ..choices import ASKED, ENTRY_KINDS, ORDER_KINDS, ORDER_STATES


class ReserveFund(models.Model):
    """A township's fund for small relief at once (临时救助备用金); its balance is never negative."""

    division = models.OneToOneField(
        "divisions.Division", models.PROTECT, related_name="+", verbose_name=_("乡镇（街道）")
    )
    balance = MoneyField(_("余额"), default=0)
    opened_at = models.DateTimeField(_("设立时间"))
    opened_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("临时救助备用金")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(balance__gte=0), name="assistance_reserve_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.division}备用金"


class ReserveEntry(models.Model):
    """One line of the fund's ledger; the database lets nobody change or remove it."""

    fund = models.ForeignKey(ReserveFund, models.PROTECT, related_name="entries")
    sequence = models.PositiveIntegerField(_("序号"))
    kind = models.CharField(_("类别"), max_length=20, choices=list(ENTRY_KINDS.items()))
    amount = MoneyField(_("金额"))
    balance_after = MoneyField(_("余额"))
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("记账时间"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    voucher = models.CharField(_("凭证号"), max_length=60)
    purpose = models.CharField(_("摘要"), max_length=200)
    instalment = models.OneToOneField(
        "assistance.Instalment", models.PROTECT, null=True, blank=True, related_name="entry"
    )

    class Meta:
        verbose_name = _("备用金台账")
        ordering = ("sequence",)
        constraints = (
            models.UniqueConstraint(
                fields=["fund", "sequence"], name="assistance_reserve_in_order"
            ),
            models.UniqueConstraint(
                fields=["fund", "voucher"], name="assistance_reserve_voucher_once"
            ),
            models.CheckConstraint(
                condition=models.Q(balance_after__gte=0), name="assistance_reserve_line_covered"
            ),
        )

    def __str__(self) -> str:
        return f"{self.fund_id} {self.sequence}"


class ReserveOrder(models.Model):
    """Money asked for a fund: a deposit or a replenishment, entered by one, decided by another."""

    fund = models.ForeignKey(ReserveFund, models.PROTECT, related_name="orders")
    kind = models.CharField(_("类别"), max_length=20, choices=list(ORDER_KINDS.items()))
    amount = MoneyField(_("金额"))
    reason = models.CharField(_("事由"), max_length=200)
    document = models.CharField(_("拨款文号"), max_length=80, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=list(ORDER_STATES.items()), default=ASKED
    )
    asked_at = models.DateTimeField(_("提出时间"))
    asked_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("办理时间"), null=True)
    decided_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    entry = models.OneToOneField(
        ReserveEntry, models.PROTECT, null=True, blank=True, related_name="order"
    )

    class Meta:
        verbose_name = _("备用金拨补")
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="assistance_order_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class ReserveCheck(models.Model):
    """A month's reconciliation: what the ledger says, what the vouchers say, what was counted."""

    fund = models.ForeignKey(ReserveFund, models.PROTECT, related_name="checks")
    month = models.CharField(_("月份"), max_length=7)
    balance = MoneyField(_("账面余额"))
    counted = MoneyField(_("实有余额"))
    payments = models.PositiveIntegerField(_("支出笔数"))
    vouchers = models.PositiveIntegerField(_("凭证张数"))
    note = models.CharField(_("差异说明"), max_length=300, blank=True)
    at = models.DateTimeField(_("对账时间"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("备用金对账")
        constraints = (
            models.UniqueConstraint(fields=["fund", "month"], name="assistance_check_once"),
        )

    def __str__(self) -> str:
        return f"{self.fund_id} {self.month}"

    @property
    def difference(self) -> int:
        """Return how much more was counted than the ledger says, in fen."""
        return int(self.counted - self.balance)
