"""Unified social credit codes of bodies (GB 32100-2015): made comparable and checked."""

import re
from dataclasses import dataclass
from typing import Final

from minzheng.core.text import half_width

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
REASONS: Final = {
    "empty": "统一社会信用代码为空。",
    "length": "统一社会信用代码应为 18 位。",
    "characters": "统一社会信用代码含有不用的字母（I、O、S、V、Z）或符号。",
    "division": "统一社会信用代码第 3–8 位应为登记机关区划码。",
    "check_digit": "统一社会信用代码校验位不符。",
}
_WEIGHTS = tuple(3**n % 31 for n in range(17))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NOISE = re.compile(r"[\s'’‘`\u200b\ufeff-]")


class InvalidCreditCode(ValueError):
    """A code that no body can hold; ``code`` is a key of ``REASONS``, the text is Chinese."""

    def __init__(self, code: str) -> None:
        super().__init__(REASONS[code])
        self.code = code


@dataclass(frozen=True)
class CreditCode:
    """A sound code and its parts."""

    number: str
    authority: str
    kind: str
    division: str
    body: str

    @property
    def is_body_sound(self) -> bool:
        """Whether the organisation code inside (GB 11714) carries its own right check character.

        Real codes given in the first years do not always: warn, never refuse.
        """
        total = sum(
            _BODY_ALPHABET.index(c) * w for c, w in zip(self.body[:8], _BODY_WEIGHTS, strict=True)
        )
        return self.body[8] == "0123456789X0"[11 - total % 11]


def normalise(text: str) -> str:
    """Return the code as it is stored: half-width capitals without spaces."""
    return _NOISE.sub("", half_width(text)).upper()


def check_digit(first_17: str) -> str:
    """Return the 18th character for 17 (modulo 31)."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(first_17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def parse(text: str) -> CreditCode:
    """Return the parts of a code, or raise ``InvalidCreditCode``.

    The first character names the registering authority and may be a letter (N agriculture,
    A central military commission, Y others); the second the kind of body.
    """
    number = normalise(text)
    if not number:
        raise InvalidCreditCode("empty")
    if len(number) != 18:
        raise InvalidCreditCode("length")
    if any(c not in ALPHABET for c in number):
        raise InvalidCreditCode("characters")
    if not number[2:8].isdigit():
        raise InvalidCreditCode("division")
    if check_digit(number[:17]) != number[17]:
        raise InvalidCreditCode("check_digit")
    return CreditCode(number, number[0], number[1], number[2:8], number[8:17])
