"""Special rectification campaigns: what is to be checked, where, and what came of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .. import choices


class SpecialCampaign(models.Model):
    """A special campaign over an area and a time (专项整治, KC-26).

    Families and persons are listed and visited by a screening of the discovery room; what has no file
    of its own (facilities, bodies, sites) stands in ``CampaignObject``.
    """

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    title = models.CharField(_("名称"), max_length=120)
    scope = models.CharField(_("整治范围和内容"), max_length=500)
    basis = models.CharField(_("依据文件"), max_length=200)
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"))
    state = models.CharField(
        _("状态"),
        max_length=8,
        choices=list(choices.SPECIAL_CAMPAIGN_STATES.items()),
        default=choices.CAMPAIGN_RUNS,
    )
    screening = models.OneToOneField(
        "campaigns.Campaign", models.PROTECT, null=True, blank=True, related_name="+"
    )
    summary = models.TextField(_("总结"), blank=True)
    closed_on = models.DateField(_("结束日期"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("专项整治")
        constraints = (
            models.UniqueConstraint(
                fields=["division", "title"], name="planning_special_campaign_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="planning_special_campaign_forward"
            ),
            models.CheckConstraint(
                condition=Q(state=choices.CAMPAIGN_RUNS)
                | (~Q(summary="") & Q(closed_on__isnull=False)),
                name="planning_special_campaign_closed_in_words",
            ),
        )

    def __str__(self) -> str:
        return self.title


class CampaignObject(models.Model):
    """One thing on the list of a campaign that somebody goes and checks (排查对象)."""

    campaign = models.ForeignKey(SpecialCampaign, models.PROTECT, related_name="objects_listed")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    name = models.CharField(_("排查对象"), max_length=120)
    kind = models.CharField(_("类别"), max_length=60, blank=True)
    address = models.CharField(_("地点"), max_length=200, blank=True)
    facility = models.ForeignKey(
        "bodies.Facility", models.PROTECT, null=True, blank=True, related_name="+"
    )
    result = models.CharField(
        _("结果"), max_length=12, choices=list(choices.CAMPAIGN_RESULTS.items()), blank=True
    )
    note = models.CharField(_("情况"), max_length=1000, blank=True)
    checked_on = models.DateField(_("排查日期"), null=True, blank=True)
    checked_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    item = models.OneToOneField(
        "planning.RectificationItem", models.PROTECT, null=True, blank=True, related_name="found_at"
    )

    class Meta:
        verbose_name = _("排查对象")
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "division", "name"], name="planning_object_listed_once"
            ),
            models.CheckConstraint(
                condition=Q(result="", checked_on__isnull=True)
                | (~Q(result="") & Q(checked_on__isnull=False)),
                name="planning_object_checked_with_result",
            ),
            models.CheckConstraint(
                condition=~Q(result=choices.PROBLEM) | Q(item__isnull=False),
                name="planning_problem_becomes_item",
            ),
        )

    def __str__(self) -> str:
        return self.name
