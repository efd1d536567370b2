"""What the public is told of the money: one table for a period, entered by one, released by another."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FundRelease(models.Model):
    """The use of the funds of a place in a period, frozen when drafted (资金使用公开).

    `content` holds the tables as they will be read, small cells already hidden; nothing else leaves.
    A mistake is withdrawn with its reason and drafted anew.
    """

    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    since = models.CharField(_("起始月份"), max_length=7)
    until = models.CharField(_("截止月份"), max_length=7)
    title = models.CharField(_("标题"), max_length=120)
    content = models.JSONField(_("公开内容"))
    made_by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("拟稿时间"))
    released_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(_("公开时间"), null=True)
    withdrawn_by = models.ForeignKey(
        "accounts.Mandate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("资金使用公开")
        constraints = (
            models.UniqueConstraint(
                fields=["division", "since", "until"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="payments_release_once",
            ),
        )

    def __str__(self) -> str:
        return self.title
