"""What the steps of temporary relief cause: the route, help before papers, sums, follow-up."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.core.money import format_yuan
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.cases import choices as notices
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as documents
from minzheng.kernel.people.models import Household
from minzheng.kernel.verification.queries import living_members

from .. import permissions, queries
from ..choices import DIBAO, DIBAO_EDGE, RELIEF, RIGID, TEKUN, TEMPORARY, Relief
from . import instalments, papers, settings
from .application import fact_month, household_of, keep, request_verification

# What our own books say of a family; a family once recognised is not checked again.
RECOGNISED = {
    "dibao_family": DIBAO,
    "tekun_family": TEKUN,
    "edge_family": DIBAO_EDGE,
    "rigid_family": RIGID,
}
# What is told at the window; everything else the house knows or the law works out.
TOLD = (
    "relief_type", "hardship_cause", "living_difficult", "is_urgent", "requested_amount",
    "assessed_amount", "necessary_spending", "instalments", "first_instalment",
)  # fmt: skip
CAUSES = {
    "fire": "火灾",
    "traffic": "交通事故",
    "illness": "突发重大疾病",
    "accident": "其他意外伤害",
    "spending": "生活必需支出突然增加",
    "other": "其他特殊困难",
}


def recognised(household: Household, on: date) -> dict[str, bool]:
    """Return which recognitions a family holds on a day; our books are complete, so absence is no."""
    held = set(benefits.current(household, on).values_list("benefit", flat=True))
    return {column: benefit in held for column, benefit in RECOGNISED.items()}


def given_of(case: Case, on: date) -> dict[str, Any]:
    """Return the facts of a case of hardship: what was told, what our books and the register say."""
    household = household_of(case)
    accepted = papers.town_of(case.division_id)
    known = {name: case.data[name] for name in TOLD if case.data.get(name) is not None}
    return {
        **known,
        **recognised(household, on),
        "same_cause_again": bool(_earlier(case)),
        "repeat_reason": "follows" in case.data,
        "accepted_division": accepted,
        "hardship_division": case.data.get("hardship_division") or accepted,
        "registered_division": papers.town_of(household.division_id),
    }


def _earlier(case: Case) -> int | None:
    """Return a case of the family helped for the same cause within the months that count as again."""
    span = settings.whole("same_cause_months", case.division_id, case.applied_on)
    rows = Case.objects.filter(
        workflow=RELIEF, household=case.household, state=Relief.CONFIRMED,
        applied_on__gt=months.add_months(case.applied_on, -span),
        data__hardship_cause=case.data.get("hardship_cause"),
    ).exclude(pk=case.pk)  # fmt: skip
    return rows.values_list("pk", flat=True).first()


def hand_in(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Take what was told at the window; least of all is asked of who needs help at once (先行救助)."""
    needed = (permissions.hardship_told, permissions.authorised_where_due)
    reasons = [reason for holds, reason in (need(case, at) for need in needed) if not holds]
    if reasons:
        raise StepRefused(*reasons)


