"""What the steps of a benefit's procedures cause: determine, post, award, refuse, adjust, stop."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.core.money import format_yuan
from minzheng.facts import COLUMNS
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.declarations import ONCE, benefit
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import choices as notices
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import Determination, RecordedFact
from minzheng.kernel.determinations.recorded import may_be_recorded, value_of
from minzheng.kernel.documents import services as documents
from minzheng.kernel.people import services as register
from minzheng.kernel.people.models import Person

from .. import permissions, queries
from ..choices import CHANGES
from ..declarations import BY_RULE
from . import papers
from .opening import record_answers
from .remote import tell_origin

# What a change found out by itself says about the facts.
CAUSED = {
    "moved": {"registered_here": False},
    "adopted": {"is_adopted": True},
    "custody": {"in_custody": True},
}


def keep(case: Case, **answers: Any) -> None:
    """Write what a step found into the case."""
    case.data = {**case.data, **answers}
    case.save(update_fields=["data"])


def determine(
    case: Case, on: date, answers: Mapping[str, Any], *, by: Mandate, at: datetime
) -> tuple[Determination, queries.Trial]:
    """Record what the policy says of the person; StepRefused names the facts still unknown."""
    household, person = queries.holder_of(case)
    if answers:
        record_answers(case, answers, by=by, at=at)
    trial = queries.trial(case, on)
    if trial.outcome == "undetermined":
        raise StepRefused(f"认定所需事实不全：{_named(trial.missing)}，请核实后填写")
    record_found(case, by=by, at=at)
    month, day, known = queries.gathered(case, on)
    found = determinations.determine(
        queries.row_of(case).key, household, month=month, at=at, by=by, on=day, person=person,
        given=queries.given(case, known, queries.answers_of(case)),
    )  # fmt: skip
    return found, trial


def record_found(case: Case, *, by: Mandate, at: datetime) -> None:
    """Put what was answered on record, so that no other matter of this person asks it again.

    A finding of this case of the same day that was mended is withdrawn first. What belongs to the
    register, to a department or to one case only stays with the case.
    """
    household, person = queries.holder_of(case)
    for column, value in queries.answers_of(case).items():
        if not may_be_recorded(COLUMNS[column]):
            continue
        of_household = COLUMNS[column].grain == "household"
        whose: dict[str, Any] = {"household": household} if of_household else {"person": person}
        today = RecordedFact.objects.filter(
            column=column, since=localdate(at), case_id=case.pk, withdrawn_at=None, **whose
        )
        for row in today:
            if value_of(row) != value:
                determinations.withdraw_fact(row, reason="重新核实", by=by, at=at)
        try:
            determinations.record_fact(
                column, value, since=localdate(at), by=by, at=at,
                source=determinations.Source(case_id=case.pk, note=case.definition.label), **whose,
            )  # fmt: skip
        except determinations.FactError as refusal:
            raise StepRefused(str(refusal)) from refusal


def _named(missing: list[str]) -> str:
    return "、".join(COLUMNS[name].label if name in COLUMNS else f"参数{name}" for name in missing)


def assess(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Determine the applicant by the law of the application date.

    ``data["answers"]`` holds the facts found at the assessment; nothing known is asked again.
    """
    answers = data.get("answers") or {}
    found, trial = determine(case, case.applied_on, answers, by=by, at=at)
    first = trial.first_month
    keep(
        case, determination=found.pk, outcome=found.outcome, amount=found.amount or 0,
        rule_month=first.isoformat() if first else None,
        rules={name: value for name, value in trial.rules.items() if isinstance(value, bool | int)},
    )  # fmt: skip


