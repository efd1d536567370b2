"""A bank that behaves like one: it checks accounts, pays, refuses, and answers with a return file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .formats import Answer, Format

CLOSED = ("E001", "账户已销户")
WRONG_NAME = ("E002", "户名不符")
FROZEN = ("E003", "账户冻结")
UNKNOWN = ("E004", "账号不存在")


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
        answers = []
        for item in form.read_items(file):
            if item.serial not in self.paid:
                code, text = self._judge(item.account, item.name, form)
                done = code in form.paid_codes
                self.paid[item.serial] = Answer(
                    item.serial, item.account, item.amount, done, code, text
                )
            answers.append(self.paid[item.serial])
        return form.write_answers(answers)

    def balance(self) -> int:
        """Return the fen paid out so far."""
        return sum(answer.amount for answer in self.paid.values() if answer.paid)

    def _judge(self, account: str, name: str, form: Format) -> tuple[str, str]:
        if account not in self.holders:
            return UNKNOWN
        if account in self.closed:
            return CLOSED
        if account in self.frozen:
            return FROZEN
        if self.holders[account] != name:
            return WRONG_NAME
        return min(form.paid_codes), "成功"
