"""Messages to staff and citizens, queued with the change they tell of."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import SealedTextField
from minzheng.kernel.messages import choices
from minzheng.kernel.people.declarations import declare_person_reference


class Message(models.Model):
    """One message to one receiver; ``text`` is sealed because it speaks of somebody."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="inbox_messages"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    phone = SealedTextField("messages.phone", null=True)
    channel = models.CharField(max_length=10, choices=list(choices.CHANNELS.items()))
    template = models.CharField(max_length=60)
    text = SealedTextField("messages.text")
    subject_key = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    queued_at = models.DateTimeField(_("生成时间"))
    sent_at = models.DateTimeField(_("发出时间"), null=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True)
    problem = models.CharField(_("未发出原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("消息")
        indexes = [
            models.Index(fields=["user", "read_at"], name="message_unread"),
            models.Index(fields=["channel"], condition=Q(sent_at=None), name="message_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(person__isnull=False),
                name="message_has_a_receiver",
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.queued_at:%Y-%m-%d}"


# A merge of two files of one person moves these too.
declare_person_reference("messages.Message", "person")
