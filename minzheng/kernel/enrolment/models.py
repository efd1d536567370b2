"""Proof that somebody lives, benefits spent as service, and who is insured."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField
from minzheng.core.models import Period

from .choices import LIFE_METHODS, MODES


class LifeCheck(models.Model):
    """A confirmation that a recipient lives (生存认证), good until a day."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="life_checks")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    checked_on = models.DateField(_("认证日期"))
    valid_to = models.DateField(_("有效期至（不含）"))
    method = models.CharField(_("方式"), max_length=12, choices=list(LIFE_METHODS.items()))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("生存认证")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "checked_on"], name="enrolment_one_check_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gt=models.F("checked_on")),
                name="enrolment_check_forward",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.checked_on}"


class SpendingMode(Period):
    """How a recipient draws an allowance over a period: money, or services the place buys."""

    entitlement = models.ForeignKey(
        "benefits.Entitlement", models.PROTECT, related_name="spending_modes"
    )
    mode = models.CharField(_("使用方式"), max_length=8, choices=list(MODES.items()))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("待遇使用方式")
        constraints = (
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["entitlement"],
                condition=models.Q(valid_to__isnull=True),
                name="enrolment_one_open_mode",
            ),
        )

    def __str__(self) -> str:
        return f"{self.entitlement_id} {self.mode}"


class ServiceSpending(models.Model):
    """A service paid from an allowance of one month: what, by whom, for how much (fen)."""

    entitlement = models.ForeignKey(
        "benefits.Entitlement", models.PROTECT, related_name="service_spending"
    )
    month = models.CharField(_("月份"), max_length=7)
    served_on = models.DateField(_("服务日期"))
    service = models.CharField(_("服务项目"), max_length=60)
    provider = models.CharField(_("服务机构"), max_length=100)
    amount = MoneyField(_("服务价值"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("服务消费")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="enrolment_spending_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.entitlement_id} {self.month} {self.service}"


class InsuranceCover(Period):
    """One person insured against accidents under a scheme over a period (意外伤害保险)."""

    scheme = models.CharField(_("险种"), max_length=60)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="insurance_covers")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    insurer = models.CharField(_("承保公司"), max_length=100)
    policy_number = models.CharField(_("保单号"), max_length=60)
    premium = MoneyField(_("保费"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("保险参保")
        constraints = (
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["scheme", "person", "valid_from"], name="enrolment_insured_once"
            ),
            models.CheckConstraint(
                condition=models.Q(premium__gte=0), name="enrolment_premium_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.scheme} {self.policy_number}"


class InsuranceClaim(models.Model):
    """An accident reported to the insurer, and what was paid (fen)."""

    cover = models.ForeignKey(InsuranceCover, models.PROTECT, related_name="claims")
    happened_on = models.DateField(_("出险日期"))
    event = models.CharField(_("出险情况"), max_length=200)
    claimed_on = models.DateField(_("报案日期"))
    paid = MoneyField(_("理赔金额"), null=True, blank=True)
    settled_on = models.DateField(_("结案日期"), null=True, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("保险理赔")
        constraints = (
            models.UniqueConstraint(
                fields=["cover", "happened_on"], name="enrolment_one_claim_an_accident"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cover_id} {self.happened_on}"
