"""What people told us, the units it went to, its history, calls, checks for a child, conferences."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import SealedTextField

from .choices import ACTIONS, BODIES, CHANNELS, KINDS, MEDIUM, OUTCOMES, RISKS, STATES, WAITING


class Grievance(models.Model):
    """One voice: an enquiry, complaint, report, suggestion, cry for help or opinion (诉求).

    ``due_at`` is the limit towards whoever spoke and runs on through every unit it is sent to;
    ``respond_by`` is the first response where it is urgent. Who spoke is sealed. Whoever holds the
    number and its code (``queries.code_of``) may follow it without an account.
    """

    number = models.CharField(_("编号"), max_length=24, unique=True)
    kind = models.CharField(_("类别"), max_length=12, choices=list(KINDS.items()))
    matter = models.CharField(_("事项"), max_length=40)
    channel = models.CharField(_("来源"), max_length=10, choices=list(CHANNELS.items()))
    line = models.CharField(_("热线"), max_length=20, blank=True)
    order_number = models.CharField(_("转办工单号"), max_length=40, blank=True, db_index=True)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    place = models.CharField(_("地点"), max_length=100, blank=True)
    about = models.CharField(_("反映的对象"), max_length=100, blank=True)
    # A child may be named here: sealed like the one who told it.
    text = SealedTextField("petitions.text", _("内容"))
    told_by = SealedTextField("petitions.told_by", _("反映人"), null=True)
    phone = SealedTextField("petitions.phone", _("联系电话"), null=True)
    phone_index = models.CharField(max_length=32, blank=True, db_index=True)
    is_anonymous = models.BooleanField(_("要求保密"), default=False)
    body = models.CharField(_("报告单位类型"), max_length=12, choices=list(BODIES.items()), blank=True)  # fmt: skip
    body_name = SealedTextField("petitions.body_name", _("报告单位"), null=True)
    signs = models.JSONField(_("发现的情形"), default=list)
    citizen = models.ForeignKey("citizens.Citizen", models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey("people.Household", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    need = models.OneToOneField("campaigns.NeedReport", models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    plan_key = models.CharField(_("规划代号"), max_length=60, blank=True)
    plan_title = models.CharField(_("规划"), max_length=200, blank=True)
    urgency = models.CharField(_("紧急程度"), max_length=8, choices=list(RISKS.items()), default=MEDIUM)  # fmt: skip
    receipt_id = models.CharField(_("提交标识"), max_length=64, null=True, unique=True)
    received_at = models.DateTimeField(_("收到时间"))
    received_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("答复期限"))
    respond_by = models.DateTimeField(_("首次响应期限"), null=True)
    responded_at = models.DateTimeField(_("首次响应时间"), null=True)
    state = models.CharField(_("状态"), max_length=8, choices=list(STATES.items()), default=WAITING)
    hung_at = models.DateTimeField(_("挂账时间"), null=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    answered_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    called_back_at = models.DateTimeField(_("回访时间"), null=True)
    is_solved = models.BooleanField(_("是否解决"), null=True)
    is_satisfied = models.BooleanField(_("是否满意"), null=True)
    opinion = models.CharField(_("评价意见"), max_length=500, blank=True)
    rounds = models.PositiveSmallIntegerField(_("办理次数"), default=1)
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")

    class Meta:
        verbose_name = _("诉求")
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""),
                name="petitions_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(joined_to__isnull=True) | ~Q(joined_to=models.F("id")),
                name="petitions_joined_to_another",
            ),
        )
        indexes = (
            models.Index(fields=["division", "state", "due_at"], name="petitions_due"),
            models.Index(fields=["received_at"], name="petitions_received"),
        )

    def __str__(self) -> str:
        return self.number


class Assignment(models.Model):
    """A voice on the desk of one unit: its own limit, one return, one extension (派单)."""

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="assignments")
    role = models.CharField(_("岗位"), max_length=20)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(_("派单时间"))
    assigned_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("本单位期限"))
    taken_at = models.DateTimeField(_("接单时间"), null=True)
    taken_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=list(OUTCOMES.items()), blank=True)
    return_asked_at = models.DateTimeField(_("申请退单时间"), null=True)
    return_asked_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")  # fmt: skip
    return_reason = models.CharField(_("退单理由"), max_length=300, blank=True)
    return_accepted = models.BooleanField(_("同意退单"), null=True)
    more_asked_at = models.DateTimeField(_("申请延期时间"), null=True)
    more_asked_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")  # fmt: skip
    more_reason = models.CharField(_("延期理由"), max_length=300, blank=True)
    more_days = models.PositiveSmallIntegerField(_("延期工作日"), default=0)
    more_accepted = models.BooleanField(_("同意延期"), null=True)

    class Meta:
        verbose_name = _("诉求派单")
        constraints = (
            models.UniqueConstraint(
                fields=["grievance"],
                condition=Q(ended_at__isnull=True),
                name="petitions_one_unit_at_a_time",
            ),
        )
        indexes = (models.Index(fields=["division", "ended_at"], name="petitions_desk"),)

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.role} {self.division_id}"


class Entry(models.Model):
    """One thing that happened to a voice; the one who spoke reads what ``is_public`` says (办理经过)."""

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="entries")
    action = models.CharField(_("事项"), max_length=16, choices=list(ACTIONS.items()))
    text = SealedTextField("petitions.entry", _("说明"), null=True)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    is_public = models.BooleanField(_("对反映人公开"), default=False)

    class Meta:
        verbose_name = _("诉求办理经过")
        indexes = (models.Index(fields=["grievance", "at"], name="petitions_history"),)

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.action}"


class Call(models.Model):
    """One call to a line and what it became: a voice, or a word to a case that already runs (来电)."""

    line = models.CharField(_("热线"), max_length=20)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    phone = SealedTextField("petitions.caller", _("来电号码"), null=True)
    phone_index = models.CharField(max_length=32, blank=True, db_index=True)
    started_at = models.DateTimeField(_("接听时间"))
    ended_at = models.DateTimeField(_("结束时间"))
    note = SealedTextField("petitions.call", _("通话记录"))
    grievance = models.ForeignKey(Grievance, models.PROTECT, null=True, related_name="calls")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("热线来电")
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__gte=models.F("started_at")), name="petitions_call_forward"
            ),
            models.CheckConstraint(
                condition=Q(grievance__isnull=False) | Q(case__isnull=False),
                name="petitions_call_leads_somewhere",
            ),
        )
        indexes = (models.Index(fields=["case", "started_at"], name="petitions_case_calls"),)

    def __str__(self) -> str:
        return f"{self.line} {self.started_at:%Y-%m-%d %H:%M}"


class Screening(models.Model):
    """The preliminary check of a report that a child is harmed, and its way to the police (初步核查)."""

    grievance = models.OneToOneField(Grievance, models.PROTECT, related_name="screening")
    risk = models.CharField(_("风险等级"), max_length=8, choices=list(RISKS.items()))
    is_founded = models.BooleanField(_("需要处置"))
    was_seen = models.BooleanField(_("已见到孩子本人"))
    finding = SealedTextField("petitions.finding", _("核查情况"))
    checked_at = models.DateTimeField(_("核查时间"))
    checked_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    police_unit = models.CharField(_("移交公安机关"), max_length=100, blank=True)
    police_receipt = models.CharField(_("公安接收回执"), max_length=100, blank=True)
    police_at = models.DateTimeField(_("移交时间"), null=True)

    class Meta:
        verbose_name = _("强制报告核查")
        constraints = (
            models.CheckConstraint(
                condition=Q(police_at__isnull=True) | ~Q(police_unit=""),
                name="petitions_police_named",
            ),
        )

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.risk}"


class Consultation(models.Model):
    """A conference on one urgent case: who sat there and what was decided (个案会商)."""

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="consultations")
    held_at = models.DateTimeField(_("会商时间"))
    participants = models.JSONField(_("参加单位和人员"), default=list)
    decision = SealedTextField("petitions.decision", _("会商意见"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("个案会商")

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.held_at:%Y-%m-%d}"


class Duty(models.Model):
    """What a conference asked one unit to do, by when, and what came of it (会商事项)."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="duties")
    role = models.CharField(_("岗位"), max_length=20)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    text = models.CharField(_("事项"), max_length=200)
    due_on = models.DateField(_("期限"))
    result = models.CharField(_("完成情况"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("完成时间"), null=True)
    done_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("会商事项")

    def __str__(self) -> str:
        return self.text


class AddressDay(models.Model):
    """How often one network address, kept as a digest of the day, used an open form (网上次数)."""

    digest = models.CharField(max_length=32)
    deed = models.CharField(_("用途"), max_length=10)
    on = models.DateField(_("日期"))
    count = models.PositiveIntegerField(_("次数"), default=0)

    class Meta:
        verbose_name = _("网上提交次数")
        constraints = (
            models.UniqueConstraint(
                fields=["digest", "deed", "on"], name="petitions_address_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.deed} {self.on} {self.count}"
