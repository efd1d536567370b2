"""Posts in villages: assistants of social assistance, child directors, with duties, training and pay."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField
from minzheng.core.models import Period

from .. import choices


class Assistant(Period):
    """Who holds a post of civil affairs in a village or township, from when to when (村级民政服务人员).

    ``pay`` is what the post is paid a month, in fen; empty where nobody knows.
    """

    name = models.CharField(_("姓名"), max_length=60)
    post = models.CharField(_("岗位"), max_length=16, choices=list(choices.POSTS.items()))
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    is_full_time = models.BooleanField(_("专职"), default=False)
    pay = MoneyField(_("月补助（元）"), null=True, blank=True)
    pay_source = models.CharField(_("补助来源"), max_length=100, blank=True)
    duties = models.TextField(_("职责"))
    end_reason = models.CharField(_("离任原因"), max_length=200, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("村级民政服务人员")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["division", "post", "name"],
                condition=Q(valid_to__isnull=True),
                name="visits_assistant_once",
            ),
            models.CheckConstraint(
                condition=Q(pay__isnull=True) | Q(pay__gte=0), name="visits_pay_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Training(models.Model):
    """A training somebody in a village post took part in (培训记录)."""

    assistant = models.ForeignKey(Assistant, models.PROTECT, related_name="trainings")
    title = models.CharField(_("培训内容"), max_length=120)
    held_on = models.DateField(_("培训日期"))
    hours = models.PositiveSmallIntegerField(_("学时"))
    is_passed = models.BooleanField(_("考核合格"), default=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("村级人员培训")
        constraints = [
            models.UniqueConstraint(
                fields=["assistant", "title", "held_on"], name="visits_training_once"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="visits_training_has_hours"),
        ]

    def __str__(self) -> str:
        return self.title
