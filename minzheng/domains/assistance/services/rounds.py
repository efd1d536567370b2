"""A round of special relief: listed, approved by another, put into a payment of its own, reported."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

import polars as pl
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import OFFICER, REVIEWER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import declarations as declared
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household, Membership, Person

from ..choices import APPROVED, IN_PAYMENT, LISTED, OPEN, REMOVED, ROUND_KINDS, SPECIAL, SUBMITTED
from ..models import ReliefRound, RoundLine


def _need(by: Mandate, division: str, role: str) -> None:
    if by.role != role:
        raise StepRefused("您的岗位不能办理专项救助的这一步")
    if not accounts.covers(by, division):
        raise StepRefused("该批次不属于您的辖区")


def _locked(row: ReliefRound, by: Mandate, role: str, *states: str) -> ReliefRound:
    found: ReliefRound = ReliefRound.objects.select_for_update().get(pk=row.pk)
    _need(by, found.division_id, role)
    if found.state not in states:
        raise StepRefused(f"该批次当前为“{found.get_state_display()}”，不能办理这一步")
    return found


@transaction.atomic
def open_round(
    *, title: str, kind: str, division: Division, document: str, per_head: int, month: str, by: Mandate, at: datetime
) -> ReliefRound:  # fmt: skip
    """Open a round with its document; ``per_head`` is fen a person, 0 where each line names its sum."""
    _need(by, division.pk, OFFICER)
    if not title.strip() or not document.strip() or kind not in ROUND_KINDS:
        raise StepRefused("请填写名称、类别和依据文件")
    months.parse_month(month)
    row = ReliefRound.objects.create(
        title=title.strip(), kind=kind, division=division, document=document.strip(), per_head=per_head, month=month,
        made_at=at, made_by=by,
    )  # fmt: skip
    audit.record("assistance.round.opened", subject=row, by=by, at=at, kind=kind)
    return row


@transaction.atomic
def list_recipients(
    relief: ReliefRound, groups: Iterable[str], *, by: Mandate, at: datetime
) -> int:
    """List every household that receives one of the benefits today, each once; return how many are new."""
    row = _locked(relief, by, OFFICER, OPEN)
    wanted = list(groups)
    held = Entitlement.objects.filter(
        entitlements.in_force(localdate(at)), benefit__in=wanted, division__path__startswith=row.division.path
    )  # fmt: skip
    homes = Household.objects.filter(pk__in=held.values("household")).select_related("head")
    counts = _heads([home.pk for home in homes], at)
    source = "在册名单：" + "、".join(declared.benefit(key).label for key in wanted)
    lines = [(home, counts[home.pk], counts[home.pk] * row.per_head, None) for home in homes]
    return _add(row, lines, source, by=by, at=at)


def _heads(homes: list[int], at: datetime) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    rows = Membership.objects.in_force(localdate(at)).filter(household__in=homes)
    living = rows.filter(Q(person__died_on=None) | Q(person__died_on__gt=localdate(at)))
    for home in living.values_list("household_id", flat=True):
        found[home] += 1
    return found


@transaction.atomic
def list_named(
    relief: ReliefRound, rows: Iterable[tuple[str, int | None]], *, by: Mandate, at: datetime
) -> list[str]:
    """List people by identity number with their own sums (fen, None: the round's sum per head).

    One person of a household stands for himself alone. Returns a Chinese line for every number
    that could not be taken; those change nothing.
    """
    row = _locked(relief, by, OFFICER, OPEN)
    problems: list[str] = []
    sums: dict[int, int] = defaultdict(int)
    payees: dict[int, Person] = {}
    heads: dict[int, set[int]] = defaultdict(set)
    for position, (number, amount) in enumerate(rows, start=1):
        person = people.by_id_number(by, number)
        home = people.household_of(person.pk, localdate(at)) if person else None
        if person is None or home is None or person.died_on is not None:
            problems.append(f"第{position}行：未找到在册的在世人员")
        elif person.pk in heads[home.pk]:
            problems.append(f"第{position}行：与前面重复")
        elif not (amount or row.per_head):
            problems.append(f"第{position}行：没有金额")
        else:
            heads[home.pk].add(person.pk)
            sums[home.pk] += amount or row.per_head
            payees.setdefault(home.pk, person)
    homes = Household.objects.in_bulk(list(payees))
    lines = [(homes[k], len(heads[k]), sums[k], payees[k]) for k in payees]
    _add(row, lines, "导入名单", by=by, at=at)
    return problems


@transaction.atomic
def list_by_policy(
    relief: ReliefRound, policy: str, month: str, *, by: Mandate, at: datetime
) -> int:
    """List whom a policy answered "eligible" for a month, with the sums it gave (heating, prices)."""
    row = _locked(relief, by, OFFICER, OPEN)
    results = determinations.results(policy, month)
    if results is None:
        raise StepRefused(f"{month} 还没有这项政策的测算结果")
    found = results.filter((pl.col("outcome") == "eligible") & (pl.col("amount") > 0)).collect()
    sums: dict[int, int] = defaultdict(int)
    counts: dict[int, int] = defaultdict(int)
    on_person = "person" in found.columns
    keys = found["person" if on_person else "household"].to_list()
    home_of = _homes_of(keys, at) if on_person else {}
    for key, amount in zip(keys, found["amount"].to_list(), strict=True):
        home = home_of.get(key) if on_person else key
        if home is not None:
            sums[home] += amount
            counts[home] += 1
    known = Household.objects.filter(
        pk__in=sums, division__path__startswith=row.division.path
    ).select_related("head")
    heads = counts if on_person else _heads(list(sums), at)
    lines = [(home, heads[home.pk], sums[home.pk], None) for home in known]
    return _add(row, lines, f"政策测算结果（{month}）", by=by, at=at)


def _homes_of(persons: list[int], at: datetime) -> dict[int, int]:
    rows = Membership.objects.in_force(localdate(at)).filter(person__in=persons)
    return dict(rows.values_list("person_id", "household_id"))


def _add(
    relief: ReliefRound,
    lines: Iterable[tuple[Household, int, int, Person | None]],
    source: str,
    *,
    by: Mandate,
    at: datetime,
) -> int:
    known = set(relief.lines.values_list("household_id", flat=True))
    new = [
        RoundLine(
            round=relief, household=home, payee=payee or home.head, division_id=home.division_id, heads=heads,
            amount=amount, source=source[:120],
        )
        for home, heads, amount, payee in lines
        if home.pk not in known and heads and amount > 0
    ]  # fmt: skip
    RoundLine.objects.bulk_create(new, batch_size=500)
    audit.record("assistance.round.listed", subject=relief, by=by, at=at, lines=len(new))
    return len(new)


@transaction.atomic
def remove(line: RoundLine, *, reason: str, by: Mandate, at: datetime) -> RoundLine:
    """Take a household off the list, with the reason; it stays visible."""
    _locked(line.round, by, OFFICER, OPEN)
    if not reason.strip():
        raise StepRefused("请写明移出原因")
    line.state, line.reason = REMOVED, reason.strip()
    line.save(update_fields=["state", "reason"])
    audit.record("assistance.round.removed", subject=line, by=by, at=at, reason=reason)
    return line


@transaction.atomic
def submit(relief: ReliefRound, *, by: Mandate, at: datetime) -> ReliefRound:
    """Hand the list in for approval; from now on it does not change."""
    row = _locked(relief, by, OFFICER, OPEN)
    if not row.lines.filter(state=LISTED).exists():
        raise StepRefused("名单为空，不能提交")
    row.state = SUBMITTED
    row.save(update_fields=["state"])
    audit.record("assistance.round.submitted", subject=row, by=by, at=at)
    return row


@transaction.atomic
def approve(relief: ReliefRound, *, by: Mandate, at: datetime) -> ReliefRound:
    """Approve the list and its sum; never the one who made it."""
    row = _locked(relief, by, REVIEWER, SUBMITTED)
    if row.made_by.user_id == by.user_id:
        raise StepRefused("编制人与审批人不能是同一人")
    row.state, row.approved_by, row.approved_at = APPROVED, by, at
    row.save(update_fields=["state", "approved_by", "approved_at"])
    audit.record("assistance.round.approved", subject=row, by=by, at=at)
    return row


@transaction.atomic
def send_back(relief: ReliefRound, *, by: Mandate, at: datetime) -> ReliefRound:
    """Return a list to its maker."""
    row = _locked(relief, by, REVIEWER, SUBMITTED)
    row.state = OPEN
    row.save(update_fields=["state"])
    audit.record("assistance.round.sent_back", subject=row, by=by, at=at)
    return row


@transaction.atomic
def issue(relief: ReliefRound, *, by: Mandate, at: datetime) -> int:
    """Put every line of an approved round into the payment of its month; return how many.

    A household of another round in the same month gets it in the next: one line a month and benefit.
    """
    row = _locked(relief, by, OFFICER, APPROVED)
    lines = row.lines.filter(state=LISTED, entitlement=None).select_related("household", "payee")
    for line in lines:
        line.entitlement = benefits.grant(
            SPECIAL, household=line.household, amount=line.amount, since=_free_month(line.household, row.month), by=by, at=at,
            basis=benefits.Basis(reason=f"{row.title}（{row.document}）"), payee=line.payee,
        )  # fmt: skip
        line.save(update_fields=["entitlement"])
    row.state, row.issued_at = IN_PAYMENT, at
    row.save(update_fields=["state", "issued_at"])
    audit.record("assistance.round.issued", subject=row, by=by, at=at, lines=len(lines))
    return len(lines)


def _free_month(household: Household, month: str) -> date:
    taken = set(
        Entitlement.objects.filter(benefit=SPECIAL, household=household).values_list(
            "valid_from", flat=True
        )
    )
    since = months.first_day(month)
    while since in taken:
        since = months.add_months(since, 1)
    return since
