"""What somebody is asked, declared once: the portal, the phone in the field and the interface render from it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from .text import half_width

TEXT, LONG, CHOICE, MANY, YES_NO, MONEY, NUMBER, DAY, PHONE = (
    "text", "long", "choice", "many", "yes_no", "money", "number", "day", "phone",
)  # fmt: skip
# One of the household's members, a photograph, a signature, a sound: kept as references.
MEMBER, PHOTO, SIGNATURE, SOUND = "member", "photo", "signature", "sound"
KINDS = (
    TEXT,
    LONG,
    CHOICE,
    MANY,
    YES_NO,
    MONEY,
    NUMBER,
    DAY,
    PHONE,
    MEMBER,
    PHOTO,
    SIGNATURE,
    SOUND,
)
YES, NO = "yes", "no"
_MOST_YUAN = Decimal(1_000_000_000)
_SCHEMA_TYPES = {NUMBER: "integer", YES_NO: "boolean", MANY: "array"}


Cleaner = Callable[["Item", Any], Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a form asks.

    ``options`` are pairs of stored value and Chinese words. ``when`` is another item and the value
    it must have for this one to be asked. ``fact`` names the fact column an answer is kept under.
    ``most`` is the longest text, the greatest number, or the greatest count of photographs.
    """

    key: str
    label: str
    kind: str = TEXT
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    is_required: bool = False
    when: tuple[str, str] | None = None
    fact: str = ""
    most: int = 500

    def __post_init__(self) -> None:
        """Refuse a kind nobody can render, and a choice without options."""
        if self.kind not in KINDS:
            raise ValueError(f"表单项“{self.label}”的类型 {self.kind} 未知")
        if self.kind in {CHOICE, MANY} and not self.options:
            raise ValueError(f"表单项“{self.label}”没有选项")

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        """Say whether the other answers make this item appear."""
        return self.when is None or _plain(answers.get(self.when[0])) == self.when[1]

    def cleaned(self, said: Any) -> Any:
        """Return the answer as it is kept (money in fen, a day as ISO text), None when nothing was said.

        ValueError in Chinese says what is wrong and what to write instead.
        """
        if said in (None, "", [], ()):
            return None
        clean: Cleaner = _CLEANERS.get(self.kind, _reference)
        return clean(self, said)

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the answer, for machines."""
        found: dict[str, Any] = {
            "type": _SCHEMA_TYPES.get(self.kind, "string"),
            "title": self.label,
            "description": self.help,
        }
        values = [value for value, _words in self.options]
        if self.kind == CHOICE:
            found["enum"] = values
        elif self.kind == MANY:
            found["items"] = {"type": "string", "enum": values}
        elif self.kind == DAY:
            found["format"] = "date"
        elif self.kind == MONEY:
            found["pattern"] = r"^\d+(\.\d{1,2})?$"
        elif self.kind in {TEXT, LONG}:
            found["maxLength"] = self.most
        return found

    def described(self) -> dict[str, Any]:
        """Return the item as the phone renders it."""
        return {
            "key": self.key,
            "label": self.label,
            "kind": self.kind,
            "help": self.help,
            "options": [list(pair) for pair in self.options],
            "required": self.is_required,
            "when": list(self.when) if self.when else None,
            "most": self.most,
        }


@dataclass(frozen=True, slots=True)
class Form:
    """The items asked together, in order, under a key that stays for life."""

    key: str
    label: str
    items: tuple[Item, ...] = ()

    def __post_init__(self) -> None:
        """Refuse two items of one key, and a condition on an item that does not stand before it."""
        seen: set[str] = set()
        for item in self.items:
            if item.key in seen:
                raise ValueError(f"表单“{self.label}”的 {item.key} 重复")
            if item.when is not None and item.when[0] not in seen:
                raise ValueError(f"表单“{self.label}”的 {item.key} 依赖的项目未在其前")
            seen.add(item.key)

    def asked(self, answers: Mapping[str, Any]) -> list[Item]:
        """Return the items that the answers given so far make appear."""
        return [item for item in self.items if item.is_asked(answers)]

    def cleaned(self, said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """Return what is kept, and for each faulty item the Chinese sentence that says what to do.

        An item that is not asked is dropped; one that nobody answered is left out, never guessed.
        """
        kept: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for item in self.asked(said):
            try:
                value = item.cleaned(said.get(item.key))
            except ValueError as fault:
                wrong[item.key] = str(fault)
                continue
            if value is not None:
                kept[item.key] = value
            elif item.is_required:
                wrong[item.key] = f"请填写“{item.label}”"
        return kept, wrong

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the whole form."""
        return {
            "type": "object",
            "title": self.label,
            "properties": {item.key: item.schema() for item in self.items},
            "required": [i.key for i in self.items if i.is_required and i.when is None],
            "additionalProperties": False,
        }

    def described(self) -> dict[str, Any]:
        """Return the form as the phone renders it."""
        return {
            "key": self.key,
            "label": self.label,
            "items": [item.described() for item in self.items],
        }


