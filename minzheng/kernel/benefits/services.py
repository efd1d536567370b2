"""Writes of entitlements: grant, adjust, suspend, resume, end; each keeps its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from minzheng.core import months
from minzheng.core.events import announce
from minzheng.core.models import in_force_at
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.people.models import Household, Person

from . import claims, declarations, queries
from .choices import EntitlementState
from .events import EntitlementLowered
from .models import Entitlement, EntitlementEvent


class BenefitError(Exception):
    """A change of a benefit that cannot be made; the message is for the clerk."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a grant or change rests on: the recorded determination and the case that led to it."""

    determination_id: int | None = None
    case_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Adjusted:
    """One entitlement of a batch with its new amount (whole fen a month) and first day."""

    entitlement_id: int
    amount: int
    since: date


def _note(row: Entitlement, kind: str, *, by: Mandate, at: datetime, reason: str) -> None:
    EntitlementEvent.objects.create(entitlement=row, kind=kind, at=at, by=by, reason=reason[:300])
    audit.record(
        f"benefits.entitlement.{kind}",
        subject=row,
        by=by,
        at=at,
        benefit=row.benefit,
        amount=row.amount,
    )


def _locked(entitlement: Entitlement) -> Entitlement:
    rows: QuerySet[Entitlement] = Entitlement.objects.select_for_update()
    return rows.get(pk=entitlement.pk)


@dataclass(frozen=True, slots=True)
class _Terms:
    """The amounts a row is kept with: what is paid, and what overlaps ask beside it."""

    amount: int
    full_amount: int | None
    basic_amount: int | None
    heads: int | None


def _terms(
    declared: declarations.Benefit,
    amount: int,
    *,
    household: Household,
    person: Person | None,
    since: date,
    basis: Basis,
    replaces: Entitlement | None = None,
) -> _Terms:
    """Settle a claim with what is held; BenefitError names what stands against it and the choice.

    A reduction of what is paid already is never refused.
    """
    found = Determination.objects.filter(pk=basis.determination_id or 0).first()
    values = determinations.values_of(found) if found and (declared.basic or declared.heads) else {}
    basic, heads = values.get(declared.basic), values.get(declared.heads)
    full = _before_netting(declared, amount, person, found)
    told = queries.prospect(
        declared.key, household=household, person=person, amount=amount, since=since,
        leave_out=replaces.pk if replaces else None, full=full, basic=basic, heads=heads,
    )  # fmt: skip
    if told.obstacles and (replaces is None or amount > replaces.amount):
        raise BenefitError("".join(told.obstacles))
    paid = amount if told.obstacles else told.payable
    return _Terms(paid, full or (amount if paid < amount else None), basic, heads)


def _before_netting(
    declared: declarations.Benefit, amount: int, person: Person | None, found: Determination | None
) -> int | None:
    """Return the amount before the policy deducted what was held on the day of the determination."""
    if not declared.nets or person is None or found is None:
        return None
    rows = Entitlement.objects.filter(
        in_force_at(found.at), household=found.household, benefit__in=declared.nets
    )
    shares = claims.shares_of(claims.held_portions(rows, found.at)).get(person.pk, {})
    return claims.before_netting(amount, declared.nets, shares)


def _month_start(day: date) -> None:
    if day != day.replace(day=1):
        raise BenefitError("待遇变动须从月初起算。请选择某月1日。")


