"""Persons, households, membership and kinship."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import BytewiseCharField, SealedTextField
from minzheng.core.models import Masked, Period, choices_of
from minzheng.core.text import mask_account, mask_name
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.choices import (
    FLAG_KINDS,
    ID_STATUSES,
    RELATIONS,
    RESIDENCES,
    SEXES,
    TIES,
    IdStatus,
    Relation,
    Residence,
    Sex,
)


class Person(Masked, models.Model):
    """One person, one file. Numbers are sealed; ``pid`` and the indexes find them again."""

    name = BytewiseCharField(_("姓名"), max_length=100, db_index=True)
    name_pinyin = BytewiseCharField(_("拼音"), max_length=200, blank=True, db_index=True)
    name_initials = BytewiseCharField(_("拼音首字母"), max_length=50, blank=True, db_index=True)
    sex = models.CharField(
        _("性别"), max_length=8, choices=choices_of(SEXES), default=Sex.UNKNOWN.value
    )
    birth_on = models.DateField(_("出生日期"), null=True, blank=True)
    id_number = SealedTextField("people.id_number", _("公民身份号码"), null=True, blank=True)
    pid = models.CharField(_("号码索引"), max_length=32, null=True, unique=True, editable=False)
    id_status = models.CharField(
        _("号码状态"), max_length=8, choices=choices_of(ID_STATUSES), default=IdStatus.NONE.value
    )
    phone = SealedTextField("people.phone", _("手机号"), null=True, blank=True)
    phone_index = models.CharField(
        _("手机索引"), max_length=32, blank=True, default="", db_index=True, editable=False
    )
    account_number = SealedTextField("people.account", _("银行账号"), null=True, blank=True)
    account_index = models.CharField(
        _("账号索引"), max_length=32, blank=True, default="", db_index=True, editable=False
    )
    bank_name = models.CharField(_("开户银行"), max_length=100, blank=True, default="")
    account_name = models.CharField(_("账户户名"), max_length=100, blank=True, default="")
    died_on = models.DateField(_("死亡日期"), null=True, blank=True)
    residence = models.CharField(
        _("户口性质"), max_length=8, choices=choices_of(RESIDENCES), default=Residence.RURAL.value
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("户籍地")
    )
    address = SealedTextField("people.address", _("住址"), null=True, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=20, blank=True, default="")
    is_demo = models.BooleanField(_("演示数据"), default=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("已并入"),
    )
    created_at = models.DateTimeField(_("建档时间"), null=True, blank=True)

    class Meta:
        """A valid number is always indexed."""

        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        # A new person is compared with those born on the same day.
        indexes = [models.Index(fields=["birth_on"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(id_status=IdStatus.VALID) | Q(pid__isnull=False),
                name="people_person_valid_has_pid",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="people_person_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        """Show the name."""
        return self.name

    @property
    def masked_account(self) -> str:
        """Return the bank account for a screen: its last four digits."""
        return mask_account(self.account_number) if self.account_number else ""

    @property
    def masked_name(self) -> str:
        """Return the name for a public list."""
        return mask_name(self.name)


class Household(Period):
    """One household, one file: who applies together."""

    number = models.CharField(_("家庭编号"), max_length=30, unique=True)
    head = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("户主")
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("所在村（社区）")
    )
    residence = models.CharField(
        _("户口性质"), max_length=8, choices=choices_of(RESIDENCES), default=Residence.RURAL.value
    )
    address = SealedTextField("people.household_address", _("住址"), null=True, blank=True)
    hukou_book = models.CharField(_("户口簿号"), max_length=30, blank=True, db_index=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        """By number."""

        verbose_name = _("家庭")
        verbose_name_plural = _("家庭")
        constraints = [*Period.Meta.constraints]

    def __str__(self) -> str:
        """Show the number."""
        return self.number


class Membership(Period):
    """A person in a household, with what the law asks about the tie."""

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="memberships", verbose_name=_("家庭")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="memberships", verbose_name=_("人员")
    )
    relation = models.CharField(
        _("与户主关系"), max_length=12, choices=choices_of(RELATIONS), default=Relation.OTHER.value
    )
    years_together = models.PositiveSmallIntegerField(_("共同生活年数"), null=True, blank=True)
    has_support_duty = models.BooleanField(_("有法定扶养关系"), default=True)
    can_live_independently = models.BooleanField(_("能独立生活"), default=True)
    lives_with_other_parent = models.BooleanField(_("随另一方父母生活"), default=False)
    left_reason = models.CharField(_("离开原因"), max_length=60, blank=True, default="")

    class Meta:
        """A person belongs to one household at a time."""

        verbose_name = _("家庭成员")
        verbose_name_plural = _("家庭成员")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(valid_to__isnull=True),
                name="people_membership_one_household",
            ),
        ]

    def __str__(self) -> str:
        """Show the relation."""
        return f"{self.person_id} {self.get_relation_display()}"


class Kinship(Period):
    """A tie to a relative, in the household or elsewhere; both directions are two rows."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="kin", verbose_name=_("人员"))
    relative = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("亲属"))
    kind = models.CharField(_("关系"), max_length=12, choices=choices_of(TIES))

    class Meta:
        """Nobody is his own relative."""

        verbose_name = _("亲属关系")
        verbose_name_plural = _("亲属关系")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(person=F("relative")), name="people_kinship_not_oneself"
            ),
            models.UniqueConstraint(
                fields=["person", "relative", "kind"],
                condition=Q(valid_to__isnull=True),
                name="people_kinship_once",
            ),
        ]

    def __str__(self) -> str:
        """Show the kind."""
        return f"{self.person_id} {self.get_kind_display()} {self.relative_id}"


class PersonFlag(Period):
    """Something dated that the law asks about a person."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="flags", verbose_name=_("人员"))
    kind = models.CharField(_("种类"), max_length=20, choices=choices_of(FLAG_KINDS))
    value = models.IntegerField(_("数值"), default=1)

    class Meta:
        """One flag of a kind at a time."""

        verbose_name = _("人员标识")
        verbose_name_plural = _("人员标识")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(valid_to__isnull=True),
                name="people_flag_once",
            ),
        ]

    def __str__(self) -> str:
        """Show the kind."""
        return str(self.get_kind_display())


class MergeRecord(models.Model):
    """What a merge moved and filled in, so that it can be undone to the row."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("保留"))
    dropped = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("并入"))
    # {"moved": {"cases.Case.person": [ids]}, "filled": [fields], "closed": {membership: valid_to}}
    trace = models.JSONField(_("明细"), default=dict)
    reason = models.CharField(_("理由"), max_length=200)
    merged_at = models.DateTimeField(_("合并时间"))
    merged_by = models.ForeignKey(
        Mandate, models.PROTECT, related_name="+", verbose_name=_("合并人")
    )
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Mandate, models.PROTECT, null=True, related_name="+", verbose_name=_("撤销人")
    )

    class Meta:
        """Newest first."""

        ordering = ("-merged_at", "-id")
        verbose_name = _("合并记录")
        verbose_name_plural = _("合并记录")

    def __str__(self) -> str:
        """Show both ids."""
        return f"{self.dropped_id} → {self.kept_id}"
