"""Bank files that are text: fixed width in bytes, or delimited, with or without a line of totals."""

import codecs
import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from minzheng.core.money import format_yuan

from .rows import (
    Answer,
    BankFileError,
    Code,
    Item,
    Judge,
    PaymentFormat,
    fen_of,
    refuse_formula,
    same_batch,
)

TOTAL = "TOTAL"
BOM, WIDE_BOMS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a fixed-width or delimited line; `width` counts bytes, `right` aligns right with zeros."""

    name: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class TextFormat(PaymentFormat):
    """One bank's text format (代发文件格式). `delimiter` empty means fixed width in bytes of the encoding."""

    key: str
    label: str
    encoding: str
    extension: str
    fields: tuple[Field, ...]
    answer: tuple[Field, ...]
    codes: Mapping[str, Code] = field(default_factory=dict, hash=False)
    delimiter: str = ""
    in_fen: bool = False
    totals_line: bool = True
    has_bom: bool = False

    def draft(self) -> "TextDraft":
        """Begin a payment file."""
        return TextDraft(self)

    def read_answers(self, content: bytes, batch: str = "") -> tuple[list[Answer], list[str]]:
        """Return the answers of a return file and the Chinese problems of rows that were not taken.

        BankFileError refuses the whole file: another encoding or batch, totals that disagree.
        """
        self._refuse_encoding(content)
        judge = Judge(self.codes, self.in_fen)
        totals: tuple[int, int, str] | None = None
        lines, tail = _lines(content)
        for number, raw in enumerate(lines, start=1):
            if raw.startswith(TOTAL.encode()):
                totals = self._totals(raw)
            elif raw.strip():
                self._take(judge, number, raw)
        if tail.strip():
            self._take(judge, len(lines) + 1, tail, is_tail=True)
        if totals is not None:
            same_batch(totals[2], batch)
            judge.expect(totals[0], totals[1])
        return judge.answers(), judge.problems

    def read_items(self, content: bytes) -> list[Item]:
        """Return the payments of a file as the bank reads it (used by the stand-in bank)."""
        lines, tail = _lines(content)
        rows = [row for row in (*lines, tail) if row.strip() and not row.startswith(b"TOTAL")]
        items = []
        for row in rows:
            v = self._split(self.fields, row)
            amount = fen_of(v["amount"], in_fen=self.in_fen)
            items.append(Item(v["serial"], v["account"], v["name"], amount, v["remark"]))
        return items

    def batch_of(self, content: bytes) -> str:
        """Return the batch a payment file names, or an empty text (used by the stand-in bank)."""
        first = _lines(content)[0][:1]
        return self._totals(first[0])[2] if first and first[0].startswith(b"TOTAL") else ""

    def write_answers(
        self, answers: Iterable[Answer], batch: str = "", *, told: tuple[int, int] | None = None
    ) -> bytes:
        """Return a return file's bytes (used by the stand-in bank); `told` overrides true totals."""
        rows = list(answers)
        lines = []
        for row in rows:
            values = {
                "serial": row.serial, "account": row.account, "amount": self.money(row.amount),
                "code": row.code, "text": row.text,
            }  # fmt: skip
            lines.append(self.line(self.answer, values))
        count, total = told or (len(rows), sum(row.amount for row in rows))
        return self.assemble(b"".join(lines), count, total, batch)

    # -- lines ------------------------------------------------------------------------------------

    def assemble(self, body: bytes, count: int, total: int, batch: str) -> bytes:
        """Return a whole file: its mark, its totals, its lines."""
        head = b""
        if self.totals_line:
            parts = [TOTAL, str(count), self.money(total), *([batch] if batch else [])]
            head = ((self.delimiter or " ").join(parts) + "\r\n").encode(self.encoding)
        return b"".join((BOM if self.has_bom and body else b"", head, body))

    def line(self, fields: tuple[Field, ...], values: Mapping[str, str]) -> bytes:
        """Return one line with its end; BankFileError for what does not fit."""
        if not self.delimiter:
            return b"".join(self._pad(values[f.name], f) for f in fields) + b"\r\n"
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n")
        writer.writerow([" ".join(values[f.name].splitlines()) for f in fields])
        return out.getvalue().encode(self.encoding)

    def money(self, fen: int) -> str:
        """Return an amount as this format writes it."""
        return str(fen) if self.in_fen else format_yuan(fen).replace(",", "")

    def _pad(self, text: str, column: Field) -> bytes:
        try:
            raw = text.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise BankFileError(f"“{text}”含有银行文件编码无法表示的字，请核对。") from error
        if len(raw) > column.width:
            raise BankFileError(f"“{text}”超过银行文件规定的{column.width}个字节，请核对。")
        return raw.rjust(column.width, b"0") if column.right else raw.ljust(column.width)

    def _take(self, judge: Judge, number: int, raw: bytes, *, is_tail: bool = False) -> None:
        try:
            values = self._split(self.answer, raw, is_tail=is_tail)
        except (BankFileError, ValueError, csv.Error):
            judge.unreadable(number, is_torn=is_tail)
            return
        judge.take(number, values)

    def _split(
        self, fields: tuple[Field, ...], raw: bytes, *, is_tail: bool = False
    ) -> dict[str, str]:
        if self.delimiter:
            text = raw.decode(self.encoding)
            parts = (
                next(csv.reader([text], delimiter=self.delimiter, strict=True))
                if '"' in text
                else text.split(self.delimiter)
            )
            if len(parts) != len(fields):
                raise BankFileError("列数不符")
            return {f.name: part.strip() for f, part in zip(fields, parts, strict=True)}
        whole = sum(f.width for f in fields)
        # The blanks of the last column may have been lost on the way, but not with the line's end.
        least = whole if is_tail else whole - fields[-1].width
        if not least <= len(raw) <= whole:
            raise BankFileError("行长不符")
        values, start = {}, 0
        for column in fields:
            values[column.name] = raw[start : start + column.width].decode(self.encoding).strip()
            start += column.width
        return values

    def _totals(self, raw: bytes) -> tuple[int, int, str]:
        try:
            parts = raw.decode(self.encoding).split(self.delimiter or None)
            count, total = int(parts[1]), fen_of(parts[2], in_fen=self.in_fen)
        except (ValueError, IndexError) as error:
            raise BankFileError("回盘文件的汇总行无法识别，未采用，请向银行重新索取。") from error
        return count, total, parts[3] if len(parts) > 3 else ""

    def _refuse_encoding(self, content: bytes) -> None:
        name = self.encoding.upper()
        if content.startswith(WIDE_BOMS) or not _decodes(content, self.encoding):
            line = _first_bad_line(content, self.encoding)
            raise BankFileError(
                f"回盘文件不是{name}编码（第{line}行起无法识别），请向银行重新索取。"
            )
        # Text of another encoding may by chance pass for this one; UTF-8 never is by chance.
        is_other = self.encoding != "utf-8" and not content.isascii() and _decodes(content, "utf-8")
        if is_other:
            raise BankFileError(f"回盘文件是UTF-8编码，约定的是{name}编码，请向银行重新索取。")