def accept(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Work out the route at once: help first in its three days, or the ordinary steps."""
    route = judge(case, by=by, at=at)
    if route["help_first"]:
        cases.start_deadline(case, "help_first", "quick_days", "先行救助", on=localdate(at))
    elif route["needs_check"] and permissions.authorised(case, at)[0]:
        # A follow-up may come before the letters are signed; the opinion then waits for the check.
        request_verification(case, by=by, at=at, data=data)


def judge(case: Case, *, by: Mandate, at: datetime) -> dict[str, Any]:
    """Determine the case by the law of the application date and keep the route it takes.

    The route: help_first, needs_check, needs_publicity, township (who decides), left (fen that
    only the ordinary steps can grant) and the sums (first, later, last, count).
    """
    found = determinations.determine(
        TEMPORARY, household_of(case), month=fact_month(case), at=at, by=by, on=case.applied_on,
        given={"household": given_of(case, case.applied_on)},
    )  # fmt: skip
    rules = determinations.values_of(found)
    route = {
        "help_first": bool(rules["help_first"]),
        "needs_check": rules["needs_check"] is not False,
        "needs_publicity": rules["needs_publicity"] is not False,
        "township": str(rules["decided_by"] or "").startswith("乡镇"),
        "decided_by": rules["decided_by"] or "县级民政部门",
        "left": rules["left_to_ordinary_route"] if rules["help_first"] else 0,
        "sums": _sums(rules, int(case.data.get("instalments") or 1)),
    }
    keep(case, determination=found.pk, outcome=found.outcome, amount=found.amount or 0, route=route)
    return route


def _sums(rules: dict[str, Any], count: int) -> list[int]:
    """Return the dated sums of the decision in fen, first to last; together the whole grant."""
    if not rules["total_grant"]:
        return []
    if count == 1:
        return [rules["total_grant"]]
    between = [rules["later_payment"]] * (count - 2)
    return [rules["first_payment"], *between, rules["last_payment"]]


def help_first(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Pay at once; the explanation follows within its working days (社会救助法 art. 50)."""
    if case.data.get("outcome") != "eligible":
        raise StepRefused("认定结论不是“符合条件”，不能先行救助")
    instalments.plan(case, case.data["route"]["sums"], on=localdate(at))
    instalments.pay_due(case, by=by, at=at, data=data)
    _decide(case, by=by, at=at)


def explain(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Complete the file after the help: what happened, why it was urgent."""
    if not str(data.get("explanation", "")).strip():
        raise StepRefused("请补充说明急难情形和先行救助的理由")
    _beside_other_help(case, at=at, data=data)


def assess(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Give the township's opinion: the need as assessed, judged again with what was found."""
    _beside_other_help(case, at=at, data=data)
    judge(case, by=by, at=at)


def _beside_other_help(case: Case, *, at: datetime, data: dict[str, Any]) -> None:
    """Look at what was given for the same need in the last twelve months; twice only with a reason.

    What was found is kept with the case (临时救助与其他救助制度、慈善帮扶衔接). Urgent help has come
    first by then: the reason belongs to its explanation.
    """
    found = queries.same_need_help(case, localdate(at))
    reason = str(data.get("duplicate_reason") or case.data.get("repeat_text") or "").strip()
    told = [f"{line.on} {line.provider} {line.what}" for line in found]
    if found and not reason:
        raise StepRefused(
            f"近 12 个月因同一需求已获得帮扶 {len(found)} 次（最近一次：{told[0]}），请写明仍需救助的理由"
        )
    keep(case, other_help=told)


def post_notice(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Post the intended grant in the village before the decision (临救2026: not for quick help)."""
    rows = cases.notice_rows(
        case, benefit="临时救助", amount=case.data["amount"], at=at, once=True,
        members=len(living_members(household_of(case), localdate(at))),
    )  # fmt: skip
    cases.post_notice(
        case, kind=notices.PRE_DECISION, rows=rows, by=by, at=at, place=data.get("place", "")
    )


def award(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Confirm: the dated sums, the first one paid, the paper (一次审批、分阶段救助)."""
    if case.data.get("outcome") != "eligible" or not case.data["route"]["sums"]:
        raise StepRefused("认定结论不是“符合条件”，不能确认")
    instalments.plan(case, case.data["route"]["sums"], on=localdate(at))
    instalments.pay_due(case, by=by, at=at, data=data)
    _decide(case, by=by, at=at)


def confer(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Keep what the county's coordination meeting decided: who sat, the sum, in how many parts."""
    missing = [
        label
        for key, label in (("participants", "参加单位和人员"), ("approved_amount", "议定金额"))
        if not data.get(key)
    ]
    if missing:
        raise StepRefused(f"会商须填写：{'、'.join(missing)}")


def award_exception(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Grant what the meeting decided, beyond the ceiling if so, on its minutes (一事一议)."""
    total, count = int(case.data["approved_amount"]), int(case.data.get("approved_parts") or 1)
    share = total // count
    sums = [share] * (count - 1) + [total - share * (count - 1)]
    keep(case, amount=total)
    instalments.plan(case, sums, on=localdate(at))
    instalments.pay_due(case, by=by, at=at, data=data)
    _decide(case, by=by, at=at)


def refuse(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Refuse in writing with reasons and remedy (社会救助法 art. 45)."""
    papers.write_refusal(case, by=by, at=at)


def _decide(case: Case, *, by: Mandate, at: datetime) -> None:
    """Make the paper of the decision: sum, parts, in whose name."""
    parts = [
        {"sequence": row.sequence, "on": papers.chinese_day(row.due_on), "amount": format_yuan(row.amount)}
        for row in case.instalments.order_by("sequence")
    ]  # fmt: skip
    letter = {
        **papers.addressed(case, at),
        "cause": CAUSES.get(case.data.get("hardship_cause", ""), "其他特殊困难"),
        "amount": format_yuan(case.data["amount"]),
        "parts": parts,
        "decided_by": case.data["route"]["decided_by"],
    }
    documents.generate(
        "relief_decision", letter, division=case.division_id, subject=case, by=by, at=at
    )


def open_relief(
    household: Household,
    *,
    told: dict[str, Any],
    by: Mandate,
    at: datetime,
    place: Division | None = None,
) -> Case:
    """Open an application for a family by anyone on its behalf, where the emergency arose.

    ``told`` holds the facts told (money in fen) and, when somebody else applies, ``applied_by``.
    ``place`` is the village or township of the hardship when the family lives elsewhere
    (社会救助法 art. 37: registration does not matter). StepRefused (Chinese).
    """
    return cases.open_case(
        RELIEF, household=household, person=household.head, by=by, at=at, data=told, division=place
    )


def follow_up(case: Case, *, amount: int, text: str, by: Mandate, at: datetime) -> Case:
    """Take a helped case up again for the same event without a new application (跟进救助).

    The new case carries what is known, names the one it follows and is accepted at once;
    ``amount`` (fen) is what is still needed, ``text`` why. StepRefused (Chinese) for a case that
    was not helped or without a reason.
    """
    if case.workflow != RELIEF or case.state != Relief.CONFIRMED:
        raise StepRefused("只能对已救助的临时救助办件跟进救助")
    if not text.strip() or amount <= 0:
        raise StepRefused("请写明跟进救助的理由和所需金额")
    carried = {name: case.data[name] for name in TOLD if case.data.get(name) is not None}
    told = carried | {
        "requested_amount": amount, "assessed_amount": amount, "is_urgent": False, "instalments": 1,
        "follows": case.pk, "followed_number": case.number, "repeat_text": text,
    }  # fmt: skip
    told.pop("first_instalment", None)
    again = cases.open_case(
        RELIEF, household=case.household, person=case.person, by=by, at=at, data=told,
        division=case.division, because=case,
    )  # fmt: skip
    cases.take(again, "take_up", by=by, at=at)
    return again
