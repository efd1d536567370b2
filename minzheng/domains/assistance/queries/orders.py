"""Reads of the bank of resources, the orders, the referrals and the honest errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, Q, QuerySet
from django.utils.timezone import localdate

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.cases.choices import RECEIVED, REFERRED
from minzheng.kernel.cases.choices import RETURNED as SENT_BACK
from minzheng.kernel.determinations.facts import county_facts
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.people.models import Household
from minzheng.kernel.verification.queries import latest_month

from .. import matching
from ..choices import CANCELLED, CLOSED, DECLINED, GIVEN, POSTED, SPECIAL_HELP_KINDS
from ..models import ErrorReport, HelpOrder, HelpResource, SpecialReferral

# How many days before its limit an unanswered referral is brought to mind.
REMIND_BEFORE = timedelta(days=3)


def resources(viewer: Mandate) -> QuerySet[HelpResource]:
    """Return the resources of the viewer's divisions and of those above, which serve it too."""
    line = divisions.lineage(viewer.division_id)
    rows = HelpResource.objects.select_related("division__parent", "made_by__user")
    return rows.filter(divisions.inside(viewer.division_id) | Q(division__in=line))


def orders(viewer: Mandate) -> QuerySet[HelpOrder]:
    """Return the orders of the viewer's divisions."""
    rows = HelpOrder.objects.select_related("household__head", "division__parent", "resource")
    return accounts.visible(rows, viewer)


def help_of(household: Household) -> QuerySet[HelpOrder]:
    """Return what a family was promised or given beside money, the newest first, for the family itself."""
    rows = HelpOrder.objects.filter(household=household).exclude(state=CANCELLED)
    return rows.select_related("resource").order_by("-raised_at")


def family_of(household: Household, on: date) -> matching.Family:
    """Return what is known of a family for a match: our books, the register, the departments."""
    known = county_facts(latest_month(on), on, [household.pk]).persons
    columns = [c for c in ("birth_on", "disability_grade", "has_major_disease") if c in known]
    return matching.Family(
        frozenset(benefits.current(household, on).values_list("benefit", flat=True)),
        known.select(columns).to_dicts(),
        on,
    )


@dataclass(frozen=True)
class Match:
    """A resource beside an order, with its score."""

    resource: HelpResource
    score: matching.Score


def matches(order: HelpOrder, on: date) -> list[Match]:
    """Return the resources for the need of an order, the best first, those ruled out last.

    Only resources of the order's need, on offer on the day, of a place on the family's line.
    """
    line = list(divisions.lineage(order.division_id))
    offered = HelpResource.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        need=order.need,
        division__in=line,
        valid_from__lte=on,
    )
    found = list(offered.select_related("division__parent"))
    family, ratings = family_of(order.household, on), _ratings({row.provider for row in found})
    rows = [Match(row, _score(order, row, line, family, ratings)) for row in found]
    return sorted(rows, key=lambda m: (bool(m.score.obstacles), -m.score.total, m.resource.pk))


def match_of(order: HelpOrder, resource: HelpResource, on: date) -> matching.Score:
    """Return the score of one resource for an order."""
    line = list(divisions.lineage(order.division_id))
    family = family_of(order.household, on)
    return _score(order, resource, line, family, _ratings({resource.provider}))


def _score(
    order: HelpOrder,
    row: HelpResource,
    line: list[str],
    family: matching.Family,
    ratings: Mapping[str, float],
) -> matching.Score:
    return matching.score(
        matching.Wanted(order.need, order.form, order.quantity, line),
        matching.Offered(
            row.need, row.form, row.left, row.division_id, row.conditions, ratings.get(row.provider)
        ),
        family,
    )


def _ratings(providers: set[str]) -> dict[str, float]:
    rated = HelpOrder.objects.filter(resource__provider__in=providers, rating__isnull=False)
    return dict(rated.order_by().values_list("resource__provider").annotate(mean=Avg("rating")))


def unanswered(viewer: Mandate, on: date) -> QuerySet[HelpOrder]:
    """Return the posted orders whose time for an answer is over."""
    return orders(viewer).filter(state=POSTED, answer_by__lt=on)


def order_counts(viewer: Mandate) -> dict[str, int]:
    """Return how many orders stand in each state."""
    return dict(orders(viewer).order_by().values_list("state").annotate(n=Count("pk")))


def order_satisfaction(viewer: Mandate) -> float | None:
    """Return the mean rating of the confirmed orders, None without any."""
    mean: float | None = orders(viewer).filter(state=CLOSED).aggregate(mean=Avg("rating"))["mean"]
    return mean


# -- referrals ------------------------------------------------------------------------------------


def special_referrals(viewer: Mandate) -> QuerySet[SpecialReferral]:
    """Return the referrals to special help of the viewer's divisions."""
    rows = SpecialReferral.objects.select_related("referral", "certificate")
    return accounts.visible(rows, viewer)


def referrals_to_remind(viewer: Mandate, on: date) -> QuerySet[SpecialReferral]:
    """Return the unanswered ones that are late or will be in a few days, not reminded of that day."""
    rows = special_referrals(viewer).filter(
        referral__state__in=(REFERRED, RECEIVED), referral__due_on__lte=on + REMIND_BEFORE
    )
    return rows.exclude(reminded_at__date=on).order_by("referral__due_on")


@dataclass(frozen=True)
class ReferralFigures:
    """What became of the referrals of one kind: counts, fen, days to an answer."""

    kind: str
    label: str
    referred: int
    open: int
    late: int
    given: int
    declined: int
    sent_back: int
    amount: int
    days: float | None


def referral_figures(
    viewer: Mandate, on: date, *, since: date, until: date
) -> list[ReferralFigures]:
    """Return the figures of each of the six kinds for referrals accepted in a period (inclusive).

    `late`: unanswered after the limit, or answered after it.
    """
    rows = special_referrals(viewer).filter(referral__accepted_at__date__range=(since, until))
    by_kind: dict[str, list[SpecialReferral]] = {key: [] for key in SPECIAL_HELP_KINDS}
    for row in rows:
        by_kind[row.kind].append(row)
    return [_figures(kind, found, on) for kind, found in by_kind.items()]


def _figures(kind: str, rows: list[SpecialReferral], on: date) -> ReferralFigures:
    days = [
        (row.referral.answered_at - row.referral.accepted_at).days
        for row in rows
        if row.referral.answered_at is not None
    ]
    late = [
        row
        for row in rows
        if (localdate(row.referral.answered_at) if row.referral.answered_at else on)
        > row.referral.due_on
    ]
    return ReferralFigures(
        kind, SPECIAL_HELP_KINDS[kind], len(rows), len(rows) - len(days), len(late),
        sum(row.result == GIVEN for row in rows), sum(row.result == DECLINED for row in rows),
        sum(row.referral.state == SENT_BACK for row in rows), sum(row.amount or 0 for row in rows),
        sum(days) / len(days) if days else None,
    )  # fmt: skip


# -- honest errors --------------------------------------------------------------------------------


def error_reports(viewer: Mandate) -> QuerySet[ErrorReport]:
    """Return the reports of errors of the viewer's divisions."""
    rows = ErrorReport.objects.select_related("case", "reported_by__user", "reviewed_by__user")
    return accounts.visible(rows.select_related("division__parent"), viewer)
