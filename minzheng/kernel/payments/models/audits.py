"""What the auditor keeps: samples that can be drawn again, what was seen in them, findings until they close."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from .runs import PaymentLine

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"
FINDING_STATES = {OPEN: _("待整改"), ANSWERED: _("待核销"), CLOSED: _("已核销")}
SOUND, DOUBTFUL = "sound", "doubtful"
OUTCOMES = {SOUND: _("未见问题"), DOUBTFUL: _("有疑点")}


class AuditSample(models.Model):
    """Lines drawn at random from those that answer a question (资金抽样).

    `asked` is the question, `seed` the text the draw starts from, `upto` the last line there was;
    with `digest` over the keys of the population anybody can draw the same lines again.
    """

    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    asked = models.JSONField(_("条件"), default=dict)
    worded = models.CharField(_("抽样条件"), max_length=300)
    seed = models.CharField(_("随机种子"), max_length=40)
    population = models.PositiveIntegerField(_("总体笔数"))
    upto = models.BigIntegerField(_("截至明细"))
    digest = models.CharField(_("总体摘要"), max_length=64)
    made_by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("抽样时间"))
    closed_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    conclusion = models.CharField(_("抽查结论"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("资金抽样")

    def __str__(self) -> str:
        return f"{self.worded} #{self.pk}"


class AuditItem(models.Model):
    """One line of a sample and what the auditor saw of it (抽样明细)."""

    sample = models.ForeignKey(AuditSample, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField(_("序号"))
    line = models.ForeignKey(PaymentLine, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(
        _("核查结果"), max_length=10, blank=True, choices=list(OUTCOMES.items())
    )
    note = models.CharField(_("核查说明"), max_length=300, blank=True)
    judged_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    judged_at = models.DateTimeField(_("核查时间"), null=True)

    class Meta:
        verbose_name = _("抽样明细")
        constraints = (
            models.UniqueConstraint(fields=["sample", "position"], name="payments_sample_place"),
            models.UniqueConstraint(fields=["sample", "line"], name="payments_sample_line_once"),
        )

    def __str__(self) -> str:
        return f"{self.sample_id} {self.position}"


class AuditFinding(models.Model):
    """Something an audit of the money found: answered by who must mend it, closed by the auditor."""

    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    sample = models.ForeignKey(
        AuditSample, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    line = models.ForeignKey(
        PaymentLine, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    report = models.CharField(_("审计报告"), max_length=120, blank=True)
    text = models.CharField(_("问题"), max_length=500)
    amount = MoneyField(_("涉及金额"), null=True, blank=True)
    responsible = models.CharField(_("整改单位"), max_length=100)
    due_on = models.DateField(_("整改期限"))
    state = models.CharField(
        _("状态"), max_length=10, choices=list(FINDING_STATES.items()), default=OPEN
    )
    found_by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField(_("提出时间"))
    answer = models.CharField(_("整改情况"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    closing = models.CharField(_("核销意见"), max_length=500, blank=True)
    closed_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("核销时间"), null=True)

    class Meta:
        verbose_name = _("审计问题")

    def __str__(self) -> str:
        return self.text[:40]
