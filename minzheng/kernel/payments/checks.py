"""The lines of a draft run and what holds a line back (FN-02: registers, deaths, excluded combinations)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from minzheng.core import months
from minzheng.core.money import format_yuan, yuan_to_fen
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.exchange import lake
from minzheng.kernel.monitoring import queries as monitoring

from . import arrears, lines
from .choices import LIVE_LINES, LineKind, LineState, RunKind
from .lines import DRAFT_LINES
from .models import BackPayment, MonthClosing, PaymentLine, PaymentRun, Recovery

SEALED = ("id_number", "phone", "address")
CUSTODY, HELD = "justice.custody", "在押"
CEILING = "line_ceiling"


def refresh_lines(run: PaymentRun) -> tuple[int, int]:
    """Make the draft's lines follow the register; return how many were added and removed.

    1. lines whose entitlement is no longer payable, or pays another amount or account, go;
    2. payable entitlements without a live line come in, less what is held back of an earlier month;
    3. what late standards left to pay comes in; 4. failed lines are re-issued, and an extra run takes
    what closed months held back; 5. every line is checked.
    """
    rows = lines.due(run)
    reductions = entitlements.reductions(run.benefit, run.month)
    kept, due = _kept_amounts(rows, reductions), _due_of_owing(run, rows)
    due |= {holder: amount for holder, amount in kept.values() if holder in due}
    withheld = arrears.withheld(run, due)
    keys = _entitlements_of(rows, withheld)
    amounts = {key: amount for key, (_, amount) in kept.items()}
    for holder, parts in withheld.items():
        amounts[keys[holder]] = due[holder] - sum(part.amount for part in parts)
    added, removed = lines.follow(run, rows, amounts)
    back = _back_lines(run, due)
    particular = [*(line for line, _ in back), *_reissues(run), *_late(run)]
    fresh, gone = _follow_particular(run, particular)
    _judge(run, run.lines.filter(state__in=DRAFT_LINES), reductions)
    _settle(run, back, {keys[holder]: parts for holder, parts in withheld.items()})
    return added + fresh, removed + gone


def line_key(line: PaymentLine) -> tuple[object, ...]:
    """Return what makes two draft lines the same: holder, month, kind, amount, account, re-issue."""
    return (
        line.entitlement_id, line.month, line.kind, line.amount, line.payee_id,
        line.payee_name, line.account_index, line.reissue_of_id,
    )  # fmt: skip


def hold_back(run: PaymentRun) -> int:
    """Check the ready lines once more before sealing; return how many were held back."""
    reductions = entitlements.reductions(run.benefit, run.month)
    return _judge(run, run.lines.filter(state=LineState.READY.value), reductions)


# -- what is particular ---------------------------------------------------------------------------


def _kept_amounts(
    rows: QuerySet[Entitlement], reductions: Mapping[int, entitlements.Reduction]
) -> dict[int, tuple[str, int]]:
    """Return what entitlements pay that top up, or lose a member's share to, another benefit.

    By entitlement: its holder and whole fen.
    """
    kept: dict[int, tuple[str, int]] = {}
    for some in lines.in_parts(reductions):
        told = rows.filter(pk__in=some).values_list("pk", "holder", "amount")
        for key, holder, amount in told:
            payable = reductions[key].payable
            if payable and payable != amount:
                kept[key] = (holder, payable)
    return kept


def _due_of_owing(run: PaymentRun, rows: QuerySet[Entitlement]) -> dict[str, int]:
    """Return what is due, in whole fen, to the holders with whom something of earlier months is open."""
    late = BackPayment.objects.filter(benefit=run.benefit).values("holder")
    claimed = Recovery.objects.filter(held_from=run.benefit).values("held_holder")
    owing = rows.filter(Q(holder__in=late) | Q(holder__in=claimed))
    return dict(owing.values_list("holder", "amount").iterator(chunk_size=lines.AT_ONCE))


def _entitlements_of(rows: QuerySet[Entitlement], holders: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in lines.in_parts(holders):
        found |= dict(rows.filter(holder__in=some).values_list("holder", "pk"))
    return found


def _follow_particular(run: PaymentRun, wanted: list[PaymentLine]) -> tuple[int, int]:
    """Make the back payments and re-issues of the draft those wanted; the database gives them keys."""
    named = {line_key(line): line for line in wanted}
    drafts = run.lines.filter(state__in=DRAFT_LINES)
    others = drafts.exclude(pk__in=lines.plain(run).values("pk")).defer("account")
    present = {line_key(line): line.pk for line in others}
    removed = lines.discard(pk for key, pk in present.items() if key not in named)
    fresh = [line for key, line in named.items() if key not in present]
    PaymentLine.objects.bulk_create(fresh, batch_size=500)
    for key, pk in present.items():
        if key in named:
            named[key].pk = pk
    return len(fresh), removed


def _back_lines(
    run: PaymentRun, due: Mapping[str, int]
) -> list[tuple[PaymentLine, list[arrears.Part]]]:
    """Make one line per holder of what late standards left to pay for months that are out."""
    owed = arrears.owed(run, due)
    rows = arrears.holders_rows(run.benefit, owed)
    found = []
    for holder, parts in owed.items():
        line = _line(run, rows[holder], run.month)
        line.kind, line.amount = LineKind.BACK.value, sum(part.amount for part in parts)
        found.append((line, parts))
    return found


def _reissues(run: PaymentRun) -> list[PaymentLine]:
    failed = PaymentLine.objects.filter(
        run__benefit=run.benefit, run__division=run.division, state=LineState.FAILED.value
    ).exclude(run=run)
    elsewhere = PaymentLine.objects.exclude(run=run).filter(reissue_of__isnull=False)
    waiting = failed.exclude(pk__in=elsewhere.values("reissue_of")).select_related(
        "entitlement__payee", "entitlement__successor"
    )
    unread = ("account", *(f"entitlement__payee__{name}" for name in SEALED))
    return [
        _line(run, line.entitlement, line.month, again=line)
        for line in waiting.defer(*unread).order_by("pk")
        if not _stopped_before(line)
    ]


def _stopped_before(line: PaymentLine) -> bool:
    """Say whether the month of a failed line has turned out not to be due: the benefit was stopped before it."""
    row = line.entitlement
    first = months.first_day(line.month)
    stopped = row.valid_to is not None and row.valid_to <= first and not hasattr(row, "successor")
    return stopped and line.kind == LineKind.REGULAR.value


def _late(run: PaymentRun) -> list[PaymentLine]:
    """Make the lines of closed months that were held back there and are payable still."""
    if run.kind != RunKind.EXTRA.value:
        return []
    closed = MonthClosing.objects.filter(division=run.division, month__lt=run.month)
    held = PaymentLine.objects.filter(
        run__benefit=run.benefit, run__division=run.division, run__month__in=closed.values("month"),
        kind=LineKind.REGULAR.value, state=LineState.BLOCKED.value, reissue_of__isnull=True, month=F("run__month"),
    )  # fmt: skip
    tried = PaymentLine.objects.filter(
        entitlement__benefit=run.benefit, holder=OuterRef("holder"), month=OuterRef("month"),
        kind=LineKind.REGULAR.value, state__in=(*LIVE_LINES, LineState.FAILED.value),
    ).exclude(run=run)  # fmt: skip
    waiting: dict[str, set[str]] = {}
    for month, holder in held.exclude(Exists(tried)).values_list("month", "holder"):
        waiting.setdefault(month, set()).add(holder)
    found = []
    for month, holders in sorted(waiting.items()):
        reductions = entitlements.reductions(run.benefit, month)
        rows = entitlements.payable(run.benefit, month).filter(amount__gt=0)
        for some in lines.in_parts(sorted(holders)):
            for row in rows.filter(holder__in=some).select_related("payee"):
                line, less = _line(run, row, month), reductions.get(row.pk)
                line.amount = line.amount if less is None else less.payable or 0
                found += [line] if line.amount else []
    return found


def _line(
    run: PaymentRun, row: Entitlement, month: str, *, again: PaymentLine | None = None
) -> PaymentLine:
    payee = row.payee
    return PaymentLine(
        run=run, entitlement=row, benefit=row.benefit, holder=row.holder, household_id=row.household_id,
        payee=payee, division_id=row.division_id, month=month,
        kind=again.kind if again else LineKind.REGULAR.value, amount=again.amount if again else row.amount,
        payee_name=payee.account_name or payee.name if payee else "", account=payee.account_number if payee else None,
        account_index=payee.account_index if payee else "", bank_name=payee.bank_name if payee else "",
        reissue_of=again,
    )  # fmt: skip


def _settle(
    run: PaymentRun,
    back: list[tuple[PaymentLine, list[arrears.Part]]],
    withheld: Mapping[int, list[arrears.Part]],
) -> None:
    lowered = [
        (line, withheld[line.entitlement_id])
        for some in lines.in_parts(withheld)
        for line in lines.plain(run).filter(entitlement__in=some).defer("account").order_by("pk")
    ]
    arrears.settle(run, [*lowered, *back])


# -- judging ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Knowledge:
    """What is known, at the moment of checking, that may hold lines of a run back."""

    run: PaymentRun
    reductions: Mapping[int, entitlements.Reduction]

    @cached_property
    def warned(self) -> dict[int, str]:
        """Households with an open warning of a kind the benefit names."""
        kinds = benefits.benefit(self.run.benefit).blocked_by
        before = months.shift_month(self.run.month, -1)
        return monitoring.unresolved(kinds, up_to=before) if kinds else {}

    @cached_property
    def drafts(self) -> QuerySet[PaymentLine]:
        """The lines of the run that have not left the house."""
        return self.run.lines.filter(state__in=DRAFT_LINES)

    @cached_property
    def shared_accounts(self) -> QuerySet[PaymentLine, Any]:
        """The accounts to which more than one holder is paid (as a subquery)."""
        used = self.drafts.exclude(account_index="").order_by().values("account_index")
        counted = used.annotate(holders=Count("holder", distinct=True))
        return counted.filter(holders__gt=1).values("account_index")

    @cached_property
    def paid_twice(self) -> frozenset[int]:
        """The entitlements of people who hold a monthly benefit under two rows, files merged or not."""
        if benefits.benefit(self.run.benefit).paid != benefits.MONTHLY:
            return frozenset()
        own = lines.plain(self.run).filter(entitlement__person__isnull=False)
        who = Coalesce(F("entitlement__person__merged_into"), F("entitlement__person"))
        rows = own.annotate(who=who).order_by()
        twice = rows.values("who").annotate(n=Count("holder", distinct=True)).filter(n__gt=1)
        # Two questions: of lines just written PostgreSQL knows no figures, and in one question it
        # would count them all again for each line.
        found: set[int] = set()
        for some in lines.in_parts(twice.values_list("who", flat=True)):
            found.update(rows.filter(who__in=some).values_list("entitlement_id", flat=True))
        return frozenset(found)

    @cached_property
    def in_custody(self) -> list[str]:
        """The number indexes of those the latest list of the justice bureau shows in custody."""
        rows = lake.scan(CUSTODY, self.run.month)
        if rows is None:
            return []
        ended = pl.col("ended_on")
        open_on = ended.is_null() | (ended > months.first_day(self.run.month))
        held = rows.filter((pl.col("status") == HELD) & open_on & pl.col("pid").is_not_null())
        return held.select(pl.col("pid").unique()).collect()["pid"].to_list()

    @cached_property
    def ceiling(self) -> int | None:
        """The most, in fen, that one line of the benefit may be; None where nobody has set it."""
        run = self.run
        day = months.first_day(run.month)
        for category in (run.benefit, ""):
            row = determinations.value_in_force(
                arrears.OWNER, CEILING, run.division_id, day, category
            )
            if row is not None:
                return yuan_to_fen(row.value)
        return None

    def suspects(self, rows: QuerySet[PaymentLine]) -> Iterator[PaymentLine]:
        """Yield the lines a check may hold back, and those one holds back already; no other line needs a look."""
        first = months.first_day(self.run.month)
        strange = ~Q(payee__account_name="") & ~Q(payee__account_name=F("payee__name"))
        looked = (
            Q(payee__isnull=True) | Q(payee__died_on__lt=first) | strange | Q(account_index="")
            | Q(account_index__in=self.shared_accounts) | Q(reissue_of__isnull=False)
            | Q(state=LineState.BLOCKED.value) | ~Q(block_reason="")
        )  # fmt: skip
        if self.ceiling is not None:
            looked |= Q(amount__gt=self.ceiling)
        keys = set(rows.filter(looked).values_list("pk", flat=True))
        for name, found in (
            ("household", self.warned), ("entitlement", self.reductions),
            ("entitlement", self.paid_twice), ("payee__pid", self.in_custody),
        ):  # fmt: skip
            for some in lines.in_parts(found):
                keys.update(rows.filter(**{f"{name}__in": some}).values_list("pk", flat=True))
        sealed = ("account", "reissue_of__account", "payee__account_number")
        unread = (*sealed, *(f"payee__{name}" for name in SEALED))
        for part in lines.in_parts(sorted(keys)):
            yield from rows.filter(pk__in=part).select_related("payee", "reissue_of").defer(*unread)


def _judge(
    run: PaymentRun,
    rows: QuerySet[PaymentLine],
    reductions: Mapping[int, entitlements.Reduction],
) -> int:
    """Set each line ready or held back, with the reason; return how many are held back."""
    known = _Knowledge(run, reductions)
    shared = frozenset(known.shared_accounts.values_list("account_index", flat=True))
    held_pids = frozenset(known.in_custody)
    changed: dict[tuple[str, str], list[int]] = {}
    held = 0
    for line in known.suspects(rows):
        overlap = reductions.get(line.entitlement_id) if line.month == run.month else None
        reason = _overlapping(line, overlap) or _fault(line, shared, known, held_pids)
        state = LineState.BLOCKED.value if reason else LineState.READY.value
        # A line that is paid in part says why, too.
        words = (reason or (overlap.reason if overlap else ""))[:200]
        held += bool(reason)
        if (line.state, line.block_reason) != (state, words):
            changed.setdefault((state, words), []).append(line.pk)
    for (state, words), keys in changed.items():
        for part in lines.in_parts(keys):
            PaymentLine.objects.filter(pk__in=part).update(state=state, block_reason=words)
    return held


def _overlapping(line: PaymentLine, overlap: entitlements.Reduction | None) -> str:
    """Return why another benefit of the same month forbids the line, or an empty text."""
    if overlap is None or (overlap.payable and line.amount <= overlap.payable):
        return ""
    return overlap.reason


def _fault(
    line: PaymentLine, shared: frozenset[str], known: _Knowledge, in_custody: frozenset[str]
) -> str:
    """Return the Chinese reason that holds a line back, or an empty text."""
    payee = line.payee
    if payee is None:
        return "没有登记收款人"
    if payee.died_on is not None and payee.died_on < months.first_day(line.month):
        return f"收款人已于{payee.died_on:%Y-%m-%d}死亡，请更换收款人"
    if payee.pid in in_custody:
        return "收款人在服刑羁押名单中，请核实待遇并更换收款人"
    if line.household_id in known.warned:
        return f"监测预警未核实：{known.warned[line.household_id]}"
    if line.entitlement_id in known.paid_twice and line.reissue_of_id is None:
        return "同一人有两份同类待遇，请核实并终止其中一份"
    if known.ceiling is not None and line.amount > known.ceiling:
        return f"金额超过单笔上限{format_yuan(known.ceiling)}元，请核对"
    return _account_fault(line, shared)


def _account_fault(line: PaymentLine, shared: frozenset[str]) -> str:
    """Return what is wrong with the account of a line, or an empty text."""
    payee = line.payee
    if not line.account_index:
        return "没有登记银行账户"
    if payee is not None and payee.account_name and payee.account_name != payee.name:
        return "银行户名与收款人姓名不一致"
    if line.account_index in shared:
        return "同一账户出现在多户"
    if (
        line.reissue_of is not None
        and line.reissue_of.account_index == line.account_index
        and _account_bad(line)
    ):
        return f"上次发放失败（{line.reissue_of.failure_text}），账户尚未更正"
    return ""


def _account_bad(line: PaymentLine) -> bool:
    """A re-issue to the same account waits unless the name on it was corrected."""
    return line.reissue_of is not None and line.reissue_of.payee_name == line.payee_name
