"""The case, what happened to it, what it waits for, and what the village may read of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import SealedTextField
from minzheng.kernel.cases import choices, declarations
from minzheng.kernel.people.declarations import declare_person_reference


class Case(models.Model):
    """One procedure of one household or person, from opening to its end."""

    workflow = models.CharField(_("流程"), max_length=100)
    workflow_version = models.PositiveSmallIntegerField(_("流程版本"), default=1)
    number = models.CharField(_("办件编号"), max_length=40, unique=True)
    household = models.ForeignKey(
        "people.Household", models.PROTECT, null=True, related_name="cases", verbose_name=_("家庭")
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="cases", verbose_name=_("人员")
    )
    division = models.ForeignKey(
        "divisions.Division", models.PROTECT, related_name="+", verbose_name=_("区划")
    )
    state = models.CharField(_("状态"), max_length=40)
    channel = models.CharField(_("渠道"), max_length=20, default=declarations.COUNTER)
    opened_at = models.DateTimeField(_("建立时间"))
    opened_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    applied_on = models.DateField(_("申请日期"))
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    near_kin = models.BooleanField(_("近亲属备案"), default=False)
    sampled = models.BooleanField(_("抽查"), default=False)
    complained = models.BooleanField(_("有投诉举报"), default=False)
    data = models.JSONField(_("填报内容"), default=dict)
    parameter_snapshot = models.JSONField(_("期限依据"), default=dict)
    lead_id = models.BigIntegerField(_("线索"), null=True)

    class Meta:
        verbose_name = _("办件")
        indexes = [
            models.Index(fields=["workflow", "state"]),
            models.Index(fields=["division", "closed_at"]),
            models.Index(fields=["lead_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False) | Q(person__isnull=False),
                name="case_is_about_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def definition(self) -> declarations.Workflow:
        """Return the procedure in the version this case began under."""
        return declarations.workflow(self.workflow, self.workflow_version)

    @property
    def state_label(self) -> str:
        """Return the Chinese name of the state."""
        return self.definition.state_label(self.state)


class CaseEvent(models.Model):
    """One step that was taken: the timeline of a case is the list of its events."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    step = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("办件经过")
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sequence"], name="case_event_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.label}"


class Task(models.Model):
    """Something that waits for a role at a division, due on a day."""

    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="tasks")
    subject_key = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, choices=list(choices.TASK_KINDS.items()))
    title = models.CharField(_("事项"), max_length=200)
    role = models.CharField(_("角色"), max_length=40)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    steps = models.JSONField(default=list)
    due_on = models.DateField(_("截止日期"), null=True)
    created_at = models.DateTimeField(_("产生时间"))
    done_at = models.DateTimeField(_("办结时间"), null=True)
    assignee = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    source = models.CharField(_("来源"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("待办")
        indexes = [
            models.Index(
                fields=["role", "division", "due_on"], condition=Q(done_at=None), name="task_open"
            ),
            models.Index(fields=["subject_key", "subject_id"], name="task_subject"),
        ]

    def __str__(self) -> str:
        return self.title


class Deadline(models.Model):
    """A time limit that runs or ran on a case, with the rule and the value it came from."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="deadlines")
    name = models.CharField(max_length=60)
    label = models.CharField(max_length=100)
    starts_on = models.DateField(_("起算日"))
    due_on = models.DateField(_("截止日期"))
    parameter = models.CharField(max_length=60)
    length = models.CharField(_("期限"), max_length=30)
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    is_provisional = models.BooleanField(_("跨未公布放假安排的年度"), default=False)
    met_at = models.DateTimeField(null=True)
    breached = models.BooleanField(_("逾期"), default=False)

    class Meta:
        verbose_name = _("期限")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name"], condition=Q(met_at=None), name="one_running_deadline"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.due_on}"


class PublicNotice(models.Model):
    """A masked list posted in a village: before the decision, or announcing it after."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=list(choices.NOTICE_KINDS.items()))
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    posted_on = models.DateField(_("张贴日期"))
    until_on = models.DateField(_("公示截止日"))
    posted_at = models.DateTimeField()
    posted_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    place = models.CharField(_("地点"), max_length=200)
    content = models.JSONField(_("内容"))
    withdrawn_at = models.DateTimeField(null=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("公示")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=models.F("posted_on")), name="notice_ends_after_posting"
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(withdrawn_at=None),
                name="one_standing_notice_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.posted_on}"


class NoticeLog(models.Model):
    """What was done with a posted notice: posted, looked after, taken down."""

    notice = models.ForeignKey(PublicNotice, models.CASCADE, related_name="log")
    act = models.CharField(max_length=20, choices=list(choices.NOTICE_ACTS.items()))
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    photo = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("公示记录")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d}"


class NearKinRecord(models.Model):
    """A declared tie between a member and a handler or committee member (单独登记备案)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="near_kin_records")
    member = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    kin_name = models.CharField(_("亲属姓名"), max_length=50)
    kin_role = models.CharField(max_length=20, choices=list(choices.KIN_ROLES.items()))
    relation = models.CharField(max_length=20, choices=list(choices.KIN_RELATIONS.items()))
    is_near = models.BooleanField(_("属于近亲属"))
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("近亲属备案")

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_relation_display()}"


class Hearing(models.Model):
    """The opinion of a recipient asked for before a reduction or an end (听取意见)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="hearings")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    intended = models.CharField(_("拟作出的决定"), max_length=300)
    reasons = models.TextField(_("理由"))
    due_on = models.DateField(_("意见截止日"))
    heard_at = models.DateTimeField(null=True)
    is_waived = models.BooleanField(_("放弃陈述"), default=False)
    opinion = models.TextField(_("意见"), blank=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("听取意见")
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_on}"


