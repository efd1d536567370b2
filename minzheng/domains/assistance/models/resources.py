"""What others give and could give: the store of all help, the bank of resources, the orders."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import MoneyField
from minzheng.kernel.people.declarations import declare_person_reference

from ..choices import (
    CONFIRMERS,
    GIVERS,
    HELP_FORMS,
    HELP_ORDER_STATES,
    HELP_ORIGINS,
    MONEY,
    NEEDS,
    ORDER_SOURCES,
    RAISED,
)


class HelpResource(models.Model):
    """A fund, goods, a service or a provider that needs can be met from (救助资源库).

    ``total`` counts fen for money and ``unit`` for anything else; what is reserved and used
    together never exceeds it, by constraint.
    """

    name = models.CharField(_("资源名称"), max_length=120)
    giver = models.CharField(_("提供方类别"), max_length=12, choices=list(GIVERS.items()))
    provider = models.CharField(_("提供方"), max_length=120)
    body = models.ForeignKey("bodies.Body", models.PROTECT, null=True, related_name="+")
    form = models.CharField(_("形式"), max_length=10, choices=list(HELP_FORMS.items()))
    need = models.CharField(_("对应需求"), max_length=20, choices=list(NEEDS.items()))
    unit = models.CharField(_("单位"), max_length=10)
    total = models.BigIntegerField(_("总量"))
    reserved = models.BigIntegerField(_("已预留"), default=0)
    used = models.BigIntegerField(_("已使用"), default=0)
    division = models.ForeignKey(
        "divisions.Division", models.PROTECT, related_name="+", verbose_name=_("服务区域")
    )
    conditions = models.JSONField(_("资助条件"), default=list, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    contact = models.CharField(_("联系方式"), max_length=60, blank=True)
    valid_from = models.DateField(_("起始日期"))
    valid_to = models.DateField(_("截止日期"), null=True)
    made_at = models.DateTimeField(_("登记时间"))
    made_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("救助资源")
        constraints = (
            models.CheckConstraint(
                condition=Q(reserved__gte=0, used__gte=0, total__gte=F("reserved") + F("used")),
                name="assistance_resource_not_overcommitted",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="assistance_resource_forward",
            ),
        )
        indexes = (models.Index(fields=["need", "division"], name="assistance_resource_need"),)

    def __str__(self) -> str:
        return self.name

    @property
    def left(self) -> int:
        """Return what is neither reserved nor used."""
        return int(self.total - self.reserved - self.used)

    @property
    def is_money(self) -> bool:
        """Whether the quantities are fen."""
        return self.form == MONEY


class HelpOrder(models.Model):
    """A need that is posted, taken by somebody who can meet it, delivered and confirmed (救助订单)."""

    number = models.CharField(_("订单编号"), max_length=40, unique=True)
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    source = models.CharField(_("需求来源"), max_length=10, choices=list(ORDER_SOURCES.items()))
    source_key = models.CharField(max_length=60, blank=True)
    source_id = models.BigIntegerField(null=True)
    need = models.CharField(_("需求类别"), max_length=20, choices=list(NEEDS.items()))
    form = models.CharField(_("希望的形式"), max_length=10, choices=list(HELP_FORMS.items()))
    text = models.CharField(_("需求内容"), max_length=500)
    quantity = models.BigIntegerField(_("数量"))
    state = models.CharField(
        _("状态"), max_length=10, choices=list(HELP_ORDER_STATES.items()), default=RAISED
    )
    raised_at = models.DateTimeField(_("提出时间"))
    raised_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    posted_at = models.DateTimeField(_("发布时间"), null=True)
    answer_by = models.DateField(_("接单期限"), null=True)
    resource = models.ForeignKey(
        HelpResource, models.PROTECT, null=True, related_name="orders", verbose_name=_("资源")
    )
    match = models.JSONField(_("匹配理由"), default=list)
    accepted_at = models.DateTimeField(_("接单时间"), null=True)
    accepted_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    reserved = models.BigIntegerField(_("预留数量"), default=0)
    deliver_by = models.DateField(_("送达期限"), null=True)
    delivered_on = models.DateField(_("送达日期"), null=True)
    delivered = models.BigIntegerField(_("送达数量"), default=0)
    delivery_note = models.CharField(_("送达情况"), max_length=300, blank=True)
    proof = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    confirmed_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, related_name="+"
    )
    confirmer = models.CharField(
        _("确认人"), max_length=8, choices=list(CONFIRMERS.items()), blank=True
    )
    rating = models.PositiveSmallIntegerField(_("满意度"), null=True)
    comment = models.CharField(_("评价"), max_length=300, blank=True)
    returned_count = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    closing_note = models.CharField(_("退回或撤销原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("救助订单")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0, reserved__gte=0, delivered__gte=0),
                name="assistance_order_counts",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="assistance_order_rating",
            ),
        )
        indexes = (
            models.Index(fields=["division", "state", "answer_by"], name="assistance_order_board"),
        )

    def __str__(self) -> str:
        return self.number


class HelpRecord(models.Model):
    """One help that a department, a mass or social organisation gave a family (综合救助信息).

    What our own benefits pay is not copied: it is read from the payments beside these rows.
    ``key`` says where the row comes from, so that nothing is taken in twice.
    """

    key = models.CharField(_("来源编号"), max_length=120, unique=True)
    origin = models.CharField(_("来源"), max_length=10, choices=list(HELP_ORIGINS.items()))
    giver = models.CharField(_("帮扶方类别"), max_length=12, choices=list(GIVERS.items()))
    provider = models.CharField(_("帮扶单位"), max_length=120)
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    need = models.CharField(_("对应需求"), max_length=20, choices=list(NEEDS.items()))
    form = models.CharField(_("形式"), max_length=10, choices=list(HELP_FORMS.items()))
    what = models.CharField(_("帮扶内容"), max_length=200)
    amount = MoneyField(_("金额"), null=True)
    given_on = models.DateField(_("帮扶日期"))
    order = models.OneToOneField(HelpOrder, models.PROTECT, null=True, related_name="record")
    at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("综合救助信息")
        ordering = ("-given_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="assistance_help_not_negative",
            ),
        )
        indexes = (
            models.Index(fields=["household", "given_on"], name="assistance_help_household"),
            models.Index(fields=["division", "given_on"], name="assistance_help_place"),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.given_on}"


for _model in (HelpOrder, HelpRecord):
    declare_person_reference(_model, "person")
