"""What the steps of an application for dibao cause."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.core.money import format_yuan
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import choices as notices
from minzheng.kernel.cases import queries as case_rules
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.documents import services as documents
from minzheng.kernel.people.models import Household
from minzheng.kernel.verification import services as verification
from minzheng.kernel.verification.queries import latest_report, living_members, rests_on_another

from .. import permissions
from ..choices import DIBAO, DIBAO_EDGE, DIBAO_SINGLE
from . import papers, settings

CONCLUSIONS = (
    "determination", "outcome", "amount", "edge_determination", "edge_outcome", "opinion", "reported_in",
)  # fmt: skip


def household_of(case: Case) -> Household:
    """Return the household of a case; a dibao case always has one."""
    if case.household is None:
        raise StepRefused("办件没有关联家庭")
    return case.household


def keep(case: Case, **answers: Any) -> None:
    """Write what a step found into the case."""
    case.data = {**case.data, **answers}
    case.save(update_fields=["data"])


def request_verification(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Acceptance starts the check of means at once; what departments delivered answers at once (HD-02).

    A family whose valid report of another case was taken is not checked again (HD-19).
    """
    if rests_on_another(case, at):
        return
    verification.run_automatic(verification.request(case, by=by, at=at), by=by, at=at)


def determine(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Determine the family by the law of the application date, on the month the report rests on."""
    household = household_of(case)
    if applies_alone(case):
        _determine_alone(case, household, by=by, at=at)
        return
    month, on = fact_month(case), case.applied_on
    found = determinations.determine(DIBAO, household, month=month, at=at, by=by, on=on)
    answers = {"determination": found.pk, "outcome": found.outcome, "amount": found.amount or 0}
    if found.outcome == "not_eligible":
        edge = determinations.determine(DIBAO_EDGE, household, month=month, at=at, by=by, on=on)
        answers |= {"edge_determination": edge.pk, "edge_outcome": edge.outcome}
    keep(case, **answers)


def applies_alone(case: Case) -> bool:
    """Whether a member applies as a household of one (单人户, 社会救助法 art. 21)."""
    return case.data.get("applied_as") == "single"


def _determine_alone(case: Case, household: Household, *, by: Mandate, at: datetime) -> None:
    """Determine one member alone; whether the family is marginal is determined, and recorded, first."""
    if case.person is None:
        raise StepRefused("单人户申请须写明申请人")
    month, on = fact_month(case), case.applied_on
    edge = determinations.determine(DIBAO_EDGE, household, month=month, at=at, by=by, on=on)
    known = {} if edge.outcome == "undetermined" else {"edge_family": edge.outcome == "eligible"}
    found = determinations.determine(
        DIBAO_SINGLE, household, month=month, at=at, by=by, on=on, person=case.person,
        given={"household": {"applied_as": "single", **known}},
    )  # fmt: skip
    keep(
        case, determination=found.pk, outcome=found.outcome, amount=found.amount or 0,
        edge_determination=edge.pk, edge_outcome=edge.outcome,
    )  # fmt: skip


def fact_month(case: Case) -> str:
    """Return the month of deliveries a case is determined on: that of its report, else the last one."""
    report = case.verifications.exclude(month="").order_by("-returned_at", "-pk").first()
    report = report or latest_report(case)
    return report.month if report else months.shift_month(months.month_of(case.applied_on), -1)


def determination_of(case: Case) -> Determination:
    """Return the determination a case rests on; StepRefused before the assessment."""
    found = permissions.determination_of(case)
    if found is None:
        raise StepRefused("尚未作出认定")
    return found


def _counted(case: Case, at: datetime) -> int:
    """Return for how many people the benefit is: one for a household of one."""
    return 1 if applies_alone(case) else len(living_members(household_of(case), localdate(at)))


def _post(case: Case, kind: str, *, by: Mandate, at: datetime, place: str = "") -> None:
    """Post a notice: masked name, village, number of members, amount, nothing else."""
    rows = cases.notice_rows(
        case, benefit="最低生活保障", members=_counted(case, at),
        amount=determination_of(case).amount or 0, at=at,
    )  # fmt: skip
    cases.post_notice(case, kind=kind, rows=rows, by=by, at=at, place=place)


def post_notice(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Post the pre-decision notice in the village (低保57号 art. 19: 7 days)."""
    _post(case, notices.PRE_DECISION, by=by, at=at, place=data.get("place", ""))


def take_notice_down(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """An objection takes the notice down; the family is investigated anew."""
    for notice in case.notices.filter(kind=notices.PRE_DECISION, withdrawn_at=None):
        cases.withdraw_notice(notice, reason="公示期间收到异议，重新调查", by=by, at=at)


def report_to_county(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Hand the file to the county and draw the sample of the month: at random, never below the share."""
    on = localdate(at)
    drawn = cases.draw_sample(case, by=by, at=at)
    percent = int(case_rules.parameter(case.workflow, "sample_percent", case.division_id, on).value)
    case.sampled = drawn or permissions.sample_falls_short(case, at, percent)
    case.save(update_fields=["sampled"])
    keep(case, reported_in=months.month_of(on))


def award(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Confirm: entitlement from the next month, letter, announcement in the village.

    The announcement after the decision (社会救助法 art. 45) is a record of its own beside the
    notice before it.
    """
    household, determination, on = household_of(case), determination_of(case), localdate(at)
    if determination.outcome != "eligible" or not determination.amount:
        raise StepRefused("认定结论不是“符合条件”，不能确认")
    row = benefits.grant(
        DIBAO, household=household, amount=determination.amount, since=benefits.first_pay_month(on),
        basis=benefits.Basis(determination.pk, case.pk, f"办件{case.number}确认"), by=by, at=at,
        payee=case.person or household.head, person=case.person if applies_alone(case) else None,
        recheck_on=settings.recheck_on(case.division_id, on, irregular=bool(case.data.get("irregular_income"))),
    )  # fmt: skip
    if not applies_alone(case):
        _leave_edge_register(household, row.valid_from, by=by, at=at)
    elif case.data.get("edge_outcome") == "eligible":
        _enter_edge_register(case, by=by, at=at)
    letter = {
        **papers.addressed(case, at),
        "members": _counted(case, at),
        "amount": format_yuan(row.amount),
        "pay_from": papers.chinese_month(row.valid_from),
        "duties": "家庭人口、收入、财产状况发生变化的，请及时告知乡镇人民政府（街道办事处）。",
    }
    documents.generate(
        "confirmation", letter, division=case.division_id, subject=case, by=by, at=at
    )
    _post(case, notices.ANNOUNCEMENT, by=by, at=at)


def _leave_edge_register(household: Household, since: date, *, by: Mandate, at: datetime) -> None:
    edge = Entitlement.objects.filter(
        benefit=DIBAO_EDGE, household=household, valid_to__isnull=True
    ).first()
    if edge is not None and edge.valid_from < since:
        benefits.end(edge, until=since, reason="转为低保", by=by, at=at)


def refuse(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Refuse in writing with reasons and remedy; a marginal family enters its own register (SA-23).

    社会救助法 art. 45 (reasons), 行政复议法 art. 20 (60 days), 行政诉讼法 art. 46 (6 months). The
    officer's own words stand first where the reason is not one of the policy's conditions.
    """
    papers.write_refusal(case, by=by, at=at)
    if case.data.get("edge_outcome") == "eligible":
        _enter_edge_register(case, by=by, at=at)
    else:
        cases.open_next(case, by=by, at=at)


def _enter_edge_register(case: Case, *, by: Mandate, at: datetime) -> None:
    household, on = household_of(case), localdate(at)
    if Entitlement.objects.filter(
        benefit=DIBAO_EDGE, household=household, valid_to__isnull=True
    ).exists():
        return
    benefits.grant(
        DIBAO_EDGE, household=household, amount=0, since=benefits.first_pay_month(on),
        basis=benefits.Basis(case.data["edge_determination"], case.pk, f"办件{case.number}认定为低保边缘家庭"),
        by=by, at=at, recheck_on=settings.recheck_on(case.division_id, on, irregular=False),
    )  # fmt: skip
