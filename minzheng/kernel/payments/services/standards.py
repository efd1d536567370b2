"""What a change of standards does to what is paid: new amounts, and exact lines for months already out.

1. For every benefit whose policy asks for a changed figure, each entitlement is worked out without
   and with the change, month by month, from the facts it rests on (its own determination, else
   the facts gathered for that month or the nearest one).
2. Where the amount "without" is not what the register says, nobody adjusts blindly: the holder is
   listed for a person to look at.
3. From the first month that has not gone out the register pays the new amount; for each month
   before it the difference is put down, once per change, holder and month.
4. The next run pays what is above nought. What is below nought is kept with the people, as the law
   has it for a loss they did not cause (assistance handbook §11), unless the place rules otherwise.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, Sum

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.benefits import services as entitlements
from minzheng.kernel.benefits.choices import EntitlementState
from minzheng.kernel.benefits.declarations import Benefit
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations import services as law
from minzheng.kernel.determinations.models import Determination, StandardChange

from .. import arrears
from ..choices import RunState
from ..models import BackPayment, PaymentRun, StandardEffect

FALLS, KEEP, RECOVER = "late_falls", "keep", "recover"
SUSPENDED = "待遇暂停中，恢复时再核定"
DIFFERS = "按存档资料重算的原额与登记金额不一致"
UNKNOWN = "存档资料不足，无法重算"


@dataclass(frozen=True, slots=True)
class NewAmount:
    """An entitlement that pays another amount from a month on (whole fen)."""

    entitlement: Entitlement
    month: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What one month should have paid and what the register gave (whole fen).

    `is_out`: the month itself has been paid or goes out with the next run; else the difference
    waits for it.
    """

    entitlement: Entitlement
    month: str
    was: int
    due: int
    is_out: bool


@dataclass
class Plan:
    """What a change will do to one benefit; the release does exactly this."""

    benefit: Benefit
    first_month: str
    from_month: str
    adjusted: list[NewAmount] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    falls: list[NewAmount] = field(default_factory=list)
    unresolved: list[tuple[Entitlement, str]] = field(default_factory=list)

    @property
    def monthly(self) -> int:
        """By how much a month's run changes once everybody has the new amount, in whole fen."""
        return sum(row.after - row.before for row in self.adjusted)

    @property
    def next_run(self) -> int:
        """By how much the run of `from_month` pays more: its new amounts and what it makes up."""
        now = [row for row in self.adjusted if row.month == self.from_month]
        return sum(row.after - row.before for row in now) + self.back - self.waiting

    @property
    def waiting(self) -> int:
        """What is made up later, because the month itself has not been paid yet."""
        return sum(max(0, row.due - row.was) for row in self.differences if not row.is_out)

    @property
    def back(self) -> int:
        """What is paid for months that are out."""
        return sum(max(0, row.due - row.was) for row in self.differences)

    @property
    def recovery(self) -> int:
        """What is to be held back for months that are out."""
        return sum(max(0, row.was - row.due) for row in self.differences)

    @property
    def holders(self) -> int:
        """How many are paid otherwise."""
        holders = {row.entitlement.holder for row in self.adjusted}
        return len(holders | {row.entitlement.holder for row in self.differences})

    @property
    def months(self) -> list[str]:
        """The months with differences."""
        return sorted({row.month for row in self.differences})


def touched_benefits(change: StandardChange) -> dict[str, str]:
    """Return the monthly benefits whose amounts ask for a changed figure, with the first month each."""
    changed = law.changed_parameters(change)
    found = {}
    for benefit in benefits.benefits():
        if benefit.paid != benefits.MONTHLY:
            continue
        own = {key: first for key, first in changed.items() if law.touches(benefit.policy, {key})}
        if own:
            found[benefit.key] = min(own.values())
    return found


def plans(change: StandardChange) -> list[Plan]:
    """Return what a change will do, benefit by benefit; writes nothing. A benefit done is left out."""
    done = set(change.effects.values_list("benefit", flat=True))
    paths = list(change.values.values_list("division__path", flat=True).distinct())
    return [
        plan_of(change, benefits.benefit(key), first, paths)
        for key, first in touched_benefits(change).items()
        if key not in done
    ]


def first_unpaid(benefit: str, first: str, paths: Collection[str]) -> str:
    """Return the first month from `first` on for which no run has left the draft."""
    runs = PaymentRun.objects.filter(benefit=benefit).exclude(state=RunState.DRAFT.value)
    out = [
        run.month
        for run in runs.select_related("division")
        if any(path.startswith(run.division.path) or run.division.path.startswith(path) for path in paths)
    ]  # fmt: skip
    return max([first, *(months.shift_month(month, 1) for month in out)])


