"""Insure people against accidents: the list, the policy number, the claims."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.people.models import Person

from ..models import InsuranceClaim, InsuranceCover
from .life import EnrolmentRefused


@transaction.atomic
def insure(
    scheme: str,
    people: Iterable[tuple[Person, str]],
    *,
    insurer: str,
    policy_number: str,
    valid_from: date,
    valid_to: date,
    premium: int,
    by: Mandate,
    at: datetime,
) -> int:
    """Put people (each with the division that pays) on the list of a policy; returns how many are new.

    ``premium`` is whole fen a person. Somebody insured for the same days stays as he is.
    EnrolmentRefused: no insurer, no number, days that do not follow, a place out of reach.
    """
    if not insurer.strip() or not policy_number.strip():
        raise EnrolmentRefused("请填写承保公司和保单号")
    if valid_to <= valid_from:
        raise EnrolmentRefused("保险终止日须晚于起始日")
    made = 0
    for person, division in people:
        if not accounts.covers(by, division):
            raise EnrolmentRefused(f"{person.name}不属于您的辖区")
        standing = InsuranceCover.objects.overlapping(valid_from, valid_to)
        if standing.filter(scheme=scheme, person=person).exists():
            continue
        InsuranceCover.objects.create(
            scheme=scheme, person=person, division_id=division, insurer=insurer.strip(),
            policy_number=policy_number.strip(), premium=premium, valid_from=valid_from,
            valid_to=valid_to, by=by, at=at,
        )  # fmt: skip
        made += 1
    audit.record(
        "enrolment.insured", subject=scheme, subject_key="enrolment.scheme", by=by, at=at,
        policy=policy_number, people=made,
    )  # fmt: skip
    return made


@transaction.atomic
def report_claim(
    cover: InsuranceCover, *, happened_on: date, event: str, by: Mandate, at: datetime
) -> InsuranceClaim:
    """Report an accident of somebody insured on that day; reported twice it is one claim."""
    if not accounts.covers(by, cover.division_id):
        raise EnrolmentRefused("该参保人不属于您的辖区")
    if not cover.is_in_force(happened_on):
        raise EnrolmentRefused(f"出险日期不在保险期间内（{cover.valid_from} 至 {cover.valid_to}）")
    if not event.strip():
        raise EnrolmentRefused("请填写出险情况")
    row, is_new = InsuranceClaim.objects.get_or_create(
        cover=cover,
        happened_on=happened_on,
        defaults={"event": event.strip(), "claimed_on": localdate(at), "by": by, "at": at},
    )
    if is_new:
        audit.record("enrolment.claim.reported", subject=row, by=by, at=at)
    return row


@transaction.atomic
def settle_claim(
    claim: InsuranceClaim, *, paid: int, settled_on: date, by: Mandate, at: datetime
) -> InsuranceClaim:
    """Record what the insurer paid (whole fen; 0 for a refusal) and when."""
    row = InsuranceClaim.objects.select_for_update().get(pk=claim.pk)
    if not accounts.covers(by, row.cover.division_id):
        raise EnrolmentRefused("该参保人不属于您的辖区")
    if row.settled_on is not None:
        raise EnrolmentRefused("该理赔已结案")
    if paid < 0 or settled_on < row.claimed_on:
        raise EnrolmentRefused("理赔金额或结案日期不合理")
    row.paid, row.settled_on = paid, settled_on
    row.save(update_fields=["paid", "settled_on"])
    audit.record("enrolment.claim.settled", subject=row, by=by, at=at, paid=paid)
    return row
