"""The bank of resources and the store of all help: kept, changed, never promised twice."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

import polars as pl
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import CLERK, HEAD, OFFICER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.exchange import matching as delivered
from minzheng.kernel.people.models import Household, Membership, Person

from ..choices import GIVERS, HELP_FORMS, IMPORTED, MONEY, NEEDS, TYPED
from ..matching import CONDITIONS
from ..models import HelpRecord, HelpResource

HELP_GIVEN = "help.given"
# The Chinese of the data set (kernel/exchange/catalogue.py) and our keys.
GIVER_KEYS = {label: key for key, label in GIVERS.items()}
NEED_KEYS = {label: key for key, label in NEEDS.items()}
FORM_KEYS = {label: key for key, label in HELP_FORMS.items()}
BATCH = 500


def reach(by: Mandate, division: str, *roles: str) -> None:
    """Refuse whoever has not one of the roles, or not this place (StepRefused, Chinese)."""
    allowed = by.role in roles if roles else by.may("cases.take")
    if not allowed or not accounts.covers(by, division):
        raise StepRefused("您的岗位或辖区不能办理这件事")


@transaction.atomic
def add_resource(
    *,
    name: str,
    giver: str,
    provider: str,
    form: str,
    need: str,
    unit: str,
    total: int,
    valid_from: date,
    by: Mandate,
    at: datetime,
    valid_to: date | None = None,
    conditions: Sequence[str] = (),
    note: str = "",
    contact: str = "",
    body: Body | None = None,
) -> HelpResource:
    """Put a resource of the viewer's own place into the bank; ``total`` is fen for money, else units."""
    reach(by, by.division_id, CLERK, HEAD, OFFICER)
    known = giver in GIVERS and form in HELP_FORMS and need in NEEDS
    if not known or not set(conditions) <= set(CONDITIONS):
        raise StepRefused("请选择提供方类别、形式、需求和资助条件")
    if not name.strip() or not provider.strip() or total <= 0:
        raise StepRefused("请填写资源名称、提供方和大于零的总量")
    if valid_to is not None and valid_to <= valid_from:
        raise StepRefused("截止日期须晚于起始日期")
    row = HelpResource.objects.create(
        name=name.strip(), giver=giver, provider=provider.strip(), body=body, form=form, need=need,
        unit="元" if form == MONEY else unit.strip() or "份", total=total, division_id=by.division_id,
        conditions=list(conditions), note=note.strip(), contact=contact.strip(), valid_from=valid_from,
        valid_to=valid_to, made_at=at, made_by=by,
    )  # fmt: skip
    audit.record("assistance.resource.added", subject=row, by=by, at=at, total=total)
    return row


@transaction.atomic
def change_total(
    resource: HelpResource, *, total: int, reason: str, by: Mandate, at: datetime
) -> HelpResource:
    """Raise or lower what there is, with a reason; never below what is promised or used."""
    row: HelpResource = HelpResource.objects.select_for_update().get(pk=resource.pk)
    reach(by, row.division_id, CLERK, HEAD, OFFICER)
    if not reason.strip():
        raise StepRefused("请填写变更原因")
    if total < row.reserved + row.used:
        raise StepRefused("总量不能低于已预留和已使用之和")
    before, row.total = row.total, total
    row.save(update_fields=["total"])
    audit.record(
        "assistance.resource.changed", subject=row, by=by, at=at, before=before, total=total, reason=reason
    )  # fmt: skip
    return row


def reserve(resource: HelpResource, quantity: int) -> None:
    """Promise a quantity: one statement, refused by the row itself when not so much is left.

    Two hands at one moment cannot promise the same: the second statement reads what the first
    wrote, and the constraint of the table stands behind both. StepRefused (Chinese).
    """
    if quantity <= 0:
        raise StepRefused("请填写数量")
    free = HelpResource.objects.filter(
        pk=resource.pk, total__gte=F("reserved") + F("used") + quantity
    )
    taken = free.update(reserved=F("reserved") + quantity)
    if not taken:
        raise StepRefused("资源余量不足")


def release(resource: HelpResource, quantity: int) -> None:
    """Give a promised quantity back."""
    HelpResource.objects.filter(pk=resource.pk).update(reserved=F("reserved") - quantity)


