"""One line of the audit chain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """What was done, by whom, to what and when; its hash covers the line and the line before.

    The table is made by the migration and not managed, so that nothing in Django (not even the
    emptying of a test database) tries to delete from it; triggers refuse changes from outside.
    It holds keys and ids only, no foreign key, and never a clear identity number.
    """

    sequence = models.BigIntegerField(_("序号"), unique=True)
    at = models.DateTimeField(_("时间"), db_index=True)
    actor_user_id = models.BigIntegerField(_("操作人编号"), null=True, db_index=True)
    actor_label = models.CharField(_("操作人"), max_length=200)
    mandate_key = models.CharField(_("岗位授权"), max_length=100, blank=True)
    verb = models.CharField(_("动作"), max_length=120, db_index=True)
    subject_key = models.CharField(_("对象种类"), max_length=100, blank=True)
    subject_id = models.CharField(_("对象编号"), max_length=64, blank=True)
    division_code = models.CharField(_("区划"), max_length=12, blank=True, db_index=True)
    detail = models.JSONField(_("内容"), default=dict)
    previous_hash = models.CharField(_("前一条摘要"), max_length=64)
    hash = models.CharField(_("摘要"), max_length=64)

    class Meta:
        """Newest last."""

        managed = False
        db_table = "audit_entry"
        ordering = ("sequence",)
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")

    def __str__(self) -> str:
        """Show the line in one line."""
        return f"{self.sequence} {self.verb}"