def plan_of(change: StandardChange, benefit: Benefit, first: str, paths: Collection[str]) -> Plan:
    """Work out what a change does to one benefit."""
    plan = Plan(benefit, first, first_unpaid(benefit.key, first, paths))
    start = months.first_day(first)
    places = Q()
    for path in paths:
        places |= Q(division__path__startswith=path)
    rows = Entitlement.objects.filter(
        places, Q(valid_to__isnull=True) | Q(valid_to__gt=start), benefit=benefit.key, amount__gt=0
    ).select_related("division", "household", "household__head")
    wanted: dict[str, list[Entitlement]] = {}
    for row in rows.order_by("pk"):
        if row.state == EntitlementState.SUSPENDED.value:
            plan.unresolved.append((row, SUSPENDED))
            continue
        for month in _months_of(row, plan):
            wanted.setdefault(month, []).append(row)
    amounts = _Amounts(change, benefit)
    recover, out = _falls_rule(change) == RECOVER, arrears.Out(benefit.key, min(paths, key=len))
    stuck: dict[int, str] = {}
    for month, own in sorted(wanted.items()):
        for row, found in amounts.at(month, own):
            if isinstance(found, str):
                if row.pk not in stuck:
                    plan.unresolved.append((row, found))
                stuck[row.pk] = found
            elif row.pk not in stuck:
                is_out = month == plan.from_month or out.has(row.holder, month)
                _put(plan, row, month, found, recover=recover, is_out=is_out)
    return plan


def _months_of(row: Entitlement, plan: Plan) -> list[str]:
    """Return the months to look at: those before the new amount, and the first month of it."""
    begin = max(plan.first_month, months.month_of(row.valid_from))
    end = _new_from(row, plan)
    if end is None:
        # A row that has its end cannot be adjusted: its remaining months are all differences.
        assert row.valid_to is not None
        last = months.shift_month(months.month_of(row.valid_to), -1)
    else:
        last = end
    found = []
    while begin <= last:
        found.append(begin)
        begin = months.shift_month(begin, 1)
    return found


def _new_from(row: Entitlement, plan: Plan) -> str | None:
    """Return the month from which the register can pay a row by the new standard."""
    if row.valid_to is not None:
        return None
    return max(plan.from_month, months.shift_month(months.month_of(row.valid_from), 1))


def _put(
    plan: Plan,
    row: Entitlement,
    month: str,
    amounts: tuple[int, int],
    *,
    recover: bool,
    is_out: bool,
) -> None:
    before, after = amounts
    if before == after:
        return
    falls = after < before
    if month == _new_from(row, plan):
        listed = plan.falls if falls and not recover else plan.adjusted
        listed.append(NewAmount(row, month, before, after))
    elif recover or not falls:
        plan.differences.append(Difference(row, month, before, after, is_out))


def _falls_rule(change: StandardChange) -> str:
    row = determinations.value_in_force(
        arrears.OWNER, FALLS, change.division_id, change.values.order_by("since")[0].since
    )
    return row.value if row is not None else KEEP


class _Amounts:
    """Amounts of entitlements by month, from the facts each rests on."""

    def __init__(self, change: StandardChange, benefit: Benefit) -> None:
        self.change, self.benefit = change, benefit
        self._gathered = law.gathered_months()
        self._laws: dict[str, law.Recomputation] = {}
        earlier = BackPayment.objects.filter(benefit=benefit.key).exclude(effect__change=change)
        sums = earlier.values_list("holder", "month").annotate(left=Sum(F("due") - F("was")))
        self._earlier = {(holder, month): amount for holder, month, amount in sums}
        self._policies: dict[int, str] = {}

    def at(
        self, month: str, rows: Sequence[Entitlement]
    ) -> Iterable[tuple[Entitlement, tuple[int, int] | str]]:
        """Yield each row with what the register gives and what is due, or why nobody can tell."""
        reasons: dict[int, str] = {}
        found: dict[int, tuple[int, int]] = {}
        for source in self._sources(month, rows):
            for row, amounts in source:
                if row.pk in found:
                    continue
                was = row.amount + self._earlier.get((row.holder, month), 0)
                if amounts.before is None or amounts.after is None:
                    reasons.setdefault(row.pk, UNKNOWN)
                elif amounts.before != was:
                    reasons[row.pk] = DIFFERS
                else:
                    found[row.pk] = (was, amounts.after)
            if len(found) == len(rows):
                break
        for row in rows:
            yield row, found.get(row.pk) or reasons.get(row.pk, UNKNOWN)

    def _sources(
        self, month: str, rows: Sequence[Entitlement]
    ) -> Iterable[list[tuple[Entitlement, law.Amounts]]]:
        yield self._recorded(month, rows)
        policy = self._law(self.benefit.policy)
        key = policy.policy.of
        for facts_month in law.nearest_months(month, self._gathered):
            units = {
                row.pk: row.household_id if key == "household" else row.person_id for row in rows
            }
            asked = {unit for unit in units.values() if unit is not None}
            amounts = policy.from_month(facts_month, asked, month)
            yield [
                (row, amounts[unit])
                for row in rows
                if (unit := units[row.pk]) is not None and unit in amounts
            ]

    def _recorded(
        self, month: str, rows: Sequence[Entitlement]
    ) -> list[tuple[Entitlement, law.Amounts]]:
        ids = {row.determination_id for row in rows if row.determination_id} - self._policies.keys()
        known = Determination.objects.filter(pk__in=ids)
        self._policies |= dict(known.values_list("pk", "policy"))
        by_policy: dict[str, set[int]] = {}
        for row in rows:
            if row.determination_id in self._policies:
                key = self._policies[row.determination_id]
                by_policy.setdefault(key, set()).add(row.determination_id)
        amounts: dict[int, law.Amounts] = {}
        for key, own in by_policy.items():
            amounts |= self._law(key).from_determinations(own, month)
        return [
            (row, amounts[found])
            for row in rows
            if (found := row.determination_id) is not None and found in amounts
        ]

    def _law(self, policy: str) -> law.Recomputation:
        if policy not in self._laws:
            self._laws[policy] = law.Recomputation(policy, self.change)
        return self._laws[policy]


