"""A proposed change with the population it was tried on, and what came out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .choices import ScenarioState


class Scenario(models.Model):
    """One what-if run (测算): changed values, switched versions, a month's population, the result.

    `changes` are {policy, parameter, division, category, value}, values as written in their unit;
    `law_on` applies the law of another day; `without` names divisions whose local versions of rules
    fall away, `extended` pairs [from, to] of divisions; `divisions` narrows the run. `inputs` is the
    digest of everything the result rests on: the same inputs give the same bytes in the lake.
    """

    title = models.CharField(_("名称"), max_length=120)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    month = models.CharField(_("人口月份"), max_length=7)
    policies = models.JSONField(_("政策"), default=list)
    changes = models.JSONField(_("数值变动"), default=list)
    law_on = models.DateField(_("适用另一日的规定"), null=True, blank=True)
    without = models.JSONField(_("不适用地方规定的地区"), default=list)
    extended = models.JSONField(_("推广地方规定"), default=list)
    divisions = models.JSONField(_("限于地区"), default=list)
    definition = models.CharField(_("方案摘要"), max_length=64)
    state = models.CharField(
        _("状态"),
        max_length=12,
        default=ScenarioState.SAVED.value,
        choices=[(s.value, s.label) for s in ScenarioState],
    )
    made_by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("建立时间"))
    done = models.PositiveIntegerField(_("已完成"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    ran_at = models.DateTimeField(_("运行时间"), null=True, blank=True)
    inputs = models.CharField(_("依据摘要"), max_length=64, blank=True)
    figures = models.JSONField(_("结果"), default=dict)
    change_id = models.BigIntegerField(_("标准草案"), null=True, blank=True)

    class Meta:
        verbose_name = _("测算")
        constraints = (
            models.UniqueConstraint(
                fields=["division", "definition"],
                condition=models.Q(state="saved"),
                name="scenarios_saved_once",
            ),
        )
        indexes = (models.Index(fields=["division", "-made_at"], name="scenarios_of_division"),)

    def __str__(self) -> str:
        return self.title
