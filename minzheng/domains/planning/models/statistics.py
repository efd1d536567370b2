"""Statistical report forms: their approvals, one filled for a place and period, its frozen snapshots."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..choices import APPROVAL_STATES, CELL_ORIGINS, CONFIRMED, ENTERED, FILLING, RETURN_STATES
from .plans import FIGURE


class FormApproval(models.Model):
    """Who made a form, under which number it was approved and how long it is valid (统计法 17)."""

    form = models.CharField(_("报表"), max_length=40)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    table_number = models.CharField(_("表号"), max_length=40)
    maker = models.CharField(_("制表机关"), max_length=100)
    approval_number = models.CharField(_("批准文号"), max_length=100)
    valid_from = models.DateField(_("有效期起"))
    valid_to = models.DateField(_("有效期至"))
    state = models.CharField(
        _("状态"), max_length=10, choices=list(APPROVAL_STATES.items()), default=ENTERED
    )
    entered_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("录入时间"))
    decided_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("复核时间"), null=True)

    class Meta:
        verbose_name = _("报表批准")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from__lte=F("valid_to")), name="planning_approval_period"
            ),
            models.UniqueConstraint(
                fields=["form", "division", "valid_from"],
                condition=Q(state=CONFIRMED),
                name="planning_approval_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("entered_by")),
                name="planning_approval_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=ENTERED, decided_by__isnull=True)
                | (~Q(state=ENTERED) & Q(decided_by__isnull=False)),
                name="planning_approval_decided",
            ),
        )

    def __str__(self) -> str:
        return f"{self.table_number} {self.approval_number}"


class StatisticsReturn(models.Model):
    """One form of one place and period (统计报表): filled, signed by a second person, sent upward."""

    form = models.CharField(_("报表"), max_length=40)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    period = models.CharField(_("统计期"), max_length=7)
    approval = models.ForeignKey(FormApproval, models.PROTECT, related_name="returns")
    state = models.CharField(
        _("状态"), max_length=10, choices=list(RETURN_STATES.items()), default=FILLING
    )
    revision = models.PositiveSmallIntegerField(_("版次"), default=1)
    due_on = models.DateField(_("报送期限"))
    opened_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("开表时间"))
    filler = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    filled_at = models.DateTimeField(_("填表时间"), null=True)
    head = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(_("签署时间"), null=True)
    sent_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(_("报送时间"), null=True)

    class Meta:
        verbose_name = _("统计报表")
        constraints = (
            models.UniqueConstraint(
                fields=["form", "division", "period"], name="planning_return_once"
            ),
            models.CheckConstraint(
                condition=Q(head__isnull=True) | ~Q(head=F("filler")),
                name="planning_return_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"{self.form} {self.division_id} {self.period}"


class StatisticsCell(models.Model):
    """One line of a filled form: its value, where it comes from, what explains it. None: not known."""

    report = models.ForeignKey(StatisticsReturn, models.PROTECT, related_name="cells")
    line = models.CharField(_("行次"), max_length=10)
    value = models.DecimalField(_("数值"), null=True, **FIGURE)
    origin = models.CharField(_("来源"), max_length=10, choices=list(CELL_ORIGINS.items()))
    observation = models.ForeignKey(
        "indicators.Observation", models.SET_NULL, null=True, related_name="+"
    )
    source = models.CharField(_("数据出处"), max_length=200, blank=True)
    explanation = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("报表数值")
        constraints = (
            models.UniqueConstraint(fields=["report", "line"], name="planning_cell_once"),
        )

    def __str__(self) -> str:
        return f"{self.report_id} {self.line}"


class StatisticsSnapshot(models.Model):
    """A form as it was signed, kept bit for bit (数据冻结); ``reason`` says why it was opened again."""

    report = models.ForeignKey(StatisticsReturn, models.PROTECT, related_name="snapshots")
    revision = models.PositiveSmallIntegerField(_("版次"))
    content = models.TextField(_("冻结内容"))
    digest = models.CharField(_("摘要"), max_length=64)
    frozen_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(_("冻结时间"))
    reason = models.CharField(_("重开原因"), max_length=300, blank=True)
    reopened_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField(_("重开时间"), null=True)

    class Meta:
        verbose_name = _("报表快照")
        constraints = (
            models.UniqueConstraint(fields=["report", "revision"], name="planning_snapshot_once"),
            models.CheckConstraint(
                condition=Q(reopened_by__isnull=True) | ~Q(reason=""),
                name="planning_snapshot_reopened_in_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id} {self.revision}"
