"""Recognition of families in difficulty that are paid nothing monthly: rigid spending, low income."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import choices as notices
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.documents import services as documents
from minzheng.kernel.verification.queries import living_members

from ..choices import LOW_INCOME, LOW_INCOME_APPLICATION, RIGID, RIGID_APPLICATION
from . import papers, settings
from .application import fact_month, household_of, keep

BENEFITS = {RIGID_APPLICATION: RIGID, LOW_INCOME_APPLICATION: LOW_INCOME}
# The yearly figures of a member a statement of spending is made of, in fen; what is not stated is none.
SPENDING = (
    "medical_spending", "medical_relief", "education_spending", "education_relief", "rehab_spending",
    "rehab_relief", "other_rigid_spending",
)  # fmt: skip


def policy_of(case: Case) -> str:
    """Return the policy that decides: for low income the one the place names (local method)."""
    if case.workflow == RIGID_APPLICATION:
        return RIGID
    method = settings.text("low_income_method", case.division_id, case.applied_on)
    if method == "无":
        raise StepRefused("本地没有规定低收入家庭认定办法，请先在参数中录入")
    return method


def given_of(case: Case) -> dict[str, Any]:
    """Return the family's statement of spending and income as facts of the policy."""
    members = living_members(household_of(case), case.applied_on)
    stated = case.data.get("spending") or {}
    persons = {
        str(person.pk): {name: int(stated.get(str(person.pk), {}).get(name, 0)) for name in SPENDING}
        for person in members
    }  # fmt: skip
    income = case.data.get("yearly_income")
    return {
        "persons": persons if case.workflow == RIGID_APPLICATION else {},
        "household": {"yearly_income": int(income)} if income is not None else {},
    }


def assess(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Give the township's opinion: the policy's answer on what was checked and stated."""
    found = determinations.determine(
        policy_of(case), household_of(case), month=fact_month(case), at=at, by=by, on=case.applied_on, given=given_of(case),
    )  # fmt: skip
    keep(case, determination=found.pk, outcome=found.outcome, amount=found.amount or 0)


def _post(case: Case, kind: str, *, by: Mandate, at: datetime, place: str = "") -> None:
    rows = cases.notice_rows(
        case, benefit=papers.NAMES[case.workflow][0], amount=None, at=at,
        members=len(living_members(household_of(case), localdate(at))),
    )  # fmt: skip
    cases.post_notice(case, kind=kind, rows=rows, by=by, at=at, place=place)


def post_notice(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Post the opinion in the village before the decision."""
    _post(case, notices.PRE_DECISION, by=by, at=at, place=data.get("place", ""))


def recognise(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Recognise the family for its term; other departments rest on it without a second check (art. 42)."""
    on = localdate(at)
    if case.data.get("outcome") != "eligible":
        raise StepRefused("认定结论不是“符合条件”，不能认定")
    until = months.add_months(on, _valid_months(case))
    since = benefits.first_pay_month(on)
    benefits.grant(
        BENEFITS[case.workflow], household=household_of(case), amount=0, since=since, by=by, at=at, recheck_on=until,
        basis=benefits.Basis(case.data["determination"], case.pk, f"办件{case.number}认定"),
    )  # fmt: skip
    keep(case, valid_until=until.isoformat())
    letter = {
        **papers.addressed(case, at),
        "members": len(living_members(household_of(case), on)),
        "valid_to": papers.chinese_day(until),
    }
    documents.generate("recognition", letter, division=case.division_id, subject=case, by=by, at=at)
    _post(case, notices.ANNOUNCEMENT, by=by, at=at)


def _valid_months(case: Case) -> int:
    if case.workflow == RIGID_APPLICATION:
        row = parameters.value_in_force(
            RIGID, "rigid_valid_months", case.division_id, case.applied_on
        )
        if row is not None:
            return int(row.value)
    return settings.whole("recognition_months", case.division_id, case.applied_on)


def refuse(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Refuse in writing with reasons and remedy (社会救助法 art. 45)."""
    papers.write_refusal(case, by=by, at=at)
    cases.open_next(case, by=by, at=at)


def end_expired(month: str, *, by: Mandate, at: datetime) -> int:
    """End the recognitions whose term is over by the end of a month; a new application renews them."""
    last = months.last_day(month)
    rows = Entitlement.objects.filter(
        benefit__in=BENEFITS.values(), valid_to=None, recheck_on__lte=last,
        division__path__startswith=by.division.path,
    )  # fmt: skip
    until = months.first_day(months.shift_month(month, 1))
    ended = [row for row in rows if row.valid_from < until]
    for row in ended:
        benefits.end(row, until=until, reason="认定有效期满", by=by, at=at)
    return len(ended)
