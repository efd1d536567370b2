"""What a decision on temporary relief promises: dated sums, each paid once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from ..choices import FROM_RUN, INSTALMENT_SOURCES, INSTALMENT_STATES, PLANNED


class Instalment(models.Model):
    """One dated sum of a decision on temporary relief (一次审批、分阶段救助), paid once."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="instalments")
    sequence = models.PositiveSmallIntegerField(_("期次"))
    due_on = models.DateField(_("应发日期"))
    amount = MoneyField(_("金额"))
    source = models.CharField(
        _("资金来源"), max_length=10, choices=list(INSTALMENT_SOURCES.items()), default=FROM_RUN
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=list(INSTALMENT_STATES.items()), default=PLANNED
    )
    paid_on = models.DateField(_("发放日期"), null=True, blank=True)
    entitlement = models.ForeignKey(
        "benefits.Entitlement", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("临时救助分期")
        ordering = ("due_on", "sequence")
        constraints = (
            models.UniqueConstraint(fields=["case", "sequence"], name="assistance_instalment_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="assistance_instalment_positive"
            ),
        )
        indexes = (models.Index(fields=["state", "due_on"], name="assistance_instalment_due"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.sequence}"
