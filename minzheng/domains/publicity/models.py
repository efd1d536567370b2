"""What the bureau publishes: articles with three reviews and three proofs, channels, accounts, views."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import SealedTextField

from . import choices


class Article(models.Model):
    """One text for the public: written by a unit, reviewed and proofread three times, then published."""

    index_number = models.CharField(_("索引号"), max_length=60, unique=True)
    kind = models.CharField(_("栏目"), max_length=20, choices=list(choices.ARTICLES.items()))
    theme_class = models.CharField(_("主题分类"), max_length=60)
    title = models.CharField(_("标题"), max_length=120)
    summary = models.CharField(_("摘要"), max_length=200, blank=True)
    body = models.TextField(_("正文"))
    keywords = models.CharField(_("关键词"), max_length=120, blank=True)
    unit = models.CharField(_("报送单位"), max_length=100)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    policy = models.ForeignKey(
        "documents.PolicyDocument", models.PROTECT, null=True, related_name="articles"
    )
    photo = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    channels = models.JSONField(_("发布渠道"), default=list)
    state = models.CharField(
        max_length=20, choices=list(choices.ARTICLE_STATES.items()), default=choices.DRAFTED
    )
    sent_at = models.DateTimeField(_("报送时间"), null=True)
    published_on = models.DateField(_("发布日期"), null=True)
    until_on = models.DateField(_("展示至"), null=True)
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True)
    reason = models.CharField(_("退回或撤下原因"), max_length=200, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("拟稿时间"))

    class Meta:
        verbose_name = _("信息稿件")
        indexes = [models.Index(fields=["state", "published_on"], name="article_published")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=choices.PUBLISHED) | Q(published_on__isnull=False),
                name="article_published_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None)
                | Q(published_on=None)
                | Q(until_on__gte=F("published_on")),
                name="article_shown_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Review(models.Model):
    """One of the three reviews or three proofs of the text as it then stood (三审三校)."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="reviews")
    step = models.CharField(_("环节"), max_length=10, choices=list(choices.REVIEW_STEPS.items()))
    digest = models.CharField(_("文本摘要"), max_length=64)
    is_passed = models.BooleanField(_("通过"))
    note = models.CharField(_("意见"), max_length=300, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("审校记录")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "step", "digest"],
                condition=Q(is_passed=True),
                name="review_passed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.get_step_display()}"


class OnlineAccount(models.Model):
    """A web site or account that speaks for a unit, with who answers for it (网络意识形态阵地)."""

    name = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(_("类型"), max_length=20, choices=list(choices.ACCOUNTS.items()))
    identifier = models.CharField(_("账号标识"), max_length=100)
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    unit = models.CharField(_("主办单位"), max_length=100)
    owner = models.CharField(_("责任人"), max_length=60)
    phone = SealedTextField("publicity.account_phone", _("联系电话"), null=True)
    opened_on = models.DateField(_("开通日期"))
    filing_number = models.CharField(_("备案号"), max_length=60, blank=True)
    state = models.CharField(
        max_length=20, choices=list(choices.ACCOUNT_STATES.items()), default=choices.ACTIVE
    )
    since = models.DateField(_("状态起始日期"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("网络账号")
        constraints = [
            models.UniqueConstraint(fields=["kind", "identifier"], name="account_registered_once")
        ]

    def __str__(self) -> str:
        return self.name


class AccountCheck(models.Model):
    """What a check of an account found, how risky it is for opinion, and by when it is mended."""

    account = models.ForeignKey(OnlineAccount, models.PROTECT, related_name="checks")
    on = models.DateField(_("检查日期"))
    last_post_on = models.DateField(_("最近更新日期"), null=True)
    risk = models.CharField(_("舆情风险"), max_length=10, choices=list(choices.RISKS.items()))
    findings = models.JSONField(_("发现的问题"), default=list)
    measure = models.CharField(_("处置措施"), max_length=300, blank=True)
    due_on = models.DateField(_("整改期限"), null=True)
    mended_on = models.DateField(_("整改完成日期"), null=True)
    mended_note = models.CharField(_("整改情况"), max_length=300, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("账号检查")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(risk=choices.LOW) | ~Q(measure=""), name="risky_account_has_a_measure"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.on}"


class Publication(models.Model):
    """An article on one channel: handed over as a bundle, then seen there under an address."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="publications")
    channel = models.CharField(
        _("渠道"), max_length=20, choices=list(choices.ARTICLE_CHANNELS.items())
    )
    account = models.ForeignKey(
        OnlineAccount, models.PROTECT, null=True, related_name="publications"
    )
    bundle = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    address = models.CharField(_("发布地址"), max_length=300, blank=True)
    handed_at = models.DateTimeField(_("交付时间"), null=True)
    shown_at = models.DateTimeField(_("上线时间"), null=True)
    removed_at = models.DateTimeField(_("撤下时间"), null=True)

    class Meta:
        verbose_name = _("渠道发布")
        constraints = [
            models.UniqueConstraint(fields=["article", "channel"], name="article_once_on_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.get_channel_display()}"


class PageView(models.Model):
    """How often an article was opened on a day; nothing about who opened it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="views")
    on = models.DateField(_("日期"))
    count = models.PositiveIntegerField(_("次数"), default=0)

    class Meta:
        verbose_name = _("浏览量")
        constraints = [models.UniqueConstraint(fields=["article", "on"], name="views_of_a_day")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.on}"


class Adoption(models.Model):
    """An article that a higher level took over (上级采用)."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="adoptions")
    level = models.CharField(_("采用级别"), max_length=20, choices=list(choices.ADOPTIONS.items()))
    on = models.DateField(_("采用日期"))
    medium = models.CharField(_("采用媒体或刊物"), max_length=100)
    proof = models.CharField(_("凭据"), max_length=200)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("信息采用")
        constraints = [
            models.UniqueConstraint(fields=["article", "level", "medium"], name="adopted_once")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.get_level_display()}"
