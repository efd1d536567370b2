"""Budgets, who pays which share, transfers for two people, and the register of support."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from ..choices import ASKED, SUPPORTS, TRANSFER_STATES
from .books import Posting


class Budget(models.Model):
    """What a place may spend in a year from one fund and source (预算); a change is a new version."""

    fund = models.CharField(_("资金"), max_length=40)
    purpose = models.CharField(_("用途"), max_length=30, blank=True)
    source = models.CharField(_("资金来源"), max_length=20)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    version = models.PositiveSmallIntegerField(_("版本"))
    amount = MoneyField(_("预算"))
    document = models.CharField(_("文号"), max_length=120)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("预算")
        constraints = (
            models.UniqueConstraint(
                fields=["division", "year", "fund", "purpose", "source", "version"],
                name="ledger_budget_once",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="ledger_budget_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.fund} {self.source} {self.division_id} {self.year}"


class ShareRule(models.Model):
    """From a day on: which source pays how many parts of ten thousand of a fund at a place (负担比例)."""

    fund = models.CharField(_("资金"), max_length=40)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    since = models.DateField(_("执行日期"))
    shares = models.JSONField(_("负担比例"))  # [["central", 8000], ["county", 2000]]
    document = models.CharField(_("文号"), max_length=120)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("负担比例")
        constraints = (
            models.UniqueConstraint(
                fields=["fund", "division", "since"], name="ledger_shares_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.fund} {self.division_id} {self.since}"


class Transfer(models.Model):
    """Money moved between places or funds (资金划转): asked for by one, confirmed by another."""

    fund = models.CharField(_("划出资金"), max_length=40)
    source = models.CharField(_("资金来源"), max_length=20)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    to_fund = models.CharField(_("划入资金"), max_length=40)
    to_division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    amount = MoneyField(_("金额"))
    on = models.DateField(_("划转日期"))
    document = models.CharField(_("文号"), max_length=120)
    reason = models.CharField(_("事由"), max_length=200)
    state = models.CharField(
        _("状态"), max_length=10, choices=list(TRANSFER_STATES.items()), default=ASKED
    )
    asked_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("复核时间"), null=True)
    decision = models.CharField(_("复核意见"), max_length=200, blank=True)
    posting = models.OneToOneField(Posting, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("资金划转")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_transfer_positive"),
        )

    def __str__(self) -> str:
        return f"{self.fund} {self.division_id} {self.amount}"


class ProviderSupport(models.Model):
    """Help with taxes, land, utilities or finance that a private provider was given (扶持政策落实)."""

    body = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    kind = models.CharField(_("扶持类别"), max_length=10, choices=list(SUPPORTS.items()))
    amount = MoneyField(_("金额"))
    granted_on = models.DateField(_("落实日期"))
    document = models.CharField(_("依据文件"), max_length=120)
    text = models.CharField(_("说明"), max_length=300, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("民办机构扶持")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="ledger_support_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.body_id} {self.kind}"
