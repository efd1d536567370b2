"""A valid report taken for another case of the same family: nobody is asked twice (社会救助法 42)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.models import Case
from minzheng.kernel.verification.models import ReportUse
from minzheng.kernel.verification.queries import reusable_report


@transaction.atomic
def reuse_report(case: Case, *, by: Mandate, at: datetime) -> ReportUse:
    """Let a case rest on the family's valid report of another one.

    PermissionDenied outside one's division or right; ValueError when there is none: run out, under
    objection, or the family is no longer the one that was checked.
    """
    if not by.may("verification.request") or not accounts.covers(by, case.division_id):
        raise PermissionDenied("您的岗位或辖区不能采用核对报告")
    if case.closed_at is not None:
        raise ValueError("办件已办结")
    report = reusable_report(case, at)
    if report is None:
        raise ValueError("该家庭没有可以采用的有效核对报告")
    use, is_new = ReportUse.objects.update_or_create(
        case=case, defaults={"verification": report, "used_at": at, "used_by": by}
    )
    audit.record(
        "verification.reused", subject=report, by=by, at=at, case=case.pk, again=not is_new
    )
    return use
