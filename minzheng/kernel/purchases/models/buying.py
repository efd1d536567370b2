"""Bought services: what may be bought, what is wanted, contracts, acceptances, invoices."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField
from minzheng.core.models import Period

from ..choices import ACTIVE, CONTRACT_STATES, METHODS
from .decided import Decided


class CatalogueItem(Period):
    """A service that may be bought (政府购买服务目录), for which field of work, counted in what."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    code = models.CharField(_("目录编号"), max_length=20)
    name = models.CharField(_("服务"), max_length=80)
    room = models.CharField(_("业务领域"), max_length=30)
    unit = models.CharField(_("计量单位"), max_length=10)
    document = models.CharField(_("依据文件"), max_length=120)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("购买服务目录")
        constraints = (
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["division", "code", "valid_from"], name="purchases_item_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Demand(Decided):
    """A service somebody wants bought, how much of it, and which money pays (购买需求)."""

    item = models.ForeignKey(CatalogueItem, models.PROTECT, related_name="demands")
    title = models.CharField(_("名称"), max_length=100)
    reason = models.CharField(_("需求理由"), max_length=500)
    quantity = models.PositiveIntegerField(_("数量"))
    budget = MoneyField(_("预算金额"))
    contracted = MoneyField(_("已签约金额"), default=0)
    fund = models.CharField(_("资金"), max_length=30)
    source = models.CharField(_("资金来源"), max_length=20)

    class Meta:
        verbose_name = _("购买需求")
        constraints = (
            *Decided.Meta.constraints,
            models.CheckConstraint(
                condition=Q(budget__gt=0, contracted__gte=0, contracted__lte=F("budget")),
                name="purchases_within_budget",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Contract(models.Model):
    """A contract with a supplier (购买服务合同).

    ``accepted``, ``invoiced`` and ``settled`` are running sums in fen; the database keeps
    settled ≤ invoiced ≤ accepted ≤ amount whoever writes, and however many at once.
    """

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="contracts")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    supplier = models.ForeignKey("bodies.Body", models.PROTECT, related_name="contracts")
    number = models.CharField(_("合同编号"), max_length=60)
    method = models.CharField(_("采购方式"), max_length=12, choices=list(METHODS.items()))
    signed_on = models.DateField(_("签订日期"))
    starts_on = models.DateField(_("服务开始"))
    ends_on = models.DateField(_("服务结束"))
    quantity = models.PositiveIntegerField(_("数量"))
    unit_price = MoneyField(_("单价"))
    amount = MoneyField(_("合同金额"))
    costs = models.JSONField(_("成本核算"), default=list)
    accepted = MoneyField(_("已验收金额"), default=0)
    invoiced = MoneyField(_("已开票金额"), default=0)
    settled = MoneyField(_("已结算金额"), default=0)
    state = models.CharField(
        _("状态"), max_length=8, choices=list(CONTRACT_STATES.items()), default=ACTIVE
    )
    score = models.PositiveSmallIntegerField(_("履约得分"), null=True, blank=True)
    grade = models.CharField(_("履约评价"), max_length=20, blank=True)
    rating = models.CharField(_("评价说明"), max_length=500, blank=True)
    rated_at = models.DateTimeField(_("评价时间"), null=True, blank=True)
    rated_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("购买服务合同")
        constraints = (
            models.UniqueConstraint(fields=["division", "number"], name="purchases_contract_once"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="purchases_contract_forward"
            ),
            models.CheckConstraint(
                condition=Q(
                    settled__gte=0,
                    settled__lte=F("invoiced"),
                    invoiced__lte=F("accepted"),
                    accepted__lte=F("amount"),
                ),
                name="purchases_contract_not_overdrawn",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Acceptance(models.Model):
    """What a supplier delivered in a period, scored, and what it is worth (验收)."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="acceptances")
    starts_on = models.DateField(_("自"))
    ends_on = models.DateField(_("至"))
    quantity = models.PositiveIntegerField(_("验收数量"))
    rule = models.ForeignKey("purchases.Rule", models.PROTECT, related_name="+")
    points = models.JSONField(_("各项得分"))
    score = models.PositiveSmallIntegerField(_("质量得分"))
    grade = models.CharField(_("等次"), max_length=20)
    amount = MoneyField(_("验收金额"))
    note = models.CharField(_("说明"), max_length=500, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("验收时间"))

    class Meta:
        verbose_name = _("服务验收")
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "starts_on"], name="purchases_accepted_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract} {self.starts_on}"


class Invoice(models.Model):
    """A supplier's invoice under a contract (发票); a number of a supplier comes once."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="invoices")
    supplier = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+")
    number = models.CharField(_("发票号码"), max_length=40)
    issued_on = models.DateField(_("开票日期"))
    amount = MoneyField(_("金额"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("发票")
        constraints = (
            models.UniqueConstraint(fields=["supplier", "number"], name="purchases_invoice_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="purchases_invoice_positive"),
        )

    def __str__(self) -> str:
        return self.number
