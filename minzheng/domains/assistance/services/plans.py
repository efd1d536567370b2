"""Needs of a family assessed, answered by one plan of money, goods and services, each followed up."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import choices as kinds
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.people.models import Household, Person

from ..choices import HELP_FORMS, NEEDS, SERVICE, SERVICE_KINDS
from ..models import HelpPlan, PlanItem, ReliefService
from .application import household_of


def _reach(by: Mandate, division: str) -> None:
    if not by.may("cases.take") or not accounts.covers(by, division):
        raise StepRefused("您的岗位或辖区不能办理该家庭的帮扶")


@transaction.atomic
def assess_needs(
    case: Case, *, needs: Sequence[str], note: str, by: Mandate, at: datetime
) -> HelpPlan:
    """Record what a case's family needs, ticked from the list; assessed again it is brought up to date."""
    _reach(by, case.division_id)
    if not needs or not set(needs) <= set(NEEDS):
        raise StepRefused("请勾选需求")
    plan, made = HelpPlan.objects.get_or_create(
        case=case, defaults={"division": case.division, "needs": list(needs), "note": note.strip(), "assessed_on": localdate(at), "by": by}
    )  # fmt: skip
    if not made:
        plan.needs, plan.note, plan.assessed_on, plan.by = (
            list(needs), note.strip(), localdate(at), by,
        )  # fmt: skip
        plan.save()
    audit.record("assistance.needs.assessed", subject=plan, by=by, at=at, needs=list(needs))
    return plan


@transaction.atomic
def add_item(
    plan: HelpPlan,
    *,
    form: str,
    need: str,
    what: str,
    who: str,
    due_on: date,
    by: Mandate,
    at: datetime,
    amount: int | None = None,
) -> PlanItem:
    """Add a measure for a need that was found: form, content, who answers for it, by when (fen)."""
    _reach(by, plan.division_id)
    if form not in HELP_FORMS or need not in plan.needs:
        raise StepRefused("帮扶措施须对应已评估的需求")
    if not what.strip() or not who.strip():
        raise StepRefused("请填写帮扶内容和责任单位")
    if due_on < localdate(at):
        raise StepRefused("完成期限不能早于今天")
    item = PlanItem.objects.create(
        plan=plan, form=form, need=need, what=what.strip(), who=who.strip(), due_on=due_on, amount=amount
    )  # fmt: skip
    cases.open_task(
        kind=kinds.OTHER_TASK, title=f"帮扶措施：{item.what}（{item.who}）", role=CLERK, subject=item, due_on=due_on,
        division=cases.place_for(CLERK, plan.division_id), at=at, source="一户一策帮扶方案",
    )  # fmt: skip
    audit.record("assistance.plan.item_added", subject=item, by=by, at=at, form=form, need=need)
    return item


@transaction.atomic
def finish_item(
    item: PlanItem,
    *,
    result: str,
    by: Mandate,
    at: datetime,
    service: Mapping[str, str] | None = None,
) -> PlanItem:
    """Note that a measure was carried out; a service leaves its record (``kind``, ``provider``)."""
    _reach(by, item.plan.division_id)
    row: PlanItem = PlanItem.objects.select_for_update().get(pk=item.pk)
    if row.done_on is not None:
        return row
    if not result.strip():
        raise StepRefused("请填写落实情况")
    row.done_on, row.result = localdate(at), result.strip()
    row.save(update_fields=["done_on", "result"])
    if row.form == SERVICE:
        told = service or {}
        case = row.plan.case
        record_service(
            household_of(case), kind=told.get("kind", ""), provider=told.get("provider", row.who), given_on=localdate(at),
            content=result, by=by, at=at, case=case, item=row,
        )  # fmt: skip
    cases.close_tasks(row, by=by, at=at)
    audit.record("assistance.plan.item_done", subject=row, by=by, at=at)
    return row


@transaction.atomic
def record_service(
    household: Household,
    *,
    kind: str,
    provider: str,
    given_on: date,
    content: str,
    by: Mandate,
    at: datetime,
    person: Person | None = None,
    case: Case | None = None,
    item: PlanItem | None = None,
) -> ReliefService:
    """Record one service-type help (服务35号): kind, who gave it, when, and what came of it."""
    _reach(by, household.division_id)
    if kind not in SERVICE_KINDS:
        raise StepRefused("请选择服务类别")
    if not provider.strip() or not content.strip():
        raise StepRefused("请填写服务单位和服务内容")
    if given_on > localdate(at):
        raise StepRefused("服务日期不能晚于今天")
    row = ReliefService.objects.create(
        household=household, person=person, division_id=household.division_id, case=case, item=item, kind=kind,
        provider=provider.strip(), given_on=given_on, content=content.strip()[:300], at=at, by=by,
    )  # fmt: skip
    audit.record("assistance.service.given", subject=row, by=by, at=at, kind=kind)
    return row
