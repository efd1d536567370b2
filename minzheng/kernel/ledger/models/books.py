"""Accounts and postings; triggers keep what is sealed and refuse what does not sum to nought."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from ..choices import KINDS


class Account(models.Model):
    """One pot of money: what kind, whose, under which fund, where, in which year (账户); never changed."""

    kind = models.CharField(_("科目"), max_length=12, choices=list(KINDS.items()))
    source = models.CharField(_("资金来源"), max_length=20)
    fund = models.CharField(_("资金"), max_length=40)
    benefit = models.CharField(_("待遇"), max_length=80, blank=True)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))

    class Meta:
        verbose_name = _("账户")
        constraints = (
            models.UniqueConstraint(
                fields=["division", "year", "fund", "source", "kind", "benefit"],
                name="ledger_account_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.source} {self.fund} {self.division_id} {self.year}"


class Posting(models.Model):
    """One booked event (记账凭证): its lines sum to nought; sealed last, then never changed.

    `key` says what is booked (``payments.run.sent:17``), once. `reference` is the address of what it
    came from in the words of the room that posts; `division` the nearest place that holds all lines.
    """

    key = models.CharField(_("凭证标识"), max_length=120, unique=True)
    kind = models.CharField(_("业务"), max_length=60)
    on = models.DateField(_("记账日期"))
    text = models.CharField(_("摘要"), max_length=200)
    reference = models.CharField(_("来源"), max_length=120, blank=True)
    document = models.CharField(_("文号"), max_length=120, blank=True)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    reversal_of = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by", verbose_name=_("冲销")
    )
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("记账时间"))
    is_sealed = models.BooleanField(_("已封存"), default=False)

    class Meta:
        verbose_name = _("记账凭证")
        indexes = (models.Index(fields=["kind", "on"], name="ledger_posting_kind"),)

    def __str__(self) -> str:
        return self.key


class PostingLine(models.Model):
    """One amount on one account (分录): whole fen, debit above nought, credit below."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines")
    purpose = models.CharField(_("用途"), max_length=30, blank=True)
    amount = MoneyField(_("金额"))

    class Meta:
        verbose_name = _("分录")
        constraints = (
            models.UniqueConstraint(
                fields=["posting", "account", "purpose"], name="ledger_line_once"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_line_moves"),
        )

    def __str__(self) -> str:
        return f"{self.posting_id} {self.account_id} {self.amount}"


class ClosedYear(models.Model):
    """A year that takes no more postings at a place and below it (年结)."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    posting = models.OneToOneField(Posting, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("年结时间"))

    class Meta:
        verbose_name = _("年结")
        constraints = (
            models.UniqueConstraint(fields=["division", "year"], name="ledger_year_once"),
        )

    def __str__(self) -> str:
        return f"{self.division_id} {self.year}"
