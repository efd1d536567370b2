"""What the steps of a change cause: re-determination, hearing, adjustment or stop, 渐退."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.core.money import format_yuan
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.documents import services as documents
from minzheng.kernel.people import queries as people
from minzheng.kernel.people import services as register
from minzheng.kernel.people.models import Membership
from minzheng.kernel.verification.queries import living_members

from ..choices import DIBAO, DIBAO_FADE
from . import papers, rechecks, settings
from .application import household_of, keep

WORDS = {"raise": "调增", "reduce": "减发", "stop": "停发", "keep": "维持", "unknown": "待查"}


def entitlement_of(case: Case, day: date) -> Entitlement:
    """Return the dibao in force of the case's household, or the next one to begin."""
    row = entitlements.current(household_of(case), day, benefit=DIBAO).first()
    if row is None:
        raise StepRefused("该户当前没有在享低保")
    return row


def redetermine(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Apply the register changes found on the visit, then determine the family anew.

    `data`: cause (income, assets, death, left, custody, review), deaths and left (person, on,
    reason), reported_in_time.
    """
    household, on = household_of(case), localdate(at)
    current = entitlement_of(case, on)
    for death in data.get("deaths", []):
        person = _member(case, death["person"], on).person
        register.record_death(person, died_on=date.fromisoformat(death["on"]), by=by, at=at)
    for left in data.get("left", []):
        member = _member(case, left["person"], on)
        register.move_member(
            member, left_on=date.fromisoformat(left["on"]), reason=left["reason"], by=by, at=at
        )
    month = data.get("month") or months.shift_month(months.month_of(on), -1)
    found = determinations.determine(DIBAO, household, month=month, at=at, by=by, on=on)
    keep(case, determination=found.pk, change=_change(case, current, found, at, data))
    if found.outcome != "undetermined":
        rechecks.record(current, by=by, at=at, irregular=bool(data.get("irregular_income")))


def _member(case: Case, person: int, on: date) -> Membership:
    found = people.members(household_of(case), on).filter(person_id=person).first()
    if found is None:
        raise StepRefused("所填人员不是该户现有成员，请核对")
    return found


def _change(
    case: Case, current: Entitlement, found: Determination, at: datetime, data: dict[str, Any]
) -> dict[str, Any]:
    """Say what the new answer means for the benefit: raise, reduce, stop, keep or unknown."""
    living = len(living_members(household_of(case), localdate(at)))
    return redetermined(current, found, cause=data.get("cause", "review")) | {
        "living_members": living,
        "reported_in_time": bool(data.get("reported_in_time", True)),
    }


def redetermined(current: Entitlement, found: Determination, *, cause: str) -> dict[str, Any]:
    """Return what a new determination means for a benefit: kind, before, after (fen) and cause."""
    amount = found.amount or 0
    return {
        "kind": _kind(found, amount, current.amount),
        "before": current.amount,
        "after": amount if found.outcome == "eligible" else 0,
        "cause": cause,
    }


def _kind(found: Determination, amount: int, before: int) -> str:
    if found.outcome == "undetermined":
        return "unknown"
    if found.outcome == "not_eligible" or amount == 0:
        return "stop"
    if amount == before:
        return "keep"
    return "raise" if amount > before else "reduce"


def _reasons(case: Case) -> list[str]:
    """Return why the benefit changes, for the letters: conditions not met, else the new computation."""
    change = case.data["change"]
    found = Determination.objects.get(pk=case.data["determination"])
    plain = f"经重新认定，月保障金额由{format_yuan(change['before'])}元变为{format_yuan(change['after'])}元"
    return [*papers.reasons_of(found), plain]


def ask_opinion(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Hear the recipient before a cut: a letter with the intended decision and reasons (art. 48)."""
    change = case.data["change"]
    if change["kind"] not in {"reduce", "stop"}:
        raise StepRefused("本次变更不减少待遇，无需听取意见")
    amount = f"由每月{format_yuan(change['before'])}元减为{format_yuan(change['after'])}元"
    money = papers.money_of(case)
    intended = f"停发{money}" if change["kind"] == "stop" else f"{money}{amount}"
    reasons = _reasons(case)
    hearing = cases.ask_opinion(case, intended=intended, reasons="；".join(reasons), by=by, at=at)
    due_on = papers.chinese_day(hearing.due_on)
    letter = {
        **papers.addressed(case, at),
        "intended": intended,
        "reasons": reasons,
        "due_on": due_on,
    }
    hearing.document = documents.generate(
        "hearing", letter, division=case.division_id, subject=case, by=by, at=at
    )
    hearing.save(update_fields=["document"])


def record_opinion(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Write down what the recipient said, that he waived it, or that the days passed in silence."""
    hearing = case.hearings.order_by("-asked_at", "-pk").first()
    if hearing is None:
        raise StepRefused("尚未发出听取意见告知书")
    opinion, waived = str(data.get("opinion", "")), bool(data.get("waived"))
    if not opinion.strip() and not waived and hearing.due_on < localdate(at):
        return
    cases.record_opinion(hearing, opinion=opinion, waived=waived, by=by, at=at)


def apply_change(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Decide: raise, reduce or stop from the month after the decision; 渐退 keeps the last amount.

    The months of effect are those of the assistance handbook §1B.2; a family that works its way out
    keeps the benefit for `fade_months` (低保57号 art. 33) when the fade policy says so. What is not
    yet paid begins or ends with the next month; nothing already paid is touched here (§11).
    """
    change = case.data["change"]
    current = entitlement_of(case, localdate(at))
    since = benefits.first_pay_month(localdate(at))
    basis = benefits.Basis(
        case.data["determination"], case.pk, f"办件{case.number}{WORDS[change['kind']]}"
    )
    if change["kind"] == "keep":
        keep(case, effective=None)
        return
    if change["kind"] == "stop":
        since = _stop_month(case, since, by=by, at=at, data=data)
        benefits.end(current, until=since, reason=basis.reason, by=by, at=at)
    else:
        benefits.adjust(current, amount=change["after"], since=since, basis=basis, by=by, at=at)
    keep(case, effective=since.isoformat())
    if change["kind"] in {"reduce", "stop"}:
        write_decision(case, since, by=by, at=at)


def _stop_month(
    case: Case, since: date, *, by: Mandate, at: datetime, data: dict[str, Any]
) -> date:
    """Return the first month not paid: next month, or after the fade when work caused the rise.

    `data["fade"]` holds the facts of the fade policy: income before and after, the part from work.
    """
    fade = data.get("fade")
    if not fade:
        return since
    on = localdate(at)
    found = determinations.determine(
        DIBAO_FADE,
        household_of(case),
        month=months.month_of(on),
        at=at,
        by=by,
        on=on,
        given={"household": fade},
    )
    if found.outcome != "eligible":
        return since
    length = settings.whole("fade_months", case.division_id, on)
    return months.first_day(months.shift_month(months.month_of(since), length))


def write_decision(case: Case, effective: date, *, by: Mandate, at: datetime) -> None:
    """Make the written decision with reasons and remedy (社会救助法 art. 48)."""
    change = case.data["change"]
    hearing = case.hearings.order_by("-asked_at", "-pk").first()
    heard = (
        "依规定无需听取意见"
        if hearing is None
        else (hearing.opinion or "当事人放弃陈述或者逾期未提出意见")
    )
    letter = {
        **papers.addressed(case, at),
        **papers.amounts(change["before"], change["after"]),
        "decision": WORDS[change["kind"]],
        "effective_month": papers.chinese_month(effective),
        "heard": heard,
        "reasons": _reasons(case),
    }
    documents.generate("reduction", letter, division=case.division_id, subject=case, by=by, at=at)
