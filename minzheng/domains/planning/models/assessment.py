"""Yearly assessments: the scheme, a sheet for everybody assessed, points, objections, what follows."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.purchases.declarations import Band

from ..choices import (
    CONFIRMED,
    CONSEQUENCES,
    ENTERED,
    PUBLISHED,
    SCHEME_KINDS,
    SCHEME_STATES,
    SELF_SCORING,
    SHEET_STATES,
)
from ..declarations.scoring import ScoreItem, items_of
from .plans import FIGURE


class Scheme(models.Model):
    """How one kind of work is assessed in a year, by which document (考核细则).

    ``division`` assesses; those right below it are assessed. A change within the year is a new
    version with its own document; sheets keep the version they began under.
    """

    kind = models.CharField(_("类别"), max_length=12, choices=list(SCHEME_KINDS.items()))
    year = models.PositiveSmallIntegerField(_("年度"))
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    title = models.CharField(_("名称"), max_length=120)
    document = models.CharField(_("依据文件"), max_length=120)
    # Figures of periods that ended on or before this day count, and no later ones.
    counted_to = models.DateField(_("指标截止日期"))
    objection_days = models.PositiveSmallIntegerField(_("异议期（工作日）"))
    bonus_cap = models.PositiveSmallIntegerField(_("加分上限"), default=0)
    items = models.JSONField(_("考核项目"))
    bands = models.JSONField(_("等次"))
    state = models.CharField(
        _("状态"), max_length=10, choices=list(SCHEME_STATES.items()), default=ENTERED
    )
    entered_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("录入时间"))
    decided_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("复核时间"), null=True)

    class Meta:
        verbose_name = _("考核细则")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "year", "division", "version"], name="planning_scheme_version_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "year", "division"],
                condition=Q(state=CONFIRMED),
                name="planning_scheme_in_force_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("entered_by")),
                name="planning_scheme_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=ENTERED, decided_by__isnull=True)
                | (~Q(state=ENTERED) & Q(decided_by__isnull=False)),
                name="planning_scheme_decided",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def scored(self) -> list[ScoreItem]:
        """The items as rows, in the order in which they are numbered from one."""
        return items_of(self.items)

    @property
    def grades(self) -> list[Band]:
        """The grades as rows."""
        return [Band(*row) for row in self.bands]


class ScoreSheet(models.Model):
    """One assessed place under a scheme (考核表). Points are hundredths of a point."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="sheets")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("序号"))
    state = models.CharField(
        _("状态"), max_length=10, choices=list(SHEET_STATES.items()), default=SELF_SCORING
    )
    self_total = models.PositiveIntegerField(_("自评得分"), null=True)
    total = models.PositiveIntegerField(_("得分"), null=True)
    grade = models.CharField(_("等次"), max_length=20, blank=True)
    rank = models.PositiveSmallIntegerField(_("名次"), null=True)
    submitted_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("自评提交时间"), null=True)
    reviewed_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(_("评审时间"), null=True)
    objections_until = models.DateField(_("异议截止日期"), null=True)
    published_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(_("公布时间"), null=True)

    class Meta:
        verbose_name = _("考核表")
        constraints = (
            models.UniqueConstraint(fields=["scheme", "division"], name="planning_sheet_once"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("submitted_by")),
                name="planning_sheet_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=PUBLISHED) | Q(total__isnull=False, rank__isnull=False),
                name="planning_sheet_published_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.division_id}"


class Score(models.Model):
    """What one item of a sheet was given: the figure, the self-score, the reviewed points."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="scores")
    number = models.PositiveSmallIntegerField(_("序号"))
    # The figure of a computed item, with the observation it opens to.
    figure = models.DecimalField(_("指标值"), null=True, **FIGURE)
    period = models.CharField(_("统计期"), max_length=7, blank=True)
    observation = models.ForeignKey(
        "indicators.Observation", models.SET_NULL, null=True, related_name="+"
    )
    self_points = models.PositiveIntegerField(_("自评得分"), null=True)
    self_note = models.CharField(_("自评说明"), max_length=500, blank=True)
    evidence = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    points = models.PositiveIntegerField(_("得分"), null=True)
    note = models.CharField(_("评审说明"), max_length=500, blank=True)
    is_excused = models.BooleanField(_("不参评"), default=False)

    class Meta:
        verbose_name = _("考核项得分")
        constraints = (
            models.UniqueConstraint(fields=["sheet", "number"], name="planning_score_once"),
            models.CheckConstraint(
                condition=Q(is_excused=False) | ~Q(note=""), name="planning_score_excused_in_words"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.number}"


class Objection(models.Model):
    """What an assessed place objects to, and how it was decided by somebody else (考核异议)."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="objections")
    number = models.PositiveSmallIntegerField(_("考核项"))
    text = models.CharField(_("异议理由"), max_length=500)
    evidence = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("提出时间"))
    is_upheld = models.BooleanField(_("采纳"), null=True)
    before = models.PositiveIntegerField(_("原得分"), null=True)
    points = models.PositiveIntegerField(_("改判得分"), null=True)
    reason = models.CharField(_("答复"), max_length=500, blank=True)
    decided_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("考核异议")
        constraints = (
            models.UniqueConstraint(
                fields=["sheet", "number"],
                condition=Q(decided_by__isnull=True),
                name="planning_objection_open_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, is_upheld__isnull=True)
                | (Q(decided_by__isnull=False, is_upheld__isnull=False) & ~Q(reason="")),
                name="planning_objection_answered",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")),
                name="planning_objection_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.number}"


class Consequence(models.Model):
    """What a published result is used for: a commendation, an improvement, an appraisal (结果运用)."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="consequences")
    kind = models.CharField(_("运用"), max_length=12, choices=list(CONSEQUENCES.items()))
    number = models.PositiveSmallIntegerField(_("考核项"), null=True)
    text = models.CharField(_("内容"), max_length=500)
    # The unit or the member of staff it is about.
    whom = models.CharField(_("对象"), max_length=120)
    task = models.ForeignKey("planning.Task", models.PROTECT, null=True, related_name="+")
    document = models.CharField(_("文件"), max_length=120, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("考核结果运用")
        constraints = (
            models.UniqueConstraint(
                fields=["sheet", "kind", "whom", "text"], name="planning_consequence_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.kind}"
