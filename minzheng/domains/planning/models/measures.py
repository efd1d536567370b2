"""Local measures which plans order to be issued: their steps, and the review of their legality."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..choices import (
    MEASURE_CLASSES,
    MEASURE_KINDS,
    MEASURE_STAGES,
    MEASURE_STEPS,
    OPINIONS,
    ORDERED,
    PLAIN,
)


class Measure(models.Model):
    """A local measure to be issued or revised (制度建设事项): who makes it, by when, how far it is."""

    plan = models.ForeignKey(
        "planning.Plan", models.PROTECT, null=True, blank=True, related_name="measures"
    )
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    title = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(
        _("种类"), max_length=12, choices=list(MEASURE_KINDS.items()), default="other"
    )
    # What law asks before it may be issued: a plain paper, a normative document, a major decision.
    rank = models.CharField(
        _("制定程序"), max_length=10, choices=list(MEASURE_CLASSES.items()), default=PLAIN
    )
    ordered_by = models.CharField(_("提出依据"), max_length=200, blank=True)
    owner = models.CharField(_("责任单位"), max_length=100, blank=True)
    due_on = models.DateField(_("要求印发日期"), null=True, blank=True)
    stage = models.CharField(
        _("阶段"), max_length=12, choices=list(MEASURE_STAGES.items()), default=ORDERED
    )
    document_number = models.CharField(_("发文字号"), max_length=60, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    policy = models.ForeignKey(
        "documents.PolicyDocument", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Nobody's rule names this day: the day the paper's own validity ends.
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    evaluation = models.CharField(_("到期评估结论"), max_length=12, blank=True)
    reason = models.CharField(_("撤销原因"), max_length=300, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("制度建设事项")
        constraints = (
            models.UniqueConstraint(
                fields=["division", "title", "plan"], name="planning_measure_once"
            ),
            models.UniqueConstraint(
                fields=["division", "title"],
                condition=Q(plan__isnull=True),
                name="planning_own_measure_once",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | ~Q(document_number=""),
                name="planning_measure_issued_with_number",
            ),
        )

    def __str__(self) -> str:
        return self.title


class MeasureStep(models.Model):
    """One step of making a measure that was taken, or was left out with its reason (制定环节)."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="steps")
    kind = models.CharField(_("环节"), max_length=12, choices=list(MEASURE_STEPS.items()))
    from_on = models.DateField(_("开始日期"))
    on = models.DateField(_("完成日期"))
    text = models.CharField(_("情况"), max_length=500)
    # Why the step was left out, or made shorter than the rule says.
    excuse = models.CharField(_("免除或缩短的理由"), max_length=300, blank=True)
    is_excused = models.BooleanField(_("依法不需要"), default=False)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("制定环节")
        constraints = (
            models.UniqueConstraint(fields=["measure", "kind"], name="planning_step_once"),
            models.CheckConstraint(
                condition=Q(from_on__lte=F("on")), name="planning_step_forward"
            ),
            models.CheckConstraint(
                condition=Q(is_excused=False) | ~Q(excuse=""), name="planning_step_excused_in_words"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.measure_id} {self.kind}"


class LegalityReview(models.Model):
    """One review of a draft's legality, by somebody who did not send it in (合法性审核)."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="reviews")
    materials = models.JSONField(_("送审材料"))
    is_urgent = models.BooleanField(_("紧急"), default=False)
    submitted_on = models.DateField(_("送审日期"))
    submitted_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    due_on = models.DateField(_("审核期限"))
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    opinion = models.CharField(
        _("审核意见"), max_length=12, choices=list(OPINIONS.items()), blank=True
    )
    text = models.TextField(_("意见内容"), blank=True)
    reviewed_on = models.DateField(_("审核日期"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("合法性审核")
        constraints = (
            models.UniqueConstraint(
                fields=["measure"], condition=Q(opinion=""), name="planning_one_open_review"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("submitted_by")),
                name="planning_review_by_another",
            ),
            models.CheckConstraint(
                condition=Q(opinion="", reviewed_on__isnull=True)
                | (~Q(opinion="") & Q(reviewed_on__isnull=False) & ~Q(text="")),
                name="planning_opinion_with_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure_id} {self.submitted_on}"
