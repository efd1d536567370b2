"""Inspections of townships on site: the plan of a quarter, what was looked at, what was found (SA-70)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .. import choices


class Inspection(models.Model):
    """One inspection of a township that a quarter asks for, planned and then held by two (实地检查)."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    quarter = models.CharField(_("季度"), max_length=7)
    sequence = models.PositiveSmallIntegerField(_("本季度第几次"))
    due_on = models.DateField(_("最迟"))
    state = models.CharField(
        _("状态"),
        max_length=8,
        choices=list(choices.INSPECTION_STATES.items()),
        default=choices.PLANNED_INSPECTION,
    )
    held_on = models.DateField(_("检查日期"), null=True, blank=True)
    place = models.CharField(_("检查地点"), max_length=200, blank=True)
    opinion = models.CharField(_("检查指导意见"), max_length=1000, blank=True)
    inspector = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    companion = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    photo = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("登记时间"), null=True, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("计划时间"))

    class Meta:
        verbose_name = _("乡镇实地检查")
        constraints = (
            models.UniqueConstraint(
                fields=["division", "quarter", "sequence"], name="planning_inspection_planned_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=choices.PLANNED_INSPECTION, held_on__isnull=True, inspector__isnull=True
                )
                | (
                    Q(
                        state=choices.INSPECTED,
                        held_on__isnull=False,
                        inspector__isnull=False,
                        companion__isnull=False,
                    )
                    & ~Q(companion=F("inspector"))
                ),
                name="planning_inspected_by_two",
            ),
        )
        indexes = (models.Index(fields=["quarter", "state"], name="planning_inspection_open"),)

    def __str__(self) -> str:
        return f"{self.division_id} {self.quarter} {self.sequence}"


class InspectionAnswer(models.Model):
    """What was found about one line of the checklist, in the words the list had that day (检查记录)."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="answers")
    sequence = models.PositiveSmallIntegerField(_("序号"))
    text = models.CharField(_("检查内容"), max_length=200)
    basis = models.CharField(_("依据"), max_length=120, blank=True)
    answer = models.CharField(
        _("结果"), max_length=8, choices=list(choices.INSPECTION_ANSWERS.items())
    )
    note = models.CharField(_("情况"), max_length=500, blank=True)
    item = models.OneToOneField(
        "planning.RectificationItem", models.PROTECT, null=True, blank=True, related_name="answered"
    )

    class Meta:
        verbose_name = _("检查记录")
        constraints = (
            models.UniqueConstraint(fields=["inspection", "sequence"], name="planning_answer_once"),
            models.CheckConstraint(
                condition=~Q(answer=choices.FAULTY) | (~Q(note="") & Q(item__isnull=False)),
                name="planning_fault_becomes_item",
            ),
        )

    def __str__(self) -> str:
        return self.text
