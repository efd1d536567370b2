"""Figures of indicators, what they said before, what was reported, and what is released."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from . import choices
from .choices import COMPUTED, DEFINED, UP
from .declarations import Indicator, registry


class Definition(models.Model):
    """An indicator nobody declared in code (自定义指标): it came with a plan or was set up on screen."""

    key = models.CharField(_("代码"), max_length=100, unique=True)
    label = models.CharField(_("指标"), max_length=200)
    unit = models.CharField(_("单位"), max_length=40, blank=True)
    kind = models.CharField(_("性质"), max_length=10, choices=list(choices.KINDS.items()))
    every = models.CharField(_("频率"), max_length=10, choices=list(choices.FREQUENCIES.items()))
    better = models.CharField(
        _("方向"), max_length=10, choices=list(choices.DIRECTIONS.items()), default=UP
    )
    definition = models.TextField(_("口径"))
    numerator = models.CharField(_("分子"), max_length=300, blank=True)
    denominator = models.CharField(_("分母"), max_length=300, blank=True)
    module = models.CharField(_("数据来源"), max_length=100, blank=True)
    owner = models.CharField(_("责任单位"), max_length=200, blank=True)
    basis = models.CharField(_("依据"), max_length=300)
    per = models.PositiveIntegerField(_("换算倍数"), default=1)
    digits = models.PositiveSmallIntegerField(_("小数位"), default=0)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("自定义指标")

    def __str__(self) -> str:
        return self.label

    def as_indicator(self) -> Indicator:
        """Return it as the indicators declared in code are seen."""
        return Indicator(self.key, self.label, self.kind, self.unit, self.every, ("division",), 0, self.basis,
                         self.definition, (), None, self.better, self.per, self.digits, DEFINED)  # fmt: skip


def item_of(key: str) -> Indicator | None:
    """Return the indicator of a key, declared in code or defined on screen."""
    if key in registry:
        return registry.get(key)
    found = Definition.objects.filter(key=key).first()
    return None if found is None else found.as_indicator()


class Stated(models.Model):
    """What a figure says of which place and time; counts as they are, money in fen."""

    indicator = models.CharField(_("指标"), max_length=100)
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(_("统计期"), max_length=7)
    dimension = models.CharField(_("分组"), max_length=40, blank=True, default="")
    category = models.CharField(_("分组值"), max_length=40, blank=True, default="")
    numerator = models.BigIntegerField(_("分子"))
    denominator = models.BigIntegerField(_("分母"), null=True)
    origin = models.CharField(_("来源"), max_length=10, default=COMPUTED)
    version = models.CharField(_("口径版本"), max_length=16, blank=True, default="")
    computed_at = models.DateTimeField(_("计算时间"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.indicator} {self.division_id} {self.period}"

    @property
    def value(self) -> Decimal | None:
        """The figure in the unit of its indicator; None where the denominator is nought."""
        item = item_of(self.indicator)
        return None if item is None else item.value(self.numerator, self.denominator)


class Observation(Stated):
    """A figure of one indicator, division, period and group (指标值)."""

    is_suppressed = models.BooleanField(_("对外隐藏"), default=False)

    class Meta:
        verbose_name = _("指标值")
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "division", "period", "dimension", "category"],
                name="indicators_observation_once",
            ),
        )
        indexes = (
            models.Index(fields=["indicator", "period", "division"], name="indicators_series"),
        )

    @property
    def percent(self) -> float | None:
        """The share in percent for display, or None for counts and empty denominators."""
        return None if not self.denominator else self.numerator * 100 / self.denominator


class Restatement(Stated):
    """What a figure said before it was stated anew or taken back (更正前的指标值), and why."""

    replaced_at = models.DateTimeField(_("更正时间"))
    reason = models.CharField(_("更正原因"), max_length=300)

    class Meta:
        verbose_name = _("指标更正")
        indexes = (
            models.Index(fields=["indicator", "period", "division"], name="indicators_restated"),
        )


class ReportedValue(models.Model):
    """A figure from outside the platform, with its source and two people (上报值)."""

    indicator = models.CharField(_("指标"), max_length=100)
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(_("统计期"), max_length=7)
    numerator = models.BigIntegerField(_("分子"))
    denominator = models.BigIntegerField(_("分母"), null=True)
    source = models.CharField(_("来源文件"), max_length=300)
    evidence = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("说明"), max_length=500, blank=True)
    flags = models.JSONField(_("提示"), default=list)
    state = models.CharField(
        _("状态"), max_length=10, choices=list(choices.VALUE_STATES.items()), default="submitted"
    )
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("填报时间"))
    checked_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, related_name="+", verbose_name=_("审核人")
    )
    checked_at = models.DateTimeField(_("审核时间"), null=True)
    reason = models.CharField(_("理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("上报值")
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "division", "period"],
                condition=Q(state=choices.SUBMITTED),
                name="indicators_reported_open_once",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | Q(state=choices.WITHDRAWN)
                | ~Q(checked_by=F("by")),
                name="indicators_reported_two_people",
            ),
        )
        indexes = (
            models.Index(fields=["indicator", "division", "period"], name="indicators_reported"),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.division_id} {self.period}"

    @property
    def value(self) -> Decimal | None:
        """The figure in the unit of its indicator."""
        item = item_of(self.indicator)
        return None if item is None else item.value(self.numerator, self.denominator)


class Release(models.Model):
    """A period's figures of a place for the public (公布), drafted by one and approved by another."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    period = models.CharField(_("统计期"), max_length=7)
    cells = models.JSONField(_("公布的指标值"), default=list)
    state = models.CharField(
        _("状态"), max_length=10, choices=list(choices.RELEASE_STATES.items()), default="draft"
    )
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("拟稿时间"))
    approved_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    withdrawn_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    reason = models.CharField(_("撤回理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("指标公布")
        constraints = (
            models.UniqueConstraint(
                fields=["division", "period"],
                condition=~Q(state=choices.WITHDRAWN),
                name="indicators_release_once",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("by")),
                name="indicators_release_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"{self.division_id} {self.period}"
