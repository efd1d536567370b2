"""What is owed and paid outside the benefits, and the services delivered one by one that amounts rest on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from ..choices import AIDS, ENTERED, PAID, REFUSED, SETTLEMENT_STATES, SETTLEMENTS
from .decided import Decided

_LIVE = ~Q(state=REFUSED)


class Settlement(Decided):
    """A sum to be paid to a body or a person (结算单): entered, confirmed by another, paid by finance.

    It rests on what its kind says: an invoice, an appraisal, a month of records, a milestone, a
    policy. Each of these is settled once; the database refuses a second one and any change of what
    was paid.
    """

    state = models.CharField(
        _("状态"), max_length=10, choices=list(SETTLEMENT_STATES.items()), default=ENTERED
    )
    kind = models.CharField(_("类别"), max_length=10, choices=list(SETTLEMENTS.items()))
    title = models.CharField(_("事由"), max_length=200)
    basis = models.CharField(_("依据"), max_length=200)
    fund = models.CharField(_("资金"), max_length=30)
    source = models.CharField(_("资金来源"), max_length=20)
    amount = MoneyField(_("金额"))
    payee = models.CharField(_("收款人"), max_length=120)
    body = models.ForeignKey(
        "bodies.Body", models.PROTECT, null=True, blank=True, related_name="settlements"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="settlements"
    )
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="settlements"
    )
    aid = models.CharField(_("资助类别"), max_length=10, choices=list(AIDS.items()), blank=True)
    subject = models.CharField(_("补贴或保单"), max_length=120, blank=True)
    month = models.CharField(_("月份"), max_length=7, blank=True)
    quantity = models.PositiveIntegerField(_("数量"), null=True, blank=True)
    invoice = models.ForeignKey(
        "purchases.Invoice", models.PROTECT, null=True, blank=True, related_name="settlements"
    )
    appraisal = models.ForeignKey(
        "purchases.Appraisal", models.PROTECT, null=True, blank=True, related_name="settlements"
    )
    rule = models.ForeignKey("purchases.Rule", models.PROTECT, null=True, blank=True)
    milestone = models.ForeignKey(
        "purchases.Milestone", models.PROTECT, null=True, blank=True, related_name="settlements"
    )
    paid_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    paid_at = models.DateTimeField(_("支付时间"), null=True, blank=True)
    paid_on = models.DateField(_("支付日期"), null=True, blank=True)
    voucher = models.CharField(_("支付凭证号"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("结算单")
        constraints = (
            *Decided.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="purchases_settlement_positive"),
            models.CheckConstraint(
                condition=(Q(state=PAID) & ~Q(voucher="") & Q(paid_on__isnull=False))
                | (~Q(state=PAID) & Q(voucher="", paid_on__isnull=True)),
                name="purchases_paid_with_voucher",
            ),
            models.UniqueConstraint(
                fields=["division", "voucher"],
                condition=Q(state=PAID),
                name="purchases_voucher_once",
            ),
            models.UniqueConstraint(
                fields=["invoice"], condition=_LIVE, name="purchases_invoice_settled_once"
            ),
            models.UniqueConstraint(
                fields=["appraisal"], condition=_LIVE, name="purchases_appraisal_settled_once"
            ),
            models.UniqueConstraint(
                fields=["body", "subject", "month"],
                condition=_LIVE & ~Q(month=""),
                name="purchases_month_settled_once",
            ),
            models.UniqueConstraint(
                fields=["subject"],
                condition=_LIVE & Q(kind="premium"),
                name="purchases_premium_settled_once",
            ),
        )
        indexes = (models.Index(fields=["division", "state"], name="purchases_settlement_todo"),)

    def __str__(self) -> str:
        return self.title


class ServiceRecord(models.Model):
    """One delivery of a service: meals served, a home visit, a day of care, a night in hospital (服务记录)."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    operator = models.ForeignKey("bodies.Body", models.PROTECT, related_name="service_records")
    contract = models.ForeignKey(
        "purchases.Contract", models.PROTECT, null=True, blank=True, related_name="records"
    )
    subsidy = models.CharField(_("补贴"), max_length=40, blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="service_records")
    on = models.DateField(_("服务日期"))
    quantity = models.PositiveIntegerField(_("数量"))
    reference = models.CharField(_("单号"), max_length=60)
    note = models.CharField(_("服务内容"), max_length=200, blank=True)
    settlement = models.ForeignKey(
        Settlement, models.PROTECT, null=True, blank=True, related_name="records"
    )
    amount = MoneyField(_("补贴金额"), null=True, blank=True)
    acceptance = models.ForeignKey(
        "purchases.Acceptance", models.PROTECT, null=True, blank=True, related_name="records"
    )
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("服务记录")
        constraints = (
            models.UniqueConstraint(fields=["operator", "reference"], name="purchases_record_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="purchases_record_positive"),
            models.CheckConstraint(
                condition=Q(settlement__isnull=True) | Q(amount__isnull=False),
                name="purchases_record_settled_with_amount",
            ),
            models.CheckConstraint(
                condition=(Q(contract__isnull=True) & ~Q(subsidy=""))
                | Q(contract__isnull=False, subsidy=""),
                name="purchases_record_one_payer",
            ),
        )
        indexes = (
            models.Index(fields=["operator", "subsidy", "on"], name="purchases_record_month"),
        )

    def __str__(self) -> str:
        return self.reference
