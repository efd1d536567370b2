"""Bank file formats as data: what a line looks like, which encoding, how the return reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from minzheng.core.money import format_yuan


class BankFileError(Exception):
    """A bank file that cannot be read; the message is for finance."""


@dataclass(frozen=True, slots=True)
class Item:
    """One payment as the bank sees it: serial number in the file, account, name, fen, remark."""

    serial: str
    account: str
    name: str
    amount: int
    remark: str


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
class Field:
    """A column of a fixed-width or delimited line; `width` counts bytes, `right` aligns right with zeros."""

    name: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """One bank's format (代发文件格式). `delimiter` empty means fixed width in bytes of the encoding."""

    key: str
    label: str
    encoding: str
    extension: str
    fields: tuple[Field, ...]
    answer: tuple[Field, ...]
    delimiter: str = ""
    in_fen: bool = False
    totals_line: bool = True
    paid_codes: frozenset[str] = frozenset({"0000"})

    def write(self, items: Iterable[Item]) -> bytes:
        """Return the file's bytes; raises BankFileError for a character the bank's encoding lacks."""
        rows = list(items)
        lines = [self._line(self.fields, self._values(item)) for item in rows]
        if self.totals_line:
            lines.insert(
                0,
                f"TOTAL{self.delimiter or ' '}{len(rows)}{self.delimiter or ' '}{self._money(sum(r.amount for r in rows))}",
            )
        return ("\r\n".join(lines) + "\r\n").encode(self.encoding)

    def read_answers(self, content: bytes) -> tuple[list[Answer], list[str]]:
        """Return the answers of a return file and the Chinese problems of lines that could not be read."""
        try:
            text = content.decode(self.encoding)
        except UnicodeDecodeError as error:
            raise BankFileError(f"回盘文件不是{self.encoding}编码，请向银行重新索取。") from error
        answers: list[Answer] = []
        problems: list[str] = []
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.startswith("TOTAL"):
                continue
            try:
                answers.append(self._answer(line))
            except (BankFileError, InvalidOperation, IndexError, ValueError):
                problems.append(f"第{number}行无法识别，已跳过，请与银行核对。")
        return answers, problems

    def read_items(self, content: bytes) -> list[Item]:
        """Return the payments of a file as the bank reads it (used by the stand-in bank)."""
        rows = content.decode(self.encoding).splitlines()
        body = [row for row in rows if row.strip() and not row.startswith("TOTAL")]
        items = []
        for row in body:
            values = self._split(self.fields, row)
            items.append(
                Item(
                    values["serial"],
                    values["account"],
                    values["name"],
                    self._fen(values["amount"]),
                    values["remark"],
                )
            )
        return items

    def write_answers(self, answers: Iterable[Answer]) -> bytes:
        """Return a return file's bytes (used by the stand-in bank)."""
        lines = []
        for row in answers:
            values = {
                "serial": row.serial, "account": row.account, "amount": self._money(row.amount),
                "code": row.code, "text": row.text,
            }  # fmt: skip
            lines.append(self._line(self.answer, values))
        return ("\r\n".join(lines) + "\r\n").encode(self.encoding)

    def _values(self, item: Item) -> dict[str, str]:
        return {
            "serial": item.serial, "account": item.account, "name": item.name,
            "amount": self._money(item.amount), "remark": item.remark,
        }  # fmt: skip

    def _money(self, fen: int) -> str:
        return str(fen) if self.in_fen else format_yuan(fen).replace(",", "")

    def _fen(self, text: str) -> int:
        return int(text) if self.in_fen else int(Decimal(text.strip()) * 100)

    def _line(self, fields: tuple[Field, ...], values: dict[str, str]) -> str:
        if self.delimiter:
            return self.delimiter.join(values[f.name].replace(self.delimiter, " ") for f in fields)
        return "".join(self._pad(values[f.name], f) for f in fields)

    def _pad(self, text: str, field: Field) -> str:
        try:
            length = len(text.encode(self.encoding))
        except UnicodeEncodeError as error:
            raise BankFileError(f"“{text}”含有银行文件编码无法表示的字，请核对。") from error
        if length > field.width:
            raise BankFileError(f"“{text}”超过银行文件规定的{field.width}个字节，请核对。")
        room = field.width - length
        return "0" * room + text if field.right else text + " " * room

    def _split(self, fields: tuple[Field, ...], line: str) -> dict[str, str]:
        if self.delimiter:
            parts = line.split(self.delimiter)
            if len(parts) != len(fields):
                raise BankFileError("列数不符")
            return {f.name: part.strip() for f, part in zip(fields, parts, strict=True)}
        raw = line.encode(self.encoding)
        values, start = {}, 0
        for field in fields:
            values[field.name] = raw[start : start + field.width].decode(self.encoding).strip()
            start += field.width
        return values

    def _answer(self, line: str) -> Answer:
        values = self._split(self.answer, line)
        if not values["serial"].strip():
            raise BankFileError("没有流水号")
        code = values["code"]
        return Answer(
            values["serial"],
            values["account"],
            self._fen(values["amount"]),
            code in self.paid_codes,
            code,
            values["text"],
        )


def _fields(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


RURAL_CREDIT = Format(
    "rural_credit", "农村信用社代发（定长，GB18030）", "gb18030", "txt",
    fields=(Field("serial", 20), Field("account", 24), Field("name", 60), Field("amount", 14, right=True), Field("remark", 40)),
    answer=(Field("serial", 20), Field("account", 24), Field("amount", 14, right=True), Field("code", 6), Field("text", 60)),
    in_fen=True,
)  # fmt: skip
AGRICULTURAL = Format(
    "agricultural", "农业银行代发（逗号分隔，UTF-8）", "utf-8", "csv",
    fields=_fields("serial", "account", "name", "amount", "remark"),
    answer=_fields("serial", "account", "amount", "code", "text"),
    delimiter=",", totals_line=False, paid_codes=frozenset({"00", "成功"}),
)  # fmt: skip
FORMATS = {RURAL_CREDIT.key: RURAL_CREDIT, AGRICULTURAL.key: AGRICULTURAL}


def format_for(bank_name: str) -> Format:
    """Return the format of the bank that keeps the account; rural credit is the county's agent bank."""
    return AGRICULTURAL if "农业银行" in bank_name else RURAL_CREDIT
