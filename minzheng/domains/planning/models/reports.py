"""Evaluation reports: drafts with frozen figures, their words with every version, who outside may read."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..choices import DRAFTED, REPORT_KINDS, REPORT_SECTIONS, REPORT_STATES, SEALED


class EvaluationReport(models.Model):
    """One draft of a mid-term or final evaluation of a plan at a day (评估报告).

    Its figures are frozen when it is drafted; newer figures are a new draft with the next number.
    """

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="reports")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    kind = models.CharField(_("种类"), max_length=10, choices=list(REPORT_KINDS.items()))
    on = models.DateField(_("评估时点"))
    number = models.PositiveSmallIntegerField(_("稿次"))
    title = models.CharField(_("标题"), max_length=200)
    # What the source itself says of its targets as a whole, quoted beside our own count.
    claim = models.CharField(_("原文表述"), max_length=500, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=list(REPORT_STATES.items()), default=DRAFTED
    )
    note = models.CharField(_("退回意见"), max_length=500, blank=True)
    # What the paper bears when it is issued: at its head and in its 版记.
    issuer = models.CharField(_("发文机关"), max_length=120, blank=True)
    document_no = models.CharField(_("文号"), max_length=60, blank=True)
    copies = models.CharField(_("抄送"), max_length=200, blank=True)
    digest = models.CharField(_("定稿摘要"), max_length=64, blank=True)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("起草时间"))
    submitted_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("定稿时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("评估报告")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "kind", "number"], name="planning_report_number_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("submitted_by")),
                name="planning_report_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=SEALED)
                | (Q(confirmed_by__isnull=False) & Q(confirmed_at__isnull=False) & ~Q(digest="")),
                name="planning_report_final_is_sealed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}稿）"


class ReportFigure(models.Model):
    """One figure of a report as it was when the report was drafted, and what it was read from.

    ``value`` None is a figure that is not known; ``text`` says so in words and never says nought.
    """

    report = models.ForeignKey(EvaluationReport, models.PROTECT, related_name="figures")
    section = models.CharField(max_length=12, choices=list(REPORT_SECTIONS.items()))
    sequence = models.PositiveIntegerField()
    key = models.CharField(max_length=80)
    name = models.CharField(_("数字"), max_length=200)
    part = models.CharField(max_length=12)
    value = models.DecimalField(_("值"), max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    text = models.CharField(_("写作"), max_length=60)
    status = models.CharField(_("状态"), max_length=10, blank=True)
    reason = models.CharField(_("说明"), max_length=500, blank=True)
    indicator = models.CharField(max_length=120, blank=True)
    period = models.CharField(_("数据期"), max_length=7, blank=True)
    observation = models.BigIntegerField(null=True, blank=True)
    target = models.ForeignKey(
        "planning.Target", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The rows that were counted: [{"kind": "task", "id": 3, "label": "…", "note": "…"}].
    rows: Any = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("报告数字")
        constraints = (
            models.UniqueConstraint(fields=["report", "key"], name="planning_figure_key_once"),
            models.UniqueConstraint(fields=["report", "name"], name="planning_figure_name_once"),
        )

    def __str__(self) -> str:
        return self.name


class ReportText(models.Model):
    """One version of the words of a section; the newest counts, earlier ones stay.

    A name of a figure in 【】 stands for that figure, so that words and figures cannot part.
    """

    report = models.ForeignKey(EvaluationReport, models.PROTECT, related_name="texts")
    section = models.CharField(max_length=12, choices=list(REPORT_SECTIONS.items()))
    version = models.PositiveIntegerField(_("版次"))
    body = models.TextField(_("内容"), blank=True)
    is_prepared = models.BooleanField(_("由数据生成"), default=False)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("写入时间"))

    class Meta:
        verbose_name = _("报告文字")
        constraints = (
            models.UniqueConstraint(
                fields=["report", "section", "version"], name="planning_text_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id} {self.section} {self.version}"


class ReportReader(models.Model):
    """An evaluator of a third party who may read one report until a day, and what he thinks of it."""

    report = models.ForeignKey(EvaluationReport, models.PROTECT, related_name="readers")
    reader = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    until = models.DateField(_("可查阅至"))
    contract = models.CharField(_("委托文件"), max_length=120)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("授权时间"))
    withdrawn_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("收回时间"), null=True, blank=True)
    opinion = models.TextField(_("评估意见"), blank=True)
    opined_at = models.DateTimeField(_("评估时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("第三方查阅授权")
        constraints = (
            models.UniqueConstraint(
                fields=["report", "reader"],
                condition=Q(withdrawn_at__isnull=True),
                name="planning_reader_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id} {self.reader_id}"
