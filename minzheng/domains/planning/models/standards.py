"""The catalogue of technical standards, pilots of standardisation, and what checks of facilities found."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.models import Period

from ..choices import CHECK_RESULTS, GOVERNMENT_LEVELS, NORM_KINDS, PILOT_STATES, PILOTING


class Norm(Period):
    """A technical standard in the catalogue (标准目录): mandatory, recommended, of a trade or local."""

    number = models.CharField(_("标准号"), max_length=60)
    title = models.CharField(_("标准名称"), max_length=200)
    kind = models.CharField(_("性质"), max_length=12, choices=list(NORM_KINDS.items()))
    # Where it holds; its checks are made in the divisions below.
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    # Which types of facilities it is for (keys of `bodies`), and what is looked at, line by line.
    facility_types = models.JSONField(_("适用设施"), default=list)
    items = models.JSONField(_("检查项目"), default=list)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("标准目录")
        constraints = (
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["number"], name="planning_norm_number_once"),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="planning_norm_replaces_another",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class NormCheck(models.Model):
    """What one check of one facility against one standard found (标准执行检查)."""

    norm = models.ForeignKey(Norm, models.PROTECT, related_name="checks")
    facility = models.ForeignKey("bodies.Facility", models.PROTECT, related_name="norm_checks")
    on = models.DateField(_("检查日期"))
    checker = models.CharField(_("检查人"), max_length=60)
    result = models.CharField(_("结果"), max_length=10, choices=list(CHECK_RESULTS.items()))
    failing = models.JSONField(_("不符合的项目"), default=list)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    rectify_by = models.DateField(_("整改期限"), null=True, blank=True)
    # Where the putting right is kept: the number of the ledger of rectification.
    rectification = models.CharField(_("整改台账编号"), max_length=60, blank=True)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("标准执行检查")
        constraints = (
            models.UniqueConstraint(
                fields=["norm", "facility", "on"], name="planning_norm_check_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.norm_id} {self.facility_id} {self.on}"


class Pilot(models.Model):
    """A pilot of standardisation or of another reform, with its batch, term and outcome (试点)."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    title = models.CharField(_("试点名称"), max_length=150)
    level = models.CharField(_("级别"), max_length=10, choices=list(GOVERNMENT_LEVELS.items()))
    batch = models.CharField(_("批次"), max_length=60, blank=True)
    unit = models.CharField(_("承担单位"), max_length=100)
    document_number = models.CharField(_("批准文件"), max_length=120)
    norms = models.ManyToManyField(Norm, blank=True, related_name="pilots")
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    state = models.CharField(
        _("状态"), max_length=10, choices=list(PILOT_STATES.items()), default=PILOTING
    )
    outcome = models.CharField(_("验收结论"), max_length=500, blank=True)
    closed_on = models.DateField(_("验收日期"), null=True, blank=True)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("试点")
        constraints = (
            models.UniqueConstraint(fields=["division", "title"], name="planning_pilot_once"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="planning_pilot_forward"
            ),
            models.CheckConstraint(
                condition=Q(state=PILOTING) | (~Q(outcome="") & Q(closed_on__isnull=False)),
                name="planning_pilot_closed_in_words",
            ),
        )

    def __str__(self) -> str:
        return self.title
