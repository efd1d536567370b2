"""One run of a month and the progress of each of its stages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .choices import RunState

_STATES = [(s.value, s.label) for s in RunState]


class CycleRun(models.Model):
    """The cycle of one month (月度周期); running it again continues this row."""

    month = models.CharField(_("月份"), max_length=7, unique=True)
    state = models.CharField(
        _("状态"), max_length=8, choices=_STATES, default=RunState.WAITING.value
    )
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    runs = models.PositiveIntegerField(_("运行次数"), default=0)
    started_by = models.ForeignKey(
        "accounts.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("月度周期")

    def __str__(self) -> str:
        return self.month


class StageRun(models.Model):
    """How far one stage of a month has come (阶段进度)."""

    cycle = models.ForeignKey(CycleRun, on_delete=models.CASCADE, related_name="stages")
    key = models.CharField(_("阶段"), max_length=40)
    state = models.CharField(
        _("状态"), max_length=8, choices=_STATES, default=RunState.WAITING.value
    )
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    seconds = models.FloatField(_("用时（秒）"), null=True, blank=True)
    done = models.PositiveIntegerField(_("已完成"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    summary = models.JSONField(_("结果"), default=dict)
    problem = models.CharField(_("问题"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("阶段进度")
        constraints = (
            models.UniqueConstraint(fields=["cycle", "key"], name="cycle_one_row_per_stage"),
        )

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.key}"
