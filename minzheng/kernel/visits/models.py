"""Visits to families, what was seen there, and the facts that follow for a determination."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.people.declarations import declare_person_reference
from minzheng.kernel.visits import choices


class Visit(models.Model):
    """One visit: who went, when, what for, what was found."""

    kind = models.CharField(max_length=20, choices=list(choices.KINDS.items()))
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="visits")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="visits")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    purpose = models.CharField(_("目的"), max_length=200)
    visited_at = models.DateTimeField(_("走访时间"))
    recorded_at = models.DateTimeField(_("记录时间"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    second_visitor = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, related_name="+"
    )
    is_emergency = models.BooleanField(_("紧急情况"), default=False)
    is_remote = models.BooleanField(_("远程方式"), default=False)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    findings = models.JSONField(_("调查情况"), default=dict)
    conclusion = models.TextField(_("调查结论"), blank=True)
    photos = models.ManyToManyField("documents.Document", related_name="+")
    receipt_id = models.CharField(_("离线回执"), max_length=64, null=True, unique=True)

    class Meta:
        verbose_name = _("走访")
        constraints = [
            models.CheckConstraint(
                condition=Q(second_visitor=None) | ~Q(second_visitor=models.F("by")),
                name="second_visitor_is_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.visited_at:%Y-%m-%d}"


class VisitFact(models.Model):
    """A figure found on a visit that counts as a fact from a day on (money in fen)."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="facts")
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    column = models.CharField(_("事实"), max_length=60)
    number = models.BigIntegerField(null=True)
    text = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(_("起算日"))

    class Meta:
        verbose_name = _("走访所得事实")
        indexes = [
            models.Index(fields=["household", "column", "valid_from"], name="visit_fact_lookup")
        ]

    def __str__(self) -> str:
        return f"{self.column} {self.valid_from}"


# A merge of two files of one person moves these too.
declare_person_reference("visits.Visit", "person")
declare_person_reference("visits.VisitFact", "person")
