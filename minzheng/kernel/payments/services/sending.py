"""Out to the bank and back: lines sealed, files written, returns read once, each booked as it happens."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from minzheng.kernel.accounts.declarations import FINANCE, SYSTEM
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import day_of
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.cases.queries import contact
from minzheng.kernel.citizens import services as citizens
from minzheng.kernel.ledger import queries as shares
from minzheng.kernel.ledger import services as ledger
from minzheng.kernel.ledger.choices import Kind
from minzheng.kernel.ledger.declarations import Entry, LedgerError
from minzheng.kernel.people.models import Person

from .. import checks, files, lines
from ..banks.formats import Answer, BankFileError
from ..choices import LineState, RunState
from ..declarations import MONEY_ARRIVED
from ..models import BankFile, BankReturn, PaymentLine, PaymentRun
from ..queries import books
from . import repayments
from .runs import PaymentError, locked, require

SERIAL = 16  # digits of a line's number in bank files, see `files.serial`
# What of a line leaves the house or is sealed with it.
OUTGOING = (
    "pk", "holder", "month", "kind", "amount", "account_index", "account", "payee_name", "bank_name", "benefit",
)  # fmt: skip


@transaction.atomic
def send(run: PaymentRun, *, by: Mandate, at: datetime) -> list[BankFile]:
    """Finance checks once more, seals the lines, makes the bank files and books what is on its way.

    Lines that fail the check at sealing time (a death that came in since) are held back, not paid.
    Which source pays which share is frozen with the run: its returns are split by the same.
    """
    require(by, FINANCE.key)
    row = locked(run, RunState.APPROVED)
    if by.user_id in {
        row.submitted_by and row.submitted_by.user_id,
        row.approved_by and row.approved_by.user_id,
    }:
        raise PaymentError("发送人不能是提交人或复核人。")
    checks.hold_back(row)
    ready = row.lines.filter(state=LineState.READY.value)
    if not ready.exists():
        raise PaymentError("复核后没有可发放的明细。")
    fund, today = benefits.benefit(row.benefit).fund, day_of(at)
    row.shares = [list(share) for share in shares.shares_of(fund, row.division_id, today)]
    counted = ready.order_by().values_list("division_id", "amount").annotate(Count("pk"))
    sums = books.moves(counted.iterator(), row.shares, books.townships(today))
    seal = _Seal()
    made = files.write(row, seal.passing(_in_order(ready)), at=at)
    # A re-issue whose account is still bad leaves this run, so that the next one takes it up.
    row.lines.filter(state=LineState.BLOCKED.value, reissue_of__isnull=False).delete()
    ready.update(state=LineState.SENT.value)
    row.state, row.sent_by, row.sent_at, row.seal = RunState.SENT.value, by, at, seal.digest
    row.save(update_fields=["state", "sent_by", "sent_at", "seal", "shares"])
    _book(
        f"{books.SENT}:{row.pk}", books.SENT, row,
        books.entries(row, sums, Kind.IN_TRANSIT, Kind.AVAILABLE), by=by, at=at,
    )  # fmt: skip
    audit.record("payments.run.sent", subject=row, by=by, at=at, lines=seal.lines, seal=row.seal)
    return made


def _in_order(ready: QuerySet[PaymentLine]) -> Iterator[Any]:
    """Yield what leaves of each line in the order of their numbers, a part at a time."""
    rows = ready.order_by("pk").values_list(*OUTGOING, named=True)
    return iter(rows.iterator(chunk_size=lines.AT_ONCE))


@dataclass(slots=True)
class _Seal:
    """The digest of `files.seal_of`, taken while the lines pass by."""

    lines: int = 0
    _sm3: Any = field(default_factory=lambda: hashlib.new("sm3"))

    def passing(self, rows: Iterable[Any]) -> Iterator[Any]:
        """Yield the rows again, each added to the digest."""
        for row in rows:
            text = f"{row.pk}|{row.holder}|{row.month}|{row.kind}|{row.amount}|{row.account_index}"
            self._sm3.update((f"\n{text}" if self.lines else text).encode())
            self.lines += 1
            yield row

    @property
    def digest(self) -> str:
        """The SM3 digest so far."""
        return str(self._sm3.hexdigest())


def _book(
    key: str, kind: str, run: PaymentRun, entries: Sequence[Entry], *, by: Mandate, at: datetime
) -> None:
    """Post what moves; PaymentError where the ledger refuses (a year that is closed)."""
    label = f"{benefits.label_of(run.benefit)} {run.month}"
    text = f"{label} {'送银行' if kind == books.SENT else '银行回盘'}"
    try:
        ledger.post(
            key, kind, entries, on=day_of(at), text=text, by=by, at=at,
            reference=f"payments.run:{run.pk}", document=run.seal[:16],
        )  # fmt: skip
    except LedgerError as error:
        raise PaymentError(str(error)) from error


# -- what comes back ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    """What one return says of the lines of its run, applied part by part."""

    run: PaymentRun
    at: datetime
    problems: list[str]
    paid: Counter[tuple[str, int]] = field(default_factory=Counter)
    failed: Counter[tuple[str, int]] = field(default_factory=Counter)
    told: set[int] = field(default_factory=set)

    def take(self, answers: Sequence[Answer]) -> None:
        """Settle the lines of some answers; what contradicts is a problem, never applied."""
        keys = [int(answer.serial) for answer in answers if _is_serial(answer.serial)]
        known = {
            pk: (state, amount, division)
            for pk, state, amount, division in self.run.lines.filter(pk__in=keys).values_list(
                "pk", "state", "amount", "division_id"
            )
        }
        settled: dict[int, str] = {}
        outcomes: dict[tuple[bool, str, str], list[int]] = {}
        for answer in answers:
            key = int(answer.serial) if _is_serial(answer.serial) else 0
            line = known.get(key)
            if line is None:
                self.problems.append(f"流水号{answer.serial}不在本批次中。")
                continue
            if not self._may_settle(answer, settled.get(key, line[0]), line[1]):
                continue
            settled[key] = (LineState.PAID if answer.paid else LineState.FAILED).value
            said = (True, "", "") if answer.paid else (False, answer.code, answer.text)
            outcomes.setdefault(said, []).append(key)
            (self.paid if answer.paid else self.failed)[line[2], line[1]] += 1
        for said, found in outcomes.items():
            self._settle(said, found)

    def _may_settle(self, answer: Answer, state: str, amount: int) -> bool:
        if answer.amount != amount:
            self.problems.append(f"流水号{answer.serial}金额与送盘不符，请与银行核对。")
            return False
        if state == LineState.SENT.value:
            return True
        if state != (LineState.PAID if answer.paid else LineState.FAILED).value:
            self.problems.append(f"流水号{answer.serial}前后两次回盘结果不一致，请与银行核对。")
        return False

    def _settle(self, said: tuple[bool, str, str], keys: list[int]) -> None:
        is_paid, code, text = said
        state = LineState.PAID if is_paid else LineState.FAILED
        PaymentLine.objects.filter(pk__in=keys).update(
            state=state.value, failure_code=code[:20], failure_text=text[:120],
            settled_on=day_of(self.at) if is_paid else None,
        )  # fmt: skip
        if is_paid:
            self._tell(keys)

    def _tell(self, keys: list[int]) -> None:
        """Tell each payee who has an account, once a run; what leaves by SMS leaves with the others'."""
        payees = PaymentLine.objects.filter(pk__in=keys, payee__citizens__isnull=False)
        known = set(payees.values_list("payee", flat=True)) - self.told
        self.told |= known
        told = {
            "benefit": benefits.label_of(self.run.benefit), "month": self.run.month,
            "phone": contact(self.run.division_id, day_of(self.at)),
        }  # fmt: skip
        for person in Person.objects.filter(pk__in=known).order_by("pk"):
            named = {**told, "applicant": person.name}
            citizens.tell(
                MONEY_ARRIVED.key, person, named, at=self.at, subject=self.run, at_once=False
            )

    def entries(self) -> list[Entry]:
        """Return what is paid now, and what is available again because it failed."""
        found: list[Entry] = []
        towns = books.townships(books.sent_on(self.run))
        for counted, kind in ((self.paid, Kind.PAID), (self.failed, Kind.AVAILABLE)):
            rows = ((division, amount, n) for (division, amount), n in counted.items())
            sums = books.moves(rows, self.run.shares, towns)
            found += books.entries(self.run, sums, kind, Kind.IN_TRANSIT)
        return found


