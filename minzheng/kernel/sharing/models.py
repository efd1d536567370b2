"""What is agreed with other systems, what was exchanged, and the registers kept in common with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.models import Period

from .choices import AskState, BatchState, Direction, ExchangeKind, LineState, Mode, Origin

ENTRY_SEAL = "sharing.entry"
LINE_SEAL = "sharing.line"
CERTIFICATE_SEAL = "sharing.certificate"


class Connection(models.Model):
    """How a county reaches a partner (对接方式); the secret itself lies in the environment."""

    partner = models.CharField(_("对接方"), max_length=40)
    division = models.ForeignKey(
        "divisions.Division", models.PROTECT, related_name="+", verbose_name=_("区划")
    )
    mode = models.CharField(_("方式"), max_length=10, choices=Mode.choices)
    address = models.CharField(_("地址"), max_length=300, blank=True)
    secret_name = models.CharField(_("密钥变量名"), max_length=60, blank=True)
    encoding = models.CharField(
        _("文件编码"),
        max_length=10,
        default="utf-8-sig",
        choices=[("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")],
    )
    set_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    set_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("对接方式")
        constraints = (
            models.UniqueConstraint(fields=["partner", "division"], name="sharing_connection_once"),
        )

    def __str__(self) -> str:
        return f"{self.partner} {self.get_mode_display()}"


class Subscription(Period):
    """Who asked for which fields of a data set, what for and for which area (共享申请).

    ``division`` is the area whose people may leave, and no others. Asked by one officer, decided
    by another; a reply is due on ``due_on`` by the sharing property of the data set.
    """

    data_set = models.CharField(_("数据集"), max_length=60)
    partner = models.CharField(_("对接方"), max_length=40)
    direction = models.CharField(_("方向"), max_length=3, choices=Direction.choices)
    division = models.ForeignKey(
        "divisions.Division", models.PROTECT, related_name="+", verbose_name=_("区划")
    )
    purpose = models.CharField(_("用途"), max_length=300)
    document = models.CharField(_("依据文件"), max_length=200)
    fields = models.JSONField(_("字段"), default=list)
    state = models.CharField(
        _("状态"), max_length=10, choices=AskState.choices, default=AskState.ASKED
    )
    due_on = models.DateField(_("答复期限"))
    asked_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.ForeignKey(
        "accounts.Mandate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("审批人"),
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    reason = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("共享申请")
        constraints = (
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["data_set", "partner", "direction", "division"],
                condition=models.Q(state__in=["asked", "granted"]),
                name="sharing_subscription_once",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("asked_by")),
                name="sharing_subscription_four_eyes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.partner} {self.data_set}"


class Batch(models.Model):
    """Rows sent to a partner under one number (推送批次); the same number never counts twice there."""

    number = models.CharField(_("批次号"), max_length=40, unique=True)
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="batches", verbose_name=_("共享申请")
    )
    is_full = models.BooleanField(_("全量"), default=False)
    rows = models.PositiveIntegerField(_("行数"))
    rejected = models.PositiveIntegerField(_("退回行数"), default=0)
    digest = models.CharField(_("摘要"), max_length=64)
    state = models.CharField(
        _("状态"), max_length=10, choices=BatchState.choices, default=BatchState.WAITING
    )
    attempts = models.PositiveIntegerField(_("发送次数"), default=0)
    problem = models.CharField(_("问题"), max_length=500, blank=True)
    made_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, related_name="+", verbose_name=_("发起人")
    )
    made_at = models.DateTimeField(_("生成时间"))
    closed_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("推送批次")
        constraints = (
            # Whoever asks twice at once sends one batch, not two.
            models.UniqueConstraint(
                fields=["subscription"],
                condition=models.Q(state__in=["waiting", "sent", "failed"]),
                name="sharing_one_open_batch",
            ),
        )

    def __str__(self) -> str:
        return self.number


class BatchLine(models.Model):
    """One row of a batch and its receipt (批次明细); the content is kept until it is accepted."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines")
    line = models.PositiveIntegerField(_("行号"))
    row_key = models.CharField(_("行主键"), max_length=64)
    is_delete = models.BooleanField(_("删除标志"), default=False)
    digest = models.CharField(_("摘要"), max_length=64)
    title = models.CharField(_("内容"), max_length=120, blank=True)
    sealed = models.BinaryField(_("密封内容"), null=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=LineState.choices, default=LineState.WAITING
    )
    message = models.CharField(_("回执"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("批次明细")
        constraints = (
            models.UniqueConstraint(fields=["batch", "row_key"], name="sharing_line_once"),
        )

    def __str__(self) -> str:
        return f"{self.batch_id} {self.line}"


class HeldRow(models.Model):
    """What a partner has accepted and still holds of ours (对方现存数据): only its digest."""

    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="held")
    row_key = models.CharField(_("行主键"), max_length=64)
    digest = models.CharField(_("摘要"), max_length=64)

    class Meta:
        verbose_name = _("对方现存数据")
        constraints = (
            models.UniqueConstraint(fields=["subscription", "row_key"], name="sharing_held_once"),
        )

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.row_key[:8]}"


