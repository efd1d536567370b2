"""Users, and the mandates in which they act."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import SealedTextField
from minzheng.core.models import Period
from minzheng.kernel.accounts.declarations import ROLES, Role, role_of
from minzheng.kernel.divisions.models import Division


class UserManager(BaseUserManager["User"]):
    """Makes users whose password is always hashed."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Return a saved user; without a password nobody can sign in as it."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person's account; what it may do lies in its mandates and nowhere else."""

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    display_name = models.CharField(_("姓名"), max_length=60)
    phone = SealedTextField("accounts.phone", _("手机号"), null=True, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    is_demo = models.BooleanField(_("演示账户"), default=False)
    totp_secret = SealedTextField("accounts.totp", _("动态口令密钥"), null=True, blank=True)
    totp_confirmed_at = models.DateTimeField(_("动态口令启用时间"), null=True, blank=True)
    # The 30-second step of the last accepted code: one code opens one session.
    totp_last_step = models.BigIntegerField(_("最近口令序号"), default=0)
    failed_attempts = models.PositiveSmallIntegerField(_("连续失败次数"), default=0)
    locked_until = models.DateTimeField(_("锁定至"), null=True, blank=True)
    password_changed_at = models.DateTimeField(_("密码修改时间"), null=True, blank=True)
    created_at = models.DateTimeField(_("建立时间"), null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        """By name."""

        ordering = ("username",)
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    def __str__(self) -> str:
        """Show the person's name."""
        return self.display_name or self.username

    @property
    def has_second_factor(self) -> bool:
        """Whether the second factor is in use."""
        return self.totp_confirmed_at is not None


class Mandate(Period):
    """A user acting in a role at a division: the ``by`` of every write."""

    user = models.ForeignKey(User, models.PROTECT, related_name="mandates", verbose_name=_("用户"))
    role = models.CharField(
        _("角色"), max_length=20, choices=[(key, role.label) for key, role in ROLES.sorted()]
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="mandates", verbose_name=_("区划")
    )
    # Empty: every programme; else the key of the domain the mandate is limited to.
    programme = models.CharField(_("业务范围"), max_length=60, blank=True, default="")
    granted_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("授权人")
    )

    class Meta:
        """One mandate of a kind at a time."""

        verbose_name = _("岗位授权")
        verbose_name_plural = _("岗位授权")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "role", "division", "programme"],
                condition=models.Q(valid_to__isnull=True),
                name="accounts_mandate_once",
            ),
        ]

    def __str__(self) -> str:
        """Show who acts as what and where."""
        return self.label

    @property
    def duty(self) -> Role:
        """Return the role with its label and capabilities."""
        return role_of(self.role)

    @property
    def key(self) -> str:
        """Return what the audit stores: role and division."""
        return f"{self.role}@{self.division_id}"

    @property
    def label(self) -> str:
        """Return 'name · role · division'; the platform's own name is its role."""
        parts = str(self.user), self.duty.label, self.division.name
        return " · ".join(dict.fromkeys(parts))

    def may(self, capability: str) -> bool:
        """Say whether the role of this mandate holds ``capability``."""
        return self.duty.may(capability)


class ModuleSwitch(Period):
    """From when a room or one of its services works at a division, or does not (模块启停).

    ``module`` is the key of a room (``elderly``) or of a procedure (``elderly.old_age.application``);
    nothing declared for a place means that it works there.
    """

    module = models.CharField(_("模块"), max_length=60)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("区划"))
    is_on = models.BooleanField(_("启用"))
    is_pilot = models.BooleanField(_("试点"), default=False)
    document = models.CharField(_("依据文件"), max_length=120)
    decided_by = models.ForeignKey(
        Mandate, models.PROTECT, related_name="+", verbose_name=_("决定人")
    )
    decided_at = models.DateTimeField(_("决定时间"))

    class Meta:
        """One switch of a module at a place on a day."""

        verbose_name = _("模块启停")
        verbose_name_plural = _("模块启停")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["module", "division"],
                condition=models.Q(valid_to__isnull=True),
                name="accounts_module_switched_once",
            ),
            models.CheckConstraint(
                condition=models.Q(is_pilot=False) | models.Q(is_on=True),
                name="accounts_pilot_is_on",
            ),
        ]

    def __str__(self) -> str:
        """Show module, place and state."""
        return f"{self.module}@{self.division_id} {'on' if self.is_on else 'off'}"


class ApiKey(Period):
    """A key by which a machine of another body files, tracks and answers, in a mandate's name.

    Only the digest is kept: the key is shown once, when it is made. ``issuer`` is the identity
    service the body vouches with for the citizens it files for.
    """

    mandate = models.ForeignKey(
        Mandate, models.PROTECT, related_name="keys", verbose_name=_("所用岗位")
    )
    label = models.CharField(_("用途"), max_length=100)
    issuer = models.CharField(_("实名认证机构"), max_length=200)
    mark = models.CharField(_("密钥标识"), max_length=12, unique=True)
    digest = models.CharField(_("密钥摘要"), max_length=64)
    scopes = models.JSONField(_("权限范围"), default=list)
    per_minute = models.PositiveIntegerField(_("每分钟次数上限"), default=120)
    # The minute that is running, and how many calls it has seen.
    minute = models.DateTimeField(_("计数分钟"), null=True)
    calls = models.PositiveIntegerField(_("本分钟次数"), default=0)
    used_at = models.DateTimeField(_("最近使用"), null=True)
    made_by = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("签发时间"))
    revoked_at = models.DateTimeField(_("作废时间"), null=True)

    class Meta:
        """One key of a mark."""

        verbose_name = _("接口密钥")
        verbose_name_plural = _("接口密钥")
        constraints = [*Period.Meta.constraints]

    def __str__(self) -> str:
        """Show what it is for."""
        return self.label


class ApiCall(models.Model):
    """A filing by a key under the caller's own number: asked again, it is answered, not filed again."""

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="filings")
    token = models.CharField(_("调用方流水号"), max_length=80)
    digest = models.CharField(_("内容摘要"), max_length=64)
    number = models.CharField(_("办件编号"), max_length=40)
    at = models.DateTimeField(_("时间"))

    class Meta:
        """Once per number of the caller; a case belongs to the key that filed it."""

        verbose_name = _("接口申报")
        verbose_name_plural = _("接口申报")
        constraints = [models.UniqueConstraint(fields=["key", "token"], name="api_filed_once")]
        indexes = [models.Index(fields=["number"], name="api_case")]

    def __str__(self) -> str:
        """Show which case came of it."""
        return self.number