@transaction.atomic
def grant(
    benefit: str,
    *,
    household: Household,
    amount: int,
    since: date,
    basis: Basis,
    by: Mandate,
    at: datetime,
    person: Person | None = None,
    payee: Person | None = None,
    recheck_on: date | None = None,
) -> Entitlement:
    """Start a benefit from the first of a month (the month after the decision, 低保57号 art. 21).

    `amount` is whole fen a month; `person` is given where one person holds it, not the household.
    What is paid once gets this one month, once per case. Beside another benefit the amount may be
    lowered to the difference. Raises BenefitError when the holder, or the household as a whole, has
    the benefit already, or another that may not stand beside it.
    """
    declared = declarations.benefit(benefit)
    _month_start(since)
    Household.objects.select_for_update().get(pk=household.pk)
    holder = f"p{person.pk}" if person else f"h{household.pk}"
    once = declared.paid == declarations.ONCE
    if once:
        holder = f"{holder}c{basis.case_id}" if basis.case_id else holder
        _refuse_twice(declared, holder, since)
    else:
        _refuse_held(declared, {holder, f"h{household.pk}"})
    terms = _terms(declared, amount, household=household, person=person, since=since, basis=basis)
    row = Entitlement.objects.create(
        benefit=benefit, holder=holder, household=household, person=person, payee=payee or household.head,
        division=household.division, amount=terms.amount, full_amount=terms.full_amount,
        basic_amount=terms.basic_amount, heads=terms.heads, valid_from=since,
        valid_to=_next_month(since) if once else None, confirmed_on=at.date(), recheck_on=recheck_on,
        determination_id=basis.determination_id, case_id=basis.case_id, is_demo=household.is_demo,
    )  # fmt: skip
    _note(row, "granted", by=by, at=at, reason=basis.reason)
    return row


def _refuse_held(declared: declarations.Benefit, holders: set[str]) -> None:
    open_row = Entitlement.objects.filter(
        benefit=declared.key, holder__in=holders, valid_to__isnull=True
    ).first()
    if open_row is not None:
        raise BenefitError(
            f"该户已在享受{declared.label}（自{open_row.valid_from:%Y-%m-%d}起），不能重复确认。"
        )


def _refuse_twice(declared: declarations.Benefit, holder: str, since: date) -> None:
    rows = Entitlement.objects.filter(benefit=declared.key, holder=holder, valid_from=since)
    if rows.exists():
        raise BenefitError(f"该办件{since:%Y年%m月}的{declared.label}已确认，不能重复确认。")


@transaction.atomic
def adjust(
    entitlement: Entitlement, *, amount: int, since: date, basis: Basis, by: Mandate, at: datetime
) -> Entitlement:
    """End a row the day before `since` and start its successor with another amount (whole fen a month).

    Beside another benefit the amount may be lowered to the difference. Raises BenefitError when it
    would rise although another benefit may not stand beside it.
    """
    _month_start(since)
    row = _locked(entitlement)
    if row.valid_to is not None:
        raise BenefitError("该待遇已终止，不能调整。")
    if since <= row.valid_from:
        raise BenefitError(f"调整须晚于本段起始月（{row.valid_from:%Y-%m}）。")
    terms = _terms(
        declarations.benefit(row.benefit), amount, household=row.household, person=row.person,
        since=since, basis=basis, replaces=row,
    )  # fmt: skip
    row.valid_to, row.state, row.end_reason = (
        since,
        EntitlementState.ENDED.value,
        basis.reason[:200],
    )
    row.save(update_fields=["valid_to", "state", "end_reason"])
    new = Entitlement.objects.create(
        benefit=row.benefit, holder=row.holder, household=row.household, person=row.person, payee=row.payee,
        division=row.division, amount=terms.amount, full_amount=terms.full_amount,
        basic_amount=terms.basic_amount, heads=terms.heads, valid_from=since,
        confirmed_on=row.confirmed_on, recheck_on=row.recheck_on, determination_id=basis.determination_id, case_id=basis.case_id,
        predecessor=row, is_demo=row.is_demo,
    )  # fmt: skip
    _note(new, "adjusted", by=by, at=at, reason=basis.reason)
    if new.amount < row.amount:
        announce(EntitlementLowered(new.pk, since, new.amount, basis.reason, by, at))
    return new


