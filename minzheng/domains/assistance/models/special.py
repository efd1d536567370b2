"""What stands beside a referral to another department's help, and the honest errors of our own."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from ..choices import HELP_RESULTS, REPORTED, SPECIAL_HELP_KINDS, TOLERANCE_STATES


class SpecialReferral(models.Model):
    """One of the six kinds of special help asked of its department: certificate, result, reminders.

    The way of the application itself (accepted, received, answered, told) is `cases.Referral`.
    """

    referral = models.OneToOneField("cases.Referral", models.PROTECT, related_name="special")
    kind = models.CharField(_("救助类别"), max_length=20, choices=list(SPECIAL_HELP_KINDS.items()))
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    certificate = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="+"
    )
    recognised_as = models.CharField(_("认定身份"), max_length=120, blank=True)
    result = models.CharField(
        _("办理结果"), max_length=10, choices=list(HELP_RESULTS.items()), blank=True
    )
    amount = MoneyField(_("救助金额"), null=True)
    decided_on = models.DateField(_("决定日期"), null=True)
    reason = models.CharField(_("不予救助原因"), max_length=300, blank=True)
    reminders = models.PositiveSmallIntegerField(_("催办次数"), default=0)
    reminded_at = models.DateTimeField(_("最近催办"), null=True)

    class Meta:
        verbose_name = _("专项救助转介")
        constraints = (
            models.CheckConstraint(
                condition=~Q(result="declined") | ~Q(reason=""),
                name="assistance_declined_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.referral_id}"


class ErrorReport(models.Model):
    """A worker's own report of an error that was found and put right, and its review (容错纠错)."""

    number = models.CharField(_("编号"), max_length=40, unique=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    what = models.CharField(_("差错情形"), max_length=500)
    cause = models.CharField(_("产生原因"), max_length=300)
    happened_on = models.DateField(_("发生日期"))
    found_on = models.DateField(_("发现日期"))
    corrected_on = models.DateField(_("纠正日期"))
    correction = models.CharField(_("纠正措施和结果"), max_length=500)
    amount = MoneyField(_("涉及金额"), null=True)
    reported_at = models.DateTimeField(_("报告时间"))
    reported_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    state = models.CharField(
        _("状态"), max_length=12, choices=list(TOLERANCE_STATES.items()), default=REPORTED
    )
    tests = models.JSONField(_("认定条件"), default=dict)
    reasons = models.CharField(_("审议意见"), max_length=500, blank=True)
    reviewed_at = models.DateTimeField(_("审议时间"), null=True)
    reviewed_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("容错纠错")
        ordering = ("-reported_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="reported") | ~Q(reasons=""),
                name="assistance_tolerance_with_reasons",
            ),
        )

    def __str__(self) -> str:
        return self.number
