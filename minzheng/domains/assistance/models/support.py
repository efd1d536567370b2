"""特困 support beside the money: assessments of self-care, admissions to homes, care agreements."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.people.declarations import declare_person_reference

from ..choices import ADMISSION_STATES, WAITING


class SelfCareAssessment(models.Model):
    """One assessment of self-care in six items by a hired body (生活自理能力评估)."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="+")
    body = models.CharField(_("评估机构"), max_length=120)
    assessors = models.CharField(_("评估人员"), max_length=120)
    assessed_on = models.DateField(_("评估日期"))
    items = models.JSONField(_("六项指标"))
    tier = models.CharField(_("照料护理档次"), max_length=10)
    due_on = models.DateField(_("下次评估日期"))
    at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("生活自理能力评估")
        ordering = ("-assessed_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "assessed_on"], name="assistance_assessed_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gt=models.F("assessed_on")),
                name="assistance_assessed_again_later",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.assessed_on}"


class Admission(models.Model):
    """A supported person's wish to live in a home (集中供养); everybody who wants is admitted."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    wanted_on = models.DateField(_("提出日期"))
    urgency = models.PositiveSmallIntegerField(_("失能程度"), default=0)
    tier = models.CharField(_("照料护理档次"), max_length=10, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=list(ADMISSION_STATES.items()), default=WAITING
    )
    home = models.CharField(_("供养机构"), max_length=120, blank=True)
    settled_on = models.DateField(_("入住或撤回日期"), null=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("集中供养入住")
        ordering = ("-urgency", "wanted_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state=WAITING),
                name="assistance_waits_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.wanted_on}"


class CareAgreement(models.Model):
    """Who cares for a person supported at home, from when to when (照料护理协议)."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    provider = models.CharField(_("照料服务人（机构）"), max_length=120)
    relation = models.CharField(_("与供养对象关系"), max_length=60)
    duties = models.TextField(_("照料护理内容"))
    signed_on = models.DateField(_("签订日期"))
    valid_to = models.DateField(_("终止日期"))
    ended_on = models.DateField(_("解除日期"), null=True, blank=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("照料护理协议")
        ordering = ("-signed_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__gt=models.F("signed_on")),
                name="assistance_agreement_forward",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_on=None),
                name="assistance_one_agreement",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.provider}"


for _model in (SelfCareAssessment, Admission, CareAgreement):
    declare_person_reference(_model, "person")
