"""Records of good and bad faith, pleas against them, measures taken, extra checks made."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .choices import ENTERED, FILED, KINDS, PLEA_KINDS, PLEA_STATES, STATES


class CreditRecord(models.Model):
    """One fact of good or bad faith of a person or a body, on a document, for a term (信用记录).

    It counts from its confirmation by a second person until ``valid_to`` (exclusive), and no day
    longer: expiry needs nobody's hand.
    """

    field = models.CharField(_("领域"), max_length=20)
    kind = models.CharField(_("类别"), max_length=8, choices=list(KINDS.items()))
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey("bodies.Body", models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    fact = models.CharField(_("事实"), max_length=500)
    paper = models.CharField(_("认定文书"), max_length=120)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("届满日期"))
    published_from = models.DateField(_("公示起始"), null=True)
    published_to = models.DateField(_("公示截止"), null=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=list(STATES.items()), default=ENTERED
    )
    entered_at = models.DateTimeField(_("录入时间"))
    entered_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("复核时间"), null=True)
    decided_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")
    decision = models.CharField(_("复核意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("信用记录")
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False, body__isnull=True)
                | Q(person__isnull=True, body__isnull=False),
                name="credit_about_one",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="credit_term_forward"
            ),
        )
        indexes = (
            models.Index(fields=["person", "state", "valid_to"], name="credit_of_person"),
            models.Index(fields=["body", "state", "valid_to"], name="credit_of_body"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.paper}"

    @property
    def who(self) -> str:
        """Return whose record it is."""
        return self.person.name if self.person is not None else str(self.body)


class CreditPlea(models.Model):
    """An objection to a record or an application to have it repaired (异议、信用修复)."""

    record = models.ForeignKey(CreditRecord, models.PROTECT, related_name="pleas")
    kind = models.CharField(_("类别"), max_length=10, choices=list(PLEA_KINDS.items()))
    text = models.CharField(_("理由"), max_length=500)
    filed_at = models.DateTimeField(_("提出时间"))
    filed_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    due_on = models.DateField(_("办理期限"))
    state = models.CharField(
        _("状态"), max_length=10, choices=list(PLEA_STATES.items()), default=FILED
    )
    decision = models.CharField(_("办理意见"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("办理时间"), null=True)
    decided_by = models.ForeignKey("accounts.Mandate", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("信用异议和修复")
        ordering = ("-filed_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["record", "kind"], condition=Q(state=FILED), name="credit_one_open_plea"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.record_id}"


class CreditMeasure(models.Model):
    """A joint reward or penalty that was taken on a record (联合奖惩措施)."""

    record = models.ForeignKey(CreditRecord, models.PROTECT, related_name="measures")
    measure = models.CharField(_("措施"), max_length=20)
    unit = models.CharField(_("实施单位"), max_length=120)
    taken_on = models.DateField(_("实施日期"))
    note = models.CharField(_("说明"), max_length=300, blank=True)
    at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("联合奖惩措施")
        ordering = ("-taken_on", "-id")

    def __str__(self) -> str:
        return f"{self.measure} {self.record_id}"


class CreditCheck(models.Model):
    """The extra look at a later application of somebody with a standing bad record (加核)."""

    record = models.ForeignKey(CreditRecord, models.PROTECT, related_name="checks")
    subject_key = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    finding = models.CharField(_("核查情况"), max_length=500)
    at = models.DateTimeField(_("核查时间"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("失信对象加核")
        constraints = (
            models.UniqueConstraint(
                fields=["record", "subject_key", "subject_id"], name="credit_checked_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject_key} {self.subject_id}"
