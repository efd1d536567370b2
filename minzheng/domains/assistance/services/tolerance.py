"""Error tolerance: a worker reports his own error that was put right; another person reviews it."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import BUREAU_HEAD, REVIEWER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import choices as kinds
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case

from ..choices import EXEMPT, NOT_EXEMPT, REPORTED, TOLERANCE_TESTS
from ..models import ErrorReport
from . import settings


@transaction.atomic
def report_error(
    *,
    what: str,
    cause: str,
    happened_on: date,
    found_on: date,
    corrected_on: date,
    correction: str,
    by: Mandate,
    at: datetime,
    case: Case | None = None,
    amount: int | None = None,
) -> ErrorReport:
    """Take down a worker's own report: what went wrong, when it was found, how it was put right.

    In time: within the days of the place after it was found. StepRefused (Chinese).
    """
    if not by.may("cases.take"):
        raise StepRefused("您的岗位不办理业务，不能提出容错报告")
    if case is not None and not accounts.covers(by, case.division_id):
        raise StepRefused("该办件不属于您的辖区")
    on = localdate(at)
    if not all(text.strip() for text in (what, cause, correction)):
        raise StepRefused("请填写差错情形、产生原因和纠正措施")
    if not happened_on <= found_on <= corrected_on <= on:
        raise StepRefused("日期须依次为发生、发现、纠正，且不晚于今天")
    place = case.division_id if case is not None else by.division_id
    limit = found_on + timedelta(days=settings.whole("error_report_days", place, on))
    if on > limit:
        raise StepRefused(f"已超过主动报告的期限（{limit}），按一般程序处理")
    row = ErrorReport.objects.create(
        number=uuid.uuid4().hex, case=case, division_id=place, what=what.strip(), cause=cause.strip(),
        happened_on=happened_on, found_on=found_on, corrected_on=corrected_on, correction=correction.strip(),
        amount=amount, reported_at=at, reported_by=by,
    )  # fmt: skip
    row.number = f"RC{on:%Y%m%d}{row.pk:05d}"
    row.save(update_fields=["number"])
    cases.open_task(
        kind=kinds.OTHER_TASK, title=f"容错审议：{row.what}", role=REVIEWER, subject=row, at=at,
        division=cases.place_for(REVIEWER, place), source=row.number,
    )  # fmt: skip
    audit.record("assistance.tolerance.reported", subject=row, by=by, at=at)
    return row


@transaction.atomic
def review_error(
    report: ErrorReport, *, tests: Mapping[str, bool], reasons: str, by: Mandate, at: datetime
) -> ErrorReport:
    """Review a report at the county, never one's own: exempt only if every condition holds.

    ``tests`` answers each condition of `TOLERANCE_TESTS`; the reasons are kept with the answers.
    """
    row: ErrorReport = ErrorReport.objects.select_for_update().get(pk=report.pk)
    if by.role not in {REVIEWER, BUREAU_HEAD} or not accounts.covers(by, row.division_id):
        raise StepRefused("容错审议由县级复核人或负责人办理")
    if row.state != REPORTED:
        raise StepRefused("该报告已经审议")
    if row.reported_by.user_id == by.user_id:
        raise StepRefused("不能审议自己的报告")
    if set(tests) != set(TOLERANCE_TESTS) or not reasons.strip():
        raise StepRefused("请逐项认定条件并填写审议意见")
    row.state = EXEMPT if all(tests.values()) else NOT_EXEMPT
    row.tests, row.reasons = dict(tests), reasons.strip()
    row.reviewed_at, row.reviewed_by = at, by
    row.save()
    cases.close_tasks(row, by=by, at=at)
    audit.record(
        "assistance.tolerance.reviewed", subject=row, by=by, at=at, exempt=row.state == EXEMPT
    )
    return row
