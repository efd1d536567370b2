"""Reads: reports and errands, campaigns with their lists and progress, life events and what they opened."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.monitoring.choices import LeadState
from minzheng.kernel.monitoring.declarations import categories
from minzheng.kernel.monitoring.models import RegisterEntry
from minzheng.kernel.people.models import Household, Membership, Person

from .choices import LEADING, LIAISON, NETWORK, PATROL
from .declarations import PLACES, Listed, Question, target
from .models import (
    Campaign,
    CampaignLine,
    CodeScan,
    Errand,
    FollowUp,
    LifeEvent,
    NeedReport,
    NoticeDrive,
)


def reports(viewer: Mandate) -> QuerySet[NeedReport]:
    """Reports of the viewer's divisions; who may not see leads sees the own ones only."""
    rows = NeedReport.objects.select_related(
        "division__parent", "household__head", "person", "lead", "by__user"
    )
    if viewer.may("leads.see"):
        return accounts.visible(rows, viewer)
    return rows.filter(by__user=viewer.user_id) if viewer.may("needs.report") else rows.none()


def unanswered(viewer: Mandate, on: date | None = None) -> QuerySet[NeedReport]:
    """Reports whose reporter has no answer yet; with a day, those that are overdue on it."""
    rows = reports(viewer).filter(answered_at=None)
    return rows if on is None else rows.filter(answer_due_on__lt=on)


def told_together(viewer: Mandate, report: NeedReport) -> QuerySet[NeedReport]:
    """Every report that tells of the same need, first first."""
    return reports(viewer).filter(lead=report.lead_id).order_by("reported_at", "id")


def errands(viewer: Mandate) -> QuerySet[Errand]:
    """Errands sent to the viewer, and those about reports of the viewer's divisions."""
    rows = Errand.objects.select_related("report__division", "to__user", "sent_by__user")
    mine = Q(to=viewer.pk)
    if viewer.may("leads.see"):
        mine |= Q(report__in=accounts.visible(NeedReport.objects.all(), viewer).values("pk"))
    return rows.filter(mine).order_by("-sent_at", "-id")


def members(report: NeedReport, on: date) -> list[Mandate]:
    """Return who of the four-level network has the place of a report under them, the nearest first."""
    rows = Mandate.objects.in_force(on).filter(
        role__in=list(PLACES), user__is_active=True,
        division__in=divisions.lineage(report.division_id),
    )  # fmt: skip
    return list(rows.select_related("user", "division").order_by("-division__level", "id"))


@dataclass(frozen=True, slots=True)
class NetworkPlace:
    """One township's part of the network: who holds it, what it reported, how it was answered."""

    code: str
    name: str
    villages: int
    covered: int
    patrols: int
    liaisons: str
    reports: int
    answered: int
    late: int


def network(viewer: Mandate, on: date) -> list[NetworkPlace]:
    """Return the four-level network by township: villages with a patrol, liaisons, reports, answers."""
    towns = divisions.subtree(viewer.division_id).filter(level=Level.TOWN.value, valid_to=None)
    held = defaultdict[str, list[Mandate]](list)
    rows = Mandate.objects.in_force(on).filter(role__in=list(PLACES), user__is_active=True)
    for mandate in accounts.visible(rows.select_related("user", "division"), viewer):
        held[mandate.division_id].append(mandate)
    told = accounts.visible(NeedReport.objects.all(), viewer)
    return [_network_place(town, held, told, on) for town in towns]


def _network_place(
    town: Division, held: dict[str, list[Mandate]], told: QuerySet[NeedReport], on: date
) -> NetworkPlace:
    villages = list(divisions.children(town.code, on).values_list("code", flat=True))
    patrols = {v: [m for m in held.get(v, []) if PLACES[m.role] == PATROL] for v in villages}
    liaisons = [str(m.user) for m in held.get(town.code, []) if PLACES[m.role] == LIAISON]
    here = divisions.within(told, town.code)
    counted = here.aggregate(
        n=Count("id"), done=Count("id", filter=Q(answered_at__isnull=False)),
        late=Count("id", filter=Q(answered_at=None, answer_due_on__lt=on)),
    )  # fmt: skip
    return NetworkPlace(
        town.code, town.name, len(villages), sum(map(bool, patrols.values())),
        sum(map(len, patrols.values())), "、".join(liaisons), counted["n"], counted["done"], counted["late"],
    )  # fmt: skip


def places_held(viewer: Mandate, on: date) -> dict[str, int]:
    """How many hold each of the four places in the viewer's divisions, by the place's key."""
    rows = Mandate.objects.in_force(on).filter(role__in=list(PLACES), user__is_active=True)
    counted = dict.fromkeys(NETWORK, 0)
    for role in accounts.visible(rows, viewer).values_list("role", flat=True):
        counted[PLACES[role]] += 1
    return counted


# -- campaigns --------------------------------------------------------------------------------------


def campaigns(viewer: Mandate) -> QuerySet[Campaign]:
    """Campaigns that concern the viewer's divisions: of the area itself, above it, or within it."""
    if not viewer.may("leads.see"):
        return Campaign.objects.none()
    rows = Campaign.objects.select_related("division", "planned_by__user")
    below = divisions.inside(viewer.division_id)
    return rows.filter(below | Q(division__in=divisions.lineage(viewer.division_id)))