@transaction.atomic
def adjust_many(
    changes: Sequence[Adjusted], *, reason: str, by: Mandate, at: datetime
) -> list[Entitlement]:
    """Adjust many open, active entitlements at once, each with its event and its line of audit.

    The facts a family is judged by have not changed: the new rows rest on the same determinations.
    BenefitError when one of them is closed, suspended, or starts in the month of the change.
    """
    wanted = {change.entitlement_id: change for change in changes}
    rows = list(Entitlement.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    new = []
    for row in rows:
        change = wanted[row.pk]
        _month_start(change.since)
        if row.valid_to is not None or row.state != EntitlementState.ACTIVE.value:
            raise BenefitError(f"待遇{row.pk}已终止或暂停，不能调整。请重新核对后再办。")
        if change.since <= row.valid_from:
            raise BenefitError(f"调整须晚于本段起始月（{row.valid_from:%Y-%m}）。")
        new.append(
            Entitlement(
                benefit=row.benefit, holder=row.holder, household_id=row.household_id, person_id=row.person_id,
                payee_id=row.payee_id, division_id=row.division_id, amount=change.amount, valid_from=change.since,
                confirmed_on=row.confirmed_on, recheck_on=row.recheck_on, determination_id=row.determination_id,
                case_id=row.case_id, predecessor=row, is_demo=row.is_demo, heads=row.heads,
                full_amount=_moved(row.full_amount, change.amount - row.amount),
                basic_amount=_moved(row.basic_amount, change.amount - row.amount),
            )
        )  # fmt: skip
        row.valid_to, row.state, row.end_reason = (
            change.since, EntitlementState.ENDED.value, reason[:200],
        )  # fmt: skip
    Entitlement.objects.bulk_update(rows, ["valid_to", "state", "end_reason"], batch_size=500)
    made = Entitlement.objects.bulk_create(new, batch_size=500)
    EntitlementEvent.objects.bulk_create(
        [EntitlementEvent(entitlement=row, kind="adjusted", at=at, by=by, reason=reason[:300]) for row in made],
        batch_size=500,
    )  # fmt: skip
    audit.record_many(
        [
            audit.Line("benefits.entitlement.adjusted", row, detail={"benefit": row.benefit, "amount": row.amount})
            for row in made
        ],
        by=by, at=at,
    )  # fmt: skip
    return made


def _moved(amount: int | None, by: int) -> int | None:
    """Move what overlaps ask beside an amount along with it: a standard changes the basic part."""
    return None if amount is None else max(0, amount + by)


@transaction.atomic
def suspend(entitlement: Entitlement, *, reason: str, by: Mandate, at: datetime) -> Entitlement:
    """Hold payment of a benefit; the reason is kept and shown."""
    row = _locked(entitlement)
    if row.state != EntitlementState.ACTIVE.value:
        raise BenefitError("只有在享的待遇可以暂停。")
    row.state = EntitlementState.SUSPENDED.value
    row.save(update_fields=["state"])
    _note(row, "suspended", by=by, at=at, reason=reason)
    return row


@transaction.atomic
def resume(entitlement: Entitlement, *, reason: str, by: Mandate, at: datetime) -> Entitlement:
    """Take a suspended benefit up again."""
    row = _locked(entitlement)
    if row.state != EntitlementState.SUSPENDED.value:
        raise BenefitError("只有暂停的待遇可以恢复。")
    row.state = EntitlementState.ACTIVE.value
    row.save(update_fields=["state"])
    _note(row, "resumed", by=by, at=at, reason=reason)
    return row


@transaction.atomic
def end(
    entitlement: Entitlement, *, until: date, reason: str, by: Mandate, at: datetime
) -> Entitlement:
    """Stop a benefit: `until` is the first day no longer paid (月初); the reason goes on the notice."""
    _month_start(until)
    row = _locked(entitlement)
    if row.valid_to is not None:
        raise BenefitError("该待遇已终止。")
    if until <= row.valid_from:
        raise BenefitError("终止月须晚于起始月。")
    row.valid_to, row.state, row.end_reason = until, EntitlementState.ENDED.value, reason[:200]
    row.save(update_fields=["valid_to", "state", "end_reason"])
    _note(row, "ended", by=by, at=at, reason=reason)
    announce(EntitlementLowered(row.pk, until, 0, reason, by, at))
    return row


def first_pay_month(decided_on: date) -> date:
    """Return the first day of the month after a decision (assistance handbook §1B.2)."""
    return _next_month(decided_on)


def _next_month(day: date) -> date:
    return months.first_day(months.shift_month(months.month_of(day), 1))
