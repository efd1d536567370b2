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
    tries = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    # Nobody hands it over before: it waits for its next try, or somebody is handing it over now.
    again_at = models.DateTimeField(_("下次发送时间"), null=True)

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


class Code(models.Model):
    """One code sent to a phone for a purpose; only its keyed digest is kept."""

    phone_index = models.CharField(_("手机索引"), max_length=32, editable=False)
    purpose = models.CharField(_("用途"), max_length=100)
    address = models.CharField(_("网络地址"), max_length=45, blank=True)
    digest = models.CharField(_("摘要"), max_length=32, editable=False)
    sent_at = models.DateTimeField(_("发送时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    tries_left = models.PositiveSmallIntegerField(_("剩余次数"))
    used_at = models.DateTimeField(_("使用时间"), null=True)

    class Meta:
        verbose_name = _("短信验证码")
        indexes = [
            models.Index(fields=["phone_index", "sent_at"], name="code_of_a_phone"),
            models.Index(fields=["address", "sent_at"], name="code_of_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.sent_at:%Y-%m-%d %H:%M}"


# A merge of two files of one person moves these too.
declare_person_reference("messages.Message", "person")