def lines(viewer: Mandate, campaign: Campaign | None = None) -> QuerySet[CampaignLine]:
    """Lines of the viewer's divisions, of one campaign or of all."""
    if not viewer.may("leads.see"):
        return CampaignLine.objects.none()
    rows = (
        CampaignLine.objects.filter(campaign=campaign) if campaign else CampaignLine.objects.all()
    )
    return accounts.visible(rows, viewer).select_related(
        "campaign", "division__parent", "household__head", "person", "worker__user", "lead",
        "done_by__user",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is in one township: listed, done, needs found, leads settled, cases."""

    code: str
    name: str
    listed: int
    done: int
    needs: int
    settled: int
    cases: int

    def figures(self) -> dict[str, Any]:
        """Return the figures as they are kept in the closing report."""
        return asdict(self)


def progress(viewer: Mandate, campaign: Campaign) -> list[Progress]:
    """Return how far a campaign is by township of the viewer, in the order of the tree."""
    rows = lines(viewer, campaign).order_by().values_list("division")
    counted = rows.annotate(
        listed=Count("id"),
        done=Count("id", filter=~Q(result="")),
        needs=Count("id", filter=Q(result__in=LEADING)),
        settled=Count("id", filter=Q(lead__state=LeadState.CLOSED.value)),
        cases=Count("id", filter=Q(lead__case_id__isnull=False)),
    )
    lineages = divisions.lineages()
    names = dict(Division.objects.filter(level=Level.TOWN.value).values_list("code", "name"))
    sums: dict[str, list[int]] = {}
    for village, *figures in counted:
        town = next((code for code in lineages[village] if code in names), village)
        sums[town] = [a + b for a, b in zip(sums.get(town, [0] * 5), figures, strict=True)]
    return [Progress(town, names.get(town, town), *each) for town, each in sorted(sums.items())]


EVERYDAY = (
    Question("living", "居住情况", ("正常居住", "独居", "无人居住")),
    Question("trouble", "主要困难", ("没有", "生活", "医疗", "照料", "住房", "就学", "就业")),
)


@target("campaigns.households", "全部家庭", questions=EVERYDAY)
def every_household(codes: list[str], on: date) -> list[Listed]:
    """Every household of the divisions (逐户摸排)."""
    rows = (
        Household.objects.in_force(on).filter(division__in=codes).order_by("division__path", "pk")
    )
    sizes = dict(
        Membership.objects.in_force(on)
        .filter(household__in=rows)
        .order_by()
        .values_list("household")
        .annotate(Count("id"))
    )
    return [
        Listed(pk, None, division, {"人口": f"{sizes.get(pk, 0)} 人"})
        for pk, division in rows.values_list("pk", "division")
    ]


@target("campaigns.register", "低收入人口家庭", questions=EVERYDAY)
def watched_households(codes: list[str], on: date) -> list[Listed]:
    """Every household that stands in the register of the low-income population, with its categories."""
    labels = {category.key: category.label for category in categories()}
    found: dict[int, tuple[str, list[str]]] = {}
    rows = RegisterEntry.objects.filter(division__in=codes, valid_from__lte=on)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=on)).order_by(
        "division__path", "household"
    )
    for household, division, category in rows.values_list("household", "division", "category"):
        found.setdefault(household, (division, []))[1].append(labels.get(category, category))
    return [
        Listed(household, None, division, {"类别": "、".join(sorted(set(held)))})
        for household, (division, held) in found.items()
    ]


# -- life events ------------------------------------------------------------------------------------


def follow_ups(viewer: Mandate) -> QuerySet[FollowUp]:
    """What rooms have to do after life events in the viewer's divisions, the soonest first."""
    rows = FollowUp.objects.select_related(
        "event__person", "event__household", "division__parent", "done_by__user"
    )
    if not viewer.may("cases.see"):
        return rows.none()
    return accounts.visible(rows, viewer).order_by("due_on", "id")


def life_of(viewer: Mandate, person: Person) -> QuerySet[LifeEvent]:
    """The life events of a person in the viewer's divisions, newest first, with what they opened."""
    rows = accounts.visible(LifeEvent.objects.filter(person=person), viewer)
    rows = rows.select_related("by__user").prefetch_related("follow_ups__done_by__user")
    return rows.order_by("-happened_on", "-id")


# -- telling people ---------------------------------------------------------------------------------


def drives(viewer: Mandate) -> QuerySet[NoticeDrive]:
    """Return the times people of the viewer's divisions were told of policies, newest first."""
    if not viewer.may("needs.report"):
        return NoticeDrive.objects.none()
    rows = NoticeDrive.objects.select_related("division__parent", "by__user", "photo")
    return accounts.visible(rows, viewer).order_by("-held_on", "-id")


def scans(viewer: Mandate, since: date) -> dict[str, int]:
    """Return how often each code of the viewer's divisions was scanned since a day."""
    rows = accounts.visible(CodeScan.objects.filter(on__gte=since), viewer)
    return dict(rows.order_by().values_list("code").annotate(Sum("count")))