def _is_serial(text: str) -> bool:
    return len(text) == SERIAL and text.isascii() and text.isdigit()


@transaction.atomic
def read_return(
    file: BankFile, *, file_name: str, content: bytes, by: Mandate, at: datetime
) -> BankReturn:
    """Read a bank's return: each line becomes paid or failed once; the same bytes change nothing.

    Unknown serials, differing amounts and contradicting answers are listed as problems, never
    applied. A file that is none of this bank, or another batch's, is kept with the reason in
    `refused` and settles nothing; it is looked at again when it is handed in again.
    """
    require(by, FINANCE.key, SYSTEM.key)
    digest, sha256 = files.digest_of(content)
    run = PaymentRun.objects.select_for_update().get(pk=file.run_id)
    known = BankReturn.objects.filter(file=file, digest=digest).first()
    if known is not None and not known.refused:
        return known
    files.keep_return(file, content)
    refused, answers, problems = "", list[Answer](), list[str]()
    try:
        answers, problems = files.read_answers(file, content)
    except BankFileError as error:
        refused = str(error)[:300]
    reading = _Reading(run, at, problems)
    for start in range(0, len(answers), lines.AT_ONCE):
        reading.take(answers[start : start + lines.AT_ONCE])
    told = {
        "file_name": file_name, "sha256": sha256, "read_at": at, "refused": refused, "problems": problems,
        "paid": reading.paid.total(), "failed": reading.failed.total(),
    }  # fmt: skip
    row, _ = BankReturn.objects.update_or_create(file=file, digest=digest, defaults=told)
    if run.shares and (row.paid or row.failed):
        _book(f"{books.RETURNED}:{row.pk}", books.RETURNED, run, reading.entries(), by=by, at=at)
    # What the paid lines held back of recoveries counts from now on.
    repayments.book_held(run, by=by, at=at)
    if (
        run.state == RunState.SENT.value
        and not run.lines.filter(state=LineState.SENT.value).exists()
    ):
        run.state = RunState.RETURNED.value
        run.save(update_fields=["state"])
    audit.record(
        "payments.return.refused" if refused else "payments.return.read", subject=run, by=by, at=at,
        paid=row.paid, failed=row.failed, problems=len(problems),
    )  # fmt: skip
    return row
