"""What a family needs and how it is helped: assessment, combined plan, services given."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField
from minzheng.kernel.people.declarations import declare_person_reference

from ..choices import HELP_FORMS, SERVICE_KINDS


class HelpPlan(models.Model):
    """The assessment of a case's needs and the combined plan that answers them (一户一策)."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="help_plan")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    needs = models.JSONField(_("需求"))
    note = models.TextField(_("需求说明"), blank=True)
    assessed_on = models.DateField(_("评估日期"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("救助需求评估和帮扶方案")

    def __str__(self) -> str:
        return f"{self.case_id} {self.assessed_on}"


class PlanItem(models.Model):
    """One measure of a plan: money, goods or a service, who gives it and by when."""

    plan = models.ForeignKey(HelpPlan, models.PROTECT, related_name="items")
    form = models.CharField(_("形式"), max_length=10, choices=list(HELP_FORMS.items()))
    need = models.CharField(_("对应需求"), max_length=20)
    what = models.CharField(_("帮扶内容"), max_length=200)
    who = models.CharField(_("责任单位"), max_length=120)
    due_on = models.DateField(_("完成期限"))
    amount = MoneyField(_("金额"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    result = models.CharField(_("落实情况"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("帮扶措施")
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return self.what


class ReliefService(models.Model):
    """One service-type help that was given: what, by whom, for whom, when (服务类救助)."""

    household = models.ForeignKey("people.Household", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    item = models.OneToOneField(PlanItem, models.PROTECT, null=True, related_name="service")
    kind = models.CharField(_("服务类别"), max_length=20, choices=list(SERVICE_KINDS.items()))
    provider = models.CharField(_("服务单位"), max_length=120)
    given_on = models.DateField(_("服务日期"))
    content = models.CharField(_("服务内容和效果"), max_length=300)
    at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("服务类救助")
        ordering = ("-given_on", "-id")
        indexes = (models.Index(fields=["given_on"], name="assistance_service_given"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.given_on}"


declare_person_reference(ReliefService, "person")
