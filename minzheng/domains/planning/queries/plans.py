"""Reads of plans: whose they are to see, what hangs on them, how they fit under the plans above."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions

from ..choices import CUMULATIVE
from ..models import Amendment, Plan, PlanFact, Target


def plans(viewer: Mandate) -> QuerySet[Plan]:
    """Plans of the viewer's divisions and, to be read, of those above them."""
    rows = Plan.objects.select_related("division", "superior", "document", "by__user")
    above = Q(division__in=list(divisions.lineage(viewer.division_id)))
    return rows.filter(Q(pk__in=accounts.visible(Plan.objects.all(), viewer)) | above)


def listed(viewer: Mandate) -> QuerySet[Plan]:
    """Plans with how many targets, tasks and projects they have."""
    return plans(viewer).annotate(
        target_count=Count("targets", distinct=True),
        task_count=Count("tasks", distinct=True),
        project_count=Count("projects", distinct=True),
    )


def is_own(viewer: Mandate, plan: Plan) -> bool:
    """Say whether the plan is of the viewer's divisions; one from above is only read."""
    return accounts.covers(viewer, plan.division_id)


def targets(viewer: Mandate) -> QuerySet[Target]:
    """Targets of the plans the viewer may see."""
    rows = Target.objects.select_related("plan__division", "superior__plan__division")
    return rows.filter(plan__in=plans(viewer).values("pk")).order_by("-is_listed", "sequence", "pk")


def amendments(viewer: Mandate) -> QuerySet[Amendment]:
    """Changes of the plans the viewer may see."""
    rows = Amendment.objects.select_related("plan", "target", "by__user", "approved_by__user")
    return rows.filter(plan__in=plans(viewer).values("pk")).order_by("-at", "-pk")


def waiting_amendments(viewer: Mandate) -> QuerySet[Amendment]:
    """Changes asked for by others, of plans of the viewer's divisions, that nobody decided yet."""
    rows = amendments(viewer).filter(approved_by=None, refusal="").exclude(by__user=viewer.user_id)
    return accounts.visible(rows, viewer, "plan__division")


def facts(plan: Plan) -> QuerySet[PlanFact]:
    """Standards, parameters, counts, money and doubts the plan's text states."""
    return plan.facts.order_by("section", "sequence")


@dataclass(frozen=True, slots=True)
class Alignment:
    """A target beside the one of the plan above that it serves.

    ``agrees`` is None where there is nothing to compare; ``says`` is a Chinese sentence.
    """

    target: Target | None
    superior: Target | None
    agrees: bool | None
    says: str


def alignment(plan: Plan) -> list[Alignment]:
    """Map each target of a plan to its superior one, and name those of the plan above that nobody serves."""
    rows = list(plan.targets.select_related("superior__plan").order_by("-is_listed", "sequence"))
    found = [_aligned(row) for row in rows]
    if plan.superior is None:
        return found
    served = [row.superior_id for row in rows if row.superior_id is not None]
    missing = plan.superior.targets.exclude(pk__in=served).order_by("-is_listed", "sequence")
    return found + [Alignment(None, row, False, "本级规划没有对应指标") for row in missing]


def _aligned(row: Target) -> Alignment:
    above = row.superior
    if above is None:
        return Alignment(row, None, None, "上级规划没有对应指标")
    if row.relative_to or above.relative_to:
        same = row.relative_to == above.relative_to
        return Alignment(row, above, same, "参照同一指标" if same else "参照的指标不同")
    if row.value is None or above.value is None:
        return Alignment(row, above, None, "有一级没有目标值，不能比较")
    if row.unit != above.unit:
        return Alignment(row, above, None, f"单位不同（{row.unit}、{above.unit}），不能比较")
    if row.method == CUMULATIVE:
        return Alignment(row, above, None, "累计型指标，由各下级规划相加比较")
    falls = above.comparator.startswith("<")
    agrees = row.value <= above.value if falls else row.value >= above.value
    agrees = agrees and row.due_on <= above.due_on
    words = "不低于上级要求" if agrees else "低于上级要求或期限更晚"
    return Alignment(row, above, agrees, words)


@dataclass(frozen=True, slots=True)
class Cascade:
    """The targets of the plans below that serve one target, and what they come to together.

    ``total`` is the sum of their goals where they add up (累计型), else None.
    """

    rows: list[Target]
    adds_up: bool
    total: Decimal | None
    says: str


def cascade(viewer: Mandate, target: Target) -> Cascade:
    """Return what the plans below promise for a target: added up, or compared one by one."""
    rows = list(targets(viewer).filter(superior=target))
    adds_up = target.method == CUMULATIVE
    goals = [row.value for row in rows if row.value is not None]
    if not rows:
        return Cascade(rows, adds_up, None, "下级规划还没有对接这个指标")
    if not adds_up or target.value is None or len(goals) < len(rows):
        return Cascade(rows, False, None, f"{len(rows)}个下级目标，逐一比较")
    total = sum(goals, Decimal(0))
    enough = total >= target.value
    words = "够得上" if enough else "合计低于"
    return Cascade(
        rows, True, total, f"下级目标合计{total.normalize():f}{target.unit}，{words}本级目标"
    )
