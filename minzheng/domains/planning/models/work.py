"""What is done for a plan: tasks with progress, and projects with money, milestones and photographs."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from ..choices import OPEN, PROJECT_STATES, TASK_DONE, TASK_STATES
from .plans import FIGURE, Plan


class Task(models.Model):
    """Something a unit is to do until a day: a work point, a part of it, a decision of a meeting (任务)."""

    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="tasks")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    sequence = models.PositiveSmallIntegerField(_("序号"), default=1)
    title = models.CharField(_("任务"), max_length=200)
    text = models.TextField(_("内容"), blank=True)
    unit = models.CharField(_("责任单位"), max_length=120, blank=True)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("期限"), null=True, blank=True)
    quantity = models.DecimalField(_("数量"), null=True, blank=True, **FIGURE)
    quantity_unit = models.CharField(_("数量单位"), max_length=30, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=list(TASK_STATES.items()), default=OPEN
    )
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    is_practical = models.BooleanField(_("民生实事"), default=False)
    origin = models.CharField(_("来源"), max_length=200, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("任务")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=TASK_DONE, done_on__isnull=False)
                | (~Q(state=TASK_DONE) & Q(done_on__isnull=True)),
                name="planning_task_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="planning_task_quantity_positive",
            ),
        )

    def __str__(self) -> str:
        return self.title


class TaskProgress(models.Model):
    """How far a task was on a day, in percent and in pieces done so far, with evidence (任务进展)."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="progress")
    on = models.DateField(_("日期"))
    percent = models.PositiveSmallIntegerField(_("完成百分比"))
    quantity = models.DecimalField(_("累计完成数量"), null=True, blank=True, **FIGURE)
    text = models.CharField(_("进展"), max_length=500)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("任务进展")
        constraints = (
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="planning_progress_within_whole"
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gte=0),
                name="planning_progress_not_negative",
            ),
        )

    def __str__(self) -> str:
        return f"{self.task_id} {self.on} {self.percent}%"


class Project(models.Model):
    """A building or other large project a plan names (重大工程)."""

    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="projects")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    name = models.CharField(_("项目名称"), max_length=200)
    site = models.CharField(_("地点"), max_length=200, blank=True)
    land_m2 = models.DecimalField(_("占地面积（平方米）"), null=True, blank=True, **FIGURE)
    area_m2 = models.DecimalField(_("建筑面积（平方米）"), null=True, blank=True, **FIGURE)
    beds = models.PositiveIntegerField(_("床位"), null=True, blank=True)
    total = MoneyField(_("总投资"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=list(PROJECT_STATES.items()), default="proposed"
    )
    status_note = models.CharField(_("状态说明"), max_length=300, blank=True)
    flags = models.JSONField(_("疑点"), default=list, blank=True)
    money = models.ForeignKey(
        "purchases.Project", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Building needs land: inclusion in the spatial plan and in a year's plan of land (PL-17).
    spatial_plan_on = models.DateField(_("纳入国土空间规划"), null=True, blank=True)
    land_plan_year = models.PositiveSmallIntegerField(_("纳入年度用地计划"), null=True, blank=True)
    land_plan_document = models.CharField(_("用地文件"), max_length=120, blank=True)
    # The row as the source printed it, whole.
    printed = models.JSONField(_("原文记载"), default=dict, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("重大工程")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "division", "name"], name="planning_project_once"
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(total__gte=0),
                name="planning_project_total_not_negative",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ProjectSource(models.Model):
    """What one source is to give to a project (投资来源)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="sources")
    source = models.CharField(_("资金来源"), max_length=100)
    planned = MoneyField(_("计划"))

    class Meta:
        verbose_name = _("重大工程资金来源")
        constraints = (
            models.UniqueConstraint(fields=["project", "source"], name="planning_source_once"),
            models.CheckConstraint(condition=Q(planned__gt=0), name="planning_source_positive"),
        )

    def __str__(self) -> str:
        return self.source


class ProjectMilestone(models.Model):
    """A milestone of a project, and when it was reached (工程节点)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    sequence = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("节点"), max_length=100)
    due_on = models.DateField(_("计划完成"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("重大工程节点")
        constraints = (
            models.UniqueConstraint(
                fields=["project", "sequence"], name="planning_milestone_in_order"
            ),
        )

    def __str__(self) -> str:
        return self.title


class ProjectPhoto(models.Model):
    """A photograph of a project on a day (工程照片)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="photos")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    taken_on = models.DateField(_("拍摄日期"))
    text = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("工程照片")
        ordering = ("taken_on", "pk")

    def __str__(self) -> str:
        return self.text or str(self.taken_on)
