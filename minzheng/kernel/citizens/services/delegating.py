"""Acting for another by letter: asked by the citizen, confirmed at a counter, withdrawn by either."""

from datetime import date, datetime

from django.core.files import File
from django.db import models, transaction

from minzheng.core.models import held
from minzheng.core.text import normalise_name
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import covers, day_of
from minzheng.kernel.audit import services as audit
from minzheng.kernel.citizens import choices
from minzheng.kernel.citizens.models import Citizen, Delegation
from minzheng.kernel.citizens.queries import capacities, capacity
from minzheng.kernel.citizens.services.recognising import seat
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import AUTHORISATION_PAPER
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.people.queries import pid_of

MOST_WAITING = 3


class DelegationRefused(ValueError):
    """A letter that cannot be taken, confirmed or withdrawn; the text is Chinese."""


@transaction.atomic
def ask_delegation(
    citizen: Citizen,
    *,
    name: str,
    id_number: str,
    kind: str,
    letter: File | None,
    at: datetime,
    until: date | None = None,
) -> Delegation:
    """Hand in the letter by which a neighbour or relative lets a citizen act; a clerk confirms it.

    ``until`` is the first day it no longer holds (None: until withdrawn). DelegationRefused
    (Chinese): no letter, nobody with this name and number in the register, too many letters
    waiting, or he may act for that person already. FileRefused where the photograph is none.
    """
    if kind not in choices.BY_LETTER:
        raise DelegationRefused("请选择您与委托人的关系。")
    if letter is None:
        raise DelegationRefused("请上传委托书照片。")
    if until is not None and until <= day_of(at):
        raise DelegationRefused("截止日期须晚于今天。")
    held(citizen)
    waiting = Delegation.objects.filter(citizen=citizen, state=choices.WAITING, withdrawn_at=None)
    if waiting.count() >= MOST_WAITING:
        raise DelegationRefused(f"您已有 {MOST_WAITING} 份委托书待核对，请等窗口核对后再提交。")
    person = _person(name, id_number)
    if person.pk in capacities(citizen, day_of(at)):
        raise DelegationRefused("您现在就可以为这位家人办理，不需要委托书。")
    if waiting.filter(person=person).exists():
        raise DelegationRefused("这位委托人的委托书已在核对中，请勿重复提交。")
    by = seat(citizen, person.division, at=at)
    row = Delegation.objects.create(
        citizen=citizen, person=person, kind=kind, by=by, at=at, valid_from=day_of(at), valid_to=until
    )  # fmt: skip
    row.document = documents.store(
        letter,
        kind=AUTHORISATION_PAPER,
        title="代办委托书",
        division=person.division_id,
        subject=row,
        by=by,
        at=at,
    )
    row.save(update_fields=["document"])
    audit.record("citizens.delegation.asked", subject=row, by=by, at=at, kind=kind)
    return row


def _person(name: str, id_number: str) -> Person:
    """Return the person with this name and number; whoever knows only one of them learns nothing."""
    pid = pid_of(id_number)
    rows = Person.objects.select_related("division").filter(merged_into=None, died_on=None)
    person = rows.filter(pid=pid).first() if pid else None
    if person is None or normalise_name(person.name) != normalise_name(name):
        raise DelegationRefused(
            "没有找到姓名和身份证号都相符的档案，请核对后重填，或请本人到窗口办理。"
        )
    return person


@transaction.atomic
def confirm_delegation(
    delegation: Delegation, *, by: Mandate, at: datetime, note: str = ""
) -> Delegation:
    """Let a letter count from today: a clerk compared it with the person who signed it."""
    row = _open(delegation, by)
    today = day_of(at)
    if row.valid_to is not None and row.valid_to <= today:
        raise DelegationRefused("委托期限已过，请让申请人重新提交。")
    row.valid_from, row.state = today, choices.CONFIRMED
    return _decided(row, "citizens.delegation.confirmed", note, by, at)


@transaction.atomic
def refuse_delegation(
    delegation: Delegation, *, by: Mandate, at: datetime, reason: str
) -> Delegation:
    """Turn a letter down; the citizen reads the reason."""
    if not reason.strip():
        raise DelegationRefused("请填写未通过的理由。")
    row = _open(delegation, by)
    row.state = choices.REFUSED
    return _decided(row, "citizens.delegation.refused", reason, by, at)


def _open(delegation: Delegation, by: Mandate) -> Delegation:
    """Return the letter, held, if this clerk may decide on it now."""
    row = held(delegation)
    if not by.may("people.reveal") or not covers(by, row.person.division_id):
        raise DelegationRefused("您的岗位或辖区不能核对这份委托书。")
    if row.state != choices.WAITING or row.withdrawn_at is not None:
        raise DelegationRefused("这份委托书已经处理过了。")
    return row


def _decided(row: Delegation, verb: str, reason: str, by: Mandate, at: datetime) -> Delegation:
    row.decided_by, row.decided_at, row.reason = by, at, reason.strip()[:200]
    row.save(update_fields=["state", "valid_from", "decided_by", "decided_at", "reason"])
    audit.record(verb, subject=row, by=by, at=at, reason=row.reason)
    return row


@transaction.atomic
def withdraw_delegation(delegation: Delegation, citizen: Citizen, *, at: datetime) -> Delegation:
    """End a letter at once: by who was entrusted, or by the person who entrusted him."""
    row = held(delegation)
    is_his = row.citizen_id == citizen.pk or row.person_id == citizen.person_id
    if not is_his or row.state == choices.REFUSED:
        raise DelegationRefused("没有这份委托书。")
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        by = seat(citizen, row.person.division, at=at)
        audit.record("citizens.delegation.withdrawn", subject=row, by=by, at=at)
    return row


def note_acting(
    subject: models.Model,
    *,
    by: Mandate,
    at: datetime,
    household: Household | None = None,
    person: Person | None = None,
) -> None:
    """Put on record for whom and in what capacity a citizen acted on ``subject``; nothing for himself.

    Called in the transaction of the write it tells of, where the capacity has been checked.
    """
    found = capacity(by, day_of(at), household=household, person=person)
    if found is not None and found.kind not in {choices.SELF, choices.HOUSEHOLD}:
        audit.record(
            "citizens.acted", subject=subject, by=by, at=at, capacity=found.kind,
            delegation=found.delegation, person=person.pk if person is not None else None,
        )  # fmt: skip
