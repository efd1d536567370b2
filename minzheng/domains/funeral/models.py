"""What a funeral home is owed for the items waived."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField


class WaiverSettlement(models.Model):
    """The waiver of one dead person, settled with the facility that served (惠民殡葬结算)."""

    entitlement = models.OneToOneField(
        "benefits.Entitlement", models.PROTECT, related_name="waiver_settlement"
    )
    facility = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    amount = MoneyField(_("结算金额"))
    settled_on = models.DateField(_("结算日期"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("惠民殡葬结算")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="funeral_settlement_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.entitlement_id} {self.settled_on}"