def post_notice(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Post the applicant's masked name and the kind of benefit; never how or why."""
    row = queries.row_of(case)
    rows = cases.notice_rows(
        case, benefit=row.label, members=1, amount=case.data["amount"], at=at,
        once=benefit(row.key).paid == ONCE,
    )  # fmt: skip
    cases.post_notice(
        case, kind=notices.PRE_DECISION, rows=rows, by=by, at=at, place=data.get("place", "")
    )


def take_notice_down(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """An objection takes the notice down; the applicant is looked into anew."""
    for notice in case.notices.filter(kind=notices.PRE_DECISION, withdrawn_at=None):
        cases.withdraw_notice(notice, reason="公示期间收到异议，重新核实", by=by, at=at)


def first_month(case: Case, on: date) -> date:
    """Return from when the benefit runs: by its policy's rule, else the month after the decision."""
    rule = case.data.get("rule_month")
    if queries.row_of(case).starts == BY_RULE and rule:
        return date.fromisoformat(rule)
    return benefits.first_pay_month(on)


def award(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Confirm: the entitlement, the letter, and the answer to the place that accepted it."""
    household, person = queries.holder_of(case)
    found, row, on = permissions.determination_of(case), queries.row_of(case), localdate(at)
    if found is None or found.outcome != "eligible":
        raise StepRefused("认定结论不是“符合条件”，不能确认")
    interval = int(queries.setting("recheck_months", case.workflow, case.division_id, on))
    held = benefits.grant(
        row.key, household=household, person=person, amount=found.amount or 0,
        since=first_month(case, on), payee=_payee(case),
        basis=benefits.Basis(found.pk, case.pk, f"办件{case.number}确认"), by=by, at=at,
        recheck_on=None if row.after_death else months.add_months(on, interval),
    )  # fmt: skip
    letter = {
        **papers.addressed(case, at),
        "members": 1,
        "amount": format_yuan(held.amount),
        "pay_from": papers.chinese_month(held.valid_from),
        "duties": "本人情况、户籍或证件发生变化的，请及时告知乡镇人民政府（街道办事处）。",
    }
    documents.generate(
        "confirmation", letter, division=case.division_id, subject=case, by=by, at=at
    )
    keep(case, entitlement=held.pk)
    tell_origin(case, "已确认", by=by, at=at)


def _payee(case: Case) -> Person | None:
    """Return who receives the money: named at the counter, else the person himself."""
    named = case.data.get("payee")
    return Person.objects.filter(pk=named).first() if named else case.person


def refuse(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Refuse in writing with reasons and remedy (行政复议法 art. 20, 行政诉讼法 art. 46)."""
    found = permissions.determination_of(case)
    said = [papers.last_note(case), *(papers.reasons_of(found) if found else [])]
    letter = {**papers.addressed(case, at), "reasons": papers.sentences(said)}
    documents.generate("refusal", letter, division=case.division_id, subject=case, by=by, at=at)
    tell_origin(case, "不予确认", by=by, at=at)


# -- review, adjustment and stop ---------------------------------------------------------------


def entitlement_of(case: Case) -> Entitlement:
    """Return the entitlement a change is about; a death may have ended it a moment ago."""
    _household, person = queries.holder_of(case)
    rows = Entitlement.objects.filter(benefit=queries.row_of(case).key, person=person)
    row = rows.order_by("-valid_from", "-pk").first()
    if row is None:
        raise StepRefused("本人没有该项待遇")
    return row


def verify(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Determine the recipient anew on what was found; ``data``: cause, happened_on, answers.

    A death is entered in the register first: it ends what the dead person held by itself.
    """
    _household, person = queries.holder_of(case)
    held, cause = entitlement_of(case), data.get("cause") or case.data.get("cause", "review")
    happened = date.fromisoformat(data["happened_on"]) if data.get("happened_on") else localdate(at)
    if cause == "death":
        register.record_death(person, died_on=happened, by=by, at=at)
        held.refresh_from_db()
        change = _change(held, "stop", 0, cause, happened)
        keep(case, change=change)
        return
    answers = {**CAUSED.get(cause, {}), **(data.get("answers") or {})}
    found, _trial = determine(case, localdate(at), answers, by=by, at=at)
    after = (found.amount or 0) if found.outcome == "eligible" else 0
    kind = "stop" if found.outcome != "eligible" else _compared(after, held.amount)
    keep(case, determination=found.pk, change=_change(held, kind, after, cause, happened))


def _compared(after: int, before: int) -> str:
    if after == before:
        return "keep"
    return "raise" if after > before else "reduce"


def _change(held: Entitlement, kind: str, after: int, cause: str, happened: date) -> dict[str, Any]:
    return {
        "kind": kind, "before": held.amount, "after": after, "cause": cause,
        "happened_on": happened.isoformat(),
    }  # fmt: skip


def apply_change(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Decide: keep, adjust, or stop from the month after the event; the notice goes with a stop.

    A stop works from the month after the event or, where months since were paid already, from the
    month after the decision; what was paid too much is for the recovery.
    """
    change, held, on = case.data["change"], entitlement_of(case), localdate(at)
    reason = f"办件{case.number}{CHANGES[change['kind']]}"
    since = max(_month_after(change["happened_on"]), months.add_months(held.valid_from, 1))
    if change["kind"] == "stop":
        if held.valid_to is None:
            benefits.end(held, until=since, reason=reason, by=by, at=at)
        else:
            since = held.valid_to
    elif change["kind"] != "keep":
        since = benefits.first_pay_month(on)
        basis = benefits.Basis(case.data["determination"], case.pk, reason)
        benefits.adjust(held, amount=change["after"], since=since, basis=basis, by=by, at=at)
    if change["kind"] != "stop":
        _next_review(case, by=by, at=at)
    keep(case, effective=since.isoformat() if change["kind"] != "keep" else None)
    if change["kind"] in {"reduce", "stop"}:
        _write_decision(case, since, by=by, at=at)


def _month_after(day: str) -> date:
    return benefits.first_pay_month(date.fromisoformat(day))


def _next_review(case: Case, *, by: Mandate, at: datetime) -> None:
    """Set the day by which somebody looks again."""
    on, held = localdate(at), entitlement_of(case)
    interval = int(queries.setting("recheck_months", case.workflow, case.division_id, on))
    held.recheck_on = months.add_months(on, interval)
    held.save(update_fields=["recheck_on"])
    cases.close_tasks(held, by=by, at=at)


def reviewed(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Close a review that found nothing to change."""
    _next_review(case, by=by, at=at)


def _write_decision(case: Case, since: date, *, by: Mandate, at: datetime) -> None:
    change, found = case.data["change"], permissions.determination_of(case)
    causes = {"death": "本人死亡", "moved": "户籍迁出", "adopted": "已被收养"}
    said = [causes.get(change["cause"], ""), *(papers.reasons_of(found) if found else [])]
    before, after = format_yuan(change["before"]), format_yuan(change["after"])
    plain = f"经复核，每月金额由{before}元变为{after}元"
    letter = {
        **papers.addressed(case, at),
        "amount_before": before,
        "amount_after": after,
        "decision": CHANGES[change["kind"]],
        "effective_month": papers.chinese_month(since),
        "heard": "已告知本人或者监护人、家属",
        "reasons": papers.sentences((*said, plain)),
    }
    documents.generate("reduction", letter, division=case.division_id, subject=case, by=by, at=at)
