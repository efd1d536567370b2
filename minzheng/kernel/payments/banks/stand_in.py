"""A bank that behaves like one: it checks accounts, pays, refuses, and answers with a return file.

`StandInBank` is its books and its manners; `FolderBank` works on the two folders of an exchange,
in a process of its own that may be killed: its books are on the disk before an answer is.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from minzheng.core.files import whole

from . import folder
from .formats import FORMATS, Answer, Format

CLOSED, WRONG_NAME, FROZEN, UNKNOWN = "closed", "wrong_name", "frozen", "unknown_account"
PAID = "paid"


@dataclass(frozen=True, slots=True)
class Manners:
    """How a bank misbehaves: answers half a file at a time, twice, rounds late, with wrong totals."""

    halves: bool = False
    twice: bool = False
    rounds_late: int = 0
    wrong_totals: bool = False


@dataclass(slots=True)
class StandInBank:
    """The bank's own books: account → holder's name, and the accounts that cannot be paid.

    `paid` remembers serial numbers: a file handed in twice is answered with the first answer and
    pays nothing again, as banks do by batch number.
    """

    holders: Mapping[str, str]
    closed: frozenset[str] = frozenset()
    frozen: frozenset[str] = frozenset()
    paid: dict[str, Answer] = field(default_factory=dict)

    def answer(self, file: bytes, form: Format) -> bytes:
        """Take a payment file and return the bytes of its return file."""
        return self.answers(file, form)[0]

    def answers(self, file: bytes, form: Format, manners: Manners = Manners()) -> list[bytes]:
        """Take a payment file and return its return files in the order in which they go out."""
        judged = []
        for item in form.read_items(file):
            if item.serial not in self.paid:
                cause = self._judge(item.account, item.name)
                code = code_for(form, cause)
                self.paid[item.serial] = Answer(
                    item.serial, item.account, item.amount, cause == PAID, code, form.codes[code].text
                )  # fmt: skip
            judged.append(self.paid[item.serial])
        middle = (len(judged) + 1) // 2
        parts = [judged[:middle], judged[middle:]] if manners.halves else [judged]
        batch = form.batch_of(file)
        made = [
            form.write_answers(
                part, batch, told=(len(part) + 1, sum(a.amount for a in part)) if manners.wrong_totals else None
            )
            for part in parts
        ]  # fmt: skip
        return made * 2 if manners.twice else made

    def balance(self) -> int:
        """Return the fen paid out so far."""
        return sum(answer.amount for answer in self.paid.values() if answer.paid)

    def _judge(self, account: str, name: str) -> str:
        if account not in self.holders:
            return UNKNOWN
        if account in self.closed:
            return CLOSED
        if account in self.frozen:
            return FROZEN
        return PAID if self.holders[account] == name else WRONG_NAME


def code_for(form: Format, cause: str) -> str:
    """Return the code with which a bank of this format tells a cause."""
    return next(code for code, meaning in form.codes.items() if meaning.cause == cause)


@dataclass(slots=True)
class FolderBank:
    """A bank at work on an exchange's folders. `troubled` accounts, by cause, are not paid.

    Any other account is known under the name that the file gives it. Its books lie in `books.json`:
    killed at any moment it goes on where it stood, and pays no serial twice.
    """

    root: Path
    troubled: Mapping[str, str] = field(default_factory=dict)
    manners: Manners = Manners()
    round: int = 0

    def work(self) -> int:
        """Take one round over the files that wait; return how many were answered."""
        self.round += 1
        if self.round <= self.manners.rounds_late:
            return 0
        answered = 0
        inbox, outbox = self.root / folder.TO_BANK, self.root / folder.FROM_BANK
        for name, content, told in folder.waiting(inbox):
            form = FORMATS[told["layout"]]
            bank = self._open(content, form)
            made = bank.answers(content, form, self.manners)
            self._save(bank)
            for number, answer in enumerate(made, start=1):
                folder.put(outbox, f"{name}.{number}.ret", answer, answers=name)
            folder.take(inbox, name)
            answered += 1
        return answered

    def books(self) -> dict[str, Answer]:
        """Return what the bank did so far, by serial number."""
        place = self.root / "books.json"
        if not place.exists():
            return {}
        return {serial: Answer(**row) for serial, row in json.loads(place.read_text()).items()}

    def _open(self, content: bytes, form: Format) -> StandInBank:
        holders = {}
        for item in form.read_items(content):
            cause = self.troubled.get(item.account)
            if cause != UNKNOWN:
                holders[item.account] = "另一户名" if cause == WRONG_NAME else item.name
        by_cause = {
            cause: frozenset(a for a, why in self.troubled.items() if why == cause)
            for cause in (CLOSED, FROZEN)
        }
        return StandInBank(holders, by_cause[CLOSED], by_cause[FROZEN], self.books())

    def _save(self, bank: StandInBank) -> None:
        rows = {serial: asdict(answer) for serial, answer in bank.paid.items()}
        with whole(self.root / "books.json") as partial:
            partial.write_text(json.dumps(rows, ensure_ascii=False))