def use(resource: HelpResource, quantity: int, promised: int) -> None:
    """Turn what was promised into what was used; what was not needed is free again."""
    HelpResource.objects.filter(pk=resource.pk).update(
        reserved=F("reserved") - promised, used=F("used") + quantity
    )


# -- the store of all help ------------------------------------------------------------------------


@transaction.atomic
def record_help(
    household: Household,
    *,
    giver: str,
    provider: str,
    need: str,
    form: str,
    what: str,
    given_on: date,
    by: Mandate,
    at: datetime,
    amount: int | None = None,
    person: Person | None = None,
) -> HelpRecord:
    """Write down help that somebody else gave a family, as told and shown (amount in fen)."""
    reach(by, household.division_id)
    if giver not in GIVERS or need not in NEEDS or form not in HELP_FORMS:
        raise StepRefused("请选择帮扶方类别、需求和形式")
    if not provider.strip() or not what.strip() or given_on > localdate(at):
        raise StepRefused("请填写帮扶单位、内容和不晚于今天的日期")
    if form == MONEY and not amount:
        raise StepRefused("资金类帮扶请填写金额")
    key = f"{TYPED}:{household.pk}:{provider.strip()[:40]}:{given_on}:{what.strip()[:30]}"
    if HelpRecord.objects.filter(key=key).exists():
        raise StepRefused("同一天同一单位的这项帮扶已经登记过")
    row = HelpRecord.objects.create(
        key=key, origin=TYPED, giver=giver, provider=provider.strip(), household=household, person=person,
        division_id=household.division_id, need=need, form=form, what=what.strip()[:200], amount=amount,
        given_on=given_on, at=at, by=by,
    )  # fmt: skip
    audit.record("assistance.help.recorded", subject=row, by=by, at=at, giver=giver, need=need)
    return row


@transaction.atomic
def take_in_help(month: str, *, by: Mandate, at: datetime) -> int:
    """Take what partners delivered of other help up to a month into the store; return how many are new.

    Person, provider, need and day make a help the same one, so that a file sent again adds nothing.
    Taken are people of our register who belonged to a household at the end of the month.
    """
    rows = delivered.accepted(HELP_GIVEN, month)
    if rows is None:
        return 0
    found = rows.filter(pl.col("pid").is_not_null()).collect()
    known = set(HelpRecord.objects.filter(origin=IMPORTED).values_list("key", flat=True))
    fresh = {key: row for row in found.iter_rows(named=True) if (key := _key(row)) not in known}
    persons = dict(
        Person.objects.filter(pid__in={row["pid"] for row in fresh.values()}).values_list(
            "pid", "pk"
        )
    )
    homes = _homes(list(persons.values()), months.last_day(month))
    made = []
    for key, row in fresh.items():
        person = persons.get(row["pid"])
        if person is None or person not in homes:
            continue
        home, division = homes[person]
        made.append(
            HelpRecord(
                key=key, origin=IMPORTED, giver=GIVER_KEYS[row["giver"]], provider=row["provider"][:120],
                household_id=home, person_id=person, division_id=division, need=NEED_KEYS[row["need"]],
                form=FORM_KEYS[row["form"]], what=(row["what"] or row["need"])[:200], amount=row["amount"],
                given_on=row["given_on"], at=at, by=by,
            )
        )  # fmt: skip
    HelpRecord.objects.bulk_create(made, batch_size=BATCH)
    if made:
        audit.record(
            "assistance.help.taken_in", subject=None, subject_key="assistance.helprecord", by=by, at=at,
            month=month, rows=len(made),
        )  # fmt: skip
    return len(made)


def _key(row: dict[str, object]) -> str:
    """Return what makes a delivered help the same one, whichever file brings it again."""
    told = "|".join(str(row[name]) for name in ("pid", "provider", "need", "given_on"))
    return f"{IMPORTED}:{hashlib.sha256(told.encode()).hexdigest()}"


def _homes(persons: list[int], on: date) -> dict[int, tuple[int, str]]:
    """Return household and division of each person on a day."""
    rows = Membership.objects.in_force(on).filter(person__in=persons)
    told = rows.values_list("person_id", "household_id", "household__division_id")
    return {person: (home, division) for person, home, division in told}