class Referral(models.Model):
    """An application the township accepted and passed to the department in charge (转办)."""

    number = models.CharField(_("转办编号"), max_length=40, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="referrals")
    household = models.ForeignKey(
        "people.Household", models.PROTECT, null=True, related_name="referrals"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    # Somebody registered elsewhere, for whom this place has no file (跨省通办).
    applicant = models.CharField(_("外地申请人"), max_length=100, blank=True)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    matter = models.CharField(_("申请事项"), max_length=100)
    text = models.TextField(_("诉求"), blank=True)
    department = models.CharField(_("主管部门"), max_length=100)
    state = models.CharField(
        max_length=20, choices=list(choices.REFERRAL_STATES.items()), default=choices.REFERRED
    )
    accepted_at = models.DateTimeField(_("受理时间"))
    accepted_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    due_on = models.DateField(_("答复截止日"))
    received_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("答复"), blank=True)
    told_applicant_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("转办")
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False) | ~Q(applicant=""),
                name="referral_is_about_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def who(self) -> str:
        """Return whose application it is, for a list: the family's head, or the outsider."""
        head = self.household.head if self.household is not None else None
        return self.applicant or (head.name if head is not None else "")


class Appointment(models.Model):
    """A time booked at a window for a matter (预约): by a family, or by a person for himself."""

    workflow = models.CharField(_("事项"), max_length=100)
    household = models.ForeignKey(
        "people.Household", models.PROTECT, null=True, related_name="appointments"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("预约人")
    )
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    on = models.DateField(_("预约日期"))
    slot = models.CharField(_("时段"), max_length=5)
    channel = models.CharField(_("渠道"), max_length=20, default=declarations.COUNTER)
    booked_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(_("预约时间"))
    cancelled_at = models.DateTimeField(_("取消时间"), null=True)
    reminded_at = models.DateTimeField(_("提醒时间"), null=True)
    arrived_at = models.DateTimeField(_("到达时间"), null=True)
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="appointment")

    class Meta:
        verbose_name = _("预约")
        ordering = ["on", "slot", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workflow", "household", "on"],
                condition=Q(cancelled_at=None, household__isnull=False),
                name="one_appointment_a_day",
            ),
            models.UniqueConstraint(
                fields=["workflow", "person", "on"],
                condition=Q(cancelled_at=None, household=None),
                name="one_own_appointment_a_day",
            ),
            models.CheckConstraint(
                condition=Q(household__isnull=False) | Q(person__isnull=False),
                name="appointment_is_for_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.slot}"

    @property
    def matter(self) -> str:
        """Return the Chinese name of what was booked."""
        return declarations.bookable(self.workflow).label

    @property
    def who(self) -> str:
        """Return who comes, for a list."""
        head = self.household.head if self.household is not None else None
        return self.person.name if self.person is not None else head.name if head else ""


class RatingInvitation(models.Model):
    """A code that lets somebody rate one handling once, by a message or on the paper receipt."""

    code = models.CharField(_("评价码"), max_length=20, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="rating_invitations")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="rating_invitations"
    )
    # The bad rating whose mending is to be rated once more.
    follows = models.ForeignKey(
        "Rating", models.PROTECT, null=True, related_name="+", verbose_name=_("原评价")
    )
    channel = models.CharField(_("渠道"), max_length=10, choices=list(choices.INVITED_BY.items()))
    invited_at = models.DateTimeField(_("邀请时间"))
    expires_on = models.DateField(_("有效期至"))
    used_at = models.DateTimeField(_("评价时间"), null=True)

    class Meta:
        verbose_name = _("评价邀请")
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(appointment__isnull=False),
                name="invitation_is_about_a_handling",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Rating(models.Model):
    """How somebody found one handling (好差评): one rating, and one more after a bad one was mended."""

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="ratings")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="ratings")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    service = models.CharField(_("事项"), max_length=100)
    level = models.PositiveSmallIntegerField(_("评价"), choices=list(choices.LEVELS.items()))
    tags = models.JSONField(_("评价标签"), default=list)
    words = SealedTextField("cases.rating_words", _("评价内容"), null=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=list(choices.RATED_BY.items()))
    # Nobody for a code on paper; never shown to those who handled the matter.
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("评价时间"))
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="after_mending", verbose_name=_("原评价")
    )

    class Meta:
        verbose_name = _("服务评价")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["division", "at"], name="rating_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(follows=None), name="one_rating_of_a_case"
            ),
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(follows=None), name="one_rating_of_a_visit"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(appointment__isnull=False),
                name="rating_is_about_a_handling",
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=5), name="rating_has_five_levels"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.at:%Y-%m-%d}"

    @property
    def is_bad(self) -> bool:
        """Whether the rating is one of the two bad ones."""
        return self.level <= choices.BAD

    @property
    def matter(self) -> str:
        """Return the Chinese name of what was handled."""
        return declarations.bookable(self.service).label


class RatingCall(models.Model):
    """What follows a bad rating: called back, looked into, mended, answered."""

    rating = models.OneToOneField(Rating, models.PROTECT, related_name="call")
    due_on = models.DateField(_("回访期限"))
    answer_due_on = models.DateField(_("整改反馈期限"))
    called_at = models.DateTimeField(_("回访时间"), null=True)
    called_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    was_reached = models.BooleanField(_("是否联系上"), null=True)
    said = SealedTextField("cases.rating_call", _("回访情况"), null=True)
    outcome = models.CharField(
        _("核实结果"), max_length=12, choices=list(choices.RATING_OUTCOMES.items()), blank=True
    )
    found = models.TextField(_("核实情况"), blank=True)
    mended = models.TextField(_("整改措施"), blank=True)
    answer = models.TextField(_("给评价人的答复"), blank=True)
    answered_at = models.DateTimeField(_("反馈时间"), null=True)
    answered_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("差评回访")

    def __str__(self) -> str:
        return f"{self.rating_id} {self.due_on}"


# A merge of two files of one person moves these too.
declare_person_reference("cases.Appointment", "person")
declare_person_reference("cases.Case", "person")
declare_person_reference("cases.NearKinRecord", "member")
declare_person_reference("cases.Referral", "person")
