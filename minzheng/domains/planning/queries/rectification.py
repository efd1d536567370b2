"""Reads of the rectification ledger and of special campaigns, within the viewer's divisions."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import ROLES, SYSTEM
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division

from ..choices import FINDING_SOURCES, MENDING, PROBLEM, STRUCK_OFF, TO_VERIFY
from ..models import CampaignObject, RectificationItem, SpecialCampaign

OPEN_STATES = (MENDING, TO_VERIFY)


def items(viewer: Mandate) -> QuerySet[RectificationItem]:
    """Items of the viewer's divisions."""
    if not viewer.may("plans.see"):
        return RectificationItem.objects.none()
    rows = RectificationItem.objects.select_related(
        "division__parent", "owner__user", "by__user", "campaign", "inspection__division"
    )
    return accounts.visible(rows, viewer)


def overdue(on: date) -> Q:
    """Return the condition of items whose deadline passed before they were reported mended."""
    return Q(state=MENDING, due_on__lt=on)


def workers(division: str, on: date) -> QuerySet[Mandate]:
    """Return who may answer for something at a place: who works there or above it up to the county."""
    return _holding("plans.work", division, on)


def workers_below(viewer: Mandate, on: date) -> QuerySet[Mandate]:
    """Return who may answer for something at any place of the viewer."""
    above = Q(division__in=divisions.lineage(viewer.division_id))
    rows = _in_force("plans.work", on).filter(divisions.inside(viewer.division_id) | above)
    return rows.order_by("division__level", "division__path", "pk")


def deciders(division: str, on: date) -> QuerySet[Mandate]:
    """Return who may decide what another entered, at a place or above it."""
    return _holding("plans.confirm", division, on)


def _holding(capability: str, division: str, on: date) -> QuerySet[Mandate]:
    rows = _in_force(capability, on).filter(division__in=divisions.lineage(division))
    return rows.order_by("-division__level", "pk")


def _in_force(capability: str, on: date) -> QuerySet[Mandate]:
    roles = [role.key for role in ROLES.all() if role.may(capability) and role != SYSTEM]
    rows = Mandate.objects.in_force(on).filter(role__in=roles, user__is_active=True)
    return rows.select_related("user", "division")


@dataclass(frozen=True, slots=True)
class Ledger:
    """How many items one source or one unit has: all, mended and verified, open, overdue."""

    key: str
    label: str
    total: int
    struck_off: int
    open: int
    overdue: int


def by_source(viewer: Mandate, on: date) -> list[Ledger]:
    """Return the items counted by where they were found."""
    return _counted(viewer, on, "source", FINDING_SOURCES)


def by_unit(viewer: Mandate, on: date) -> list[Ledger]:
    """Return the items counted by who must mend them."""
    return _counted(viewer, on, "unit", {})


def _counted(viewer: Mandate, on: date, field: str, labels: dict[str, str]) -> list[Ledger]:
    rows = items(viewer).order_by().values_list(field)
    counted = rows.annotate(
        total=Count("id"),
        struck_off=Count("id", filter=Q(state=STRUCK_OFF)),
        open=Count("id", filter=Q(state__in=OPEN_STATES)),
        overdue=Count("id", filter=overdue(on)),
    )
    return [
        Ledger(key, labels.get(key, key), *figures) for key, *figures in counted.order_by(field)
    ]


# -- special campaigns --------------------------------------------------------------------------------


def campaigns(viewer: Mandate) -> QuerySet[SpecialCampaign]:
    """Campaigns of the viewer's divisions and of those above, which his people carry out."""
    if not viewer.may("plans.see"):
        return SpecialCampaign.objects.none()
    rows = SpecialCampaign.objects.select_related("division", "by__user", "screening")
    above = Q(division__in=divisions.lineage(viewer.division_id))
    return rows.filter(divisions.inside(viewer.division_id) | above)


def checks(viewer: Mandate, campaign: SpecialCampaign | None = None) -> QuerySet[CampaignObject]:
    """Things to be checked in the viewer's divisions, of one campaign or of all."""
    if not viewer.may("plans.see"):
        return CampaignObject.objects.none()
    rows = CampaignObject.objects.select_related(
        "campaign", "division__parent", "checked_by__user", "item", "facility"
    )
    rows = rows.filter(campaign=campaign) if campaign is not None else rows
    return accounts.visible(rows, viewer)


@dataclass(frozen=True, slots=True)
class CampaignProgress:
    """How far a campaign is in one township: listed, checked, problems, items struck off or handed on."""

    code: str
    name: str
    listed: int = 0
    checked: int = 0
    problems: int = 0
    items: int = 0
    ended: int = 0

    @property
    def share(self) -> float | None:
        """The share that was checked; None where nothing is listed."""
        return self.checked / self.listed if self.listed else None


def campaign_progress(viewer: Mandate, campaign: SpecialCampaign) -> list[CampaignProgress]:
    """Return how far a campaign is by township of the viewer; the county's own things stand by themselves."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0] * 5)
    towns = _Towns()
    listed = checks(viewer, campaign).order_by().values_list("division")
    counted = listed.annotate(
        all=Count("id"),
        checked=Count("id", filter=~Q(result="")),
        problems=Count("id", filter=Q(result=PROBLEM)),
    )
    for code, *figures in counted:
        for position, figure in enumerate(figures):
            sums[towns(code)][position] += figure
    found = items(viewer).filter(campaign=campaign).order_by().values_list("division")
    for code, total, still in found.annotate(
        all=Count("id"), still=Count("id", filter=Q(state__in=OPEN_STATES))
    ):
        sums[towns(code)][3] += total
        sums[towns(code)][4] += total - still
    names = dict(Division.objects.filter(code__in=sums).values_list("code", "name"))
    return [CampaignProgress(code, names[code], *sums[code]) for code in sorted(sums)]


class _Towns:
    """Gives the township a division lies in, or the division itself above the townships."""

    def __init__(self) -> None:
        self.lines = divisions.lineages()
        self.codes = set(
            Division.objects.filter(level=Level.TOWN.value).values_list("code", flat=True)
        )

    def __call__(self, code: str) -> str:
        return next((one for one in self.lines[code] if one in self.codes), code)


def unfinished(campaign: SpecialCampaign) -> tuple[int, int]:
    """Return how many things were not checked and how many items are still open, in the whole campaign."""
    waiting = campaign.objects_listed.filter(result="").count()
    return waiting, campaign.items.filter(state__in=OPEN_STATES).count()
