"""Referral to the six kinds of special help: certificate attached, result recorded, reminders sent."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.money import format_yuan
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import OFFICER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.declarations import label_of
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import choices as kinds
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case, Referral, Task
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.verification.queries import living_members

from .. import queries
from ..choices import (
    DEPARTMENT,
    DIBAO,
    DIBAO_EDGE,
    GIVEN,
    HELP_RESULTS,
    LOW_INCOME,
    MONEY,
    NEED_OF_HELP,
    REFERRED,
    RIGID,
    SERVICE,
    SPECIAL_HELP,
    TEKUN,
)
from ..models import HelpRecord, SpecialReferral
from . import papers

RECOGNITIONS = (TEKUN, DIBAO, DIBAO_EDGE, RIGID, LOW_INCOME)
# What a certificate calls whoever receives money; the recognitions carry the name already.
CALLED = {TEKUN: "特困人员家庭", DIBAO: "最低生活保障家庭"}


@transaction.atomic
def refer(
    household: Household,
    *,
    matter: str,
    department: str,
    text: str,
    person: Person,
    by: Mandate,
    at: datetime,
    case: Case | None = None,
) -> Referral:
    """Accept another department's matter and pass it on (社会救助法 art. 64).

    One of the six kinds of special help (``matter`` is its name) carries the certificate of a
    recognised family, so that nobody checks its means again (art. 42). A kind that was asked for
    and is not answered yet is not asked for again: StepRefused (Chinese).
    """
    kind = next((key for key, (label, _office) in SPECIAL_HELP.items() if label == matter), "")
    waiting = SpecialReferral.objects.filter(
        kind=kind, referral__household=household, referral__person=person,
        referral__state__in=(kinds.REFERRED, kinds.RECEIVED),
    )  # fmt: skip
    if kind and waiting.exists():
        raise StepRefused(f"{matter}已经转办，正在等待{department}答复")
    row = cases.refer(
        household, matter=matter, department=department, text=text, person=person, case=case, by=by, at=at
    )  # fmt: skip
    if kind:
        held = _recognitions(household, localdate(at))
        SpecialReferral.objects.create(
            referral=row, kind=kind, division_id=row.division_id,
            certificate=_certify(row, held, by=by, at=at) if held else None,
            recognised_as=_called(held)[:120],
        )  # fmt: skip
    return row


def _recognitions(household: Household, on: date) -> list[Entitlement]:
    rows = benefits.current(household, on).filter(benefit__in=RECOGNITIONS)
    return sorted(rows, key=lambda row: RECOGNITIONS.index(row.benefit))


def _called(held: list[Entitlement]) -> str:
    return "、".join(CALLED.get(one.benefit) or label_of(one.benefit) for one in held)


def _certify(row: Referral, held: list[Entitlement], *, by: Mandate, at: datetime) -> Document:
    """Make the certificate for the department (社会救助法 art. 42)."""
    on, household = localdate(at), row.household
    members = len(living_members(household, on)) if household is not None else 1
    letter = {
        "issuer": f"{papers.county_of(row.division_id).name}民政局",
        "number": row.number,
        "applicant": row.who,
        "address_line": row.division.name,
        "dated_on": papers.chinese_day(on),
        "department": row.department,
        "matter": row.matter,
        "members": members,
        "recognised_as": _called(held),
        "since": papers.chinese_day(min(one.valid_from for one in held)),
    }
    return documents.generate(
        "recognised_family", letter, division=row.division_id, subject=row, by=by, at=at
    )


@transaction.atomic
def record_result(
    special: SpecialReferral,
    *,
    result: str,
    decided_on: date,
    by: Mandate,
    at: datetime,
    amount: int | None = None,
    text: str = "",
) -> SpecialReferral:
    """Record what the department decided: given (sum in fen where money) or declined with its reason.

    The township then tells the family; help that was given goes into the store of all help.
    """
    row: SpecialReferral = (
        SpecialReferral.objects.select_for_update(of=("self",)).select_related("referral").get(pk=special.pk)
    )  # fmt: skip
    referral = row.referral
    if result not in HELP_RESULTS or not localdate(referral.accepted_at) <= decided_on <= localdate(
        at
    ):
        raise StepRefused("请选择办理结果，决定日期须在受理之后且不晚于今天")
    if result != GIVEN and not text.strip():
        raise StepRefused("不予救助的，请填写部门说明的原因")
    told = f"{HELP_RESULTS[result]}（{decided_on}）"
    if result == GIVEN and amount:
        told += f"，金额 {format_yuan(amount)} 元"
    cases.answer_referral(
        referral, answer=f"{told}。{text.strip()}".rstrip("。") + "。", by=by, at=at
    )
    row.result, row.decided_on = result, decided_on
    row.amount = amount if result == GIVEN else None
    row.reason = text.strip()[:300] if result != GIVEN else ""
    row.save()
    if result == GIVEN and referral.household is not None:
        HelpRecord.objects.create(
            key=f"{REFERRED}:{row.pk}", origin=REFERRED, giver=DEPARTMENT, provider=referral.department,
            household=referral.household, person=referral.person, division_id=row.division_id,
            need=NEED_OF_HELP[row.kind], form=MONEY if amount else SERVICE, what=referral.matter, amount=amount,
            given_on=decided_on, at=at, by=by,
        )  # fmt: skip
    audit.record(
        "assistance.referral.result", subject=row, by=by, at=at, result=result, amount=amount
    )
    return row


@transaction.atomic
def remind(special: SpecialReferral, *, by: Mandate, at: datetime) -> SpecialReferral:
    """Remind the department of an unanswered referral; the officer's list says so once."""
    row: SpecialReferral = (
        SpecialReferral.objects.select_for_update(of=("self",)).select_related("referral").get(pk=special.pk)
    )  # fmt: skip
    if not accounts.covers(by, row.division_id):
        raise StepRefused("该转办件不属于您的辖区")
    if row.referral.state not in {kinds.REFERRED, kinds.RECEIVED}:
        raise StepRefused("该转办件已经答复，不需要催办")
    row.reminders, row.reminded_at = row.reminders + 1, at
    row.save(update_fields=["reminders", "reminded_at"])
    title = f"催办{row.referral.department}：{row.referral.matter}"
    open_ = Task.objects.filter(
        done_at=None, subject_key="cases.referral", subject_id=row.referral_id, title=title
    )
    if not open_.exists():
        cases.open_task(
            kind=kinds.REFERRAL_TASK, title=title, role=OFFICER, subject=row.referral, due_on=localdate(at),
            division=cases.place_for(OFFICER, row.division_id), at=at, source=row.referral.number,
        )  # fmt: skip
    audit.record("assistance.referral.reminded", subject=row, by=by, at=at, times=row.reminders)
    return row


def remind_late(*, by: Mandate, at: datetime) -> int:
    """Remind of every referral that is late or will be in a few days; return how many."""
    due = list(queries.referrals_to_remind(by, localdate(at)))
    for row in due:
        remind(row, by=by, at=at)
    return len(due)
