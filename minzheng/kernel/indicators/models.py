"""Observations: one figure of one indicator, division, month and dimension value."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Observation(models.Model):
    """A computed figure (指标值). Counts as they are, money in fen, ratios as numerator and denominator."""

    indicator = models.CharField(_("指标"), max_length=100)
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    month = models.CharField(_("月份"), max_length=7)
    dimension = models.CharField(_("分组"), max_length=40, blank=True, default="")
    category = models.CharField(_("分组值"), max_length=40, blank=True, default="")
    numerator = models.BigIntegerField(_("分子"))
    denominator = models.BigIntegerField(_("分母"), null=True)
    is_suppressed = models.BooleanField(_("对外隐藏"), default=False)
    computed_at = models.DateTimeField(_("计算时间"))

    class Meta:
        verbose_name = _("指标值")
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "division", "month", "dimension", "category"],
                name="indicators_observation_once",
            ),
        )
        indexes = (
            models.Index(fields=["indicator", "month", "division"], name="indicators_series"),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.division_id} {self.month}"

    @property
    def percent(self) -> float | None:
        """The share in percent for display, or None for counts and empty denominators."""
        return None if not self.denominator else self.numerator * 100 / self.denominator
