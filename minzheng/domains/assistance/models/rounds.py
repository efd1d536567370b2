"""Special relief rounds: one occasion, its own list, its own sums, paid once (专项救助)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField
from minzheng.kernel.people.declarations import declare_person_reference

from ..choices import LISTED, OPEN, ROUND_KINDS, ROUND_LINE_STATES, ROUND_STATES


class ReliefRound(models.Model):
    """One round of special relief: an epidemic, a disaster, school aid, heating, prices."""

    title = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=12, choices=list(ROUND_KINDS.items()))
    division = models.ForeignKey(
        "divisions.Division", models.PROTECT, related_name="+", verbose_name=_("实施地区")
    )
    document = models.CharField(_("依据文件"), max_length=200)
    per_head = MoneyField(_("每人金额"), default=0)
    month = models.CharField(_("发放月份"), max_length=7)
    state = models.CharField(
        _("状态"), max_length=12, choices=list(ROUND_STATES.items()), default=OPEN
    )
    made_at = models.DateTimeField(_("建立时间"))
    made_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("审批时间"), null=True)
    approved_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(_("列入发放时间"), null=True)

    class Meta:
        verbose_name = _("专项救助批次")
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(per_head__gte=0), name="assistance_round_not_negative"
            ),
        )

    def __str__(self) -> str:
        return self.title


class RoundLine(models.Model):
    """One household on the list of a round, with how many heads and which sum."""

    round = models.ForeignKey(ReliefRound, models.PROTECT, related_name="lines")
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="+")
    payee = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    heads = models.PositiveSmallIntegerField(_("人数"))
    amount = MoneyField(_("金额"))
    source = models.CharField(_("名单来源"), max_length=120)
    state = models.CharField(
        _("状态"), max_length=10, choices=list(ROUND_LINE_STATES.items()), default=LISTED
    )
    reason = models.CharField(_("移出原因"), max_length=200, blank=True)
    entitlement = models.OneToOneField(
        "benefits.Entitlement", models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("专项救助名单")
        constraints = (
            models.UniqueConstraint(fields=["round", "household"], name="assistance_listed_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="assistance_round_line_positive"
            ),
        )
        indexes = (models.Index(fields=["round", "state"], name="assistance_round_lines"),)

    def __str__(self) -> str:
        return f"{self.round_id} {self.household_id}"


declare_person_reference(RoundLine, "payee")
