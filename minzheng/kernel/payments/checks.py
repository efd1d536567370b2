"""The lines of a draft run and what holds a line back (FN-02: registers, deaths, excluded combinations)."""

from collections import Counter
from collections.abc import Collection, Iterable

from minzheng.core import months
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.monitoring import queries as monitoring

from . import arrears
from .choices import LIVE_LINES, LineKind, LineState
from .models import PaymentLine, PaymentRun

SEALED = ("id_number", "phone", "address")
DRAFT_LINES = (LineState.READY.value, LineState.BLOCKED.value)


def refresh_lines(run: PaymentRun) -> tuple[int, int]:
    """Make the draft's lines follow the register; return how many were added and removed.

    1. lines whose entitlement is no longer payable, or pays another amount or account, go;
    2. payable entitlements without a live line come in, less what is held back of an earlier month;
    3. what late standards left to pay comes in; 4. failed lines are re-issued; 5. every line is checked.
    """
    due = _due(run)
    settled = [*_hold_part(run, due), *_back_lines(run, {line.holder for line in due})]
    back = [line for line, _ in settled if line.kind == LineKind.BACK.value]
    wanted = {line_key(line): line for line in [*due, *back, *_reissues(run)]}
    kept = run.lines.filter(state__in=DRAFT_LINES).select_related("payee", "reissue_of")
    unread = ("account", "reissue_of__account", "payee__account_number")
    sealed = (*unread, *(f"payee__{name}" for name in SEALED))
    present = {line_key(line): line for line in kept.defer(*sealed)}
    gone = [line.pk for key, line in present.items() if key not in wanted]
    _, deleted = PaymentLine.objects.filter(pk__in=gone).delete()
    removed = deleted.get(PaymentLine._meta.label, 0)
    fresh = [line for key, line in wanted.items() if key not in present]
    _judge([*fresh, *(present[key] for key in present if key in wanted)], run)
    PaymentLine.objects.bulk_create(fresh, batch_size=500)
    checked = [present[key] for key in present if key in wanted]
    PaymentLine.objects.bulk_update(checked, ["state", "block_reason"], batch_size=500)
    stored = {line_key(line): line for line in [*fresh, *checked]}
    arrears.settle(run, [(stored[line_key(line)], parts) for line, parts in settled])
    return len(fresh), removed


def line_key(line: PaymentLine) -> tuple[object, ...]:
    """Return what makes two draft lines the same: holder, month, kind, amount, account, re-issue."""
    return (
        line.entitlement_id, line.month, line.kind, line.amount, line.payee_id,
        line.payee_name, line.account_index, line.reissue_of_id,
    )  # fmt: skip


def hold_back(run: PaymentRun) -> int:
    """Check the ready lines once more before sealing; return how many were held back."""
    lines = list(
        run.lines.filter(state=LineState.READY.value).select_related("payee", "entitlement")
    )
    _judge(lines, run)
    held = [line for line in lines if line.state == LineState.BLOCKED.value]
    PaymentLine.objects.bulk_update(held, ["state", "block_reason"], batch_size=500)
    return len(held)


def _due(run: PaymentRun) -> list[PaymentLine]:
    paid = PaymentLine.objects.filter(
        benefit=run.benefit, month=run.month, kind=LineKind.REGULAR.value, state__in=LIVE_LINES
    ).exclude(run=run)
    taken = set(paid.values_list("holder", flat=True))
    failed = PaymentLine.objects.filter(
        benefit=run.benefit, month=run.month, kind=LineKind.REGULAR.value, state=LineState.FAILED.value,
    )  # fmt: skip
    taken |= set(failed.exclude(run=run).values_list("holder", flat=True))
    rows = entitlements.payable(run.benefit, run.month).filter(
        amount__gt=0, division__path__startswith=run.division.path
    )
    # Of what is sealed in a person's file only the account is needed.
    rows = rows.select_related("payee").defer(*(f"payee__{name}" for name in SEALED)).order_by("pk")
    due = [
        _line(run, row, run.month)
        for row in rows.iterator(chunk_size=2000)
        if row.holder not in taken
    ]
    _take_differences(run, due)
    return due


def _take_differences(run: PaymentRun, due: list[PaymentLine]) -> None:
    """Lower the lines whose entitlement tops up, or loses a member's share to, another benefit."""
    reductions = entitlements.reductions(run.benefit, run.month)
    for line in due if reductions else ():
        reduction = reductions.get(line.entitlement_id)
        if reduction is not None and reduction.payable:
            line.amount = reduction.payable


def _hold_part(
    run: PaymentRun, due: list[PaymentLine]
) -> list[tuple[PaymentLine, list[arrears.Part]]]:
    """Lower the month's lines by what is held back of earlier months; return the parts by line."""
    parts = arrears.withheld(run, {line.holder: line.amount for line in due})
    touched = [line for line in due if line.holder in parts]
    for line in touched:
        line.amount -= sum(part.amount for part in parts[line.holder])
    return [(line, parts[line.holder]) for line in touched]


def _back_lines(
    run: PaymentRun, due: Collection[str]
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
        benefit=run.benefit, state=LineState.FAILED.value, run__division=run.division
    ).exclude(run=run)
    elsewhere = PaymentLine.objects.exclude(run=run).filter(reissue_of__isnull=False)
    waiting = failed.exclude(pk__in=elsewhere.values("reissue_of")).select_related(
        "entitlement__payee"
    )
    return [_line(run, line.entitlement, line.month, again=line) for line in waiting]


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


def _judge(lines: Iterable[PaymentLine], run: PaymentRun) -> None:
    rows = list(lines)
    accounts = Counter(
        index
        for index, _ in {(line.account_index, line.holder) for line in rows if line.account_index}
    )
    warned = _warned(run)
    reductions = entitlements.reductions(run.benefit, run.month)
    for line in rows:
        overlap = reductions.get(line.entitlement_id) if line.month == run.month else None
        reason = _overlapping(line, overlap) or _fault(line, accounts, warned)
        line.state = LineState.BLOCKED.value if reason else LineState.READY.value
        # A line that is paid in part says why, too.
        line.block_reason = (reason or (overlap.reason if overlap else ""))[:200]


def _overlapping(line: PaymentLine, overlap: entitlements.Reduction | None) -> str:
    """Return why another benefit of the same month forbids the line, or an empty text."""
    if overlap is None or (overlap.payable and line.amount <= overlap.payable):
        return ""
    return overlap.reason


def _warned(run: PaymentRun) -> dict[int, str]:
    kinds = benefits.benefit(run.benefit).blocked_by
    return monitoring.unresolved(kinds, up_to=months.shift_month(run.month, -1)) if kinds else {}


def _fault(line: PaymentLine, accounts: Counter[str], warned: dict[int, str]) -> str:
    """Return the Chinese reason that holds a line back, or an empty text."""
    payee = line.payee
    if payee is None:
        return "没有登记收款人"
    if payee.died_on is not None and payee.died_on < months.first_day(line.month):
        return f"收款人已于{payee.died_on:%Y-%m-%d}死亡，请更换收款人"
    if line.household_id in warned:
        return f"监测预警未核实：{warned[line.household_id]}"
    if not line.account_index:
        return "没有登记银行账户"
    if payee.account_name and payee.account_name != payee.name:
        return "银行户名与收款人姓名不一致"
    if accounts[line.account_index] > 1:
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
