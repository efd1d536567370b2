"""Parameter values with their documents, recorded facts and recorded determinations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from .choices import OUTCOMES, Issuer, ParameterState, Purpose


class StandardChange(models.Model):
    """One paper that changes standards: a draft by one officer, released by another (标准调整).

    Its values are ordinary rows of `ParameterValue`; they take effect together or not at all.
    `issued_by` is the level of government whose document it is: a county registers what a
    prefecture or province has set, it does not set it. Withdrawn drafts are kept.
    """

    title = models.CharField(_("事由"), max_length=120)
    document = models.CharField(_("文号"), max_length=200, blank=True)
    source = models.CharField(_("依据"), max_length=300)
    dated_on = models.DateField(_("成文日期"), null=True, blank=True)
    issued_by = models.CharField(
        _("发文机关层级"), max_length=12, choices=[(i.value, i.label) for i in Issuer]
    )
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("说明"), max_length=500, blank=True)
    state = models.CharField(
        _("状态"),
        max_length=12,
        default=ParameterState.DRAFT.value,
        choices=[(s.value, s.label) for s in ParameterState],
    )
    digest = models.CharField(max_length=64)
    scenario_id = models.BigIntegerField(_("测算方案"), null=True, blank=True)
    made_by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("拟稿时间"))
    released_by = models.ForeignKey(
        "accounts.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    reason = models.CharField(_("发布说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("标准调整")
        constraints = (
            models.UniqueConstraint(
                fields=["made_by", "digest"],
                condition=models.Q(state="draft"),
                name="determinations_draft_once",
            ),
        )

    def __str__(self) -> str:
        return self.title


class ParameterValue(models.Model):
    """One value of one parameter at one division from one day on (参数值).

    `policy` is the key of the owner: a policy, or a workflow for its deadlines. The value in force
    is that of the nearest ancestor division, then the latest `since`. Released rows never change;
    a mistake is mended by a further row, checked by a second person.
    """

    policy = models.CharField(_("归属"), max_length=80)
    name = models.CharField(_("参数"), max_length=80)
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(_("类别"), max_length=40, blank=True, default="")
    since = models.DateField(_("起用日"))
    until = models.DateField(_("停用日"), null=True, blank=True)
    value = models.CharField(_("数值"), max_length=200)
    unit = models.CharField(_("单位"), max_length=40, blank=True)
    source = models.CharField(_("依据"), max_length=300)
    document = models.CharField(_("文号"), max_length=200, blank=True)
    state = models.CharField(
        _("状态"),
        max_length=12,
        default=ParameterState.DRAFT.value,
        choices=[(s.value, s.label) for s in ParameterState],
    )
    entered_by = models.ForeignKey(
        "accounts.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("录入时间"), null=True, blank=True)
    checked_by = models.ForeignKey(
        "accounts.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(_("复核时间"), null=True, blank=True)
    change = models.ForeignKey(
        StandardChange, null=True, blank=True, on_delete=models.PROTECT, related_name="values"
    )
    replaced_by = models.ForeignKey(
        StandardChange, null=True, blank=True, on_delete=models.PROTECT, related_name="replaced"
    )

    class Meta:
        verbose_name = _("参数值")
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "name", "division", "category", "since"],
                condition=models.Q(state="released"),
                name="determinations_one_released_value",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
                name="determinations_value_period_forward",
            ),
        )
        indexes = (
            models.Index(fields=["policy", "name", "division"], name="determinations_value_key"),
        )

    def __str__(self) -> str:
        return f"{self.policy} {self.name} {self.division_id} {self.since}"


class RecordedFact(models.Model):
    """One finding of our own people about a person or household, from a day on (调查记录).

    `column` names a column of the fact tables; the value lies in `number` (money in fen, whole
    numbers, 0 or 1 for a flag), `text` or `day`, as the column's kind says. The value in force on
    a day is the latest `since` that is not withdrawn and not yet at its `until` (half-open).
    Rows are never edited: what changes is a further row, a mistake is withdrawn with its reason.
    """

    household = models.ForeignKey(
        "people.Household", on_delete=models.PROTECT, related_name="recorded_facts"
    )
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    column = models.CharField(_("项目"), max_length=60)
    number = models.BigIntegerField(_("数值"), null=True, blank=True)
    text = models.CharField(_("文字"), max_length=200, blank=True)
    day = models.DateField(_("日期"), null=True, blank=True)
    since = models.DateField(_("起始日"))
    until = models.DateField(_("终止日（不含）"), null=True, blank=True)
    review_on = models.DateField(_("复核日期"), null=True, blank=True)
    case_id = models.BigIntegerField(_("办件"), null=True, blank=True)
    visit_id = models.BigIntegerField(_("走访"), null=True, blank=True)
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("说明"), max_length=300, blank=True)
    recorded_by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("记录时间"))
    withdrawn_by = models.ForeignKey(
        "accounts.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdraw_reason = models.CharField(_("撤回原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("调查记录")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
                name="determinations_fact_period_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdraw_reason=""),
                name="determinations_fact_withdrawn_with_reason",
            ),
        )
        indexes = (
            models.Index(fields=["person", "column", "since"], name="determinations_fact_person"),
            models.Index(fields=["household", "column"], name="determinations_fact_home"),
            models.Index(fields=["review_on"], name="determinations_fact_review"),
        )

    def __str__(self) -> str:
        return f"{self.column} {self.since}"


class Determination(models.Model):
    """The recorded answer of one policy for one household or person (认定).

    `at` is the day whose law was applied; `snapshot` holds rule digests, parameter rows and
    inputs, so that the answer can be computed again bit for bit, whatever has changed since.
    """

    policy = models.CharField(_("政策"), max_length=80)
    household = models.ForeignKey(
        "people.Household", on_delete=models.PROTECT, related_name="determinations"
    )
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    month = models.CharField(_("数据月份"), max_length=7)
    at = models.DateField(_("适用日期"))
    outcome = models.CharField(_("结论"), max_length=16, choices=list(OUTCOMES.items()))
    amount = MoneyField(_("月金额"), null=True, blank=True)
    purpose = models.CharField(
        _("用途"), max_length=8, choices=[(p.value, p.label) for p in Purpose]
    )
    snapshot = models.JSONField(_("快照"))
    snapshot_digest = models.CharField(_("快照摘要"), max_length=64)
    made_by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("认定时间"))

    class Meta:
        verbose_name = _("认定")
        indexes = (
            models.Index(
                fields=["household", "policy", "-created_at"], name="determinations_latest"
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy} {self.household_id} {self.at} {self.outcome}"
