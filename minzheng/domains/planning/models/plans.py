"""Plans as they were issued: chapters, targets with their years, facts, and every change of them."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..choices import (
    COMPARATORS,
    FACT_SECTIONS,
    IN_FORCE,
    METHODS,
    PLAN_KINDS,
    PLAN_STATES,
    RISE,
    TARGET_KINDS,
)

# What a plan promises is printed with at most four digits behind the point.
FIGURE: dict[str, Any] = {"max_digits": 20, "decimal_places": 4}


class Plan(models.Model):
    """A plan, yearly work list or action with the period it is for (规划)."""

    key = models.SlugField(_("代号"), max_length=60, unique=True)
    title = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(_("类别"), max_length=20, choices=list(PLAN_KINDS.items()))
    issuer = models.CharField(_("印发单位"), max_length=120, blank=True)
    document_no = models.CharField(_("文号"), max_length=60, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    period_from = models.DateField(_("规划期起"))
    period_to = models.DateField(_("规划期止"))
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subordinates"
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=list(PLAN_STATES.items()), default=IN_FORCE
    )
    midterm_year = models.PositiveSmallIntegerField(_("中期评估年度"), null=True, blank=True)
    final_year = models.PositiveSmallIntegerField(_("终期评估年度"), null=True, blank=True)
    third_party = models.BooleanField(_("引入第三方评估"), default=False)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField(_("来源"), max_length=200, blank=True)
    # What the source says of the document itself and no column holds.
    printed = models.JSONField(_("原文记载"), default=dict, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("规划")
        constraints = (
            models.CheckConstraint(
                condition=Q(period_from__lte=F("period_to")), name="planning_plan_forward"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Chapter(models.Model):
    """A chapter of a plan, in its words (章节)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="chapters")
    sequence = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("内容"), blank=True)

    class Meta:
        verbose_name = _("章节")
        constraints = (
            models.UniqueConstraint(fields=["plan", "sequence"], name="planning_chapter_in_order"),
        )

    def __str__(self) -> str:
        return self.title


class Target(models.Model):
    """What a plan promises of one indicator until a day (指标与目标).

    ``value`` is in the unit printed, ``upper`` the end of a span. A target without a value follows a
    reference series: ``relative_to`` is its indicator, ``relative_lag`` how many years it runs before.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets")
    sequence = models.PositiveSmallIntegerField(_("序号"))
    key = models.CharField(_("代号"), max_length=100)
    indicator = models.CharField(_("指标"), max_length=160, blank=True, db_index=True)
    label = models.CharField(_("名称"), max_length=200)
    unit = models.CharField(_("单位"), max_length=60, blank=True)
    comparator = models.CharField(
        _("要求"), max_length=2, choices=list(COMPARATORS.items()), default=">="
    )
    value = models.DecimalField(_("目标值"), null=True, blank=True, **FIGURE)
    upper = models.DecimalField(_("目标上限"), null=True, blank=True, **FIGURE)
    relative_to = models.CharField(_("参照指标"), max_length=160, blank=True)
    relative_lag = models.PositiveSmallIntegerField(_("参照早几年"), default=0)
    kind = models.CharField(
        _("属性"), max_length=10, choices=list(TARGET_KINDS.items()), blank=True, default=""
    )
    method = models.CharField(
        _("计算方法"), max_length=12, choices=list(METHODS.items()), default=RISE
    )
    base = models.DecimalField(_("基期值"), null=True, blank=True, **FIGURE)
    base_year = models.PositiveSmallIntegerField(_("基期年"), null=True, blank=True)
    due_on = models.DateField(_("完成期限"))
    is_listed = models.BooleanField(_("列入指标表"), default=True)
    owner = models.CharField(_("责任单位"), max_length=120, blank=True)
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subordinates"
    )
    flags = models.JSONField(_("疑点"), default=list, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)
    position = models.CharField(_("原文位置"), max_length=100, blank=True)
    # The row as the source printed it, whole.
    printed = models.JSONField(_("原文记载"), default=dict, blank=True)

    class Meta:
        verbose_name = _("规划目标")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "key", "is_listed", "due_on"], name="planning_target_once"
            ),
            models.CheckConstraint(
                condition=Q(upper__isnull=True) | Q(upper__gte=F("value")),
                name="planning_target_span",
            ),
        )

    def __str__(self) -> str:
        return self.label


class YearTarget(models.Model):
    """What a target asks by the end of one year (年度分解)."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("年度"))
    value = models.DecimalField(_("年度目标值"), **FIGURE)

    class Meta:
        verbose_name = _("年度目标")
        constraints = (
            models.UniqueConstraint(fields=["target", "year"], name="planning_year_once"),
        )

    def __str__(self) -> str:
        return f"{self.target_id} {self.year}"


class Amendment(models.Model):
    """A change of a plan asked by one person and approved by another, with its reason (规划调整)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="amendments")
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    on = models.DateField(_("调整日期"))
    subject = models.CharField(_("调整内容"), max_length=200)
    before = models.JSONField(_("调整前"), default=dict)
    after = models.JSONField(_("调整后"), default=dict)
    reason = models.CharField(_("调整理由"), max_length=500)
    document_no = models.CharField(_("依据文号"), max_length=60, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("提出时间"))
    approved_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    # Not approved and with words: refused.
    refusal = models.CharField(_("退回理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("规划调整")
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("by")),
                name="planning_amendment_two_people",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="planning_amendment_has_reason"),
        )

    def __str__(self) -> str:
        return self.subject


class PlanFact(models.Model):
    """A standard, parameter, count, amount or doubt the plan's text states (规划记载的事实)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="facts")
    section = models.CharField(_("类别"), max_length=10, choices=list(FACT_SECTIONS.items()))
    sequence = models.PositiveSmallIntegerField(_("序号"))
    key = models.CharField(_("代号"), max_length=100, blank=True)
    label = models.CharField(_("名称"), max_length=200)
    values = models.JSONField(_("内容"), default=dict)

    class Meta:
        verbose_name = _("规划记载的事实")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "section", "sequence"], name="planning_fact_in_order"
            ),
        )

    def __str__(self) -> str:
        return self.label
