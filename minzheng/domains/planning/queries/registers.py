"""Reads of the registers around plans: measures, standards with their checks, pilots, honours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from minzheng.core.models import in_force_at
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.bodies import queries as bodies
from minzheng.kernel.bodies.choices import CLOSED
from minzheng.kernel.bodies.models import Facility
from minzheng.kernel.divisions import queries as divisions

from ..choices import CONFORMING, ISSUED, LEGALITY, MEASURE_STEPS, OPEN_STAGES, STEPS_NEEDED
from ..models import Honour, LegalityReview, Measure, MeasureStep, Norm, NormCheck, Pilot


def shared(rows: QuerySet[Any], viewer: Mandate | None) -> QuerySet[Any]:
    """Keep the rows of the viewer's divisions and of those above: what a county rules, townships read."""
    if viewer is None:
        return rows.none()
    above = Q(division_id__in=divisions.lineage(viewer.division_id))
    return rows.filter(divisions.inside(viewer.division_id) | above)


# -- measures (KC-14, KC-15) -------------------------------------------------------------------------


def measures(viewer: Mandate | None) -> QuerySet[Measure]:
    """Local measures with the day their draft waits at the review of legality (``review_due_on``)."""
    waiting = LegalityReview.objects.filter(measure=OuterRef("pk"), opinion="").values("due_on")
    rows = Measure.objects.select_related("plan", "division", "policy", "by__user")
    return shared(rows, viewer).annotate(review_due_on=Subquery(waiting[:1]))


def is_overdue(measure: Measure, on: date) -> bool:
    """Say whether a measure should have been issued by a day, or its validity ended unexamined."""
    if measure.stage in OPEN_STAGES:
        return measure.due_on is not None and measure.due_on < on
    return measure.stage == ISSUED and measure.valid_to is not None and measure.valid_to <= on


def overdue(rows: QuerySet[Measure], on: date) -> QuerySet[Measure]:
    """Keep the measures that ``is_overdue`` names."""
    late = Q(stage__in=OPEN_STAGES, due_on__lt=on)
    return rows.filter(late | Q(stage=ISSUED, valid_to__lte=on))


@dataclass(frozen=True)
class Stage:
    """One step a measure's procedure asks for, and how it came out; None: not yet."""

    kind: str
    label: str
    step: MeasureStep | None


def stages(measure: Measure) -> list[Stage]:
    """Return the steps a measure has to take, in their order."""
    taken = {step.kind: step for step in measure.steps.select_related("document", "by__user")}
    kinds = (
        *STEPS_NEEDED[measure.rank],
        *[k for k in taken if k not in STEPS_NEEDED[measure.rank]],
    )
    return [Stage(kind, MEASURE_STEPS[kind], taken.get(kind)) for kind in kinds]


def open_review(measure: Measure) -> LegalityReview | None:
    """Return the review of legality that waits for its opinion, if there is one."""
    if LEGALITY not in STEPS_NEEDED[measure.rank]:
        return None
    return measure.reviews.filter(opinion="").select_related("submitted_by__user").first()


# -- standards, checks, pilots (KC-21) ---------------------------------------------------------------


def norms(viewer: Mandate | None) -> QuerySet[Norm]:
    """Technical standards that hold in the viewer's divisions or above, with how often they were checked."""
    rows = Norm.objects.select_related("division", "replaces").annotate(checked=Count("checks"))
    return shared(rows, viewer)


def norm_checks(viewer: Mandate | None) -> QuerySet[NormCheck]:
    """Checks of the facilities in the viewer's divisions."""
    rows = NormCheck.objects.select_related("norm", "facility__division", "document", "by__user")
    return accounts.visible(rows, viewer, "facility__division")


@dataclass(frozen=True)
class Standing:
    """How a facility stands against a standard that is for it: its last check, None where there is none."""

    facility: Facility
    norm: Norm
    check: NormCheck | None

    @property
    def is_open(self) -> bool:
        """Whether the last check left something to be put right."""
        return self.check is not None and self.check.result != CONFORMING


def coverage(
    viewer: Mandate, on: date, *, facility: Facility | None = None, norm: Norm | None = None
) -> list[Standing]:
    """Return each facility not closed beside each standard in force that is for it (达标情况)."""
    held = norms(viewer).filter(in_force_at(on)).order_by("number")
    wanted: Sequence[Norm] = [norm] if norm is not None else list(held)
    rows = bodies.facilities(viewer).exclude(state=CLOSED).order_by("division__path", "name")
    if facility is not None:
        rows = rows.filter(pk=facility.pk)
    checks = norm_checks(viewer).filter(norm__in=wanted).order_by("on", "pk")
    last = {(check.facility_id, check.norm_id): check for check in checks}
    lineages = divisions.lineages()
    return [
        Standing(place, one, last.get((place.pk, one.pk)))
        for place in rows
        for one in wanted
        if place.kind in one.facility_types and one.division_id in lineages[place.division_id]
    ]


def pilots(viewer: Mandate | None) -> QuerySet[Pilot]:
    """Pilots of the viewer's divisions and above."""
    return shared(Pilot.objects.select_related("division").prefetch_related("norms"), viewer)


# -- honours (KC-27) ---------------------------------------------------------------------------------


def honours(viewer: Mandate | None) -> QuerySet[Honour]:
    """Honours in the viewer's divisions, revoked ones too."""
    return accounts.visible(Honour.objects.select_related("division", "document"), viewer)
