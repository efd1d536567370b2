"""Deliveries: which file came from whom, and what became of it; how a department is asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.models import Period, choices_of
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.choices import (
    DELIVERY,
    FAILURE_POLICIES,
    MODES,
    PROCEED,
    DeliveryState,
    MatchState,
    ProposalState,
)
from minzheng.kernel.exchange.declarations import DataSet, data_set, partner
from minzheng.kernel.people.models import Person


class Delivery(models.Model):
    """One file of one data set for one month; paths are relative to the home folder."""

    data_set = models.CharField(_("数据集"), max_length=60, blank=True)
    partner = models.CharField(_("数据来源"), max_length=40, blank=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("区划"))
    month = models.CharField(_("月份"), max_length=7)
    file_name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(_("文件指纹"), max_length=64)
    size = models.BigIntegerField(_("文件大小"))
    received_at = models.DateTimeField(_("接收时间"))
    received_by = models.ForeignKey(
        Mandate, models.PROTECT, related_name="+", verbose_name=_("接收人")
    )
    state = models.CharField(_("状态"), max_length=12, choices=DeliveryState.choices)
    rows = models.PositiveIntegerField(_("总行数"), default=0)
    accepted = models.PositiveIntegerField(_("直接接收"), default=0)
    corrected = models.PositiveIntegerField(_("更正后接收"), default=0)
    rejected = models.PositiveIntegerField(_("退回"), default=0)
    sealed_file = models.CharField(_("密封原件"), max_length=255, blank=True)
    lake_path = models.CharField(_("数据湖文件"), max_length=255, blank=True)
    rejects_path = models.CharField(_("退回行文件"), max_length=255, blank=True)
    workbook_path = models.CharField(_("退回表"), max_length=255, blank=True)
    problem = models.CharField(_("问题"), max_length=500, blank=True)
    # {"notes": [...], "corrections": {code: rows}, "problems": {code: rows}}
    summary = models.JSONField(_("说明"), default=dict)

    class Meta:
        """One row per file, data set and month."""

        ordering = ("-month", "data_set", "-id")
        verbose_name = _("报送文件")
        verbose_name_plural = _("报送文件")
        constraints = [
            models.UniqueConstraint(
                fields=["data_set", "month", "sha256"], name="exchange_delivery_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("accepted") + models.F("corrected") + models.F("rejected")
                ),
                name="exchange_delivery_every_row_counted",
            ),
        ]
        indexes = [models.Index(fields=["data_set", "state", "month"])]

    def __str__(self) -> str:
        """Show the data set, the month and the file."""
        return f"{self.label} {self.month} {self.file_name}"

    @property
    def declaration(self) -> DataSet:
        """Return the declared data set; KeyError for a file that was never recognised."""
        return data_set(self.data_set)

    @property
    def label(self) -> str:
        """Return the Chinese name of the data set."""
        return self.declaration.label if self.data_set else str(_("未识别的文件"))

    @property
    def partner_label(self) -> str:
        """Return the Chinese name of the partner."""
        return partner(self.partner).label if self.partner else str(_("未知来源"))


class SettledReject(models.Model):
    """A rejected row whose person is now known for sure, so that nobody else is in doubt."""

    delivery = models.ForeignKey(
        Delivery, models.CASCADE, related_name="settled", verbose_name=_("报送文件")
    )
    line = models.PositiveIntegerField(_("行号"))
    note = models.CharField(_("依据"), max_length=300)
    settled_by = models.ForeignKey(
        Mandate, models.PROTECT, related_name="+", verbose_name=_("处理人")
    )
    settled_at = models.DateTimeField(_("处理时间"))

    class Meta:
        """A row is settled once."""

        ordering = ("delivery_id", "line")
        verbose_name = _("已核实的退回行")
        verbose_name_plural = _("已核实的退回行")
        constraints = [
            models.UniqueConstraint(fields=["delivery", "line"], name="exchange_reject_once")
        ]

    def __str__(self) -> str:
        """Show the file and the line."""
        return f"{self.delivery} · {self.line}"


class PartnerLink(Period):
    """How one data set may be asked for single persons, in a division and below it, from a day on.

    ``address``: a URL (HTTP), ``sqlite:///path?view=name`` or ``postgresql://…?view=name``
    (database), a folder (drop). ``secret_name`` names the environment variable of the shared
    secret: no secret lies in the database. ``source``: the agreement or article it rests on.
    """

    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("区划"))
    data_set = models.CharField(_("数据集"), max_length=60)
    mode = models.CharField(
        _("查询方式"), max_length=12, choices=choices_of(MODES), default=DELIVERY
    )
    address = models.CharField(_("地址"), max_length=500, blank=True)
    secret_name = models.CharField(_("密钥变量"), max_length=60, blank=True)
    on_failure = models.CharField(
        _("未答复时"), max_length=12, choices=choices_of(FAILURE_POLICIES), default=PROCEED
    )
    timeout_seconds = models.FloatField(_("超时（秒）"), default=10)
    attempts = models.PositiveSmallIntegerField(_("每轮尝试次数"), default=3)
    retry_minutes = models.PositiveIntegerField(_("再次发送间隔（分钟）"), default=30)
    per_second = models.PositiveIntegerField(_("每秒上限"), default=20)
    daily_quota = models.PositiveIntegerField(_("每日上限"), null=True, blank=True)
    duty_days = models.PositiveSmallIntegerField(_("答复期限（工作日）"), default=1)
    source = models.CharField(_("依据"), max_length=300)
    entered_by = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        """One way of asking at a time; an older one ends where the next begins."""

        ordering = ("data_set", "division_id", "-valid_from")
        verbose_name = _("查询方式")
        verbose_name_plural = _("查询方式")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["division", "data_set", "valid_from"], name="exchange_link_once"
            ),
        ]

    def __str__(self) -> str:
        """Show the data set and the way it is asked."""
        return f"{self.data_set} · {self.get_mode_display()}"


class LinkProposal(models.Model):
    """A way of asking that waits for a second person: the fields of `PartnerLink` as typed.

    ``settings`` holds everything beside mode, day and source; decided rows stay as the record of who
    wanted what and who confirmed it.
    """

    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("区划"))
    data_set = models.CharField(_("数据集"), max_length=60)
    mode = models.CharField(_("查询方式"), max_length=12, choices=choices_of(MODES))
    since = models.DateField(_("起用日期"))
    source = models.CharField(_("依据"), max_length=300)
    settings = models.JSONField(_("设置"), default=dict)
    state = models.CharField(
        _("状态"), max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING
    )
    proposed_by = models.ForeignKey(
        Mandate, models.PROTECT, related_name="+", verbose_name=_("提出人")
    )
    proposed_at = models.DateTimeField(_("提出时间"))
    decided_by = models.ForeignKey(
        Mandate, models.PROTECT, null=True, related_name="+", verbose_name=_("确认人")
    )
    decided_at = models.DateTimeField(_("确认时间"), null=True)
    reason = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        """One waits at a time; nobody confirms their own."""

        ordering = ("-proposed_at", "-id")
        verbose_name = _("查询方式修改")
        verbose_name_plural = _("查询方式修改")
        constraints = [
            models.UniqueConstraint(
                fields=["division", "data_set"],
                condition=models.Q(state=ProposalState.WAITING.value),
                name="exchange_proposal_once",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="exchange_proposal_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        """Show the data set and the way proposed."""
        return f"{self.data_set} · {self.get_mode_display()}"


class RowMatch(models.Model):
    """A rejected row that may be a person's: how likely, why, and what was decided about it."""

    delivery = models.ForeignKey(
        Delivery, models.CASCADE, related_name="matches", verbose_name=_("报送文件")
    )
    line = models.PositiveIntegerField(_("行号"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("可能是的人")
    )
    probability = models.FloatField(_("概率"))
    # [{"key": "name", "label": "姓名", "words": "姓名相同", "weight": 12.2}, ...]
    reasons = models.JSONField(_("理由"), default=list)
    # Blind index of what the row says of its person; empty where that is too little to be his.
    fingerprint = models.CharField(_("行指纹"), max_length=32, blank=True, db_index=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=MatchState.choices, default=MatchState.WAITING
    )
    made_at = models.DateTimeField(_("比对时间"))
    decided_by = models.ForeignKey(
        Mandate, models.PROTECT, null=True, related_name="+", verbose_name=_("认定人")
    )
    decided_at = models.DateTimeField(_("认定时间"), null=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        """A row and a person meet once; a row counts for one person at most."""

        ordering = ("-probability", "id")
        verbose_name = _("比对结果")
        verbose_name_plural = _("比对结果")
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "line", "person"], name="exchange_match_once"
            ),
            models.UniqueConstraint(
                fields=["delivery", "line"],
                condition=models.Q(state__in=["automatic", "same"]),
                name="exchange_match_one_person",
            ),
        ]
        indexes = [models.Index(fields=["state", "probability"])]

    def __str__(self) -> str:
        """Show the row and the person."""
        return f"{self.delivery_id}:{self.line} {self.person_id}"
