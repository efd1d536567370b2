"""Parameter values with their documents, and recorded determinations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from .choices import OUTCOMES, ParameterState, Purpose


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
