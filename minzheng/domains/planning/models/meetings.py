"""Mechanisms that coordinate departments, their members, meetings with what was decided, and assigned tasks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.models import Period

from .. import choices


class Mechanism(Period):
    """A leading group, joint meeting or coordination mechanism, from its founding to its end (KC-23)."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    title = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=16, choices=list(choices.MECHANISM_KINDS.items()))
    basis = models.CharField(_("成立文件"), max_length=200)
    duty = models.CharField(_("职责"), max_length=500)
    office = models.CharField(_("办公室设在"), max_length=100, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("议事协调机制")
        constraints = (
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["division", "title"],
                condition=Q(valid_to__isnull=True),
                name="planning_mechanism_once",
            ),
        )

    def __str__(self) -> str:
        return self.title


class MechanismMember(Period):
    """Who sits in a mechanism, for which unit, from when to when (成员)."""

    mechanism = models.ForeignKey(Mechanism, models.PROTECT, related_name="members")
    role = models.CharField(_("职务"), max_length=8, choices=list(choices.MEMBER_ROLES.items()))
    name = models.CharField(_("姓名"), max_length=60)
    unit = models.CharField(_("单位"), max_length=100)
    post = models.CharField(_("单位职务"), max_length=60, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("机制成员")
        constraints = (
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["mechanism", "name", "unit"],
                condition=Q(valid_to__isnull=True),
                name="planning_member_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.name}"


class Meeting(models.Model):
    """A meeting that was held: who called it, where, its minutes (PL-14, PL-21)."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    mechanism = models.ForeignKey(
        Mechanism, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    kind = models.CharField(_("会议"), max_length=10, choices=list(choices.MEETING_KINDS.items()))
    convener = models.CharField(_("召开"), max_length=10, choices=list(choices.CONVENERS.items()))
    title = models.CharField(_("会议名称"), max_length=120)
    held_on = models.DateField(_("召开日期"))
    place = models.CharField(_("地点"), max_length=100)
    chair = models.CharField(_("主持"), max_length=60)
    attendees = models.CharField(_("参会"), max_length=1000, blank=True)
    minutes = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("会议")
        constraints = (
            models.UniqueConstraint(
                fields=["division", "title", "held_on"], name="planning_meeting_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind=choices.MECHANISM_MEETING) | Q(mechanism__isnull=False),
                name="planning_mechanism_meeting_named",
            ),
        )
        indexes = (models.Index(fields=["kind", "held_on"], name="planning_meeting_held"),)

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"


class MeetingIssue(models.Model):
    """One matter of a meeting and what was decided about it (议题与决定)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="issues")
    sequence = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("议题"), max_length=200)
    decision = models.CharField(_("决定"), max_length=1000)

    class Meta:
        verbose_name = _("议题")
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "sequence"], name="planning_issues_in_order"
            ),
        )

    def __str__(self) -> str:
        return self.title


class MeetingTask(models.Model):
    """A task a meeting gave out; the task itself stands among all tasks (交办事项)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="assigned")
    issue = models.ForeignKey(
        MeetingIssue, models.PROTECT, null=True, blank=True, related_name="assigned"
    )
    task = models.OneToOneField("planning.Task", models.PROTECT, related_name="assigned_at")

    class Meta:
        verbose_name = _("交办事项")

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.task_id}"


class TaskPress(models.Model):
    """That somebody was pressed for a task: by whom, when, with which words (催办)."""

    task = models.ForeignKey("planning.Task", models.PROTECT, related_name="presses")
    text = models.CharField(_("催办意见"), max_length=300)
    on = models.DateField(_("催办日期"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("催办时间"))

    class Meta:
        verbose_name = _("催办")
        constraints = (
            models.UniqueConstraint(fields=["task", "on"], name="planning_pressed_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.task_id} {self.on}"
