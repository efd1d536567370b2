"""Enter a plan from its data, link it to the plan above, and break its targets down by year."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.models import Document

from ..choices import FACT_SECTIONS, PLAN_KINDS
from ..models import (
    Chapter,
    Plan,
    PlanFact,
    Project,
    ProjectMilestone,
    ProjectSource,
    Target,
    Task,
    YearTarget,
)
from . import content as written
from .guards import PlanningError
from .measures import plan_measure

# Sections of the data that become rows of their own; everything else stays with the plan as printed.
ROWS = ("chapters", "indicators", "targets", "tasks", "projects", "measures_to_issue", "parameters",
        "standards", "counts", "funds", "defects")  # fmt: skip
FACTS = {
    "standards": "standard", "parameters": "parameter", "counts": "count", "funds": "fund",
    "measures_to_issue": "measure", "defects": "defect",
}  # fmt: skip


def may_enter(by: Mandate, division: str) -> bool:
    """Say whether somebody may register a plan of a place: his own, or one above that he works to."""
    above = division in divisions.lineage(by.division_id)
    return by.may("plans.enter") and (above or accounts.covers(by, division))


def need_enter(by: Mandate, division: str) -> None:
    """Refuse who may not register or change plans of a place. PlanningError."""
    if not may_enter(by, division):
        raise PlanningError("您的岗位或辖区不能办理这件事。")


@transaction.atomic
def enter(
    content: Mapping[str, Any],
    *,
    division: Division | str,
    by: Mandate,
    at: datetime,
    document: Document | None = None,
    source: str = "",
) -> Plan:
    """Register a plan from data of the schema ``minzheng.plan/1`` that its reader found sound.

    Every value arrives: as a column, in ``printed`` of its row, or as a PlanFact. Indicators that no
    room declares are defined under ``plan.<key>``. PlanningError: entered before, no such place.
    """
    place = division if isinstance(division, str) else division.pk
    need_enter(by, place)
    key = str(content["id"])
    if Plan.objects.filter(key=key).exists():
        raise PlanningError(f"代号为“{key}”的规划已经登记，不能重复登记。")
    plan = _plan(content, key, place, document, source, by, at)
    Chapter.objects.bulk_create(
        Chapter(plan=plan, sequence=n, title=written.cut(one["title"], 200), text=str(one.get("text") or ""))
        for n, one in enumerate(content.get("chapters") or (), 1)
    )  # fmt: skip
    for is_listed, section in ((True, "indicators"), (False, "targets")):
        for n, row in enumerate(content.get(section) or (), 1):
            _target(plan, row, n, is_listed=is_listed, by=by, at=at)
    for n, row in enumerate(content.get("tasks") or (), 1):
        _task(plan, row, n, None, by, at)
    for row in content.get("projects") or ():
        _project(plan, row, by, at)
    _facts(plan, content, by, at)
    audit.record(
        "planning.plan.entered", subject=plan, by=by, at=at, targets=plan.targets.count(),
        tasks=plan.tasks.count(), projects=plan.projects.count(),
    )  # fmt: skip
    if plan.superior is not None:
        _map_targets(plan, plan.superior)
    return plan


def _plan(
    content: Mapping[str, Any], key: str, place: str, document: Document | None, source: str, by: Mandate, at: datetime
) -> Plan:  # fmt: skip
    paper, check = content["document"], content.get("evaluation") or {}
    superior = Plan.objects.filter(key=str(paper.get("superior") or "")).first()
    kind = str(paper.get("type") or "")
    starts, ends = (
        written.day(content["period"]["from"], first=True),
        written.day(content["period"]["to"]),
    )
    if starts is None or ends is None or starts > ends:
        raise PlanningError("规划期的起止日期不清楚。")
    return Plan.objects.create(
        key=key, title=written.cut(paper["title_zh"], 200), kind=kind if kind in PLAN_KINDS else "other",
        issuer=written.cut(paper.get("issuer_zh") or "", 120),
        document_no=written.cut(paper.get("doc_no") or "", 60), issued_on=written.day(paper.get("issued")),
        period_from=starts, period_to=ends,
        division_id=place, superior=superior, midterm_year=check.get("midterm_year"),
        final_year=check.get("final_year"), third_party=bool(check.get("third_party")), document=document,
        source=written.cut(source or content.get("source") or "", 200),
        printed=written.plain({k: v for k, v in content.items() if k not in ROWS}), by=by, at=at,
    )  # fmt: skip


def _target(
    plan: Plan, row: Mapping[str, Any], n: int, *, is_listed: bool, by: Mandate, at: datetime
) -> Target:
    told = written.target(row, plan)
    told["indicator"] = written.indicator_of(row, told, plan, by=by, at=at)
    made = Target.objects.create(
        plan=plan,
        sequence=row.get("seq") or n,
        is_listed=is_listed,
        printed=written.plain(row),
        **told,
    )
    YearTarget.objects.bulk_create(
        YearTarget(target=made, year=int(year), value=Decimal(str(value)))
        for year, value in (row.get("years") or {}).items()
    )
    return made


def _task(
    plan: Plan, row: Mapping[str, Any], n: int, parent: Task | None, by: Mandate, at: datetime
) -> None:
    made = Task.objects.create(
        plan=plan, parent=parent, sequence=n, title=written.cut(row["title"], 200),
        text="\n".join(str(row[k]) for k in ("text", "notes") if row.get(k)),
        unit=written.cut(row.get("unit") or "", 120), division_id=plan.division_id,
        due_on=written.day(row.get("due")) or plan.period_to, quantity=written.number(row.get("quantity")),
        quantity_unit=written.cut(row.get("quantity_unit") or "", 30),
        is_practical=bool(row.get("practical")), origin=plan.title, by=by, at=at,
    )  # fmt: skip
    for m, part in enumerate(row.get("parts") or (), 1):
        _task(plan, part, m, made, by, at)


def _project(plan: Plan, row: Mapping[str, Any], by: Mandate, at: datetime) -> None:
    total = written.number(row.get("total_investment"))
    made = Project.objects.create(
        plan=plan, division_id=plan.division_id, name=written.cut(row["name_zh"], 200),
        site=written.cut(row.get("site_zh") or written.name("text", row.get("site") or "") or "、".join(row.get("sites_zh") or ()), 200),
        land_m2=written.number(row.get("land_m2")), area_m2=written.number(row.get("area_m2")), beds=row.get("beds"),
        total=None if total is None else int(total * 100), status_note=written.status_note(row),
        flags=written.project_flags(row), printed=written.plain(row), by=by, at=at,
    )  # fmt: skip
    ProjectSource.objects.bulk_create(
        ProjectSource(project=made, source=written.name("funding", key)[:100], planned=int(amount * 100))
        for key, amount in written.amounts(row.get("funding"))
    )  # fmt: skip
    stones = dict(row.get("milestones") or {})
    if row.get("due") and "finish" not in stones:
        stones["finish"] = row["due"]
    ProjectMilestone.objects.bulk_create(
        ProjectMilestone(project=made, sequence=n, title=written.name("milestone", key)[:100], due_on=written.day(due))
        for n, (key, due) in enumerate(stones.items(), 1)
    )  # fmt: skip


def _facts(plan: Plan, content: Mapping[str, Any], by: Mandate, at: datetime) -> None:
    rows = [
        PlanFact(
            plan=plan, section=section, sequence=n, key=str(row.get("key") or row.get("benefit") or "")[:100],
            label=written.fact_label(row, FACT_SECTIONS[section]),
            values=written.plain(row),
        )
        for name, section in FACTS.items()
        for n, row in enumerate(content.get(name) or (), 1)
    ]  # fmt: skip
    PlanFact.objects.bulk_create(rows)
    if not accounts.covers(by, plan.division_id):
        return  # What a superior plan orders is for its own offices to issue.
    for row in content.get("measures_to_issue") or ():
        plan_measure(plan, title=row["zh"], due_on=written.day(row.get("due")), by=by, at=at)


@transaction.atomic
def link(plan: Plan, superior: Plan, *, by: Mandate, at: datetime) -> int:
    """Set the plan above and map the targets that name the same indicator; return how many are mapped.

    PlanningError: the plan itself, a circle, a plan of no place above.
    """
    row = held(plan)
    need_enter(by, row.division_id)
    above: Plan | None = superior
    while above is not None:
        if above.pk == row.pk:
            raise PlanningError("不能把规划对接到它自己或它的下级规划。")
        above = above.superior
    if superior.division_id not in divisions.lineage(row.division_id):
        raise PlanningError("上级规划应是本地区或上级地区的规划。")
    row.superior = superior
    row.save(update_fields=["superior"])
    row.targets.exclude(superior=None).exclude(superior__plan=superior).update(superior=None)
    _map_targets(row, superior)
    count = row.targets.filter(superior__plan=superior).count()
    audit.record(
        "planning.plan.linked", subject=row, by=by, at=at, superior=superior.key, mapped=count
    )
    return count


def _map_targets(plan: Plan, superior: Plan) -> None:
    """Map what names the same indicator, or has the same key where neither names one."""
    above = {one.indicator or one.key: one for one in superior.targets.order_by("is_listed", "-pk")}
    above |= {one.key: one for one in superior.targets.order_by("is_listed", "-pk")}
    for row in plan.targets.filter(superior=None):
        found = above.get(row.indicator) or above.get(row.key)
        if found is not None:
            row.superior = found
            row.save(update_fields=["superior"])


@transaction.atomic
def map_target(target: Target, superior: Target | None, *, by: Mandate, at: datetime) -> Target:
    """Say by hand which target of the plan above a target serves, or that none does. PlanningError."""
    row = held(target)
    need_enter(by, row.plan.division_id)
    if superior is not None and superior.plan_id != row.plan.superior_id:
        raise PlanningError("请选择已对接的上级规划中的指标。")
    row.superior = superior
    row.save(update_fields=["superior"])
    audit.record("planning.target.mapped", subject=row, by=by, at=at, superior=superior.label if superior else "")  # fmt: skip
    return row


@transaction.atomic
def set_year(target: Target, year: int, value: Decimal, *, by: Mandate, at: datetime) -> YearTarget:
    """Break a target down: what is asked by the end of one year. A year that stands needs an amendment.

    PlanningError: outside the plan, another value stands.
    """
    row = held(target)
    need_enter(by, row.plan.division_id)
    if not row.plan.period_from.year <= year <= row.due_on.year:
        raise PlanningError("年度不在规划期内。")
    made, is_new = YearTarget.objects.get_or_create(
        target=row, year=year, defaults={"value": value}
    )
    if not is_new and made.value != value:
        raise PlanningError("这一年的目标已经定下，修改请提出规划调整并写明理由。")
    if is_new:
        audit.record("planning.target.year", subject=row, by=by, at=at, year=year, value=str(value))
    return made
