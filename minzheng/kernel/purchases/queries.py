"""Reads of purchases, subsidies, projects, settlements and goods, within the viewer's divisions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.bodies import queries as bodies
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.enrolment.models import InsuranceClaim, InsuranceCover

from .choices import AID, CONFIRMED, LOTTERY, PAID, PUBLISH, SIGN, SUPPLIERS
from .models import (
    Appraisal,
    CatalogueItem,
    Contract,
    Demand,
    Goods,
    GoodsMove,
    Project,
    ProjectSource,
    ProjectStep,
    Rule,
    ServiceRecord,
    Settlement,
)


def rule_in_force(subsidy: str, division: str, on: date) -> Rule | None:
    """Return the confirmed rule of the nearest place above on a day, or None."""
    lineage = list(divisions.lineage(division))
    rows = Rule.objects.in_force(on).filter(subsidy=subsidy, state=CONFIRMED, division__in=lineage)
    return min(rows, key=lambda row: lineage.index(row.division_id), default=None)


def rules(viewer: Mandate) -> QuerySet[Rule]:
    """Rules of the viewer's divisions and of those above them."""
    rows = Rule.objects.select_related("division", "entered_by__user", "decided_by__user")
    above = rows.filter(division__in=list(divisions.lineage(viewer.division_id)))
    return (accounts.visible(rows, viewer) | above).distinct()


def catalogue(viewer: Mandate) -> QuerySet[CatalogueItem]:
    """What may be bought in the viewer's divisions."""
    return accounts.visible(CatalogueItem.objects.select_related("division"), viewer)


def payees(viewer: Mandate) -> QuerySet[Body]:
    """Suppliers and operators of the viewer's divisions that may be paid."""
    return bodies.bodies(viewer).filter(kind__in=SUPPLIERS).order_by("name", "pk")


def demands(viewer: Mandate) -> QuerySet[Demand]:
    """Demands of the viewer's divisions."""
    rows = Demand.objects.select_related("item", "division", "entered_by__user", "decided_by__user")
    return accounts.visible(rows, viewer)


def contracts(viewer: Mandate) -> QuerySet[Contract]:
    """Contracts of the viewer's divisions."""
    return accounts.visible(
        Contract.objects.select_related("demand__item", "supplier", "division"), viewer
    )


def appraisals(viewer: Mandate) -> QuerySet[Appraisal]:
    """Appraisals of operators of the viewer's divisions."""
    rows = Appraisal.objects.select_related("rule", "operator", "division", "entered_by__user")
    return accounts.visible(rows, viewer)


def settlements(viewer: Mandate) -> QuerySet[Settlement]:
    """Settlements of the viewer's divisions."""
    rows = Settlement.objects.select_related(
        "division", "body", "person", "entered_by__user", "decided_by__user", "paid_by__user"
    )
    return accounts.visible(rows, viewer)


def service_records(viewer: Mandate) -> QuerySet[ServiceRecord]:
    """Deliveries recorded in the viewer's divisions."""
    rows = ServiceRecord.objects.select_related("operator", "person", "settlement", "contract")
    return accounts.visible(rows, viewer)


def projects(viewer: Mandate) -> QuerySet[Project]:
    """Projects of the viewer's divisions with what was planned, received and committed (fen)."""
    rows = Project.objects.select_related("division").annotate(
        planned=Sum("sources__planned"),
        received=Sum("sources__received"),
        committed=Sum("sources__committed"),
        is_lottery=Exists(ProjectSource.objects.filter(project=OuterRef("pk"), source=LOTTERY)),
        signed=_stepped(SIGN),
        published=_stepped(PUBLISH),
    )
    return accounts.visible(rows, viewer)


def _stepped(kind: str) -> Exists:
    return Exists(ProjectStep.objects.filter(project=OuterRef("pk"), kind=kind))


@dataclass(frozen=True, slots=True)
class Matching:
    """What one source planned for a project, what came, what was paid, and what is missing (fen)."""

    source: str
    planned: int
    received: int
    paid: int

    @property
    def missing(self) -> int:
        """What has not come yet; a source that gave more misses nothing."""
        return max(self.planned - self.received, 0)


