"""Major projects: entered, moved on by milestones and states, photographed, given land and money."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents import choices as papers
from minzheng.kernel.documents import services as documents
from minzheng.kernel.purchases.models import Project as PaidProject

from ..choices import PROJECT_STATES
from ..models import Plan, Project, ProjectMilestone, ProjectPhoto, ProjectSource
from .guards import PlanningError, need, said


@transaction.atomic
def enter_project(
    name: str,
    *,
    division: str,
    by: Mandate,
    at: datetime,
    plan: Plan | None = None,
    site: str = "",
    land_m2: Decimal | None = None,
    area_m2: Decimal | None = None,
    beds: int | None = None,
    total: int | None = None,
    sources: Mapping[str, int] | None = None,
    milestones: Sequence[tuple[str, date]] = (),
) -> Project:
    """Register a project by itself or under a plan; money in fen. What does not add up is flagged.

    PlanningError: out of reach, the name is taken, milestones that run backwards.
    """
    need(by, "plans.enter", division)
    told = said(name=name)
    days = [due for _title, due in milestones]
    if days != sorted(days):
        raise PlanningError("节点的计划日期应先后有序。")
    parts = {key.strip(): amount for key, amount in (sources or {}).items() if amount}
    flags = []
    if total is not None and parts and sum(parts.values()) != total:
        flags.append(
            f"资金来源合计{sum(parts.values()) / 100:,.2f}元，与总投资{total / 100:,.2f}元不一致"
        )
    made, is_new = Project.objects.get_or_create(
        plan=plan, division_id=division, name=told["name"],
        defaults={
            "site": site.strip(), "land_m2": land_m2, "area_m2": area_m2, "beds": beds, "total": total,
            "flags": flags, "by": by, "at": at,
        },
    )  # fmt: skip
    if not is_new:
        raise PlanningError("同名项目已经登记。")
    ProjectSource.objects.bulk_create(
        ProjectSource(project=made, source=key, planned=amount) for key, amount in parts.items()
    )
    ProjectMilestone.objects.bulk_create(
        ProjectMilestone(project=made, sequence=n, title=title, due_on=due)
        for n, (title, due) in enumerate(milestones, 1)
    )
    audit.record("planning.project.entered", subject=made, by=by, at=at, amount=total or 0)
    return made


@transaction.atomic
def move_on(project: Project, *, state: str, note: str, by: Mandate, at: datetime) -> Project:
    """Say in which state a project is, with words. PlanningError."""
    row = held(project)
    need(by, "plans.enter", row.division_id)
    if state not in PROJECT_STATES:
        raise PlanningError("请选择项目状态。")
    row.state, row.status_note = state, said(note=note)["note"]
    row.save(update_fields=["state", "status_note"])
    audit.record("planning.project.state", subject=row, by=by, at=at, state=PROJECT_STATES[state])
    return row


@transaction.atomic
def plan_milestone(
    project: Project, *, title: str, due_on: date, by: Mandate, at: datetime
) -> ProjectMilestone:
    """Add a milestone after those that stand; the same title stays one. PlanningError."""
    row = held(project)
    need(by, "plans.enter", row.division_id)
    words = said(title=title)["title"]
    standing = row.milestones.filter(title=words).first()
    if standing is not None:
        return standing
    last = row.milestones.order_by("-sequence").first()
    made = ProjectMilestone.objects.create(
        project=row, sequence=(last.sequence if last else 0) + 1, title=words, due_on=due_on
    )
    audit.record(
        "planning.project.milestone", subject=row, by=by, at=at, title=words, due_on=due_on
    )
    return made


@transaction.atomic
def finish_milestone(
    milestone: ProjectMilestone, *, done_on: date, note: str, by: Mandate, at: datetime
) -> ProjectMilestone:
    """Mark a milestone reached. A second click gives what stands. PlanningError."""
    row = held(milestone)
    need(by, "plans.enter", row.project.division_id)
    if row.done_on == done_on:
        return row
    if row.done_on is not None:
        raise PlanningError(f"这个节点已于{row.done_on}登记完成。")
    if done_on > accounts.day_of(at):
        raise PlanningError("完成日期不能晚于今天。")
    row.done_on, row.note = done_on, note.strip()
    row.save(update_fields=["done_on", "note"])
    audit.record("planning.project.milestone", subject=row.project, by=by, at=at, title=row.title, done_on=done_on)  # fmt: skip
    return row


@transaction.atomic
def add_photo(
    project: Project, upload: File, *, taken_on: date, text: str, by: Mandate, at: datetime
) -> ProjectPhoto:
    """Keep a photograph of a project on a day. PlanningError, FileRefused."""
    row = held(project)
    if not (by.may("plans.enter") or by.may("plans.work")) or not accounts.covers(by, row.division_id):  # fmt: skip
        raise PlanningError("您的岗位或辖区不能办理这件事。")
    if taken_on > accounts.day_of(at):
        raise PlanningError("拍摄日期不能晚于今天。")
    kept = documents.store(
        upload, kind=papers.PHOTO, title=f"{row.name} {taken_on}", division=row.division_id, subject=row, by=by, at=at
    )  # fmt: skip
    made = ProjectPhoto.objects.create(
        project=row, document=kept, taken_on=taken_on, text=text.strip()
    )
    audit.record("planning.project.photo", subject=row, by=by, at=at, taken_on=taken_on)
    return made


@transaction.atomic
def record_land(
    project: Project, *, document: str, by: Mandate, at: datetime,
    spatial_plan_on: date | None = None, land_plan_year: int | None = None,
) -> Project:  # fmt: skip
    """Record that a project is in the spatial plan or in a year's plan of land, with its paper (PL-17)."""
    row = held(project)
    need(by, "plans.enter", row.division_id)
    if spatial_plan_on is None and land_plan_year is None:
        raise PlanningError("请填写纳入国土空间规划的日期或者纳入用地计划的年度。")
    if spatial_plan_on is not None and spatial_plan_on > accounts.day_of(at):
        raise PlanningError("纳入日期不能晚于今天。")
    row.spatial_plan_on = spatial_plan_on or row.spatial_plan_on
    row.land_plan_year = land_plan_year or row.land_plan_year
    row.land_plan_document = said(document=document)["document"]
    row.save(update_fields=["spatial_plan_on", "land_plan_year", "land_plan_document"])
    audit.record("planning.project.land", subject=row, by=by, at=at, document=row.land_plan_document)  # fmt: skip
    return row


@transaction.atomic
def link_money(project: Project, paid: PaidProject, *, by: Mandate, at: datetime) -> Project:
    """Name the project of the purchases room under which the money runs. PlanningError."""
    row = held(project)
    need(by, "plans.enter", row.division_id)
    if not accounts.covers(by, paid.division_id):
        raise PlanningError("这个资金项目不在您的辖区。")
    if row.money_id != paid.pk:
        row.money = paid
        row.save(update_fields=["money"])
        audit.record("planning.project.money", subject=row, by=by, at=at, project=paid.name)
    return row
