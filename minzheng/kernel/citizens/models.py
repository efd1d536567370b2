"""Citizens who signed in, for whom they act, and what they began to fill in."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import SealedTextField
from minzheng.core.models import Masked, Period
from minzheng.kernel.citizens import choices
from minzheng.kernel.people.declarations import declare_person_reference


class Citizen(Masked, models.Model):
    """Somebody who proved who he is through an identity service; ``person`` is his file, once known."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="citizen", verbose_name=_("账户")
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="citizens", verbose_name=_("人员")
    )
    issuer = models.CharField(_("认证机构"), max_length=200)
    subject = models.CharField(_("认证标识"), max_length=200)
    name = models.CharField(_("姓名"), max_length=60)
    id_number = SealedTextField("citizens.id_number", _("公民身份号码"), null=True)
    pid = models.CharField(_("号码索引"), max_length=32, db_index=True, editable=False)
    phone = SealedTextField("citizens.phone", _("手机号"), null=True)
    # How surely the provider knows him, in the provider's own word.
    assurance = models.CharField(_("实名等级"), max_length=20, blank=True)
    # Why no file is joined, a key of choices.UNJOINED; empty once one is.
    unjoined = models.CharField(_("未关联档案原因"), max_length=20, blank=True)
    created_at = models.DateTimeField(_("首次登录时间"))
    seen_at = models.DateTimeField(_("最近登录时间"))
    large_type = models.BooleanField(_("大字版"), default=False)
    is_texted = models.BooleanField(_("短信提醒"), default=True)

    class Meta:
        verbose_name = _("群众账户")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="citizen_identified_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unjoined_words(self) -> str:
        """Return why no file is joined, and what to do about it."""
        return choices.UNJOINED.get(self.unjoined, "")


class Delegation(Period):
    """A citizen may act for a person with a letter of that person, once a clerk has confirmed it."""

    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="delegations")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    kind = models.CharField(_("关系"), max_length=20, choices=list(choices.DELEGATIONS.items()))
    state = models.CharField(
        _("状态"), max_length=12, choices=list(choices.STATES.items()), default=choices.WAITING
    )
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="+", verbose_name=_("委托书")
    )
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))
    decided_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, related_name="+", verbose_name=_("核对人")
    )
    decided_at = models.DateTimeField(_("核对时间"), null=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    class Meta:
        verbose_name = _("代办授权")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["citizen", "person"],
                condition=Q(state=choices.WAITING, withdrawn_at=None),
                name="citizens_delegation_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(state=choices.WAITING) | Q(decided_by__isnull=False),
                name="citizens_delegation_decided_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citizen_id} {self.get_kind_display()}"


class Draft(models.Model):
    """What a citizen began to fill in for a service; sealed, kept until it is sent or given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="drafts")
    service = models.CharField(_("事项"), max_length=100)
    household = models.ForeignKey("people.Household", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    # JSON of the answers as they were typed.
    answers = SealedTextField("citizens.answers", _("已填内容"), null=True)
    page = models.CharField(_("填到哪一步"), max_length=40, blank=True)
    began_at = models.DateTimeField(_("开始时间"))
    saved_at = models.DateTimeField(_("最近保存"))
    sent_at = models.DateTimeField(_("提交时间"), null=True)
    # The matters it became: one form may open several (一件事).
    opened = models.JSONField(_("办件"), default=list)

    class Meta:
        verbose_name = _("申请草稿")
        indexes = [models.Index(fields=["citizen", "sent_at"], name="citizen_drafts")]

    def __str__(self) -> str:
        return f"{self.service} {self.saved_at:%Y-%m-%d}"


# A merge of two files of one person moves these too.
declare_person_reference("citizens.Citizen", "person")
declare_person_reference("citizens.Delegation", "person")
declare_person_reference("citizens.Draft", "person")
