"""Payment runs, their lines, bank files and returns; one live line per holder and month, by the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField, SealedTextField

from ..choices import LIVE_LINES, LineKind, LineState, RunKind, RunState


def _choices(
    kind: type[RunState] | type[RunKind] | type[LineState] | type[LineKind],
) -> list[tuple[str, str]]:
    return [(item.value, item.label) for item in kind]


class PaymentRun(models.Model):
    """One month's payment of one benefit (发放批次): made, submitted, approved and sent by different people.

    `shares` is what each source pays of its lines, in parts of 10,000, as it stood at the sending:
    pairs of source and parts; empty until then, and for runs older than the ledger.
    """

    benefit = models.CharField(_("待遇"), max_length=80)
    month = models.CharField(_("发放月份"), max_length=7)
    kind = models.CharField(
        _("类别"), max_length=10, choices=_choices(RunKind), default=RunKind.REGULAR.value
    )
    sequence = models.PositiveSmallIntegerField(_("序号"), default=1)
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        _("状态"), max_length=10, choices=_choices(RunState), default=RunState.DRAFT.value
    )
    made_by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("编制时间"))
    submitted_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    seal = models.CharField(_("封存摘要"), max_length=64, blank=True)
    shares = models.JSONField(_("负担比例"), default=list, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("发放批次")
        constraints = (
            models.UniqueConstraint(
                fields=["benefit", "month", "kind", "sequence", "division"],
                name="payments_run_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.benefit} {self.month} {self.kind}-{self.sequence}"


class PaymentLine(models.Model):
    """One amount to one account for one month of one entitlement (发放明细).

    A failed line is never edited: its re-issue is a new line that names it in `reissue_of`. The
    database allows one live line (ready, sent or paid) per benefit, holder, month and kind.
    """

    run = models.ForeignKey(PaymentRun, on_delete=models.PROTECT, related_name="lines")
    entitlement = models.ForeignKey(
        "benefits.Entitlement", on_delete=models.PROTECT, related_name="lines"
    )
    benefit = models.CharField(max_length=80)
    holder = models.CharField(max_length=24)
    household = models.ForeignKey(
        "people.Household", on_delete=models.PROTECT, related_name="payment_lines"
    )
    payee = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    month = models.CharField(_("所属月份"), max_length=7)
    kind = models.CharField(
        _("类别"), max_length=10, choices=_choices(LineKind), default=LineKind.REGULAR.value
    )
    amount = MoneyField(_("金额"))
    payee_name = models.CharField(_("户名"), max_length=60, blank=True)
    # Sealed for the same purpose as the person's own: a whole register is copied as it lies.
    account = SealedTextField("people.account", _("账号"), null=True, blank=True)
    account_index = models.CharField(max_length=32, blank=True, db_index=True)
    bank_name = models.CharField(_("开户行"), max_length=60, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=_choices(LineState), default=LineState.READY.value
    )
    block_reason = models.CharField(_("暂缓原因"), max_length=200, blank=True)
    failure_code = models.CharField(_("失败代码"), max_length=20, blank=True)
    failure_text = models.CharField(_("失败原因"), max_length=120, blank=True)
    settled_on = models.DateField(_("到账日"), null=True, blank=True)
    reissue_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reissue"
    )

    class Meta:
        verbose_name = _("发放明细")
        constraints = (
            models.UniqueConstraint(
                fields=["benefit", "holder", "month", "kind"],
                condition=models.Q(state__in=LIVE_LINES),
                name="payments_line_once",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="payments_amount_positive"
            ),
        )
        indexes = (models.Index(fields=["run", "state"], name="payments_run_state"),)

    def __str__(self) -> str:
        return f"{self.holder} {self.month}"


class BankFile(models.Model):
    """A file made for a bank (银行代发文件), with the digests of what was handed over.

    `layout` is the key of the format it was written in; rows older than the column used the bank's.
    """

    run = models.ForeignKey(PaymentRun, on_delete=models.PROTECT, related_name="files")
    bank = models.CharField(_("银行"), max_length=40)
    layout = models.CharField(_("文件格式"), max_length=40, blank=True, default="")
    file_name = models.CharField(_("文件名"), max_length=120)
    digest = models.CharField(_("SM3 摘要"), max_length=64)
    sha256 = models.CharField(_("SHA-256 摘要"), max_length=64, blank=True, default="")
    lines = models.PositiveIntegerField(_("笔数"))
    total = MoneyField(_("金额合计"))
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("银行文件")
        constraints = (models.UniqueConstraint(fields=["run", "bank"], name="payments_file_once"),)

    def __str__(self) -> str:
        return self.file_name


class BankReturn(models.Model):
    """A bank's answer to a file (回盘文件); the same bytes are read once.

    Its bytes lie sealed on the disk, also when it was refused: then `refused` says why, in Chinese.
    """

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="returns")
    file_name = models.CharField(_("文件名"), max_length=120)
    digest = models.CharField(max_length=64)
    read_at = models.DateTimeField(_("读取时间"))
    paid = models.PositiveIntegerField(_("成功笔数"))
    failed = models.PositiveIntegerField(_("失败笔数"))
    problems = models.JSONField(_("异常行"), default=list)
    refused = models.CharField(_("拒收原因"), max_length=300, blank=True, default="")
    sha256 = models.CharField(_("SHA-256 摘要"), max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("银行回盘")
        constraints = (
            models.UniqueConstraint(fields=["file", "digest"], name="payments_return_once"),
        )

    def __str__(self) -> str:
        return self.file_name


class MonthClosing(models.Model):
    """A month of payments that was closed for a division (月结): it takes no further regular run."""

    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    month = models.CharField(_("月份"), max_length=7)
    by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("结账时间"))
    runs = models.PositiveIntegerField(_("批次"))
    paid = MoneyField(_("到账金额"))

    class Meta:
        verbose_name = _("月结")
        constraints = (
            models.UniqueConstraint(
                fields=["division", "month"], name="payments_month_closed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.division_id} {self.month}"
