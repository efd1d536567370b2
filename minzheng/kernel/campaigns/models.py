"""Needs reported, errands, screenings with their lists, life events and what they open, how people were told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import SealedTextField

from .choices import CAMPAIGN_STATES, CHANNELS, DRIVE_CHANNELS, LIFE_EVENTS, PLANNED, RESULTS


class NeedReport(models.Model):
    """One report of a need by somebody of the network, the hotline or a citizen (需求上报).

    Several reports of one need share a lead; each reporter has an answer coming.
    """

    channel = models.CharField(_("来源"), max_length=12, choices=list(CHANNELS.items()))
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    household = models.ForeignKey("people.Household", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    place = models.CharField(_("地点或对象"), max_length=100, blank=True)
    text = models.CharField(_("情况"), max_length=500)
    told_by = models.CharField(_("反映人"), max_length=60, blank=True)
    phone = SealedTextField("campaigns.phone", _("联系电话"), null=True, blank=True)
    order_number = models.CharField(_("热线工单号"), max_length=40, blank=True, db_index=True)
    lead = models.ForeignKey("monitoring.Lead", models.PROTECT, related_name="reports")
    is_joined = models.BooleanField(_("并入已有线索"), default=False)
    reported_at = models.DateTimeField(_("上报时间"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    answer_due_on = models.DateField(_("答复期限"))
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    answered_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    receipt_id = models.CharField(_("离线回执"), max_length=64, null=True, unique=True)

    class Meta:
        verbose_name = _("需求上报")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | ~models.Q(answer=""),
                name="campaigns_answered_in_words",
            ),
        )
        indexes = (models.Index(fields=["division", "answer_due_on"], name="campaigns_report_due"),)

    def __str__(self) -> str:
        return f"{self.channel} {self.reported_at:%Y-%m-%d}"


class Errand(models.Model):
    """Something one member of the network is asked to find out about a report (派单)."""

    report = models.ForeignKey(NeedReport, models.PROTECT, related_name="errands")
    to = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    text = models.CharField(_("事项"), max_length=300)
    due_on = models.DateField(_("期限"))
    sent_at = models.DateTimeField(_("派单时间"))
    sent_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    reply = models.CharField(_("回报"), max_length=500, blank=True)
    replied_at = models.DateTimeField(_("回报时间"), null=True)

    class Meta:
        verbose_name = _("网络派单")

    def __str__(self) -> str:
        return self.text


class Campaign(models.Model):
    """A screening of an area: whom to visit, by when, what came of it (摸排核查)."""

    title = models.CharField(_("名称"), max_length=100)
    basis = models.CharField(_("依据"), max_length=200)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    target = models.CharField(_("对象"), max_length=40)
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"))
    state = models.CharField(
        _("状态"), max_length=8, choices=list(CAMPAIGN_STATES.items()), default=PLANNED
    )
    planned_at = models.DateTimeField(_("计划时间"))
    planned_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    listed_at = models.DateTimeField(_("生成名单时间"), null=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True)
    conclusion = models.TextField(_("总结"), blank=True)
    # The figures of the day it was closed, by township; what happens later is followed beside them.
    closing = models.JSONField(_("结束时的数字"), default=list)

    class Meta:
        verbose_name = _("摸排活动")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="campaigns_campaign_forward",
            ),
        )

    def __str__(self) -> str:
        return self.title


class CampaignLine(models.Model):
    """One household or person on a campaign's list, who goes there, and what was found (摸排名单)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="lines")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    household = models.ForeignKey("people.Household", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    known = models.JSONField(_("已知情况"), default=dict)
    result = models.CharField(_("结果"), max_length=8, choices=list(RESULTS.items()), blank=True)
    answers = models.JSONField(_("答案"), default=dict)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    visited_at = models.DateTimeField(_("走访时间"), null=True)
    done_at = models.DateTimeField(_("登记时间"), null=True)
    done_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    visit = models.ForeignKey("visits.Visit", models.PROTECT, null=True, related_name="+")
    lead = models.OneToOneField("monitoring.Lead", models.PROTECT, null=True, related_name="+")
    receipt_id = models.CharField(_("离线回执"), max_length=64, null=True, unique=True)

    class Meta:
        verbose_name = _("摸排名单")
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "person"],
                condition=models.Q(person__isnull=False),
                name="campaigns_person_listed_once",
            ),
            models.UniqueConstraint(
                fields=["campaign", "household"],
                condition=models.Q(person__isnull=True),
                name="campaigns_household_listed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(household__isnull=False),
                name="campaigns_line_is_about_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(result="", done_at__isnull=True)
                | (~models.Q(result="") & models.Q(done_at__isnull=False)),
                name="campaigns_line_done_with_result",
            ),
        )
        indexes = (
            models.Index(fields=["campaign", "division", "result"], name="campaigns_line_todo"),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.person_id or self.household_id}"


class LifeEvent(models.Model):
    """Something that happened in a life and concerns several rooms (生活事件)."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="life_events")
    household = models.ForeignKey("people.Household", models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    kind = models.CharField(_("事件"), max_length=16, choices=list(LIFE_EVENTS.items()))
    happened_on = models.DateField(_("发生日期"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("生活事件")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "kind", "happened_on"], name="campaigns_event_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"


class FollowUp(models.Model):
    """What one room has to do after a life event, by when, and what it did (事件跟进)."""

    event = models.ForeignKey(LifeEvent, models.PROTECT, related_name="follow_ups")
    chain = models.CharField(_("链条"), max_length=60)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    title = models.CharField(_("事项"), max_length=200)
    role = models.CharField(_("岗位"), max_length=20)
    due_on = models.DateField(_("期限"))
    done_at = models.DateTimeField(_("办结时间"), null=True)
    done_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("办理情况"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("事件跟进")
        constraints = (
            models.UniqueConstraint(fields=["event", "chain"], name="campaigns_chain_once"),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | ~models.Q(note=""),
                name="campaigns_follow_up_done_in_words",
            ),
        )

    def __str__(self) -> str:
        return self.title


class NoticeDrive(models.Model):
    """One time people were told of policies: where, through which channel, how many cards (政策宣传)."""

    title = models.CharField(_("主题"), max_length=100)
    channel = models.CharField(_("渠道"), max_length=12, choices=list(DRIVE_CHANNELS.items()))
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    place = models.CharField(_("地点"), max_length=100)
    held_on = models.DateField(_("日期"))
    cards = models.PositiveIntegerField(_("发放明白卡、信息咨询卡（张）"), null=True)
    reached = models.PositiveIntegerField(_("到场或覆盖人数"), null=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    photo = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("政策宣传")
        indexes = (models.Index(fields=["division", "held_on"], name="campaigns_drive_day"),)

    def __str__(self) -> str:
        return f"{self.title} {self.held_on}"


class CodeScan(models.Model):
    """How often a printed code was scanned on a day (扫码次数); nothing is kept of who did."""

    code = models.CharField(_("二维码"), max_length=160)
    division = models.ForeignKey("divisions.Division", models.PROTECT, null=True, related_name="+")
    on = models.DateField(_("日期"))
    count = models.PositiveIntegerField(_("次数"), default=0)

    class Meta:
        verbose_name = _("扫码次数")
        constraints = (
            models.UniqueConstraint(fields=["code", "on"], name="campaigns_code_day_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.on}"
