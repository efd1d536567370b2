"""Reads of bodies and facilities within the viewer's divisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions

from .choices import OPEN
from .models import Body, Facility, FacilityFee, FacilityInvestment, FacilityState


def bodies(viewer: Mandate, *, kind: str = "") -> QuerySet[Body]:
    """Bodies of the viewer's divisions, of one kind when named."""
    rows = accounts.visible(Body.objects.select_related("division"), viewer)
    return rows.filter(kind=kind) if kind else rows


def facilities(viewer: Mandate | None) -> QuerySet[Facility]:
    """Facilities of the viewer's divisions with ``invested`` (fen) and ``since`` when they are in their state."""
    rows = accounts.visible(Facility.objects.all(), viewer)
    money = FacilityInvestment.objects.filter(facility=OuterRef("pk")).order_by()
    sums = money.values("facility").annotate(sum=Sum("amount")).values("sum")
    states = FacilityState.objects.filter(facility=OuterRef("pk")).order_by("-since")
    return rows.select_related("division__parent", "operator").annotate(
        invested=Subquery(sums), since=Subquery(states.values("since")[:1])
    )


def open_on(rows: QuerySet[Facility], day: date) -> QuerySet[Facility]:
    """Keep the facilities that were open on a day by their dated states."""
    states = FacilityState.objects.filter(facility=OuterRef("pk"), since__lte=day)
    last = states.order_by("-since").values("state")[:1]
    return rows.annotate(state_then=Subquery(last)).filter(state_then=OPEN)


def public_facilities(division: str, kinds: Iterable[str] = ()) -> QuerySet[Facility]:
    """Return what anybody may read at ``division``: open facilities, of some types when named."""
    rows = divisions.within(Facility.objects.filter(state=OPEN), division)
    chosen = list(kinds)
    rows = rows.filter(kind__in=chosen) if chosen else rows
    return rows.select_related("division__parent", "operator").order_by("division__path", "name")


def fees_on(facility: Facility, on: date) -> QuerySet[FacilityFee]:
    """Return what a facility asks on a day, by item."""
    rows = facility.fees.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)
    return rows.order_by("item")


def public_fees(division: str, on: date, kinds: Iterable[str] = ()) -> QuerySet[FacilityFee]:
    """Return what the open facilities of a place ask on a day, for anybody to read."""
    standing = Q(until__isnull=True) | Q(until__gt=on)
    shown = public_facilities(division, kinds).order_by()
    rows = FacilityFee.objects.filter(standing, since__lte=on, facility__in=shown.values("pk"))
    return rows.select_related("facility").order_by("facility__name", "item")


@dataclass(frozen=True)
class Stock:
    """How many facilities of one type there are, with beds and area; unknown ones are counted apart."""

    kind: str
    facilities: int
    beds: int | None
    nursing_beds: int | None
    beds_unknown: int
    area_m2: int | None
    latest: date | None


def stock(rows: QuerySet[Facility]) -> Iterable[Stock]:
    """Return the facilities of a queryset counted by type."""
    found = (
        rows.order_by()
        .values("kind")
        .annotate(
            facilities=Count("pk"),
            bed_sum=Sum("beds"),
            nursing_sum=Sum("nursing_beds"),
            unknown=Count("pk", filter=Q(beds__isnull=True)),
            area=Sum("area_m2"),
            latest=Max("built_on"),
        )
    )
    return [
        Stock(
            row["kind"], row["facilities"], row["bed_sum"], row["nursing_sum"],
            row["unknown"], row["area"], row["latest"],
        )
        for row in found.order_by("kind")
    ]  # fmt: skip
