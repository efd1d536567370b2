"""Honours of units, people, brands and model areas."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..choices import GOVERNMENT_LEVELS, HONOUR_KINDS


class Honour(models.Model):
    """An honour that a unit, a person, a brand or an area was given, on a document (荣誉)."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    kind = models.CharField(_("对象"), max_length=10, choices=list(HONOUR_KINDS.items()))
    holder = models.CharField(_("获得者"), max_length=100)
    # The unit a person or a brand belongs to.
    unit = models.CharField(_("所在单位"), max_length=100, blank=True)
    title = models.CharField(_("荣誉名称"), max_length=150)
    level = models.CharField(_("级别"), max_length=10, choices=list(GOVERNMENT_LEVELS.items()))
    giver = models.CharField(_("授予单位"), max_length=120)
    document_number = models.CharField(_("文件"), max_length=120)
    given_on = models.DateField(_("授予日期"))
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_on = models.DateField(_("撤销日期"), null=True, blank=True)
    reason = models.CharField(_("撤销原因"), max_length=300, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("荣誉")
        constraints = (
            models.UniqueConstraint(
                fields=["division", "holder", "title", "given_on"], name="planning_honour_once"
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True) | ~Q(reason=""),
                name="planning_honour_revoked_in_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.holder} {self.title}"