def matching(project: Project) -> list[Matching]:
    """Return for every source of a project plan, receipts and payments: local matching is seen here."""
    paid = dict(
        Settlement.objects.filter(milestone__project=project, state=PAID)
        .values_list("source")
        .annotate(sum=Sum("amount"))
    )
    return [
        Matching(row.source, row.planned, row.received, paid.get(row.source, 0))
        for row in project.sources.order_by("pk")
    ]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many projects of the lottery fund carry the sign and have published what they spent (LO-05)."""

    projects: int
    signed: int
    published: int
    both: int

    @property
    def share(self) -> float | None:
        """The share that has both; None where there is no such project."""
        return self.both / self.projects if self.projects else None


def sign_coverage(viewer: Mandate, year: int | None = None) -> Coverage:
    """Return the coverage of signs and publication over lottery projects, of one year of plan if named."""
    rows: Any = projects(viewer)
    rows = rows.filter(is_lottery=True)
    rows = rows.filter(starts_on__year=year) if year else rows
    return Coverage(
        rows.count(),
        rows.filter(signed=True).count(),
        rows.filter(published=True).count(),
        rows.filter(signed=True, published=True).count(),
    )


def missing_steps(project: Project, needed: tuple[str, ...]) -> list[str]:
    """Return which of the steps a project has not taken yet."""
    taken = set(project.steps.values_list("kind", flat=True))
    return [kind for kind in needed if kind not in taken]


def goods(viewer: Mandate) -> QuerySet[Goods]:
    """Goods kept in the viewer's divisions with what came in and went out."""
    rows = Goods.objects.select_related("division").annotate(
        came=Sum("moves__quantity", filter=Q(moves__kind="in")),
        went=Sum("moves__quantity", filter=Q(moves__kind="out")),
    )
    return accounts.visible(rows, viewer)


def goods_moves(viewer: Mandate) -> QuerySet[GoodsMove]:
    """Goods in and out of the viewer's divisions."""
    rows = GoodsMove.objects.select_related("goods__division", "household", "by__user")
    return accounts.visible(rows, viewer, "goods__division")


def aids_of(viewer: Mandate, year: int) -> list[Any]:
    """Return per kind of aid how many persons were aided and with how much (fen) in a year (CY-18)."""
    rows = settlements(viewer).filter(kind=AID, state=PAID, paid_on__year=year)
    return list(
        rows.values("aid")
        .annotate(people=Count("person", distinct=True), sum=Sum("amount"))
        .order_by("aid")
    )


@dataclass(frozen=True, slots=True)
class PolicyAccount:
    """One insurance policy: who is insured, the premium due and paid, claims and what they brought (fen)."""

    policy_number: str
    insurer: str
    people: int
    premium: int
    premium_paid: int
    claims: int
    open_claims: int
    claimed: int


def policies(viewer: Mandate) -> list[PolicyAccount]:
    """Return the report of premiums and claims by policy (FN-16)."""
    covers = accounts.visible(InsuranceCover.objects.all(), viewer)
    claims = accounts.visible(InsuranceClaim.objects.all(), viewer, "cover__division")
    claimed: dict[str, Any] = {
        row["cover__policy_number"]: row
        for row in claims.values("cover__policy_number").annotate(
            n=Count("pk"), unsettled=Count("pk", filter=Q(settled_on=None)), sum=Sum("paid")
        )
    }
    paid = dict(
        settlements(viewer)
        .filter(kind="premium", state=PAID)
        .values_list("subject")
        .annotate(sum=Sum("amount"))
    )
    rows = covers.values("policy_number", "insurer").annotate(
        people=Count("person"), premium_sum=Sum("premium")
    )
    found = []
    for row in rows.order_by("policy_number"):
        number, claim = row["policy_number"], claimed.get(row["policy_number"], {})
        found.append(
            PolicyAccount(
                number,
                row["insurer"],
                row["people"],
                row["premium_sum"],
                paid.get(number, 0),
                claim.get("n", 0),
                claim.get("unsettled", 0),
                claim.get("sum") or 0,
            )
        )
    return found
