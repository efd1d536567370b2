"""Authorisations, verifications with their reports, the queries they rest on, and objections."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.exchange.choices import MODES
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


class PartnerQuery(models.Model):
    """One question to one department about one member: the record that it was asked, and why.

    ``key`` goes with every sending, so that a repeat counts once; without a letter there is no
    row. ``sources`` names delivered lines, ``sealed`` holds what was answered, ``values`` the fact
    columns it came to (money in fen). Kept three years at least (网络数据安全管理条例 12).
    """

    verification = models.ForeignKey(
        Verification, models.PROTECT, related_name="partner_queries", verbose_name=_("核对")
    )
    authorisation = models.ForeignKey(
        Authorisation, models.PROTECT, related_name="queries", verbose_name=_("授权书")
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name=_("人员")
    )
    data_set = models.CharField(_("数据集"), max_length=60)
    partner = models.CharField(_("部门"), max_length=40)
    mode = models.CharField(_("方式"), max_length=12, choices=list(MODES.items()))
    link = models.ForeignKey("exchange.PartnerLink", models.PROTECT, null=True, related_name="+")
    key = models.CharField(_("查询编号"), max_length=32, unique=True)
    fields = models.JSONField(_("查询项目"), default=list)
    asked_at = models.DateTimeField(_("查询时间"))
    asked_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    due_on = models.DateField(_("应答复日"))
    state = models.CharField(
        _("状态"),
        max_length=12,
        choices=list(choices.PARTNER_STATES.items()),
        default=choices.WAITING,
    )
    rounds = models.PositiveIntegerField(_("发送轮次"), default=0)
    next_at = models.DateTimeField(_("下次发送"), null=True)
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("首次发送"), null=True)
    settled_at = models.DateTimeField(_("办结时间"), null=True)
    problem = models.CharField(_("问题"), max_length=300, blank=True)
    log = models.JSONField(_("发送记录"), default=list)
    hits = models.PositiveIntegerField(_("命中条数"), null=True)
    digest = models.CharField(_("答复摘要"), max_length=64, blank=True)
    sealed = models.BinaryField(null=True)
    sources = models.JSONField(_("交换数据行"), default=list)
    values = models.JSONField(_("所得"), default=dict)

    class Meta:
        verbose_name = _("部门查询")
        verbose_name_plural = _("部门查询")
        constraints = [
            models.UniqueConstraint(
                fields=["verification", "person", "data_set"], name="partner_query_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=choices.ANSWERED) | Q(hits__isnull=False),
                name="partner_query_answer_counted",
            ),
        ]
        indexes = [models.Index(fields=["state", "next_at"])]

    def __str__(self) -> str:
        return f"{self.data_set} {self.key[:8]}"


class ReportUse(models.Model):
    """A valid report of a family taken for another of its cases (社会救助法 42)."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="reused_report")
    verification = models.ForeignKey(Verification, models.PROTECT, related_name="uses")
    used_at = models.DateTimeField(_("采用时间"))
    used_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("采用已有报告")

    def __str__(self) -> str:
        return f"{self.case_id} ← {self.verification_id}"


class ChangeReport(models.Model):
    """What a family reported of a change of its own, when, and the re-check that followed."""

    household = models.ForeignKey("people.Household", models.PROTECT, related_name="change_reports")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    kind = models.CharField(
        _("变化"), max_length=12, choices=list(choices.REPORTED_CHANGES.items())
    )
    text = models.TextField(_("报告内容"))
    happened_on = models.DateField(_("发生日期"))
    due_on = models.DateField(_("应报告日"))
    reported_on = models.DateField(_("报告日期"))
    reported_by = models.CharField(_("报告人"), max_length=100)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    verification = models.ForeignKey(Verification, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("家庭变化报告")
        ordering = ("-reported_on", "-id")

    def __str__(self) -> str:
        return f"{self.household_id} {self.reported_on}"


class AreaRequest(models.Model):
    """A check asked of us by another area, or by us of another one (全国联网核对)."""

    direction = models.CharField(max_length=4, choices=list(choices.DIRECTIONS.items()))
    area_code = models.CharField(_("对方区划代码"), max_length=12)
    area_name = models.CharField(_("对方单位"), max_length=100)
    reference = models.CharField(_("对方文号或编号"), max_length=60)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    name = models.CharField(_("被核对人"), max_length=100)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    pid = models.CharField(max_length=32, blank=True)
    purpose = models.CharField(_("事由"), max_length=200)
    signed_on = models.DateField(_("授权书签署日期"))
    letter_valid_to = models.DateField(_("授权书有效期至（不含）"))
    letter = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    verification = models.ForeignKey(
        Verification, models.PROTECT, null=True, related_name="area_requests"
    )
    state = models.CharField(
        max_length=12, choices=list(choices.AREA_STATES.items()), default=choices.WAITING
    )
    due_on = models.DateField(_("答复期限"))
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("退回理由"), max_length=300, blank=True)
    answer = models.JSONField(_("答复"), default=list)
    digest = models.CharField(_("答复摘要"), max_length=64, blank=True)
    sent_at = models.DateTimeField(_("联网发出"), null=True)
    problem = models.CharField(_("联网问题"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("跨地区核对")
        ordering = ("-received_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["direction", "area_code", "reference"], name="area_request_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_name} {self.reference}"


# A merge of two files of one person moves these too.
declare_person_reference("verification.Authorisation", "person")
declare_person_reference("verification.Authorisation", "signed_by")
declare_person_reference("verification.ManualItem", "person")
declare_person_reference("verification.PartnerQuery", "person")
declare_person_reference("verification.AreaRequest", "person")
