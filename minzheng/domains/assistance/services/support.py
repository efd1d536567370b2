"""What the steps of 特困 support cause: application on the person, change of tier or form, end."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.core.money import format_yuan
from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import choices as notices
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.documents import services as documents
from minzheng.kernel.people.models import Person
from minzheng.kernel.verification.queries import latest_month

from .. import permissions
from ..choices import CENTRALISED, CHANGE, DIBAO, SCATTERED, SUPPORT, SUPPORT_CHANGE, TEKUN
from . import care, papers, settings
from .application import fact_month, household_of, keep
from .change import WORDS, redetermined, write_decision

CAPACITIES = {
    "none": "无法定义务人",
    "incapable": "义务人均无履行义务能力",
    "capable": "有具备履行义务能力的义务人",
    "unproven": "义务人不同意核对，尚不能证明",
}


def person_of(case: Case) -> Person:
    """Return whom a case of support is about."""
    if case.person is None:
        raise StepRefused("特困人员救助供养按个人办理，请写明人员")
    return case.person


def open_support(person: Person, *, by: Mandate, at: datetime, **told: Any) -> Case:
    """Open an application for a person, by himself or anybody on his behalf (社会救助法 art. 37, 39)."""
    home = care.home_of(person, localdate(at))
    return cases.open_case(SUPPORT, household=home, person=person, by=by, at=at, data=told)


def choose(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Keep the form of support the person chose himself when applying."""
    mode = data.get("care_mode") or case.data.get("care_mode", "")
    chosen_by = data.get("chosen_by") or case.data.get("chosen_by", "")
    keep(case, care_mode=mode, chosen_by=chosen_by)
    care.choose_mode(person_of(case), mode, chosen_by=chosen_by, by=by, at=at, case=case)


