"""Order-type assistance: a need is posted, taken by who can meet it, delivered with proof, confirmed."""

import uuid
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import models, transaction
from django.utils.timezone import localdate

from minzheng.core import working_days
from minzheng.kernel.accounts.declarations import CLERK, HEAD, OFFICER, VILLAGE_WORKER, role_of
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import choices as kinds
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import PHOTO
from minzheng.kernel.people.models import Household, Person

from .. import queries
from ..choices import (
    ACCEPTED,
    BY_WORKER,
    CANCELLED,
    CLOSED,
    CONFIRMERS,
    DELIVERED,
    HELP_FORMS,
    MONEY,
    NEEDS,
    ORDER_SOURCES,
    ORDERED,
    POSTED,
    RAISED,
    RELIEF,
    RETURNED,
    Relief,
)
from ..models import HelpOrder, HelpRecord, HelpResource
from . import resources, settings

STAFF = (VILLAGE_WORKER, CLERK, HEAD, OFFICER)
OFFICE = (CLERK, HEAD, OFFICER)


def _locked(order: HelpOrder, by: Mandate, roles: tuple[str, ...], *states: str) -> HelpOrder:
    row: HelpOrder = HelpOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    resources.reach(by, row.division_id, *roles)
    if row.state not in states:
        raise StepRefused(f"该订单当前为“{row.get_state_display()}”，不能办理这一步")
    return row


def _due(name: str, order: HelpOrder, at: datetime) -> Any:
    """Return the day after the working days a place allows."""
    on = localdate(at)
    days = settings.whole(name, order.division_id, on)
    return working_days.calendar().add_working_days(on, days)


def _next(order: HelpOrder, title: str, role: str, *, by: Mandate, at: datetime, due: Any) -> None:
    """Put the next thing to do about an order on the right list, in place of the one before."""
    cases.close_tasks(order, by=by, at=at)
    cases.open_task(
        kind=kinds.OTHER_TASK, title=f"救助订单·{title}：{order.text}", role=role, subject=order, due_on=due,
        division=cases.place_for(role_of(role), order.division_id), at=at, source=order.number,
    )  # fmt: skip


@transaction.atomic
def raise_order(
    household: Household,
    *,
    need: str,
    form: str,
    text: str,
    quantity: int,
    source: str,
    by: Mandate,
    at: datetime,
    person: Person | None = None,
    because: models.Model | None = None,
) -> HelpOrder:
    """Raise a need of a family: what, in which form, how much (fen for money), found by which way.

    ``because`` is the row it comes from (lead, visit, case); one row raises a need only once.
    """
    resources.reach(by, household.division_id, *STAFF)
    if need not in NEEDS or form not in HELP_FORMS or source not in ORDER_SOURCES:
        raise StepRefused("请选择需求类别、形式和来源")
    if not text.strip() or quantity <= 0:
        raise StepRefused("请填写需求内容和数量")
    key = because._meta.label_lower if because is not None else ""
    number = because.pk if because is not None else None
    same = HelpOrder.objects.filter(
        household=household, need=need, source_key=key, source_id=number
    )
    if because is not None and same.exclude(state=CANCELLED).exists():
        raise StepRefused("这一来源的同类需求已经提出过")
    row = HelpOrder.objects.create(
        number=uuid.uuid4().hex, household=household, person=person, division_id=household.division_id,
        source=source, source_key=key, source_id=number, need=need, form=form, text=text.strip(),
        quantity=quantity, raised_at=at, raised_by=by,
    )  # fmt: skip
    row.number = f"DD{localdate(at):%Y%m%d}{row.pk:06d}"
    row.save(update_fields=["number"])
    audit.record("assistance.order.raised", subject=row, by=by, at=at, need=need, source=source)
    _next(row, "待发布", CLERK, by=by, at=at, due=_due("order_answer_days", row, at))
    return row


