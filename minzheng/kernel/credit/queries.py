"""Reads of credit: records of the viewer's divisions, what stands of somebody, what is left to check."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Q, QuerySet

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.people.models import Person

from .choices import CONFIRMED, PENALTY
from .declarations import field_of
from .models import CreditCheck, CreditPlea, CreditRecord


def records(viewer: Mandate) -> QuerySet[CreditRecord]:
    """Return the records of the viewer's divisions; nobody without the right sees any."""
    if not viewer.may("credit.see"):
        return CreditRecord.objects.none()
    rows = CreditRecord.objects.select_related("person", "body", "division__parent")
    return accounts.visible(rows, viewer)


def in_force(on: date) -> Q:
    """Return the condition that a record counts on a day."""
    return Q(state=CONFIRMED, valid_from__lte=on, valid_to__gt=on)


def standing(
    persons: Iterable[Person], on: date, *, field: str = "", kind: str = PENALTY
) -> list[CreditRecord]:
    """Return what stands of people on a day, in one field or in all."""
    rows = CreditRecord.objects.filter(in_force(on), person__in=list(persons), kind=kind)
    rows = rows.filter(field=field) if field else rows
    return list(rows.select_related("person").order_by("valid_to", "id"))


def unchecked(
    persons: Iterable[Person], on: date, *, field: str, subject: models.Model
) -> list[CreditRecord]:
    """Return the bad records for which the extra look at an application was not made yet."""
    if not field_of(field).checks_applications:
        return []
    found = standing(persons, on, field=field)
    done = set(checks(subject).values_list("record_id", flat=True))
    return [row for row in found if row.pk not in done]


def checks(subject: models.Model) -> QuerySet[CreditCheck]:
    """Return the extra looks at one application."""
    rows = CreditCheck.objects.filter(subject_key=subject._meta.label_lower, subject_id=subject.pk)
    return rows.select_related("record", "by__user").order_by("at")


def published(viewer: Mandate, on: date) -> QuerySet[CreditRecord]:
    """Return what is published on a day: confirmed, in its term and in its time of publication."""
    shown = Q(published_from__lte=on, published_to__gte=on)
    return records(viewer).filter(in_force(on) & shown)


def pleas(viewer: Mandate) -> QuerySet[CreditPlea]:
    """Return the objections and applications for repair of the viewer's divisions."""
    return CreditPlea.objects.filter(record__in=records(viewer)).select_related("record")