class Entry(models.Model):
    """A row of a local register kept in common with another system (共享登记): 慈善活动, 地名, 寻亲 …"""

    data_set = models.CharField(_("登记册"), max_length=60)
    row_key = models.CharField(_("行主键"), max_length=64)
    division = models.ForeignKey(
        "divisions.Division", models.PROTECT, related_name="+", verbose_name=_("区划")
    )
    title = models.CharField(_("名称"), max_length=120)
    values = models.JSONField(_("内容"), default=dict)
    sealed = models.BinaryField(_("密封内容"), null=True)
    stage = models.PositiveSmallIntegerField(_("阶段"), default=0)
    origin = models.CharField(_("来源"), max_length=10, choices=Origin.choices, default=Origin.OWN)
    digest = models.CharField(_("摘要"), max_length=64)
    matched = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("比中")
    )
    note = models.CharField(_("说明"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)
    changed_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    changed_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("共享登记")
        constraints = (
            models.UniqueConstraint(fields=["data_set", "row_key"], name="sharing_entry_once"),
        )

    def __str__(self) -> str:
        return self.title


class Certificate(models.Model):
    """An electronic certificate of a person, verifiable by number and digest (电子证照)."""

    number = models.CharField(_("证照编号"), max_length=30, unique=True)
    kind = models.CharField(_("种类"), max_length=60)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="certificates", verbose_name=_("持证人")
    )
    division = models.ForeignKey(
        "divisions.Division", models.PROTECT, related_name="+", verbose_name=_("区划")
    )
    sealed = models.BinaryField(_("密封内容"))
    digest = models.CharField(_("摘要"), max_length=64)
    issued_on = models.DateField(_("签发日期"))
    revoked_at = models.DateTimeField(_("注销时间"), null=True, blank=True)
    reason = models.CharField(_("注销原因"), max_length=200, blank=True)
    issued_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, related_name="+", verbose_name=_("签发人")
    )

    class Meta:
        verbose_name = _("电子证照")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "person"],
                condition=models.Q(revoked_at__isnull=True),
                name="sharing_certificate_once",
            ),
        )

    def __str__(self) -> str:
        return self.number


class ExchangeRecord(models.Model):
    """One line of the exchange ledger (交换台账): who, what for, how much, with what outcome.

    Never edited; kept for ``share.kept_years`` at least (网络数据安全管理条例 第十二条).
    """

    at = models.DateTimeField(_("时间"), db_index=True)
    kind = models.CharField(_("类型"), max_length=10, choices=ExchangeKind.choices)
    direction = models.CharField(_("方向"), max_length=3, choices=Direction.choices)
    partner = models.CharField(_("对接方"), max_length=40)
    data_set = models.CharField(_("数据集"), max_length=60)
    division = models.ForeignKey(
        "divisions.Division", models.PROTECT, related_name="+", verbose_name=_("区划")
    )
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="records", verbose_name=_("批次")
    )
    purpose = models.CharField(_("用途"), max_length=300)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    rejected = models.PositiveIntegerField(_("退回行数"), default=0)
    digest = models.CharField(_("摘要"), max_length=64, blank=True)
    is_ok = models.BooleanField(_("成功"))
    outcome = models.CharField(_("结果"), max_length=300)
    by = models.ForeignKey(
        "accounts.Mandate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("经办人"),
    )

    class Meta:
        verbose_name = _("交换台账")

    def __str__(self) -> str:
        return f"{self.partner} {self.data_set} {self.at:%Y-%m-%d}"
