"""Every yuan ever: what was paid, failed, paid again or spent as service for one family or one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from minzheng.core import months
from minzheng.core.money import format_yuan
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import label_of
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.enrolment.models import ServiceSpending
from minzheng.kernel.people.models import Household, Person

from ..choices import LineState
from ..models import PaymentLine, Repayment

BANK, CASH, SERVICE, BACK = "bank", "cash", "service", "back"
WAYS = {BANK: "银行代发", CASH: "备用金支付", SERVICE: "服务消费", BACK: "退回"}
# What has reached the people, whichever way it went.
REACHED = frozenset({LineState.PAID.value})


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of money for somebody: `month` it belongs to, `on` when it arrived, whole fen.

    What came back from the people (退回) is below nought; what a line held back is in its note, for
    its amount is already less by it.
    `state` is a line's state; what was paid in cash or spent on a service has arrived. `again` names
    the month of the run that paid a failed line once more. `line` is its key, nought for others.
    """

    month: str
    on: date | None
    way: str
    benefit: str
    kind: str
    amount: int
    state: str
    state_label: str
    to: str
    note: str = ""
    again: str = ""
    line: int = 0

    @property
    def has_arrived(self) -> bool:
        """Whether the money is with the people."""
        return self.state in REACHED


@dataclass(frozen=True, slots=True)
class Total:
    """What one benefit of a statement comes to, in whole fen: arrived, on its way or waiting, failed for now."""

    benefit: str
    arrived: int
    waiting: int
    failed: int


def _lines(rows: QuerySet[PaymentLine]) -> Iterable[Movement]:
    again = dict(rows.filter(reissue__isnull=False).values_list("pk", "reissue__run__month"))
    for line in rows.select_related("reissue_of").annotate(held=Sum("withheld__amount")):
        notes = [line.failure_text or line.block_reason]
        if line.held:
            notes.append(f"已扣回追缴款 {format_yuan(line.held)} 元")
        if line.reissue_of is not None:
            notes.append(f"重发 {line.reissue_of.month} 失败的一笔")
        if line.pk in again:
            notes.append(f"已在 {again[line.pk]} 批次重发")
        yield Movement(
            line.month, line.settled_on, BANK, label_of(line.benefit), line.get_kind_display(),
            int(line.amount), line.state, line.get_state_display(), line.payee_name,
            "；".join(filter(None, notes)), again.get(line.pk, ""), line.pk,
        )  # fmt: skip


def _services(rows: QuerySet[ServiceSpending]) -> Iterable[Movement]:
    for row in rows.select_related("entitlement"):
        yield Movement(
            row.month, row.served_on, SERVICE, label_of(row.entitlement.benefit), row.service,
            int(row.amount), LineState.PAID.value, "已服务", row.provider,
        )  # fmt: skip


def _returned(rows: QuerySet[Repayment]) -> Iterable[Movement]:
    for row in rows.filter(line=None).select_related("recovery"):
        if row.booked_on is None:
            continue
        yield Movement(
            months.month_of(row.booked_on), row.booked_on, BACK, label_of(row.recovery.benefit), row.get_how_display(),
            -int(row.amount), LineState.PAID.value, "已退回", "", f"追缴，凭证 {row.voucher}",
        )  # fmt: skip


def statement_of_household(household: Household) -> list[Movement]:
    """Return every movement for a household and its members' own benefits, newest month first.

    Whoever may see the family may see all of it, wherever it lived when a line was made.
    """
    lines = PaymentLine.objects.filter(household=household)
    served = ServiceSpending.objects.filter(entitlement__household=household)
    returned = Repayment.objects.filter(recovery__household=household)
    return in_order([*_lines(lines), *_services(served), *_returned(returned)])


def statement_of_person(person: Person) -> list[Movement]:
    """Return every movement for what a person holds himself or received for others, newest month first."""
    lines = PaymentLine.objects.filter(Q(payee=person) | Q(entitlement__person=person))
    served = ServiceSpending.objects.filter(entitlement__person=person)
    returned = Repayment.objects.filter(Q(recovery__person=person) | Q(recovery__debtor=person))
    return in_order([*_lines(lines), *_services(served), *_returned(returned)])


def in_order(rows: Iterable[Movement]) -> list[Movement]:
    """Return movements newest month first, within a month the latest line first."""
    return sorted(rows, key=lambda row: (row.month, row.line), reverse=True)


def totals_of(rows: Iterable[Movement]) -> list[Total]:
    """Add a statement up by benefit; a failed line that was paid again counts with its re-issue only."""
    sums: dict[str, list[int]] = {}
    for row in rows:
        place = sums.setdefault(row.benefit, [0, 0, 0])
        if row.has_arrived:
            place[0] += row.amount
        elif row.state != LineState.FAILED.value:
            place[1] += row.amount
        elif not row.again:
            place[2] += row.amount
    return [Total(label, *values) for label, values in sorted(sums.items())]


def roll(viewer: Mandate, benefit: str, month: str, division: Division) -> Sequence[PaymentLine]:
    """Return the lines of a benefit and month that went out to a place, by village and name."""
    rows = PaymentLine.objects.filter(
        benefit=benefit, month=month, state__in=(LineState.SENT.value, LineState.PAID.value)
    )
    rows = accounts.visible(rows, viewer).filter(division__path__startswith=division.path)
    rows = rows.select_related(
        "household__head", "entitlement__person", "payee", "division__parent"
    )
    return list(rows.order_by("division__path", "payee_name", "pk"))
