"""What recoveries do to the books: claimed, come back, held back, given up; every posting sums to nought.

A claim takes money out of what counts as paid and makes it receivable, by the sources that paid it.
What comes back is available again. What a month holds back was due to the family: that month's
benefit cost the whole amount, so the part is booked as paid for the month and as come back for the
claim, in one posting.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.ledger import queries as money
from minzheng.kernel.ledger import services as ledger
from minzheng.kernel.ledger.choices import Kind
from minzheng.kernel.ledger.declarations import Entry

from ..models import PaymentLine, Recovery, RecoveryLine, Repayment, WriteOff


def apportion(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Divide an amount (fen) by weights, largest remainder first; never more than a weight's own.

    `amount` must not exceed the sum of the weights.
    """
    whole = sum(weights.values())
    parts = {key: amount * weight // whole for key, weight in weights.items()}
    order = sorted(weights, key=lambda key: (-(amount * weights[key] % whole), key))
    for key in order[: amount - sum(parts.values())]:
        parts[key] += 1
    return {key: part for key, part in parts.items() if part}


def book_claim(
    recovery: Recovery, rows: Sequence[RecoveryLine], *, by: Mandate, at: datetime
) -> None:
    """Post a decided claim and note what is owing by source and place."""
    owing: Counter[str] = Counter()
    for row in rows:
        for key, part in _parts(row.line, int(row.amount)).items():
            owing[key] += part
    recovery.owing = dict(owing)
    kinds = {Kind.RECEIVABLE: 1, Kind.PAID: -1}
    _post(recovery, "claim", [(kinds, recovery.benefit, owing)], on=at.date(), by=by, at=at)


def book_return(recovery: Recovery, row: Repayment, on: date, *, by: Mandate, at: datetime) -> None:
    """Post money that came back over the counter or the bank."""
    parts = _taken(recovery, int(row.amount))
    kinds = {Kind.AVAILABLE: 1, Kind.RECEIVABLE: -1}
    _post(recovery, f"repaid:{row.pk}", [(kinds, recovery.benefit, parts)], on=on, by=by, at=at)


def book_held(
    recovery: Recovery, row: Repayment, line: PaymentLine, on: date, *, by: Mandate, at: datetime
) -> None:
    """Post what a paid line held back: the month cost it, the claim got it."""
    parts = _taken(recovery, int(row.amount))
    cost = {Kind.PAID: 1, Kind.AVAILABLE: -1}
    back = {Kind.AVAILABLE: 1, Kind.RECEIVABLE: -1}
    moves = [(cost, line.benefit, _parts(line, int(row.amount))), (back, recovery.benefit, parts)]
    _post(recovery, f"repaid:{row.pk}", moves, on=on, by=by, at=at)


def book_write_off(recovery: Recovery, row: WriteOff, *, by: Mandate, at: datetime) -> None:
    """Post what is given up."""
    parts = _taken(recovery, int(row.amount))
    kinds = {Kind.WRITTEN_OFF: 1, Kind.RECEIVABLE: -1}
    _post(recovery, "written_off", [(kinds, recovery.benefit, parts)], on=at.date(), by=by, at=at)


def _parts(line: PaymentLine, amount: int) -> dict[str, int]:
    """Divide an amount of a line by the sources that pay it, as ``source:division``."""
    town, fund = _town_of(line.division_id), benefits.benefit(line.benefit).fund
    # What was frozen when the run was sent; a run older than the ledger has none.
    shares = [(source, parts) for source, parts in line.run.shares]
    shares = shares or list(money.shares_of(fund, town, line.run.made_at.date()))
    return {
        f"{source}:{town}": part for source, part in money.split(amount, shares).items() if part
    }


def _taken(recovery: Recovery, amount: int) -> dict[str, int]:
    """Take an amount off what is owing, in proportion; no source's claim falls below nought."""
    parts = apportion(amount, {key: int(left) for key, left in recovery.owing.items()})
    recovery.owing = {key: left - parts.get(key, 0) for key, left in recovery.owing.items()}
    return parts


def _town_of(code: str) -> str:
    rows = Division.objects.filter(code__in=divisions.lineage(code), level=Level.TOWN)
    return rows.values_list("code", flat=True).first() or code


def _post(
    recovery: Recovery,
    what: str,
    moves: Sequence[tuple[Mapping[Kind, int], str, Mapping[str, int]]],
    *,
    on: date,
    by: Mandate,
    at: datetime,
) -> None:
    sums: Counter[tuple[str, str, str, str]] = Counter()
    for kinds, benefit, parts in moves:
        for key, part in parts.items():
            source, division = key.split(":")
            for kind, sign in kinds.items():
                sums[kind.value, source, division, benefit] += sign * part
    entries = [
        Entry(kind, source, benefits.benefit(benefit).fund, division, amount, benefit)
        for (kind, source, division, benefit), amount in sums.items()
    ]
    ledger.post(
        f"payments.recovery:{recovery.pk}:{what}", f"payments.recovery.{what.partition(':')[0]}", entries,
        on=on, text=f"{recovery}：{benefits.label_of(recovery.benefit)}", reference=f"payments.recovery:{recovery.pk}",
        by=by, at=at,
    )  # fmt: skip
