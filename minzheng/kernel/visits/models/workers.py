"""Those who serve families at home without being staff: carers, social workers, what they are charged with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import SealedTextField
from minzheng.core.models import Period

from .. import choices


class ServiceWorker(Period):
    """A carer, social worker, visitor or volunteer who serves families, with the body behind (服务人员)."""

    name = models.CharField(_("姓名"), max_length=60)
    kind = models.CharField(_("类别"), max_length=16, choices=list(choices.WORKER_KINDS.items()))
    body = models.CharField(_("所属机构"), max_length=120, blank=True)
    certificate = models.CharField(_("职业资格证书"), max_length=60, blank=True)
    contract = models.CharField(_("购买服务合同编号"), max_length=60, blank=True)
    phone = SealedTextField("visits.worker_phone", _("联系电话"), null=True, blank=True)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("服务人员")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["division", "kind", "name", "body"],
                condition=Q(valid_to__isnull=True),
                name="visits_worker_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CareCharge(Period):
    """Whom a carer is responsible for, by a signed letter of responsibility (照料责任书)."""

    worker = models.ForeignKey(ServiceWorker, models.PROTECT, related_name="charges")
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    relation = models.CharField(_("与照料对象关系"), max_length=60, blank=True)
    duties = models.TextField(_("照料内容和责任"))
    signed_on = models.DateField(_("责任书签订日期"))
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    supervisor = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(_("解除原因"), max_length=200, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("照料责任书")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["worker", "person"],
                condition=Q(valid_to__isnull=True),
                name="visits_charge_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.person_id}"


class QualityAssessment(models.Model):
    """How well somebody is cared for, item by item out of 100, with what must be mended (服务质量评估)."""

    charge = models.ForeignKey(CareCharge, models.PROTECT, related_name="assessments")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    assessed_on = models.DateField(_("评估日期"))
    scores = models.JSONField(_("各项得分"))
    total = models.PositiveSmallIntegerField(_("平均得分"))
    is_passed = models.BooleanField(_("合格"))
    remarks = models.CharField(_("评估意见和整改要求"), max_length=500, blank=True)
    mend_by = models.DateField(_("整改期限"), null=True)
    mended_on = models.DateField(_("整改完成日期"), null=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("照料服务质量评估")
        constraints = [
            models.UniqueConstraint(
                fields=["charge", "assessed_on"], name="visits_assessed_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(is_passed=True) | (Q(mend_by__isnull=False) & ~Q(remarks="")),
                name="visits_failed_is_mended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charge_id} {self.assessed_on}"


class WorkTask(models.Model):
    """One thing a social worker (or a body's worker) is asked to do for a family, and what came of it (社工任务)."""

    worker = models.ForeignKey(ServiceWorker, models.PROTECT, related_name="tasks")
    kind = models.CharField(_("任务"), max_length=16, choices=list(choices.WORK_KINDS.items()))
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("要求"), max_length=300)
    due_on = models.DateField(_("完成期限"))
    result = models.TextField(_("完成情况"), blank=True)
    needs = models.JSONField(_("发现的需求"), default=list)
    passed_to = models.CharField(_("转介去向"), max_length=120, blank=True)
    visit = models.ForeignKey("visits.Visit", models.PROTECT, null=True, related_name="+")
    done_on = models.DateField(_("完成日期"), null=True)
    done_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("交办时间"))

    class Meta:
        verbose_name = _("社工任务")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None) | ~Q(result=""), name="visits_task_done_in_words"
            )
        ]
        indexes = [models.Index(fields=["division", "due_on"], name="visits_task_due")]

    def __str__(self) -> str:
        return self.text