@dataclass(slots=True)
class TextDraft:
    """A payment file in the making: rows come one by one, the totals are known at the end."""

    form: TextFormat
    body: bytearray = field(default_factory=bytearray)
    count: int = 0
    total: int = 0

    def add(self, item: Item) -> None:
        """Append one payment; BankFileError for what the format cannot hold."""
        refuse_formula(item)
        values = {
            "serial": item.serial, "account": item.account, "name": item.name,
            "amount": self.form.money(item.amount), "remark": item.remark,
        }  # fmt: skip
        self.body += self.form.line(self.form.fields, values)
        self.count += 1
        self.total += item.amount

    def finish(self, batch: str) -> bytes:
        """Return the whole file."""
        return self.form.assemble(bytes(self.body), self.count, self.total, batch)


def _lines(content: bytes) -> tuple[list[bytes], bytes]:
    """Return the whole lines without their ends, and what follows the last end."""
    *lines, tail = content.removeprefix(BOM).split(b"\n")
    return [line.removesuffix(b"\r") for line in lines], tail.removesuffix(b"\r")


def _decodes(content: bytes, encoding: str) -> bool:
    """Say whether content is of an encoding; its last character may have been cut in two."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(content)
    except UnicodeDecodeError:
        return False
    return True


def _first_bad_line(content: bytes, encoding: str) -> int:
    lines, _ = _lines(content)
    bad = (n for n, line in enumerate(lines, start=1) if not _decodes(line, encoding))
    return next(bad, 1)
