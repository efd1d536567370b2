"""Text as clerks and departments write it: made comparable, and masked for other eyes."""

import re
import unicodedata

SEPARATOR = "·"
# What input methods and old systems put between the parts of a name (GBK A1A4 is U+00B7).
_SEPARATORS = re.compile(r"[•・‧∙⋅●﹒．・·ᐧ.]")
_SPACES = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def half_width(text: str) -> str:
    """Return ``text`` with full-width ASCII and spaces made half-width."""
    if text.isascii():
        return text
    return "".join(
        chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else " " if c in "\u3000\u00a0" else c
        for c in text
    )


def normalise_name(text: str) -> str:
    """Return a person's name in the one form used for storing and comparing.

    Separators become ``·`` U+00B7; spaces between Chinese characters vanish and in a Latin name
    become one; compatibility forms are composed (NFC keeps rare characters as they are).
    """
    name = unicodedata.normalize("NFC", half_width(text)).strip()
    if _CJK.search(name):
        return _SEPARATORS.sub(SEPARATOR, _SPACES.sub("", name)).strip(SEPARATOR)
    return _SPACES.sub(" ", name).strip()


def mask_name(name: str) -> str:
    """Return a name for a public list: 张三 → 张*, 欧阳建国 → 欧***, 阿依古丽·买买提 → 阿*·*.

    In a name with ``·`` one star stands for the rest of each part, so the length stays hidden.
    """
    if not name:
        return ""
    first, *others = name.split(SEPARATOR)
    if others:
        return SEPARATOR.join([first[:1] + "*", *("*" for _ in others)])
    return name[0] + "*" * (len(name) - 1)


def mask_phone(phone: str) -> str:
    """Return a phone number for a staff screen: 13812345678 → 138****5678; short ones vanish."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)


def mask_account(account: str) -> str:
    """Return a bank account for a staff screen: only its last four digits."""
    return f"****{account[-4:]}" if len(account) > 4 else "*" * len(account)


# What a spreadsheet takes for a formula when a cell begins so.
RISKY = ("=", "+", "-", "@", "\t", "\r")


def unformula(text: str) -> str:
    """Return the text of a cell with a quote in front where a spreadsheet would read a formula."""
    return f"'{text}" if text.startswith(RISKY) else text
