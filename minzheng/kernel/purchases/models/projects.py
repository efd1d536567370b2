"""Projects: the plan by source, what came in, milestones with what they release, and their steps."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField

from ..choices import PROJECT_STEPS


class Project(models.Model):
    """A project paid from several sources (建设或公益金项目)."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    name = models.CharField(_("项目名称"), max_length=120)
    purpose = models.CharField(_("建设内容或用途"), max_length=300)
    document = models.CharField(_("立项文件"), max_length=120)
    fund = models.CharField(_("资金"), max_length=30)
    starts_on = models.DateField(_("计划开工"))
    ends_on = models.DateField(_("计划完工"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("项目")
        constraints = (
            models.UniqueConstraint(fields=["division", "name"], name="purchases_project_once"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="purchases_project_forward"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ProjectSource(models.Model):
    """What one source is to give to a project, what has come, what is promised on (fen)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="sources")
    source = models.CharField(_("资金来源"), max_length=20)
    planned = MoneyField(_("计划"))
    received = MoneyField(_("到位"), default=0)
    committed = MoneyField(_("已安排支付"), default=0)

    class Meta:
        verbose_name = _("项目资金来源")
        constraints = (
            models.UniqueConstraint(fields=["project", "source"], name="purchases_source_once"),
            models.CheckConstraint(
                condition=Q(planned__gt=0, committed__gte=0, committed__lte=F("received")),
                name="purchases_source_not_overdrawn",
            ),
        )

    def __str__(self) -> str:
        return self.source


class ProjectReceipt(models.Model):
    """Money of one source that came in for a project, with its document (到账)."""

    share = models.ForeignKey(ProjectSource, models.PROTECT, related_name="receipts")
    amount = MoneyField(_("金额"))
    on = models.DateField(_("到账日期"))
    document = models.CharField(_("拨款文件"), max_length=120)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("项目资金到账")
        constraints = (
            models.UniqueConstraint(fields=["share", "document"], name="purchases_receipt_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="purchases_receipt_positive"),
        )

    def __str__(self) -> str:
        return self.document


class Milestone(models.Model):
    """A part of a project: when it is due, what it may cost, when it was done (节点)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    sequence = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("节点"), max_length=100)
    due_on = models.DateField(_("计划完成"))
    amount = MoneyField(_("可支付金额"))
    committed = MoneyField(_("已安排支付"), default=0)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    note = models.CharField(_("完成情况"), max_length=300, blank=True)
    done_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("项目节点")
        constraints = (
            models.UniqueConstraint(
                fields=["project", "sequence"], name="purchases_milestone_in_order"
            ),
            models.CheckConstraint(
                condition=Q(committed__gte=0, committed__lte=F("amount")),
                name="purchases_milestone_not_overdrawn",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=False) | Q(committed=0),
                name="purchases_paid_when_done",
            ),
        )

    def __str__(self) -> str:
        return self.title


class ProjectStep(models.Model):
    """A step of the whole process of a project, and how it came out (全过程管理)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="steps")
    kind = models.CharField(_("环节"), max_length=12, choices=list(PROJECT_STEPS.items()))
    on = models.DateField(_("日期"))
    text = models.CharField(_("情况"), max_length=500)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    score = models.PositiveSmallIntegerField(_("绩效得分"), null=True, blank=True)
    grade = models.CharField(_("等次"), max_length=20, blank=True)
    # An audit may find something; the finding is closed in words.
    finding = models.CharField(_("审计发现"), max_length=500, blank=True)
    closing = models.CharField(_("整改情况"), max_length=500, blank=True)
    closed_on = models.DateField(_("整改完成"), null=True, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("项目环节")
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | (~Q(finding="") & ~Q(closing="")),
                name="purchases_finding_closed_in_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.project_id} {self.kind}"
