"""Entitlements: dated rows, one in force per benefit and holder, guarded by the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from .choices import EntitlementState


class Entitlement(models.Model):
    """One holder's benefit over a half-open period of whole months (待遇).

    A change never edits an amount: it ends the row and starts the next. `holder` is ``h<household>``
    or ``p<person>``, for what is paid once with ``c<case>`` behind it; triggers refuse two rows of
    one benefit and holder whose periods overlap.

    What overlaps with other benefits ask, each empty where the row itself says it: `full_amount`
    before a difference was taken, `basic_amount` without extras (分类施保), `heads` who share it.
    """

    benefit = models.CharField(_("待遇"), max_length=80)
    holder = models.CharField(_("持有人"), max_length=24)
    household = models.ForeignKey(
        "people.Household", on_delete=models.PROTECT, related_name="entitlements"
    )
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    payee = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    amount = MoneyField(_("月金额"))
    full_amount = MoneyField(_("补差前月金额"), null=True, blank=True)
    basic_amount = MoneyField(_("基本部分月金额"), null=True, blank=True)
    heads = models.PositiveSmallIntegerField(_("保障人数"), null=True, blank=True)
    valid_from = models.DateField(_("起始日"))
    valid_to = models.DateField(_("终止日"), null=True, blank=True)
    state = models.CharField(
        _("状态"),
        max_length=12,
        choices=[(s.value, s.label) for s in EntitlementState],
        default=EntitlementState.ACTIVE.value,
    )
    confirmed_on = models.DateField(_("确认日"), null=True, blank=True)
    recheck_on = models.DateField(_("复核到期日"), null=True, blank=True)
    determination_id = models.BigIntegerField(_("认定"), null=True, blank=True)
    case_id = models.BigIntegerField(_("办件"), null=True, blank=True)
    predecessor = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor"
    )
    end_reason = models.CharField(_("终止原因"), max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("待遇")
        constraints = (
            models.UniqueConstraint(
                fields=["benefit", "holder"],
                condition=models.Q(valid_to__isnull=True),
                name="benefits_one_open_row",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="benefits_period_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="benefits_amount_not_negative"
            ),
        )
        indexes = (
            models.Index(fields=["benefit", "valid_from", "valid_to"], name="benefits_in_force"),
            # What the triggers against overlaps ask for each new row: without it they read them all.
            models.Index(fields=["benefit", "holder", "valid_from"], name="benefits_of_holder"),
        )

    def __str__(self) -> str:
        return f"{self.benefit} {self.holder} {self.valid_from}"


class EntitlementEvent(models.Model):
    """What happened to an entitlement, by whom and why (待遇变动); never edited."""

    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("变动"), max_length=20)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("待遇变动")

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
