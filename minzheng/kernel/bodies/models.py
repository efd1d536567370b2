"""Legal bodies, and the facilities they run: what stands where, of which size, since when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from .choices import FACILITY_LEVELS, FACILITY_STATES, OWNERSHIPS


class Body(models.Model):
    """A legal body (机构), known by its unified social credit code where it has one."""

    name = models.CharField(_("名称"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    kind = models.CharField(_("类别"), max_length=40)
    division = models.ForeignKey(
        "divisions.Division", on_delete=models.PROTECT, related_name="+", verbose_name=_("区划")
    )
    phone = models.CharField(_("公开电话"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("机构")
        constraints = (
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~models.Q(credit_code=""),
                name="bodies_credit_code_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Facility(models.Model):
    """A place where civil-affairs services are given (服务设施); used by every room.

    What is not known is empty and never nought. ``state`` is the latest of its dated states.
    """

    division = models.ForeignKey(
        "divisions.Division", models.PROTECT, related_name="+", verbose_name=_("区划")
    )
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=40)
    level = models.CharField(_("级别"), max_length=12, choices=list(FACILITY_LEVELS.items()))
    ownership = models.CharField(_("性质"), max_length=16, choices=list(OWNERSHIPS.items()))
    operator = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="facilities"
    )
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("公开电话"), max_length=40, blank=True)
    area_m2 = models.PositiveIntegerField(_("建筑面积（平方米）"), null=True, blank=True)
    beds = models.PositiveIntegerField(_("床位"), null=True, blank=True)
    nursing_beds = models.PositiveIntegerField(_("护理型床位"), null=True, blank=True)
    built_on = models.DateField(_("建成日期"), null=True, blank=True)
    renovated_on = models.DateField(_("改造日期"), null=True, blank=True)
    longitude = models.DecimalField(
        _("经度"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    latitude = models.DecimalField(_("纬度"), max_digits=8, decimal_places=6, null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=list(FACILITY_STATES.items()))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("服务设施")
        verbose_name_plural = _("服务设施")
        constraints = (
            models.UniqueConstraint(fields=["division", "name"], name="bodies_facility_once"),
            models.CheckConstraint(
                condition=Q(nursing_beds__isnull=True)
                | Q(beds__isnull=True)
                | Q(nursing_beds__lte=F("beds")),
                name="bodies_nursing_beds_among_beds",
            ),
        )
        indexes = (models.Index(fields=["kind", "state"], name="bodies_facility_kind"),)

    def __str__(self) -> str:
        return self.name


class FacilityState(models.Model):
    """From which day on a facility was built, open, suspended or closed, and by which document."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="states")
    state = models.CharField(_("状态"), max_length=12, choices=list(FACILITY_STATES.items()))
    since = models.DateField(_("自"))
    document = models.CharField(_("依据"), max_length=120, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("设施状态")
        constraints = (
            models.UniqueConstraint(fields=["facility", "since"], name="bodies_state_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.facility_id} {self.state} {self.since}"


class FacilityChange(models.Model):
    """What a facility's entry said before and after a change, from which day (设施变更)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="changes")
    on = models.DateField(_("变更日期"))
    before = models.JSONField(_("变更前"))
    after = models.JSONField(_("变更后"))
    document = models.CharField(_("依据"), max_length=120)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("设施变更")

    def __str__(self) -> str:
        return f"{self.facility_id} {self.on}"


class FacilityInvestment(models.Model):
    """Money (fen) that one source put into a facility in a year, by which document (建设投资)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="investments")
    source = models.CharField(_("资金来源"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年度"))
    amount = MoneyField(_("金额"))
    document = models.CharField(_("依据"), max_length=120)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("设施投资")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="bodies_investment_positive"),
            models.UniqueConstraint(
                fields=["facility", "source", "year", "document"], name="bodies_investment_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.facility_id} {self.source} {self.year}"


class FacilityFee(models.Model):
    """What a facility asks for one item (fen), from which day until which, by which document (收费标准)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="fees")
    item = models.CharField(_("收费项目"), max_length=60)
    amount = MoneyField(_("金额"))
    unit = models.CharField(_("计价单位"), max_length=20)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True)
    document = models.CharField(_("依据"), max_length=120)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("设施收费")
        constraints = (
            models.UniqueConstraint(fields=["facility", "item", "since"], name="bodies_fee_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="bodies_fee_not_negative"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="bodies_fee_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.facility_id} {self.item} {self.since}"
