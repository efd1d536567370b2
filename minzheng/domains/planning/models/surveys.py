"""Sample surveys of effect: the questionnaire, the sample as it was drawn, and what was answered."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.people.declarations import declare_person_reference

from ..choices import (
    CHANNELS,
    DESIGNING,
    QUESTION_KINDS,
    SURVEY_STATES,
    UNIT_STATES,
    WAITING,
)


class Survey(models.Model):
    """A questionnaire put to a sample of a population (抽样调查), by ourselves or a third party."""

    plan = models.ForeignKey(
        "planning.Plan", models.PROTECT, null=True, blank=True, related_name="surveys"
    )
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    title = models.CharField(_("名称"), max_length=150)
    purpose = models.CharField(_("目的"), max_length=500)
    population = models.CharField(_("调查总体"), max_length=100)
    size = models.PositiveIntegerField(_("样本量"))
    seed = models.PositiveIntegerField(_("抽样种子"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    # Who asks when it is not the bureau: he sees this survey and no other.
    evaluator = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.CharField(_("第三方机构"), max_length=120, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=list(SURVEY_STATES.items()), default=DESIGNING
    )
    drawn_on = models.DateField(_("抽样日期"), null=True, blank=True)
    closed_on = models.DateField(_("结束调查日期"), null=True, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("抽样调查")
        constraints = (
            models.UniqueConstraint(fields=["division", "title"], name="planning_survey_once"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on"), size__gt=0), name="planning_survey_sound"
            ),
        )

    def __str__(self) -> str:
        return self.title


class SurveyQuestion(models.Model):
    """One question (问题): its kind, the answers it offers or the ends of its scale."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    sequence = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("题型"), max_length=10, choices=list(QUESTION_KINDS.items()))
    text = models.CharField(_("问题"), max_length=300)
    options = models.JSONField(_("选项"), default=list, blank=True)
    low = models.IntegerField(_("最低"), null=True, blank=True)
    high = models.IntegerField(_("最高"), null=True, blank=True)
    is_required = models.BooleanField(_("必答"), default=True)

    class Meta:
        verbose_name = _("问卷题目")
        constraints = (
            models.UniqueConstraint(
                fields=["survey", "sequence"], name="planning_question_in_order"
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True, high__isnull=True) | Q(low__lt=F("high")),
                name="planning_question_scale",
            ),
        )

    def __str__(self) -> str:
        return self.text


class SurveyStratum(models.Model):
    """One layer of the sample (抽样层): a place, how many live there, how many were drawn."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="strata")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    population = models.PositiveIntegerField(_("总体数"))
    drawn = models.PositiveIntegerField(_("抽取数"))

    class Meta:
        verbose_name = _("抽样层")
        constraints = (
            models.UniqueConstraint(fields=["survey", "division"], name="planning_stratum_once"),
            models.CheckConstraint(
                condition=Q(drawn__gt=0, drawn__lte=F("population")), name="planning_stratum_sound"
            ),
        )

    def __str__(self) -> str:
        return f"{self.survey_id} {self.division_id}"


class SurveyUnit(models.Model):
    """One person, household or facility of the sample, and how asking it went (样本)."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="units")
    stratum = models.ForeignKey(SurveyStratum, models.CASCADE, related_name="units")
    sequence = models.PositiveIntegerField(_("样本号"))
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    household = models.ForeignKey(
        "people.Household", models.PROTECT, null=True, blank=True, related_name="+"
    )
    facility = models.ForeignKey(
        "bodies.Facility", models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=list(UNIT_STATES.items()), default=WAITING
    )
    channel = models.CharField(_("方式"), max_length=10, choices=list(CHANNELS.items()), blank=True)
    asked_on = models.DateField(_("访问日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("录入时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("调查样本")
        constraints = (
            models.UniqueConstraint(fields=["survey", "sequence"], name="planning_unit_in_order"),
            models.CheckConstraint(
                condition=Q(state=WAITING) | Q(asked_on__isnull=False), name="planning_unit_asked"
            ),
        )

    def __str__(self) -> str:
        return f"{self.survey_id} {self.sequence}"


class SurveyAnswer(models.Model):
    """What one unit answered to one question (答案): an option, several, a number or words."""

    unit = models.ForeignKey(SurveyUnit, models.CASCADE, related_name="answers")
    question = models.ForeignKey(SurveyQuestion, models.PROTECT, related_name="answers")
    value = models.JSONField(_("回答"))

    class Meta:
        verbose_name = _("问卷回答")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "question"], name="planning_survey_answer_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.question_id}"


declare_person_reference("planning.SurveyUnit", "person")
