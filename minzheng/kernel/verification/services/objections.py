"""What a family says against a report, and the re-check that answers it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.services import deadline_for
from minzheng.kernel.documents.models import Document
from minzheng.kernel.verification import choices
from minzheng.kernel.verification.models import Objection, Verification


@transaction.atomic
def object_to(
    verification: Verification,
    *,
    text: str,
    by: Mandate,
    at: datetime,
    document: Document | None = None,
) -> Objection:
    """Enter the objection of a family against a report; until it is closed nothing is decided."""
    if not accounts.covers(by, verification.division_id):
        raise PermissionDenied("该核对不属于您的辖区")
    if verification.state != choices.RETURNED:
        raise ValueError("核对报告尚未出具")
    if not text.strip():
        raise ValueError("请填写异议内容")
    found = deadline_for(
        (verification.case.workflow, "verification"),
        "objection_days",
        division=verification.division_id,
        start=localdate(at),
    )
    objection = Objection.objects.create(
        verification=verification,
        raised_at=at,
        raised_by=by,
        text=text,
        document=document,
        due_on=found["due_on"],
    )
    audit.record("verification.objected", subject=objection, by=by, at=at)
    return objection


@transaction.atomic
def close_objection(
    objection: Objection, *, upheld: bool, result: str, by: Mandate, at: datetime
) -> Objection:
    """Close an objection; an upheld one needs a newer report that takes the place of the first."""
    row = Objection.objects.select_for_update().get(pk=objection.pk)
    if not accounts.covers(by, row.verification.division_id):
        raise PermissionDenied("该核对不属于您的辖区")
    if row.state != choices.OPEN:
        return row
    if not result.strip():
        raise ValueError("请填写复核结果")
    rechecked = row.verification.rechecks.filter(
        state=choices.RETURNED, returned_at__gte=row.raised_at
    )
    if upheld and not rechecked.exists():
        raise ValueError("异议成立的，须先重新核对并出具新报告")
    row.state = choices.UPHELD if upheld else choices.DISMISSED
    row.result, row.closed_at, row.closed_by = result, at, by
    row.save()
    audit.record("verification.objection_closed", subject=row, by=by, at=at, upheld=upheld)
    return row