def _plain(said: Any) -> str:
    """Return an answer as the text a condition compares with."""
    if isinstance(said, bool):
        return YES if said else NO
    return str(said if said is not None else "")


def _text(item: Item, said: Any) -> str | None:
    text = str(said).strip()
    if len(text) > item.most:
        raise ValueError(f"“{item.label}”最多 {item.most} 个字，现有 {len(text)} 个字")
    return text or None


def _choice(item: Item, said: Any) -> str:
    if str(said) not in {value for value, _words in item.options}:
        raise ValueError(f"“{item.label}”请从列出的选项中选择")
    return str(said)


def _many(item: Item, said: Any) -> list[str]:
    chosen = [str(said)] if isinstance(said, str) else [str(value) for value in said]
    return [_choice(item, value) for value in dict.fromkeys(chosen)]


def _yes_no(item: Item, said: Any) -> bool:
    if isinstance(said, bool):
        return said
    if str(said) not in {YES, NO}:
        raise ValueError(f"“{item.label}”请选择“是”或“否”")
    return str(said) == YES


def _money(item: Item, said: Any) -> int:
    text = half_width(str(said)).replace(",", "").replace(" ", "").removesuffix("元")
    try:
        yuan = Decimal(text)
    except InvalidOperation:
        yuan = Decimal(-1)
    if not 0 <= yuan < _MOST_YUAN or yuan != round(yuan, 2):
        raise ValueError(f"“{item.label}”请填写金额（元），如 1200 或 1200.50")
    return int(yuan * 100)


def _number(item: Item, said: Any) -> int:
    text = half_width(str(said)).strip()
    if not re.fullmatch(r"\d{1,9}", text) or int(text) > max(item.most, 1):
        raise ValueError(f"“{item.label}”请填写 0 至 {item.most} 的整数")
    return int(text)


def _day(item: Item, said: Any) -> str:
    text = half_width(str(said)).strip().replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueError(f"“{item.label}”请填写日期，如 2026-11-05") from None


def _phone(item: Item, said: Any) -> str:
    text = re.sub(r"[\s-]", "", half_width(str(said)))
    if not re.fullmatch(r"\+?\d{7,13}", text):
        raise ValueError(f"“{item.label}”应为 7 至 13 位数字")
    return text


def _reference(item: Item, said: Any) -> Any:
    """Keep what points to a member, a photograph, a signature or a sound."""
    if item.kind == MEMBER:
        return str(said)
    references: Sequence[Any] = said if isinstance(said, list | tuple) else [said]
    if len(references) > item.most:
        raise ValueError(f"“{item.label}”最多 {item.most} 份")
    return [str(reference) for reference in references]


_CLEANERS: dict[str, "Cleaner"] = {
    TEXT: _text,
    LONG: _text,
    CHOICE: _choice,
    MANY: _many,
    YES_NO: _yes_no,
    MONEY: _money,
    NUMBER: _number,
    DAY: _day,
    PHONE: _phone,
}