@transaction.atomic
def pass_on(case: Case, *, text: str, amount: int, by: Mandate, at: datetime) -> HelpOrder:
    """Pass what temporary relief left open on to charity as an order (临时救助与慈善帮扶衔接)."""
    if case.workflow != RELIEF or case.state not in {Relief.CONFIRMED, Relief.REFUSED}:
        raise StepRefused("临时救助作出决定后，才能把未解决的需求转为救助订单")
    if case.household is None:
        raise StepRefused("办件没有关联家庭")
    return raise_order(
        case.household, need=queries.need_of(case), form=MONEY, text=text, quantity=amount, source="case",
        by=by, at=at, person=case.person, because=case,
    )  # fmt: skip


@transaction.atomic
def post(order: HelpOrder, *, by: Mandate, at: datetime) -> HelpOrder:
    """Post an order, or post a returned one again; the time for an answer begins."""
    row = _locked(order, by, OFFICE, RAISED, RETURNED)
    row.state, row.posted_at, row.closing_note = POSTED, at, ""
    row.answer_by = _due("order_answer_days", row, at)
    row.save(update_fields=["state", "posted_at", "answer_by", "closing_note"])
    audit.record("assistance.order.posted", subject=row, by=by, at=at)
    _next(row, "匹配资源", OFFICER, by=by, at=at, due=row.answer_by)
    return row


@transaction.atomic
def accept(
    order: HelpOrder, resource: HelpResource, *, quantity: int, by: Mandate, at: datetime
) -> HelpOrder:
    """Let a resource answer an order: what it promises is reserved, why it fits is kept.

    ``quantity`` counts as the resource does (fen for money). A resource that is ruled out (wrong
    need or place, a condition surely not met) is refused.
    """
    row = _locked(order, by, OFFICE, POSTED)
    score = queries.match_of(row, resource, localdate(at))
    if score.obstacles:
        raise StepRefused(*score.obstacles)
    if resource.form == row.form and quantity > row.quantity:
        raise StepRefused("预留数量不能超过需求数量")
    resources.reserve(resource, quantity)
    row.state, row.resource, row.reserved = ACCEPTED, resource, quantity
    row.match, row.accepted_at, row.accepted_by = score.reasons, at, by
    row.deliver_by = _due("order_delivery_days", row, at)
    row.save()
    audit.record(
        "assistance.order.accepted", subject=row, by=by, at=at, resource=resource.pk, score=score.total
    )  # fmt: skip
    _next(row, f"{resource.provider}送达", CLERK, by=by, at=at, due=row.deliver_by)
    return row


@transaction.atomic
def give_up(order: HelpOrder, *, reason: str, by: Mandate, at: datetime) -> HelpOrder:
    """Take an accepted order back from a provider who cannot deliver; it is posted again."""
    row = _locked(order, by, OFFICE, ACCEPTED)
    if not reason.strip() or row.resource is None:
        raise StepRefused("请填写原因")
    resources.release(row.resource, row.reserved)
    row.state, row.resource, row.reserved, row.match, row.posted_at = POSTED, None, 0, [], at
    row.accepted_at, row.accepted_by, row.deliver_by = None, None, None
    row.answer_by, row.closing_note = _due("order_answer_days", row, at), reason.strip()
    row.save()
    audit.record("assistance.order.given_up", subject=row, by=by, at=at, reason=reason)
    _next(row, "匹配资源", OFFICER, by=by, at=at, due=row.answer_by)
    return row


