"""Dated rules of subsidies with their document, and the appraisals made by them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField
from minzheng.core.models import Period

from ..choices import REFUSED
from ..declarations import Band, Item
from .decided import Decided


class Rule(Period, Decided):
    """What a subsidy is worth in a division from a day, by which document (补贴标准与考核细则).

    ``amount`` is fen a year for an operator (by score), a head and year (by head), or a piece.
    """

    subsidy = models.CharField(_("补贴"), max_length=40)
    document = models.CharField(_("依据文件"), max_length=120)
    amount = MoneyField(_("标准"), default=0)
    fund = models.CharField(_("资金"), max_length=30, blank=True)
    source = models.CharField(_("资金来源"), max_length=20, blank=True)
    items = models.JSONField(_("考核细则"), default=list)
    bands = models.JSONField(_("等次"), default=list)

    class Meta:
        verbose_name = _("补贴标准")
        constraints = (
            *Period.Meta.constraints,
            *Decided.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="purchases_rule_not_negative"
            ),
            models.UniqueConstraint(
                fields=["subsidy", "division", "valid_from"],
                condition=~models.Q(state=REFUSED),
                name="purchases_rule_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subsidy} {self.valid_from}"

    @property
    def scored(self) -> list[Item]:
        """The scoring rules as rows."""
        return [Item(*row) for row in self.items]

    @property
    def grades(self) -> list[Band]:
        """The grades as rows."""
        return [Band(*row) for row in self.bands]


class Appraisal(Decided):
    """One operator judged over some months by the rules in force at their end (运营考核)."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="appraisals")
    operator = models.ForeignKey("bodies.Body", models.PROTECT, related_name="appraisals")
    from_month = models.CharField(_("自"), max_length=7)
    to_month = models.CharField(_("至"), max_length=7)
    points = models.JSONField(_("各项得分"))
    note = models.CharField(_("扣分说明"), max_length=500, blank=True)
    score = models.PositiveSmallIntegerField(_("得分"))
    grade = models.CharField(_("等次"), max_length=20)
    share = models.PositiveSmallIntegerField(_("支付比例（万分之）"))
    amount = MoneyField(_("补贴金额"))

    class Meta:
        verbose_name = _("运营考核")
        constraints = (
            *Decided.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(score__lte=100, share__lte=10_000), name="purchases_score_within"
            ),
            models.UniqueConstraint(
                fields=["operator", "rule", "from_month"],
                condition=~models.Q(state=REFUSED),
                name="purchases_appraised_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.operator} {self.from_month}"
