"""Registers a viewer may read: those who serve, whom they care for, how well; posts and activities in villages."""

from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions

from ..models import (
    Assistant,
    CareActivity,
    CareCharge,
    QualityAssessment,
    ServiceWorker,
    WorkTask,
)

SEES = ("cases.see", "visits.record")


def _may(viewer: Mandate) -> bool:
    return any(viewer.may(one) for one in SEES)


def service_workers(viewer: Mandate, on: date) -> QuerySet[ServiceWorker]:
    """Return who serves in the viewer's divisions on a day, those of the places above it included.

    Each with the number cared for (`cared_for`).
    """
    rows = ServiceWorker.objects.in_force(on) if _may(viewer) else ServiceWorker.objects.none()
    held = Q(charges__valid_from__lte=on) & (
        Q(charges__valid_to=None) | Q(charges__valid_to__gt=on)
    )
    above = rows.filter(division__in=divisions.lineage(viewer.division_id))
    return (
        (accounts.visible(rows, viewer) | above)
        .select_related("division__parent")
        .annotate(cared_for=Count("charges", filter=held, distinct=True))
    )


def charges(viewer: Mandate, on: date) -> QuerySet[CareCharge]:
    """Return whom carers of the viewer's divisions are responsible for on a day."""
    rows = CareCharge.objects.in_force(on) if _may(viewer) else CareCharge.objects.none()
    return accounts.visible(rows, viewer).select_related(
        "worker", "person", "household", "division__parent", "supervisor__user", "document"
    )


def assessments(viewer: Mandate) -> QuerySet[QualityAssessment]:
    """Return the quality assessments of the viewer's divisions, newest first."""
    rows = QualityAssessment.objects.all() if _may(viewer) else QualityAssessment.objects.none()
    return (
        accounts.visible(rows, viewer)
        .select_related("charge__worker", "charge__person", "division__parent", "by__user")
        .order_by("-assessed_on", "-id")
    )


def work_tasks(viewer: Mandate) -> QuerySet[WorkTask]:
    """Return what social workers were asked to do in the viewer's divisions, the soonest first."""
    rows = WorkTask.objects.all() if _may(viewer) else WorkTask.objects.none()
    return (
        accounts.visible(rows, viewer)
        .select_related("worker", "household__head", "person", "division__parent", "case")
        .order_by("due_on", "id")
    )


def assistants(viewer: Mandate, on: date) -> QuerySet[Assistant]:
    """Return who holds a village post in the viewer's divisions on a day, with the hours trained that year."""
    rows = Assistant.objects.in_force(on) if _may(viewer) else Assistant.objects.none()
    this_year = Q(trainings__held_on__year=on.year, trainings__held_on__lte=on)
    return (
        accounts.visible(rows, viewer)
        .select_related("division__parent", "user")
        .annotate(hours=Sum("trainings__hours", filter=this_year))
    )


def activities(viewer: Mandate) -> QuerySet[CareActivity]:
    """Return the caring activities held in the viewer's divisions, newest first."""
    rows = CareActivity.objects.all() if _may(viewer) else CareActivity.objects.none()
    return (
        accounts.visible(rows, viewer)
        .select_related("division__parent", "by__user")
        .order_by("-held_on", "-id")
    )
