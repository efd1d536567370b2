"""Legal bodies: departments, villages' committees, banks, care homes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Body(models.Model):
    """A legal body (机构), known by its unified social credit code where it has one."""

    name = models.CharField(_("名称"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    kind = models.CharField(_("类别"), max_length=40)
    division = models.ForeignKey(
        "divisions.Division", on_delete=models.PROTECT, related_name="+", verbose_name=_("区划")
    )
    phone = models.CharField(_("公开电话"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("机构")
        constraints = (
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~models.Q(credit_code=""),
                name="bodies_credit_code_once",
            ),
        )

    def __str__(self) -> str:
        return self.name