@transaction.atomic
def retroactive_lines(
    change: StandardChange, *, by: Mandate, at: datetime, up_to: str = "", benefit: str = ""
) -> list[StandardEffect]:
    """Do what the plans say, once per change and benefit: adjust, and put down the differences.

    Only what begins by the month `up_to` (next month unless given) is done now; a standard of a
    later month waits until the run of its month is built, so that cases decided in between find
    the register as it is. Called again it changes nothing.
    """
    limit = up_to or months.shift_month(months.month_of(at), 1)
    # Two who come at once: the second waits here and then finds the first one's effects.
    locked = StandardChange.objects.select_for_update().get(pk=change.pk)
    done = set(locked.effects.values_list("benefit", flat=True))
    paths = list(locked.values.values_list("division__path", flat=True).distinct())
    made = []
    for key, first in touched_benefits(locked).items():
        if key in done or (benefit and key != benefit):
            continue
        if first_unpaid(key, first, paths) <= limit:
            plan = plan_of(locked, benefits.benefit(key), first, paths)
            made.append(_carry_out(locked, plan, by=by, at=at))
    return made


def _carry_out(change: StandardChange, plan: Plan, *, by: Mandate, at: datetime) -> StandardEffect:
    effect = StandardEffect.objects.create(
        change=change, benefit=plan.benefit.key, from_month=plan.from_month, adjusted=len(plan.adjusted),
        monthly=plan.monthly, back_lines=len(plan.differences), back=plan.back, recovery=plan.recovery,
        unresolved=[{"entitlement": row.pk, "reason": why} for row, why in plan.unresolved]
        + [{"entitlement": row.entitlement.pk, "reason": "标准降低，须先听取意见再减发"} for row in plan.falls],
        made_by=by, made_at=at,
    )  # fmt: skip
    reason = f"标准调整：{change.title}（{change.document or change.source}）"
    entitlements.adjust_many(
        [
            entitlements.Adjusted(row.entitlement.pk, row.after, months.first_day(row.month))
            for row in plan.adjusted
        ],
        reason=reason, by=by, at=at,
    )  # fmt: skip
    BackPayment.objects.bulk_create(
        [
            BackPayment(
                effect=effect, benefit=plan.benefit.key, holder=row.entitlement.holder, entitlement=row.entitlement,
                household_id=row.entitlement.household_id, division_id=row.entitlement.division_id,
                month=row.month, was=row.was, due=row.due,
            )
            for row in plan.differences
        ],
        batch_size=500,
    )  # fmt: skip
    audit.record(
        "payments.standard.applied", subject=effect, by=by, at=at, title=change.title, benefit=plan.benefit.key,
        adjusted=effect.adjusted, back_lines=effect.back_lines, amount=effect.back,
    )  # fmt: skip
    return effect


def apply_waiting(benefit: str, month: str, *, by: Mandate, at: datetime) -> None:
    """Carry out the released changes that count from a month or before it and still wait."""
    waiting = StandardChange.objects.filter(state="released").exclude(effects__benefit=benefit)
    for change in waiting.order_by("released_at", "pk"):
        if benefit in touched_benefits(change):
            retroactive_lines(change, by=by, at=at, up_to=month, benefit=benefit)
