"""Who is to visit whom, how often that was chased, and what a village does together."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class VisitDuty(models.Model):
    """A worker's standing duty to visit somebody under a rule, and how it is chased (走访任务).

    The lines of a plan are computed; a row is here once somebody was told to go, or once the visit
    was overdue. ``person`` is empty where the rule is about the household.
    """

    rule = models.CharField(_("走访规则"), max_length=60)
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    worker = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("应走访日期"), null=True)
    since = models.DateField(_("开始日期"))
    ended_on = models.DateField(_("结束日期"), null=True)
    chased_at = models.DateTimeField(_("催办时间"), null=True)
    escalated_at = models.DateTimeField(_("报乡镇时间"), null=True)
    chases = models.PositiveSmallIntegerField(_("催办次数"), default=0)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("分派时间"))

    class Meta:
        verbose_name = _("走访任务")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "household", "person"],
                condition=Q(ended_on=None, person__isnull=False),
                name="visits_duty_of_person_once",
            ),
            models.UniqueConstraint(
                fields=["rule", "household"],
                condition=Q(ended_on=None, person__isnull=True),
                name="visits_duty_of_home_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["division", "rule"], condition=Q(ended_on=None), name="visits_duty_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.household_id}"


class CareActivity(models.Model):
    """A caring activity held in a village by volunteers or the committee (关爱服务活动)."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    title = models.CharField(_("活动名称"), max_length=100)
    held_on = models.DateField(_("活动日期"))
    organiser = models.CharField(_("组织者"), max_length=100)
    children = models.PositiveIntegerField(_("参加儿童人数"))
    volunteers = models.PositiveIntegerField(_("志愿者人数"), default=0)
    content = models.CharField(_("内容"), max_length=500, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("关爱服务活动")
        constraints = [
            models.UniqueConstraint(
                fields=["division", "title", "held_on"], name="visits_activity_once"
            )
        ]
        indexes = [models.Index(fields=["division", "held_on"], name="visits_activity_in_place")]

    def __str__(self) -> str:
        return self.title
