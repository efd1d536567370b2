"""The formats banks ask for, as data: layouts here, codes in `codes.csv`; and which bank keeps an account."""

import csv
from dataclasses import dataclass
from pathlib import Path

from .rows import Answer, BankFileError, Code, Item
from .text import Field, TextFormat
from .workbook import WorkbookFormat

Format = TextFormat | WorkbookFormat


def _codes(layout: str) -> dict[str, Code]:
    with Path(__file__).with_name("codes.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["layout"] == layout]
    return {row["code"]: Code(row["cause"], row["text"]) for row in rows}


def _fields(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


RURAL_CREDIT = TextFormat(
    "rural_credit", "农村信用社代发（定长，GB18030）", "gb18030", "txt",
    fields=(Field("serial", 20), Field("account", 24), Field("name", 60), Field("amount", 14, right=True), Field("remark", 40)),
    answer=(Field("serial", 20), Field("account", 24), Field("amount", 14, right=True), Field("code", 6), Field("text", 60)),
    codes=_codes("rural_credit"), in_fen=True,
)  # fmt: skip
AGRICULTURAL = TextFormat(
    "agricultural", "农业银行代发（逗号分隔，UTF-8）", "utf-8", "csv",
    fields=_fields("serial", "account", "name", "amount", "remark"),
    answer=_fields("serial", "account", "amount", "code", "text"),
    codes=_codes("agricultural"), delimiter=",", totals_line=False, has_bom=True,
)  # fmt: skip
POSTAL = WorkbookFormat(
    "postal", "邮政储蓄银行代发（Excel 模板）", "代发工资及补贴明细表", "代发明细",
    fields={"serial": "流水号", "account": "账号", "name": "户名", "amount": "金额（元）", "remark": "摘要"},
    answer_sheet="回盘明细",
    answer={"serial": "流水号", "account": "账号", "amount": "金额（元）", "code": "返回码", "text": "返回信息"},
    codes=_codes("postal"),
)  # fmt: skip
FORMATS: dict[str, Format] = {form.key: form for form in (RURAL_CREDIT, AGRICULTURAL, POSTAL)}


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank that pays for us: words of its branches' names; a place's rows may give it another layout."""

    key: str
    label: str
    words: tuple[str, ...]
    layout: str


RURAL = Bank("rural_credit", "农村信用社", ("农村信用", "农村商业", "农商银行"), RURAL_CREDIT.key)
BANKS = {
    bank.key: bank
    for bank in (
        RURAL,
        Bank("agricultural", "中国农业银行", ("农业银行",), AGRICULTURAL.key),
        Bank("postal", "中国邮政储蓄银行", ("邮政储蓄", "邮储银行"), POSTAL.key),
    )
}
# What lies at any other bank goes through the county's agent bank.
AGENT = RURAL


def bank_of(name: str) -> Bank:
    """Return the bank that takes the payments to accounts kept at the branch of this name."""
    found = (bank for bank in BANKS.values() if any(word in name for word in bank.words))
    return next(found, AGENT)


__all__ = [
    "AGENT",
    "AGRICULTURAL",
    "BANKS",
    "FORMATS",
    "POSTAL",
    "RURAL_CREDIT",
    "Answer",
    "Bank",
    "BankFileError",
    "Code",
    "Format",
    "Item",
    "bank_of",
]
