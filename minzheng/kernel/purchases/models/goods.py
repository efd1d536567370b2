"""Donated and stored goods: what came in, what went to whom, what is left."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..choices import MOVES


class Goods(models.Model):
    """One kind of goods kept at a place (救灾救助物资); what is left is never negative."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    name = models.CharField(_("物资"), max_length=80)
    unit = models.CharField(_("单位"), max_length=10)
    left = models.IntegerField(_("结存"), default=0)

    class Meta:
        verbose_name = _("物资")
        constraints = (
            models.UniqueConstraint(fields=["division", "name"], name="purchases_goods_once"),
            models.CheckConstraint(condition=Q(left__gte=0), name="purchases_goods_not_negative"),
        )

    def __str__(self) -> str:
        return self.name


class GoodsMove(models.Model):
    """Goods that came in from a giver or went out to somebody; the database lets nobody change it."""

    goods = models.ForeignKey(Goods, models.PROTECT, related_name="moves")
    kind = models.CharField(_("类别"), max_length=4, choices=list(MOVES.items()))
    quantity = models.PositiveIntegerField(_("数量"))
    left_after = models.IntegerField(_("结存"))
    on = models.DateField(_("日期"))
    party = models.CharField(_("捐赠方或领取人"), max_length=120)
    household = models.ForeignKey(
        "people.Household", models.PROTECT, null=True, blank=True, related_name="goods"
    )
    purpose = models.CharField(_("用途"), max_length=200)
    voucher = models.CharField(_("单据号"), max_length=60)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("物资收发")
        constraints = (
            models.UniqueConstraint(fields=["goods", "voucher"], name="purchases_move_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, left_after__gte=0), name="purchases_move_positive"
            ),
        )

    def __str__(self) -> str:
        return self.voucher