def assess(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Give the township's opinion: the finding on the obligors, then the policy's answer.

    An obligor whose means are unproven leaves the answer open for the county (art. 41): never an
    automatic yes or no.
    """
    capacity = data.get("obligor_capacity", "")
    if capacity not in CAPACITIES:
        raise StepRefused("请填写法定义务人履行义务能力的调查结论")
    if capacity != "unproven":
        _find(case, capacity, by=by, at=at)
    judge(case, by=by, at=at)


def _find(case: Case, capacity: str, *, by: Mandate, at: datetime) -> None:
    since = min(case.applied_on, localdate(at))
    care.record_finding(
        person_of(case), "obligor_capacity", capacity, since=since, by=by, at=at, case=case
    )


def judge(case: Case, *, by: Mandate, at: datetime) -> None:
    """Determine the person by the law of the application date; the assessment gives the tier."""
    person, on = person_of(case), localdate(at)
    given = {
        "obligor_capacity": case.data.get("obligor_capacity"), "care_mode": case.data.get("care_mode"),
        **care.latest_items(person, on),
    }  # fmt: skip
    known = {key: value for key, value in given.items() if value not in (None, "unproven")}
    found = determinations.determine(
        TEKUN, household_of(case), person=person, month=fact_month(case), at=at, by=by, on=case.applied_on,
        given={"persons": {str(person.pk): known}},
    )  # fmt: skip
    tier = determinations.values_of(found)["care_tier"]
    keep(case, determination=found.pk, outcome=found.outcome, amount=found.amount or 0, tier=tier)


def settle_obligor(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Decide by hand, on other evidence, what an obligor who refuses the check can do (art. 41)."""
    capacity = data.get("obligor_capacity", "")
    if capacity not in {"none", "incapable", "capable"}:
        raise StepRefused("请选择认定结论")
    _find(case, capacity, by=by, at=at)
    judge(case, by=by, at=at)


def post_notice(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Post the opinion in the village for seven days; minors are never posted."""
    _post(case, notices.PRE_DECISION, by=by, at=at, place=data.get("place", ""))


def _post(case: Case, kind: str, *, by: Mandate, at: datetime, place: str = "") -> None:
    rows = cases.notice_rows(
        case, benefit="特困人员救助供养", members=1, amount=case.data["amount"], at=at
    )
    cases.post_notice(case, kind=kind, rows=rows, by=by, at=at, place=place)


def award(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Confirm: support from the next month, its paper, and the care the chosen form asks for."""
    person, on = person_of(case), localdate(at)
    if case.data.get("outcome") != "eligible" or not case.data.get("amount"):
        raise StepRefused("认定结论不是“符合条件”，不能确认")
    row = benefits.grant(
        TEKUN, household=household_of(case), person=person, payee=person, amount=case.data["amount"],
        since=benefits.first_pay_month(on), by=by, at=at,
        basis=benefits.Basis(case.data["determination"], case.pk, f"办件{case.number}确认"),
        recheck_on=settings.recheck_on(case.division_id, on, irregular=False),
    )  # fmt: skip
    letter = {
        **papers.addressed(case, at), "members": 1, "amount": format_yuan(row.amount), "pay_from": papers.chinese_month(row.valid_from),
        "duties": f"照料护理档次：{case.data['tier']}。人员、收入、财产和生活自理能力发生变化的，请及时告知乡镇人民政府（街道办事处）。",
    }  # fmt: skip
    documents.generate(
        "confirmation", letter, division=case.division_id, subject=case, by=by, at=at
    )
    if not permissions.is_minor(person, on):
        _post(case, notices.ANNOUNCEMENT, by=by, at=at)
    if case.data.get("care_mode") == SCATTERED:
        _ask_agreement(case, person, by=by, at=at)
    _look_again_at_dibao(case, row, by=by, at=at)


def _look_again_at_dibao(case: Case, support: Entitlement, *, by: Mandate, at: datetime) -> None:
    """Open the change of the family's 低保: who is supported himself is not paid for twice (art. 46).

    Until it is decided the month takes his share off the family's line, as the overlaps say.
    """
    home = household_of(case)
    if not entitlements.current(home, support.valid_from, benefit=DIBAO).exists():
        return
    if Case.objects.filter(workflow=CHANGE, household=home, closed_at=None).exists():
        return
    told = f"{support.person}自{support.valid_from:%Y-%m-%d}起享受特困人员救助供养（办件{case.number}）"
    cases.open_case(
        CHANGE, household=home, by=by, at=at, data={"cause": "tekun", "reported": told}, because=case
    )  # fmt: skip


def _ask_agreement(case: Case, person: Person, *, by: Mandate, at: datetime) -> None:
    days = cases.deadline_for(
        "assistance", "agreement_days", division=case.division_id, start=localdate(at)
    )
    cases.open_task(
        kind=notices.OTHER_TASK, title=f"{person.name}：签订照料护理协议", role=CLERK, at=at, due_on=days["due_on"],
        division=cases.place_for(CLERK, case.division_id), subject=person, source=care.AGREEMENT,
    )  # fmt: skip


def refuse(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Refuse in writing with reasons and remedy (社会救助法 art. 45)."""
    papers.write_refusal(case, by=by, at=at)
    cases.open_next(case, by=by, at=at)


# -- change and end -----------------------------------------------------------------------------


def support_in_force(person: Person) -> Entitlement | None:
    """Return the support a person receives or is to receive next."""
    rows = Entitlement.objects.filter(benefit=TEKUN, holder=f"p{person.pk}", valid_to=None)
    return rows.first()


def open_change(person: Person, *, cause: str, by: Mandate, at: datetime) -> Case:
    """Open a review of a supported person: a new tier or form, or a reason to end."""
    on = localdate(at)
    if support_in_force(person) is None:
        raise StepRefused("该人员当前没有享受特困人员救助供养")
    home = care.home_of(person, on)
    return cases.open_case(
        SUPPORT_CHANGE, household=home, person=person, by=by, at=at, data={"cause": cause}
    )


def reexamine(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Work the support out anew: what was found, the assessment in force, the form chosen."""
    person, on = person_of(case), localdate(at)
    cause = data.get("cause") or case.data.get("cause", "review")
    current = support_in_force(person)
    if current is None:
        raise StepRefused("该人员当前没有享受特困人员救助供养")
    given = {**care.latest_items(person, on), **_found(cause, data)}
    found = determinations.determine(
        TEKUN, household_of(case), person=person, month=latest_month(on), at=at, by=by, on=on,
        given={"persons": {str(person.pk): given}},
    )  # fmt: skip
    change = redetermined(current, found, cause=cause)
    if cause in {"request", "grown"}:
        # What the person wants, or the register says, needs no further calculation.
        change |= {"kind": "stop", "after": 0}
    keep(case, cause=cause, determination=found.pk, change=change)


def _found(cause: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return what a cause of the end says as facts of the policy."""
    if cause == "obligor":
        return {"obligor_capacity": "capable"}
    if cause == "custody":
        return {"in_custody": True}
    mode = data.get("care_mode")
    return {"care_mode": mode} if mode in {CENTRALISED, SCATTERED} else {}


def apply_change(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Decide: another amount from the next month, or the end in the month the cause asks for (§1B.2)."""
    person, change = person_of(case), case.data["change"]
    on = localdate(at)
    current = support_in_force(person)
    if current is None:
        raise StepRefused("该人员当前没有享受特困人员救助供养")
    since = benefits.first_pay_month(on)
    basis = benefits.Basis(
        case.data["determination"], case.pk, f"办件{case.number}{WORDS[change['kind']]}"
    )
    if change["kind"] == "stop":
        since = max(_end_month(person, change["cause"], since), _second_month(current.valid_from))
        benefits.end(current, until=since, reason=basis.reason, by=by, at=at)
    elif change["kind"] != "keep":
        benefits.adjust(current, amount=change["after"], since=since, basis=basis, by=by, at=at)
    keep(case, effective=since.isoformat())
    if change["kind"] in {"reduce", "stop"}:
        write_decision(case, since, by=by, at=at)


def _second_month(first: date) -> date:
    """A row that has begun is paid for one month at least."""
    return months.add_months(first, 1)


def _end_month(person: Person, cause: str, since: date) -> date:
    """Return the first month not paid: after the eighteenth birthday or next month.

    A death needs no case: the kernel ends the support after its month when it is recorded.
    """
    if cause == "grown" and person.birth_on is not None:
        birthday = months.add_months(person.birth_on, permissions.ADULT * 12)
        # A birthday on the first leaves that month paid (§1B.1).
        return months.first_day(months.shift_month(months.month_of(birthday), 1))
    return since
