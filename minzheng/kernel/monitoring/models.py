"""Findings, leads, what was done about them, and the register of the low-income population."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from .choices import Action, FindingState, LeadSource, LeadState, Risk, Verdict


class Finding(models.Model):
    """What the comparison of one month shows about one household (比对发现).

    `key` is ``month|kind|household|person``: the same month run again finds the same rows.
    Evidence is a list of {data_set, delivery, line, summary}; the line itself is opened only
    through the audited view of the delivery. `repeats` points to the finding of an earlier month
    whose lead is still being worked on.
    """

    key = models.CharField(_("发现编号"), max_length=80, unique=True)
    month = models.CharField(_("月份"), max_length=7)
    kind = models.CharField(_("类型"), max_length=40)
    household = models.ForeignKey(
        "people.Household", on_delete=models.PROTECT, related_name="findings"
    )
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    outcome_before = models.CharField(_("原状态"), max_length=16, blank=True)
    outcome_after = models.CharField(_("重新认定结论"), max_length=16, blank=True)
    amount_before = MoneyField(_("原月金额"), null=True, blank=True)
    amount_after = MoneyField(_("重新认定月金额"), null=True, blank=True)
    summary = models.CharField(_("摘要"), max_length=300)
    evidence = models.JSONField(_("证据"), default=list)
    detail = models.JSONField(_("其他"), default=dict)
    risk = models.CharField(_("风险"), max_length=8, choices=[(r.value, r.label) for r in Risk])
    state = models.CharField(
        _("状态"),
        max_length=12,
        choices=[(s.value, s.label) for s in FindingState],
        default=FindingState.NEW.value,
    )
    repeats = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by"
    )
    found_at = models.DateTimeField(_("发现时间"))

    class Meta:
        verbose_name = _("比对发现")
        indexes = (
            models.Index(fields=["month", "kind"], name="monitoring_finding_month"),
            models.Index(fields=["household", "-month"], name="monitoring_finding_household"),
            models.Index(fields=["division", "month"], name="monitoring_finding_division"),
        )

    def __str__(self) -> str:
        return self.key


class Lead(models.Model):
    """A need or a risk that somebody must look at: one line of the monitoring ledger (线索).

    A rule that hits again while its lead is worked on adds to `hits` and `months`; one that hits
    after the lead was closed opens a new lead whose `recurs` points back. `case_id` and
    `referral_id` say what the disposal was; `verdict` whether the rule was right.
    """

    source = models.CharField(
        _("来源"), max_length=8, choices=[(s.value, s.label) for s in LeadSource]
    )
    kind = models.CharField(_("类型"), max_length=40, blank=True)
    household = models.ForeignKey(
        "people.Household", null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    finding = models.OneToOneField(
        Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="lead"
    )
    text = models.CharField(_("内容"), max_length=500)
    risk = models.CharField(_("风险"), max_length=8, choices=[(r.value, r.label) for r in Risk])
    found_on = models.DateField(_("发现日期"))
    due_on = models.DateField(_("核查期限"))
    reported_by = models.ForeignKey(
        "accounts.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        _("状态"),
        max_length=12,
        choices=[(s.value, s.label) for s in LeadState],
        default=LeadState.OPEN.value,
    )
    verifier = models.ForeignKey(
        "accounts.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    measure = models.CharField(_("处置措施"), max_length=300, blank=True)
    result = models.CharField(_("结果"), max_length=300, blank=True)
    recheck_on = models.DateField(_("回访日期"), null=True, blank=True)
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)
    close_reason = models.CharField(_("办结原因"), max_length=300, blank=True)
    case_id = models.BigIntegerField(_("办件"), null=True, blank=True)
    referral_id = models.BigIntegerField(_("转办"), null=True, blank=True)
    hits = models.PositiveSmallIntegerField(_("命中次数"), default=1)
    months = models.JSONField(_("命中月份"), default=list)
    recurs = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="recurred"
    )
    assignee = models.ForeignKey(
        "accounts.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dispatched_on = models.DateField(_("派发日期"), null=True, blank=True)
    close_by = models.DateField(_("办结期限"), null=True, blank=True)
    verdict = models.CharField(
        _("核查结论"), max_length=8, blank=True, choices=[(v.value, v.label) for v in Verdict]
    )
    escalated_on = models.DateField(_("升级日期"), null=True, blank=True)
    feedback = models.CharField(_("反馈意见"), max_length=300, blank=True)
    fed_back_on = models.DateField(_("反馈日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("线索")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="closed")
                | (models.Q(closed_on__isnull=False) & ~models.Q(close_reason="")),
                name="monitoring_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="case_opened") | models.Q(case_id__isnull=False),
                name="monitoring_case_opened_has_case",
            ),
            models.CheckConstraint(
                condition=models.Q(fed_back_on__isnull=True) | models.Q(state="closed"),
                name="monitoring_feedback_after_closing",
            ),
        )
        indexes = (
            models.Index(fields=["division", "state", "due_on"], name="monitoring_lead_todo"),
            models.Index(fields=["household", "kind"], name="monitoring_lead_household"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.found_on}"


class LeadEntry(models.Model):
    """One thing done about a lead: warned, visited, helped, re-checked, closed (处置记录)."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="entries")
    action = models.CharField(
        _("动作"), max_length=12, choices=[(a.value, a.label) for a in Action]
    )
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("说明"), max_length=500, blank=True)
    visit = models.ForeignKey(
        "visits.Visit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("处置记录")

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d}"


class RegisterEntry(models.Model):
    """A household's place in the register of the low-income population (低收入人口名册).

    One row per category and period; a household may stand in several categories at once.
    """

    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(_("类别"), max_length=40)
    residence = models.CharField(_("城乡"), max_length=8)
    persons = models.PositiveIntegerField(_("人数"))
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=120)

    class Meta:
        verbose_name = _("低收入人口名册")
        constraints = (
            models.UniqueConstraint(
                fields=["household", "category"],
                condition=models.Q(valid_to__isnull=True),
                name="monitoring_one_open_register_row",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="monitoring_register_forward",
            ),
        )
        indexes = (models.Index(fields=["division", "category"], name="monitoring_register_place"),)

    def __str__(self) -> str:
        return f"{self.category} {self.household_id} {self.valid_from}"
