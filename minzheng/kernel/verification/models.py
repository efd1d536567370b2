"""Authorisations, verifications with their reports, manual queries and objections."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.people.declarations import declare_person_reference
from minzheng.kernel.verification import choices


class Authorisation(models.Model):
    """A signed letter that lets the county check the means of one member (核对授权书)."""

    household = models.ForeignKey("people.Household", models.PROTECT, related_name="authorisations")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="authorisations")
    signed_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    signed_on = models.DateField(_("签署日期"))
    valid_to = models.DateField(_("有效期至（不含）"))
    scope = models.CharField(_("授权范围"), max_length=200)
    identity_seen = models.BooleanField(_("已核验身份证"), default=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    class Meta:
        verbose_name = _("核对授权")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=models.F("signed_on")), name="authorisation_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.signed_on}"


class Verification(models.Model):
    """One check of a family's means for one case, from request to report."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="verifications")
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    number = models.CharField(_("核对编号"), max_length=40, unique=True)
    requested_at = models.DateTimeField(_("委托时间"))
    requested_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    start_due_on = models.DateField(_("启动截止日"))
    due_on = models.DateField(_("出具截止日"))
    state = models.CharField(
        max_length=20, choices=list(choices.STATES.items()), default=choices.REQUESTED
    )
    month = models.CharField(_("数据月份"), max_length=7, blank=True)
    queried_at = models.DateTimeField(_("自动查询时间"), null=True)
    report = models.JSONField(_("报告"), default=dict)
    determination = models.ForeignKey(
        "determinations.Determination", models.PROTECT, null=True, related_name="+"
    )
    evidence = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    evidence_digest = models.CharField(_("证据摘要"), max_length=64, blank=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(_("出具时间"), null=True)
    valid_to = models.DateField(_("有效期至（不含）"), null=True)
    recheck_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="rechecks")

    class Meta:
        verbose_name = _("经济状况核对")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state=choices.REQUESTED),
                name="one_running_verification",
            )
        ]

    def __str__(self) -> str:
        return self.number


class ManualQuery(models.Model):
    """A question put by hand to a department that delivers no data (人工查询)."""

    verification = models.ForeignKey(Verification, models.PROTECT, related_name="manual_queries")
    department = models.CharField(_("查询单位"), max_length=100)
    matter = models.CharField(_("查询内容"), max_length=200)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    due_on = models.DateField(_("回复截止日"))
    state = models.CharField(
        max_length=20, choices=list(choices.QUERY_STATES.items()), default=choices.WAITING
    )
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("回复"), blank=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("人工查询")

    def __str__(self) -> str:
        return f"{self.department} {self.matter}"


class ManualItem(models.Model):
    """One figure a department gave by hand: it counts like a delivered one (money in fen)."""

    query = models.ForeignKey(ManualQuery, models.PROTECT, related_name="items")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    column = models.CharField(max_length=60)
    number = models.BigIntegerField()

    class Meta:
        verbose_name = _("人工查询所得")
        constraints = [
            models.UniqueConstraint(fields=["query", "person", "column"], name="manual_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.column}"


class Objection(models.Model):
    """What the family says against a report, and what the re-check made of it."""

    verification = models.ForeignKey(Verification, models.PROTECT, related_name="objections")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    text = models.TextField(_("异议内容"))
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("复核截止日"))
    state = models.CharField(
        max_length=20, choices=list(choices.OBJECTION_STATES.items()), default=choices.OPEN
    )
    result = models.TextField(_("复核结果"), blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("核对异议")

    def __str__(self) -> str:
        return f"{self.verification_id} {self.raised_at:%Y-%m-%d}"


# A merge of two files of one person moves these too.
declare_person_reference("verification.Authorisation", "person")
declare_person_reference("verification.Authorisation", "signed_by")
declare_person_reference("verification.ManualItem", "person")
