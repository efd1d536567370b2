"""Plans being imported: the file, and what was read from it, one decision for each proposal."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..choices import (
    CONFIDENCES,
    IMPORT_KINDS,
    IMPORT_OPEN,
    IMPORT_STATES,
    PROPOSAL_SECTIONS,
    PROPOSAL_STATES,
    PROPOSED,
)
from .plans import FIGURE, Plan

_FIGURE: dict[str, Any] = dict(FIGURE)


class PlanImport(models.Model):
    """One file or pasted text on its way to a plan; it can be left and gone on with later (规划导入)."""

    kind = models.CharField(_("类别"), max_length=12, choices=list(IMPORT_KINDS.items()))
    state = models.CharField(
        _("状态"), max_length=10, choices=list(IMPORT_STATES.items()), default=IMPORT_OPEN
    )
    title = models.CharField(_("标题"), max_length=200)
    issuer = models.CharField(_("印发单位"), max_length=120, blank=True)
    document_no = models.CharField(_("文号"), max_length=60, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    period_from = models.DateField(_("规划期起"), null=True, blank=True)
    period_to = models.DateField(_("规划期止"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200)
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    # What the reader of a data file points out; it refuses nothing.
    warnings = models.JSONField(_("提示"), default=list, blank=True)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="imports")
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("导入时间"))

    class Meta:
        verbose_name = _("规划导入")

    def __str__(self) -> str:
        return self.title


class Proposal(models.Model):
    """One thing read from a document: as read in ``found``, as decided in the columns (导入条目)."""

    plan_import = models.ForeignKey(PlanImport, models.CASCADE, related_name="proposals")
    sequence = models.PositiveSmallIntegerField(_("序号"))
    section = models.CharField(_("类别"), max_length=12, choices=list(PROPOSAL_SECTIONS.items()))
    number = models.PositiveSmallIntegerField(_("原文序号"), null=True, blank=True)
    label = models.CharField(_("名称"), max_length=200)
    part = models.CharField(_("分项"), max_length=100, blank=True)
    # The shared name: the same key means the same indicator in every plan.
    key = models.CharField(_("代号"), max_length=100)
    unit = models.CharField(_("单位"), max_length=60, blank=True)
    comparator = models.CharField(_("要求"), max_length=2, default="=")
    value = models.DecimalField(_("目标值"), null=True, blank=True, **_FIGURE)
    upper = models.DecimalField(_("目标上限"), null=True, blank=True, **_FIGURE)
    relative_to = models.CharField(_("参照指标"), max_length=160, blank=True)
    kind = models.CharField(_("属性"), max_length=10, blank=True)
    base = models.DecimalField(_("基期值"), null=True, blank=True, **_FIGURE)
    base_year = models.PositiveSmallIntegerField(_("基期年"), null=True, blank=True)
    reached = models.DecimalField(_("完成值"), null=True, blank=True, **_FIGURE)
    status = models.CharField(_("原文结论"), max_length=60, blank=True)
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    line = models.PositiveIntegerField(_("原文行号"))
    sentence = models.TextField(_("原文"))
    span_from = models.PositiveIntegerField(default=0)
    span_to = models.PositiveIntegerField(default=0)
    confidence = models.CharField(_("把握"), max_length=8, choices=list(CONFIDENCES.items()))
    flags = models.JSONField(_("疑点"), default=list, blank=True)
    found = models.JSONField(_("读出的内容"), default=dict)
    state = models.CharField(
        _("处理"), max_length=10, choices=list(PROPOSAL_STATES.items()), default=PROPOSED
    )
    reported = models.ForeignKey(
        "indicators.ReportedValue", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("导入条目")
        constraints = (
            models.UniqueConstraint(
                fields=["plan_import", "sequence"], name="planning_proposal_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state=PROPOSED) | Q(decided_by__isnull=False),
                name="planning_proposal_decided_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.part}".strip()