@transaction.atomic
def deliver(
    order: HelpOrder,
    *,
    quantity: int,
    delivered_on: Any,
    note: str,
    by: Mandate,
    at: datetime,
    proof: File | None = None,
) -> HelpOrder:
    """Write down a delivery with its proof: what was handed over, to whom, the photo or receipt."""
    row = _locked(order, by, STAFF, ACCEPTED)
    if row.resource is None or not 0 < quantity <= row.reserved:
        raise StepRefused("送达数量须大于零且不超过预留数量")
    if not note.strip() or delivered_on > localdate(at):
        raise StepRefused("请填写送达情况（交给谁、怎样送达）和不晚于今天的日期")
    resources.use(row.resource, quantity, row.reserved)
    row.state, row.delivered, row.delivered_on, row.delivery_note = (
        DELIVERED, quantity, delivered_on, note.strip(),
    )  # fmt: skip
    if proof is not None:
        row.proof = documents.store(
            proof, kind=PHOTO, title=f"送达凭证 {row.number}", division=row.division_id, by=by, at=at,
            subject=row,
        )  # fmt: skip
    row.save()
    audit.record("assistance.order.delivered", subject=row, by=by, at=at, quantity=quantity)
    due = _due("order_answer_days", row, at)
    _next(row, "请家庭确认并评价", CLERK, by=by, at=at, due=due)
    return row


@transaction.atomic
def confirm(
    order: HelpOrder,
    *,
    confirmer: str,
    rating: int,
    by: Mandate,
    at: datetime,
    comment: str = "",
) -> HelpRecord:
    """Close an order with the family's word and rating (1–5); the help goes into the store.

    A worker may confirm on the family's behalf, but not who took the order for its provider.
    """
    row = _locked(order, by, STAFF, DELIVERED)
    resource, day = row.resource, row.delivered_on
    if resource is None or day is None or confirmer not in CONFIRMERS or not 1 <= rating <= 5:
        raise StepRefused("请选择确认人和 1 至 5 星评价")
    taker = row.accepted_by
    if confirmer == BY_WORKER and taker is not None and taker.user_id == by.user_id:
        raise StepRefused("接单经办人不能代家庭确认，请由其他工作人员回访确认")
    row.state, row.confirmed_at, row.confirmed_by, row.confirmer = CLOSED, at, by, confirmer
    row.rating, row.comment = rating, comment.strip()
    row.save()
    record = HelpRecord.objects.create(
        key=f"{ORDERED}:{row.pk}", origin=ORDERED, giver=resource.giver, provider=resource.provider,
        household=row.household, person=row.person, division_id=row.division_id, need=row.need,
        form=resource.form, what=f"{resource.name}：{row.text}"[:200],
        amount=row.delivered if resource.is_money else None, given_on=day, order=row, at=at, by=by,
    )  # fmt: skip
    cases.close_tasks(row, by=by, at=at)
    audit.record(
        "assistance.order.confirmed", subject=row, by=by, at=at, rating=rating, confirmer=confirmer
    )
    return record


@transaction.atomic
def cancel(order: HelpOrder, *, reason: str, by: Mandate, at: datetime) -> HelpOrder:
    """Withdraw an order that is no longer needed; what was promised is free again."""
    row = _locked(order, by, STAFF, RAISED, POSTED, RETURNED, ACCEPTED)
    if not reason.strip():
        raise StepRefused("请填写撤销原因")
    if row.resource is not None:
        resources.release(row.resource, row.reserved)
    row.state, row.closing_note, row.resource, row.reserved = CANCELLED, reason.strip(), None, 0
    row.save()
    cases.close_tasks(row, by=by, at=at)
    audit.record("assistance.order.cancelled", subject=row, by=by, at=at, reason=reason)
    return row


@transaction.atomic
def return_unanswered(*, by: Mandate, at: datetime) -> int:
    """Return the posted orders nobody took in time to who raised them; return how many."""
    late = list(queries.unanswered(by, localdate(at)))
    for row in late:
        row.state, row.returned_count = RETURNED, row.returned_count + 1
        row.closing_note = f"至 {row.answer_by} 无人接单"
        row.save(update_fields=["state", "returned_count", "closing_note"])
        audit.record("assistance.order.returned", subject=row, by=by, at=at)
        due = _due("order_answer_days", row, at)
        _next(row, "无人接单，请另行解决或重新发布", CLERK, by=by, at=at, due=due)
    return len(late)
