"""Writes of credit: entered by one, confirmed by another; objected to, repaired, acted upon, checked."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.timezone import localdate

from minzheng.core import months, working_days
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people.models import Person

from . import queries
from .choices import (
    CONFIRMED,
    ENTERED,
    FILED,
    KINDS,
    OBJECTION,
    PENALTY,
    PLEA_KINDS,
    REFUSED,
    REJECTED,
    REPAIR,
    REPAIRED,
    REVOKED,
    UPHELD,
)
from .declarations import field_of
from .models import CreditCheck, CreditMeasure, CreditPlea, CreditRecord


class CreditRefused(ValueError):
    """Something that cannot be done with a credit record; the message is for the person at the screen."""


def _need(by: Mandate, capability: str, division: str) -> None:
    if not by.may(capability) or not accounts.covers(by, division):
        raise PermissionDenied("您的岗位或辖区不能办理这条信用记录")


def _locked(record: CreditRecord) -> CreditRecord:
    row: CreditRecord = CreditRecord.objects.select_for_update().get(pk=record.pk)
    return row


@transaction.atomic
def enter_record(
    *,
    field: str,
    kind: str,
    fact: str,
    paper: str,
    valid_from: date,
    months_long: int,
    by: Mandate,
    at: datetime,
    person: Person | None = None,
    body: Body | None = None,
    document: Document | None = None,
) -> CreditRecord:
    """Enter a fact with the paper that states it; nothing counts before a second person confirms.

    ``months_long`` is the term, at most the field's longest. CreditRefused (Chinese).
    """
    about = person or body
    if about is None or (person is not None and body is not None):
        raise CreditRefused("请指明一名人员或者一家机构")
    _need(by, "credit.enter", about.division_id)
    declared = field_of(field)
    if kind not in KINDS or not fact.strip() or not paper.strip():
        raise CreditRefused("请填写类别、事实和认定文书")
    if not 0 < months_long <= declared.longest_months:
        raise CreditRefused(f"{declared.label}领域的记录期限为 1 至 {declared.longest_months} 个月")
    row = CreditRecord.objects.create(
        field=field, kind=kind, person=person, body=body, division_id=about.division_id, fact=fact.strip(),
        paper=paper.strip(), document=document, valid_from=valid_from,
        valid_to=months.add_months(valid_from, months_long), entered_at=at, entered_by=by,
    )  # fmt: skip
    audit.record("credit.record.entered", subject=row, by=by, at=at, field=field, kind=kind)
    return row


@transaction.atomic
def decide_record(
    record: CreditRecord,
    *,
    confirmed: bool,
    reason: str,
    by: Mandate,
    at: datetime,
    publish_days: int = 0,
) -> CreditRecord:
    """Confirm or refuse what another person entered (四眼原则); a confirmed one may be published.

    ``publish_days`` counts from today and ends with the record at the latest; 0: not published.
    """
    row = _locked(record)
    _need(by, "credit.confirm", row.division_id)
    if row.state != ENTERED:
        raise CreditRefused("该记录已经复核")
    if row.entered_by.user_id == by.user_id:
        raise CreditRefused("录入人与复核人不能是同一人")
    if not reason.strip():
        raise CreditRefused("请填写复核意见")
    row.state = CONFIRMED if confirmed else REFUSED
    row.decision, row.decided_at, row.decided_by = reason.strip(), at, by
    if confirmed and publish_days > 0:
        row.published_from = localdate(at)
        row.published_to = min(
            row.published_from + timedelta(days=publish_days), row.valid_to - timedelta(days=1)
        )
    row.save()
    verb = "credit.record.confirmed" if confirmed else "credit.record.refused"
    audit.record(verb, subject=row, by=by, at=at, publish_days=publish_days)
    return row


@transaction.atomic
def plead(record: CreditRecord, *, kind: str, text: str, by: Mandate, at: datetime) -> CreditPlea:
    """Take down an objection, or an application for repair once the shortest time has passed."""
    row = _locked(record)
    _need(by, "credit.see", row.division_id)
    on, declared = localdate(at), field_of(row.field)
    if kind not in PLEA_KINDS or not text.strip():
        raise CreditRefused("请填写类别和理由")
    if not CreditRecord.objects.filter(queries.in_force(on), pk=row.pk).exists():
        raise CreditRefused("该记录没有生效或者已经届满")
    if row.pleas.filter(kind=kind, state=FILED).exists():
        raise CreditRefused("已有一件同类申请正在办理")
    first = months.add_months(row.valid_from, declared.repair_after_months)
    if kind == REPAIR and on < first:
        raise CreditRefused(f"{first} 起方可申请信用修复")
    if kind == REPAIR and row.kind != PENALTY:
        raise CreditRefused("只有失信记录可以申请信用修复")
    due_on = working_days.calendar().add_working_days(on, declared.plea_days)
    plea = CreditPlea.objects.create(
        record=row, kind=kind, text=text.strip(), filed_at=at, filed_by=by, due_on=due_on
    )
    audit.record("credit.plea.filed", subject=plea, by=by, at=at, kind=kind)
    return plea


@transaction.atomic
def settle_plea(
    plea: CreditPlea, *, upheld: bool, reason: str, by: Mandate, at: datetime
) -> CreditPlea:
    """Decide a plea, never by whoever entered or confirmed the record; upheld, the record ends."""
    row: CreditPlea = CreditPlea.objects.select_for_update().get(pk=plea.pk)
    record = _locked(row.record)
    _need(by, "credit.confirm", record.division_id)
    if row.state != FILED:
        raise CreditRefused("该申请已经办理")
    if by.user_id in {record.entered_by.user_id, row.filed_by.user_id}:
        raise CreditRefused("录入人、登记人不能办理对该记录的异议或修复")
    decider = record.decided_by
    if row.kind == OBJECTION and decider is not None and decider.user_id == by.user_id:
        raise CreditRefused("复核人不能办理对该记录的异议")
    if not reason.strip():
        raise CreditRefused("请填写办理意见")
    row.state = UPHELD if upheld else REJECTED
    row.decision, row.decided_at, row.decided_by = reason.strip(), at, by
    row.save()
    if upheld:
        record.state = REVOKED if row.kind == OBJECTION else REPAIRED
        record.published_to = None
        record.published_from = None
        record.save(update_fields=["state", "published_from", "published_to"])
    audit.record("credit.plea.settled", subject=row, by=by, at=at, upheld=upheld)
    return row


@transaction.atomic
def take_measure(
    record: CreditRecord,
    *,
    measure: str,
    unit: str,
    taken_on: date,
    by: Mandate,
    at: datetime,
    note: str = "",
) -> CreditMeasure:
    """Write down a joint reward or penalty; only what the field declares, only while it counts."""
    row = _locked(record)
    _need(by, "credit.enter", row.division_id)
    if measure not in field_of(row.field).measures(row.kind):
        raise CreditRefused("该领域没有规定这项措施，不得实施")
    if row.state != CONFIRMED or not row.valid_from <= taken_on < row.valid_to:
        raise CreditRefused("记录未生效或已届满，不得实施奖惩措施")
    if taken_on > localdate(at) or not unit.strip():
        raise CreditRefused("请填写实施单位和不晚于今天的实施日期")
    made = CreditMeasure.objects.create(
        record=row, measure=measure, unit=unit.strip(), taken_on=taken_on, note=note.strip(), at=at, by=by
    )  # fmt: skip
    audit.record("credit.measure.taken", subject=made, by=by, at=at, measure=measure)
    return made


@transaction.atomic
def note_check(
    subject: models.Model, record: CreditRecord, *, finding: str, by: Mandate, at: datetime
) -> CreditCheck:
    """Write down the extra look at an application; it goes on after that, refused it is not for this."""
    division = str(getattr(subject, "division_id", record.division_id))
    if not by.may("cases.take") or not accounts.covers(by, division):
        raise PermissionDenied("您的岗位或辖区不能核查该办件")
    if not finding.strip():
        raise CreditRefused("请填写核查情况")
    row, made = CreditCheck.objects.get_or_create(
        record=record, subject_key=subject._meta.label_lower, subject_id=subject.pk,
        defaults={"division_id": division, "finding": finding.strip(), "at": at, "by": by},
    )  # fmt: skip
    if made:
        audit.record("credit.checked", subject=row, by=by, at=at, record=record.pk)
    return row
