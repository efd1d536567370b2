"""What a family reports of its own changes: kept with its dates, followed by a new check."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.working_days import calendar
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.queries import length_of
from minzheng.kernel.people.models import Household
from minzheng.kernel.verification.choices import REPORTED_CHANGES
from minzheng.kernel.verification.models import ChangeReport
from minzheng.kernel.verification.queries import unsigned_members
from minzheng.kernel.verification.services.departments import run_automatic
from minzheng.kernel.verification.services.requests import request


@transaction.atomic
def report_change(
    household: Household,
    *,
    kind: str,
    text: str,
    happened_on: date,
    reported_by: str,
    by: Mandate,
    at: datetime,
    case: Case | None = None,
) -> ChangeReport:
    """Keep what a family reported of a change and check its means anew where the letters hold.

    ``kind`` is one of `REPORTED_CHANGES`; ``case`` the open case the change is dealt with in: without
    one, or without everybody's letter, the report is kept and nobody is queried. ValueError
    (Chinese) for an unknown kind, no text, or a day that lies ahead.
    """
    on = localdate(at)
    if not accounts.covers(by, household.division_id):
        raise PermissionDenied("该家庭不属于您的辖区")
    if kind not in REPORTED_CHANGES or not text.strip():
        raise ValueError("请写明发生了什么变化")
    if happened_on > on:
        raise ValueError("发生日期不能晚于今天")
    length, _row = length_of(
        "verification", "change_report_days", household.division_id, happened_on
    )
    row = ChangeReport.objects.create(
        household=household,
        division=household.division,
        kind=kind,
        text=text.strip(),
        happened_on=happened_on,
        due_on=calendar().due_on(happened_on, length.amount, length.unit),
        reported_on=on,
        reported_by=reported_by.strip() or by.user.display_name,
        recorded_at=at,
        recorded_by=by,
        case=case,
    )
    audit.record("verification.change_reported", subject=row, by=by, at=at, kind=kind)
    may_ask = case is not None and case.closed_at is None and by.may("verification.request")
    if case is not None and may_ask and not unsigned_members(household, on):
        row.verification = run_automatic(request(case, by=by, at=at), by=by, at=at)
        row.save(update_fields=["verification"])
    return row
