"""The rectification ledger: a problem, what is done about it, who verified it, and its deadlines."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from .. import choices


class RectificationItem(models.Model):
    """A problem somebody found that must be put right and is struck off only when verified (整改台账, KC-25).

    ``division`` is where the responsible unit works: its people see and mend the item.
    """

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    source = models.CharField(
        _("来源"), max_length=12, choices=list(choices.FINDING_SOURCES.items())
    )
    paper = models.CharField(_("来源文件"), max_length=200)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    issue = models.CharField(_("问题"), max_length=1000)
    measure = models.CharField(_("整改措施"), max_length=1000, blank=True)
    unit = models.CharField(_("责任单位"), max_length=100)
    owner = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("整改期限"))
    amount = MoneyField(_("涉及金额"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=list(choices.RECTIFICATION_STATES.items()), default=choices.MENDING
    )  # fmt: skip
    supervision = models.PositiveSmallIntegerField(
        _("督办"), choices=list(choices.SUPERVISION_LEVELS.items()), default=choices.NOT_SUPERVISED
    )
    # The deadline whose miss raised the supervision last: one miss counts once.
    missed_on = models.DateField(_("最近逾期的期限"), null=True, blank=True)
    campaign = models.ForeignKey(
        "planning.SpecialCampaign", models.PROTECT, null=True, blank=True, related_name="items"
    )
    inspection = models.ForeignKey(
        "planning.Inspection", models.PROTECT, null=True, blank=True, related_name="items"
    )
    # What was taken over from the books of another room; one item each.
    audit_finding = models.OneToOneField(
        "payments.AuditFinding", models.PROTECT, null=True, blank=True, related_name="rectification"
    )
    project_step = models.OneToOneField(
        "purchases.ProjectStep", models.PROTECT, null=True, blank=True, related_name="rectification"
    )
    closing = models.OneToOneField(
        "planning.RectificationRound", models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_to = models.CharField(_("移交给"), max_length=100, blank=True)
    handing = models.CharField(_("移交说明"), max_length=500, blank=True)
    ended_on = models.DateField(_("销号或移交日期"), null=True, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("整改事项")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=choices.STRUCK_OFF, closing__isnull=False)
                | (~Q(state=choices.STRUCK_OFF) & Q(closing__isnull=True)),
                name="planning_struck_off_when_verified",
            ),
            models.CheckConstraint(
                condition=~Q(state=choices.HANDED_ON) | (~Q(handed_to="") & ~Q(handing="")),
                name="planning_handed_on_in_words",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=(choices.STRUCK_OFF, choices.HANDED_ON), ended_on__isnull=False
                )
                | Q(state__in=(choices.MENDING, choices.TO_VERIFY), ended_on__isnull=True),
                name="planning_rectification_ended",
            ),
        )
        indexes = (models.Index(fields=["state", "due_on"], name="planning_rectify_due"),)

    def __str__(self) -> str:
        return self.issue[:40]

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done or verified."""
        return self.state in {choices.MENDING, choices.TO_VERIFY}


class RectificationRound(models.Model):
    """One report that a problem is put right, with its proof, and what the verifier found (整改、复查)."""

    item = models.ForeignKey(RectificationItem, models.PROTECT, related_name="rounds")
    text = models.CharField(_("整改情况"), max_length=1000)
    evidence = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("报送时间"))
    outcome = models.CharField(
        _("复查结果"), max_length=10, choices=list(choices.ROUND_OUTCOMES.items()), blank=True
    )
    opinion = models.CharField(_("复查意见"), max_length=500, blank=True)
    checked_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(_("复查时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("整改复查")
        constraints = (
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("submitted_by")),
                name="planning_verified_by_another",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", checked_by__isnull=True)
                | (~Q(outcome="") & ~Q(opinion="") & Q(checked_by__isnull=False)),
                name="planning_round_judged_in_words",
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(outcome=""), name="planning_one_open_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} {self.submitted_at:%Y-%m-%d}"


class DeadlineChange(models.Model):
    """A later deadline asked for before the old one ran out, or set anew under supervision (延期)."""

    item = models.ForeignKey(RectificationItem, models.PROTECT, related_name="deadlines")
    old_due_on = models.DateField(_("原期限"))
    new_due_on = models.DateField(_("新期限"))
    reason = models.CharField(_("理由"), max_length=500)
    asked_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("申请时间"))
    agreed = models.BooleanField(_("同意"), null=True, blank=True)
    opinion = models.CharField(_("意见"), max_length=300, blank=True)
    decided_on = models.DateField(_("批准日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Set by the next level after the miss; an extension is agreed while the old deadline still runs.
    under_supervision = models.BooleanField(_("督办中重定"), default=False)

    class Meta:
        verbose_name = _("整改期限变更")
        constraints = (
            models.CheckConstraint(
                condition=Q(new_due_on__gt=F("old_due_on")), name="planning_deadline_later"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, agreed__isnull=True, decided_on__isnull=True)
                | (
                    Q(decided_by__isnull=False, agreed__isnull=False, decided_on__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
                name="planning_deadline_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(under_supervision=True)
                | ~Q(agreed=True)
                | Q(decided_on__lte=F("old_due_on")),
                name="planning_extended_before_expiry",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(agreed__isnull=True),
                name="planning_one_open_extension",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} {self.new_due_on}"


class DueReminder(models.Model):
    """That somebody was told of a deadline, before it or after it was missed: once for each deadline."""

    subject_key = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    kind = models.CharField(_("提醒"), max_length=8, choices=list(choices.REMINDERS.items()))
    due_on = models.DateField(_("期限"))
    at = models.DateTimeField(_("提醒时间"))

    class Meta:
        verbose_name = _("到期提醒")
        constraints = (
            models.UniqueConstraint(
                fields=["subject_key", "subject_id", "kind", "due_on"],
                name="planning_reminded_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject_key} {self.subject_id} {self.due_on}"
