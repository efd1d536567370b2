"""Resident identity numbers (GB 11643-1999): made comparable, checked, masked."""

import operator
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from minzheng.core.months import completed_age
from minzheng.core.text import half_width

CODES = Path(__file__).parent / "data" / "county_codes.csv"
# No county has ever had this code, so no living person can hold a number that begins with it.
DEMO_PREFIX: Final = "629901"
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS: Final = "10X98765432"
OLDEST = 130
MALE, FEMALE = "male", "female"

REASONS: Final = {
    "empty": "公民身份号码为空。",
    "length": "公民身份号码应为 18 位。",
    "characters": "公民身份号码只能是数字，末位可为 X。",
    "birth_date": "公民身份号码中的出生日期不存在。",
    "future": "公民身份号码中的出生日期晚于今天。",
    "age": f"公民身份号码中的年龄超过 {OLDEST} 岁。",
    "check_digit": "公民身份号码校验位不符，请核对原件。",
    "demo": "这是演示号码，正式环境不接受。",
    "centenarian": "老式号码顺序码为 996–999，出生年代须人工核定。",
}
_SHAPE = re.compile(r"\d{17}[\dX]", re.ASCII)
_OLD_SHAPE = re.compile(r"\d{15}", re.ASCII)
_NOISE = re.compile(r"[\s'’‘`\u200b\ufeff-]")
_EIGHTEEN = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)", re.IGNORECASE)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{15,19}(?!\d)")


class InvalidId(ValueError):
    """A number that cannot be a person's; ``code`` is a key of ``REASONS``, the text is Chinese."""

    def __init__(self, code: str) -> None:
        super().__init__(REASONS[code])
        self.code = code


@dataclass(frozen=True)
class ResidentId:
    """A sound number and what it says."""

    number: str
    division: str
    birth_on: date
    sex: str

    @property
    def is_prefix_known(self) -> bool:
        """Whether the first six digits are a code that was ever in force (else only warn)."""
        return is_known_prefix(self.division)

    @property
    def is_demo(self) -> bool:
        """Whether the number belongs to a synthetic person."""
        return self.division == DEMO_PREFIX


def normalise(text: str) -> str:
    """Return the number as it is stored: half-width, no spaces or apostrophes, capital X."""
    return _NOISE.sub("", half_width(text)).upper()


def check_digit(first_17: str) -> str:
    """Return the 18th character for 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(map(operator.mul, map(int, first_17), WEIGHTS))
    return CHECK_DIGITS[total % 11]


def parse(text: str, *, on: date | None = None, allow_demo: bool = False) -> ResidentId:
    """Return the parts of a number of 18 characters, or raise ``InvalidId``.

    ``on`` is the day of checking: birth after it and an age over 130 years are refused (without
    it only years before 1880 are). Residence permits of Hong Kong, Macao and Taiwan residents
    (81, 82, 83) and the foreign permanent-residence card since 2023 (9) follow the same scheme.
    An unknown division prefix is no error: old and abolished codes are normal.
    """
    number = normalise(text)
    if not number:
        raise InvalidId("empty")
    if len(number) != 18:
        raise InvalidId("length")
    if not _SHAPE.fullmatch(number):
        raise InvalidId("characters")
    birth_on = _birth(number[6:14])
    if on is not None and birth_on > on:
        raise InvalidId("future")
    if birth_on.year < 1880 or (on is not None and completed_age(birth_on, on) > OLDEST):
        raise InvalidId("age")
    if check_digit(number[:17]) != number[17]:
        raise InvalidId("check_digit")
    if number.startswith(DEMO_PREFIX) and not allow_demo:
        raise InvalidId("demo")
    sex = MALE if int(number[16]) % 2 else FEMALE
    return ResidentId(number, number[:6], birth_on, sex)


def upgrade_15(text: str) -> str:
    """Return the 18-character form of an old number of 15 digits.

    ``19`` is put before the year and a check digit behind. Raises ``InvalidId``; order codes
    996-999 were kept for people born before 1900 and must be settled by hand.
    """
    number = normalise(text)
    if not _OLD_SHAPE.fullmatch(number):
        raise InvalidId("length" if number.isdigit() else "characters")
    if number[12:] in {"996", "997", "998", "999"}:
        raise InvalidId("centenarian")
    first_17 = f"{number[:6]}19{number[6:]}"
    _birth(first_17[6:14])
    return first_17 + check_digit(first_17)


def mask_id(number: str) -> str:
    """Return a number for other eyes: 150425199003072310 → 150425********2310."""
    if len(number) < 15:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def given_away(text: str) -> str:
    """Return in Chinese which number of a person stands unmasked in a text for the public, or nothing.

    A sound identity number, a mobile number, or digits as long as those of a bank card.
    """
    plain = re.sub(r"(?<=\d)[\s-]+(?=[\dXx])", "", half_width(text))
    for hit in _EIGHTEEN.finditer(plain):
        try:
            parse(hit.group().upper(), allow_demo=True)
        except InvalidId:
            continue
        return "含未脱敏的公民身份号码"
    if _MOBILE.search(plain):
        return "含手机号码"
    return "含疑似证件号或银行卡号" if _CARD.search(plain) else ""


def make(division: str, birth_on: date, order: int) -> str:
    """Return the number of a division code, a birth date and an order code 0-999."""
    first_17 = f"{division:0>6}{birth_on:%Y%m%d}{order:03d}"
    return first_17 + check_digit(first_17)


def is_known_prefix(code: str) -> bool:
    """Say whether six digits are a county code of 1980-2025 or another lawful prefix."""
    return code in known_codes() or code[:2] in {"81", "82", "83"} or code[:1] == "9"


@lru_cache(maxsize=1)
def known_codes() -> frozenset[str]:
    """Return every six-digit division code in force at any time since 1980."""
    return frozenset(CODES.read_text(encoding="utf-8").split()[1:])


def _birth(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise InvalidId("birth_date") from None
