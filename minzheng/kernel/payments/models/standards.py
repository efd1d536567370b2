"""What a late change of standards did, and which line settles which part of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from .runs import PaymentLine


class StandardEffect(models.Model):
    """What a released change of standards did to one benefit (标准落实): once per change and benefit.

    `from_month` is the first month paid by the new standard in the register; months before it are
    settled by `BackPayment` rows. `unresolved` lists, in words, the holders nobody may adjust
    without looking: their amount does not follow from the facts on record.
    """

    change = models.ForeignKey(
        "determinations.StandardChange", on_delete=models.PROTECT, related_name="effects"
    )
    benefit = models.CharField(_("待遇"), max_length=80)
    from_month = models.CharField(_("新标准起发月份"), max_length=7)
    adjusted = models.PositiveIntegerField(_("调整份数"))
    monthly = MoneyField(_("每月增减"))
    back_lines = models.PositiveIntegerField(_("补扣笔数"))
    back = MoneyField(_("补发合计"))
    recovery = MoneyField(_("扣回合计"))
    unresolved = models.JSONField(_("待人工核定"), default=list)
    made_by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("落实时间"))

    class Meta:
        verbose_name = _("标准落实")
        constraints = (
            models.UniqueConstraint(fields=["change", "benefit"], name="payments_effect_once"),
        )

    def __str__(self) -> str:
        return f"{self.benefit} {self.from_month}"


class BackPayment(models.Model):
    """The difference of one month that a late change of standards leaves for one holder (补扣明细).

    `was` is what the register gave for the month, earlier differences counted; `due` what it gives
    by the new standard. More is paid with the next run, less is held back from later months.
    """

    effect = models.ForeignKey(StandardEffect, on_delete=models.PROTECT, related_name="lines")
    benefit = models.CharField(max_length=80)
    holder = models.CharField(max_length=24)
    entitlement = models.ForeignKey(
        "benefits.Entitlement", on_delete=models.PROTECT, related_name="back_payments"
    )
    household = models.ForeignKey(
        "people.Household", on_delete=models.PROTECT, related_name="back_payments"
    )
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    month = models.CharField(_("所属月份"), max_length=7)
    was = MoneyField(_("原额"))
    due = MoneyField(_("应发"))

    class Meta:
        verbose_name = _("补扣明细")
        constraints = (
            models.UniqueConstraint(
                fields=["effect", "holder", "month"], name="payments_back_payment_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(was=models.F("due")), name="payments_back_payment_differs"
            ),
        )
        indexes = (models.Index(fields=["benefit", "holder"], name="payments_back_holder"),)

    def __str__(self) -> str:
        return f"{self.holder} {self.month}"

    @property
    def difference(self) -> int:
        """Whole fen: above nought to be paid, below nought to be held back."""
        return int(self.due) - int(self.was)


class Settlement(models.Model):
    """The part of a back payment that one line pays or holds back (清算); goes with a draft line."""

    back_payment = models.ForeignKey(
        BackPayment, on_delete=models.PROTECT, related_name="settlements"
    )
    line = models.ForeignKey(PaymentLine, on_delete=models.CASCADE, related_name="settlements")
    amount = MoneyField(_("金额"))

    class Meta:
        verbose_name = _("补扣清算")
        constraints = (
            models.UniqueConstraint(fields=["back_payment", "line"], name="payments_settled_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="payments_settlement_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.back_payment_id} {self.amount}"
