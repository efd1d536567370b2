"""Visits to families, what was seen there, what proves them, and the facts that follow."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import choices


def degrees(label: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    """Return a field for a latitude or longitude (WGS 84), to some ten centimetres."""
    return models.DecimalField(
        label, max_digits=9, decimal_places=6, null=True, blank=True, **options
    )


class Visit(models.Model):
    """One visit: who went, when, what for, what was found.

    ``rule`` names the visit rule it answers, ``answers`` what that rule's form asked. ``written_at``
    is when the phone wrote it down. ``suspicions`` are Chinese sentences; ``standing`` says what
    became of them.
    """

    kind = models.CharField(max_length=20, choices=list(choices.KINDS.items()))
    rule = models.CharField(_("走访规则"), max_length=60, blank=True)
    household = models.ForeignKey("people.Household", models.PROTECT, related_name="visits")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="visits")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    purpose = models.CharField(_("目的"), max_length=200)
    visited_at = models.DateTimeField(_("走访时间"))
    written_at = models.DateTimeField(_("填写时间"), null=True)
    recorded_at = models.DateTimeField(_("记录时间"))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    second_visitor = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, related_name="+"
    )
    worker = models.ForeignKey(
        "visits.ServiceWorker", models.PROTECT, null=True, related_name="visits"
    )
    is_emergency = models.BooleanField(_("紧急情况"), default=False)
    is_remote = models.BooleanField(_("远程方式"), default=False)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    latitude = degrees(_("纬度"))
    longitude = degrees(_("经度"))
    accuracy = models.PositiveIntegerField(_("定位精度（米）"), null=True)
    findings = models.JSONField(_("调查情况"), default=dict)
    answers = models.JSONField(_("表单答案"), default=dict)
    conclusion = models.TextField(_("调查结论"), blank=True)
    photos = models.ManyToManyField("documents.Document", related_name="+")
    receipt_id = models.CharField(_("离线回执"), max_length=64, null=True, unique=True)
    suspicions = models.JSONField(_("存疑之处"), default=list)
    standing = models.CharField(
        _("核验"), max_length=10, choices=list(choices.STANDINGS.items()), blank=True
    )

    class Meta:
        verbose_name = _("走访")
        constraints = [
            models.CheckConstraint(
                condition=Q(second_visitor=None) | ~Q(second_visitor=models.F("by")),
                name="second_visitor_is_another",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="visits_place_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["division", "visited_at"], name="visits_in_place"),
            models.Index(fields=["by", "visited_at"], name="visits_of_worker"),
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


class VisitPhoto(models.Model):
    """What is known of a photograph of a visit: its digests, when and where it was taken (照片凭证).

    ``likeness`` is a difference hash of 64 bits in hexadecimal: near numbers are pictures that look
    alike; empty where the picture could not be read.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="proofs")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    sha256 = models.CharField(_("摘要"), max_length=64, db_index=True)
    likeness = models.CharField(_("图像指纹"), max_length=16, blank=True)
    taken_at = models.DateTimeField(_("拍摄时间"), null=True)
    latitude = degrees(_("纬度"))
    longitude = degrees(_("经度"))

    class Meta:
        verbose_name = _("走访照片凭证")
        constraints = [
            models.UniqueConstraint(fields=["visit", "document"], name="visits_photo_once")
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class VisitReview(models.Model):
    """What another person made of a suspicious visit, and why (走访核验)."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="review")
    verdict = models.CharField(_("结论"), max_length=10, choices=list(choices.VERDICTS.items()))
    reason = models.CharField(_("理由"), max_length=300)
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("核验时间"))

    class Meta:
        verbose_name = _("走访核验")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="visits_review_has_reason")
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.verdict}"


class HomePlace(models.Model):
    """Where a household lives on the map: the place of its first sound visit, or set by hand (住址位置)."""

    household = models.OneToOneField("people.Household", models.PROTECT, related_name="home_place")
    latitude = models.DecimalField(_("纬度"), max_digits=9, decimal_places=6)
    longitude = models.DecimalField(_("经度"), max_digits=9, decimal_places=6)
    accuracy = models.PositiveIntegerField(_("定位精度（米）"), default=0)
    source = models.CharField(_("来源"), max_length=8, choices=list(choices.PLACE_SOURCES.items()))
    by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("住址位置")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="visits_home_on_earth",
            )
        ]

    def __str__(self) -> str:
        return f"{self.household_id}"
