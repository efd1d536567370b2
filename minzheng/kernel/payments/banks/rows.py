"""What goes to a bank and what comes back, row by row; which rows of a return may be believed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from minzheng.core.money import format_yuan

PAID = "paid"
# A cell that a spreadsheet would compute: no bank sends one.
FORMULA = frozenset("=+-@\t")
MOST_DIGITS = 15
_YUAN = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2}))?", re.ASCII)


class BankFileError(Exception):
    """A bank file that cannot be written or read; the message is for finance."""


@dataclass(frozen=True, slots=True)
class Item:
    """One payment as the bank sees it: serial number in the file, account, name, fen, remark."""

    serial: str
    account: str
    name: str
    amount: int
    remark: str


class Draft(Protocol):
    """A payment file being written."""

    def add(self, item: Item) -> None:
        """Take one payment; BankFileError for what the bank's format cannot hold."""

    def finish(self, batch: str) -> bytes:
        """Return the whole file."""


class PaymentFormat(Protocol):
    """What every bank's format can do once it can begin a file."""

    __slots__ = ()

    def draft(self) -> Draft:
        """Begin a payment file."""

    def write(self, items: Iterable[Item], batch: str = "") -> bytes:
        """Return a payment file's bytes; BankFileError for what the bank's format cannot hold."""
        draft = self.draft()
        for item in items:
            draft.add(item)
        return draft.finish(batch)


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of a return: serial, account, fen, whether it was paid, the bank's code and words."""

    serial: str
    account: str
    amount: int
    paid: bool
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A bank's code: what it means (`paid`, or why not) and the words the bank uses."""

    cause: str
    text: str


def fen_of(text: str, *, in_fen: bool = False) -> int:
    """Return an amount of a bank file in whole fen; ValueError for anything that is not one."""
    if in_fen:
        if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
            raise ValueError(text)
        return int(text)
    found = _YUAN.fullmatch(text.replace(",", ""))
    if found is None:
        raise ValueError(text)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


@dataclass(slots=True)
class Judge:
    """Reads the rows of one return: what may be believed, what a person must ask the bank about.

    Unknown never becomes paid or failed: a row with a code nobody declared, with a formula, or in
    contradiction to another row of the same file is a problem and no answer.
    """

    codes: Mapping[str, Code]
    in_fen: bool = False
    problems: list[str] = field(default_factory=list)
    rows: int = 0
    total: int = 0
    has_total: bool = True
    _answers: dict[str, tuple[int, Answer]] = field(default_factory=dict)
    _contradicted: set[str] = field(default_factory=set)

    def take(self, number: int, values: Mapping[str, str]) -> None:
        """Judge the row on line `number` of the file."""
        self.rows += 1
        serial, code = values["serial"], values["code"]
        try:
            amount = fen_of(values["amount"], in_fen=self.in_fen)
        except ValueError:
            self.has_total = False
            self._refuse(number, values)
            return
        self.total += amount
        # The other cells cannot be one: they are numbers, or a code of the table.
        if not _is_serial(serial) or _is_formula(values["account"]) or _is_formula(values["text"]):
            self._refuse(number, values)
            return
        meaning = self.codes.get(code)
        if meaning is None:
            self.problems.append(
                f"第{number}行（流水号{serial}）的返回码“{code[:20]}”不在码表中，未作处理，请与银行核实。"
            )
            return
        self._keep(
            number,
            Answer(
                serial,
                values["account"],
                amount,
                meaning.cause == PAID,
                code,
                values["text"] or meaning.text,
            ),
        )

    def unreadable(self, number: int, *, is_torn: bool = False) -> None:
        """Note a row that is no row of this format, or the last one of a file cut short."""
        self.rows += 1
        self.has_total = False
        self.problems.append(
            f"第{number}行（最后一行）不完整，文件可能没有传完，请向银行重新索取。"
            if is_torn
            else f"第{number}行无法识别，已跳过，请与银行核对。"
        )

    def expect(self, rows: int | None, total: int | None) -> None:
        """Refuse a file whose own totals are not those of its rows (BankFileError)."""
        if rows is None:
            return
        differs = rows != self.rows or (
            self.has_total and total is not None and total != self.total
        )
        if differs:
            told = "" if total is None else f"、{format_yuan(total)}元"
            raise BankFileError(
                f"回盘文件的汇总写明{rows}笔{told}，实有{self.rows}笔、{format_yuan(self.total)}元，"
                "文件可能不完整或被改动，未采用，请向银行重新索取。"
            )

    def answers(self) -> list[Answer]:
        """Return the answers that may be believed, in the order of the file."""
        return [a for s, (_, a) in self._answers.items() if s not in self._contradicted]

    def _refuse(self, number: int, values: Mapping[str, str]) -> None:
        if any(map(_is_formula, values.values())):
            self.problems.append(f"第{number}行含有公式或符号开头的内容，未采用，请与银行核对。")
            return
        self.problems.append(f"第{number}行无法识别，已跳过，请与银行核对。")

    def _keep(self, number: int, answer: Answer) -> None:
        first = self._answers.setdefault(answer.serial, (number, answer))
        if first[0] == number:
            return
        if (first[1].paid, first[1].amount) == (answer.paid, answer.amount):
            self.problems.append(
                f"第{number}行与第{first[0]}行重复（流水号{answer.serial}），只按一笔处理。"
            )
            return
        self._contradicted.add(answer.serial)
        self.problems.append(
            f"流水号{answer.serial}在同一回盘中有两种结果（第{first[0]}行、第{number}行），"
            "均未采用，请与银行核实。"
        )


def same_batch(told: str, wanted: str) -> None:
    """Refuse a return that names another batch (BankFileError); one that names none is read."""
    if told and wanted and told != wanted:
        raise BankFileError(
            f"这是批次{told[:60]}的回盘，本文件的批次号是{wanted}，未采用，请核对上传的文件。"
        )


def refuse_formula(item: Item) -> None:
    """Refuse a name that a spreadsheet at the bank would compute (BankFileError)."""
    if _is_formula(item.name):
        raise BankFileError(f"户名“{item.name}”以公式符号开头，请先更正后再发送。")


def _is_formula(text: str) -> bool:
    return text[:1] in FORMULA and len(text) > 1


def _is_serial(text: str) -> bool:
    return text.isascii() and text.isdigit()
