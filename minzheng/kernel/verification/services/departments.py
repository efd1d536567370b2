"""The queries themselves: the automatic one first, then departments that deliver nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.months import parse_month
from minzheng.facts import COLUMNS
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.services import deadline_for
from minzheng.kernel.documents.models import Document
from minzheng.kernel.verification import choices
from minzheng.kernel.verification.models import ManualItem, ManualQuery, Verification
from minzheng.kernel.verification.queries import (
    latest_month,
    living_members,
    names,
    unsigned_members,
)
from minzheng.kernel.verification.services.asking import open_queries
from minzheng.kernel.verification.services.reports import return_report
from minzheng.kernel.verification.services.requests import OWNER, refused


def run_automatic(
    verification: Verification,
    *,
    by: Mandate,
    at: datetime,
    month: str | None = None,
    departments: Sequence[tuple[str, str]] = (),
) -> Verification:
    """Ask every department for the family and return the report once nobody is waited for.

    What the month's deliveries answer is answered at once; questions over interfaces, databases and
    files are written down here and sent by ``send_open``. ``month`` names the deliveries; by default
    the latest that were taken in. ``departments`` are (department, matter) pairs to be asked by hand
    as well. Refused, with an audit line, when the letters no longer hold.
    """
    missing = unsigned_members(verification.household, localdate(at))
    if missing:
        reason = f"核对授权书已失效或撤回：{names(missing)}"
        raise refused(reason, subject=verification, by=by, at=at)
    with transaction.atomic():
        row = _running(verification, by)
        row.month, row.queried_at = parse_month(month) if month else latest_month(localdate(at)), at
        row.save(update_fields=["month", "queried_at"])
        audit.record("verification.queried", subject=row, by=by, at=at, month=row.month)
        by_hand = open_queries(row, by=by, at=at)
        for department, matter in [*departments, *by_hand]:
            ask_department(row, department=department, matter=matter, by=by, at=at)
        return_report(row, by=by, at=at)
    verification.refresh_from_db()
    return verification


@transaction.atomic
def ask_department(
    verification: Verification, *, department: str, matter: str, by: Mandate, at: datetime
) -> ManualQuery:
    """Ask a department that delivers no data; only after the automatic query (HD-16)."""
    row = _running(verification, by)
    if row.queried_at is None:
        raise ValueError("须先完成自动查询，再对未联网单位人工查询")
    if not department.strip() or not matter.strip():
        raise ValueError("请填写查询单位和查询内容")
    found = deadline_for(
        (row.case.workflow, OWNER),
        "manual_query_days",
        division=row.division_id,
        start=localdate(at),
    )
    query = ManualQuery.objects.create(
        verification=row,
        department=department,
        matter=matter,
        asked_at=at,
        asked_by=by,
        due_on=found["due_on"],
    )
    audit.record("verification.department_asked", subject=query, by=by, at=at)
    return query


@transaction.atomic
def answer_query(
    query: ManualQuery,
    *,
    answer: str,
    by: Mandate,
    at: datetime,
    items: Iterable[Mapping[str, Any]] = (),
    document: Document | None = None,
) -> ManualQuery:
    """Enter what a department answered; with the last answer the report is returned anew.

    ``items`` are rows of person (id), column and number (money in fen); they count as facts.
    """
    row = _running(query.verification, by)
    query = ManualQuery.objects.select_for_update().get(pk=query.pk)
    if query.state == choices.ANSWERED:
        return query
    if not answer.strip():
        raise ValueError("请填写回复内容")
    members = {person.pk for person in living_members(row.household, localdate(at))}
    for item in items:
        if item["person"] not in members or item["column"] not in COLUMNS:
            raise ValueError("回复项目须是家庭成员名下的已知项目")
        ManualItem.objects.create(
            query=query,
            person_id=item["person"],
            column=item["column"],
            number=int(item["number"]),
        )
    query.state, query.answer, query.document = choices.ANSWERED, answer, document
    query.answered_at, query.answered_by = at, by
    query.save()
    audit.record("verification.department_answered", subject=query, by=by, at=at)
    return_report(row, by=by, at=at)
    return query


def _running(verification: Verification, by: Mandate) -> Verification:
    """Return the row for writing; refuse strangers and finished checks."""
    row = Verification.objects.select_for_update().get(pk=verification.pk)
    if not accounts.covers(by, row.division_id):
        raise PermissionDenied("该核对不属于您的辖区")
    if row.state != choices.REQUESTED:
        raise ValueError("核对报告已出具")
    return row
