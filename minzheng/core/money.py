"""Money as whole fen; the one place where yuan and fen are converted."""

from decimal import Decimal, InvalidOperation

FEN_IN_YUAN = 100


def yuan_to_fen(yuan: str | Decimal | int) -> int:
    """Return ``yuan`` as whole fen.

    Text may carry thousands separators and a trailing 元. Raises ``ValueError`` (Chinese text for
    the clerk) for anything that is no number, is not finite or has more than two decimal places:
    a third decimal is a mistake upstream and must not be rounded away in silence.
    """
    if isinstance(yuan, (bool, float)):
        raise ValueError("金额不能用浮点数表示。")  # noqa: TRY004 - one error for the clerk
    text = str(yuan).strip().replace(",", "").replace("，", "").removesuffix("元").strip()
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"“{yuan}”不是金额。") from None
    if not value.is_finite():
        raise ValueError(f"“{yuan}”不是金额。")
    fen = value * FEN_IN_YUAN
    if fen != fen.to_integral_value():
        raise ValueError(f"金额“{yuan}”最多两位小数（分）。")
    return int(fen)


def fen_to_yuan(fen: int) -> Decimal:
    """Return whole ``fen`` as yuan with exactly two decimal places."""
    return Decimal(fen).scaleb(-2)


def format_yuan(fen: int) -> str:
    """Return ``fen`` as yuan for reading: ``123450`` → ``'1,234.50'``."""
    return f"{fen_to_yuan(fen):,.2f}"


def half_up(numerator: int, denominator: int) -> int:
    """Return ``numerator / denominator`` rounded half away from zero, in exact integers.

    The usual commercial rounding (四舍五入) of amounts; Python's ``round`` goes to the even digit.
    Raises ``ZeroDivisionError`` when the denominator is zero.
    """
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    whole, rest = divmod(abs(numerator), denominator)
    rounded = whole + (2 * rest >= denominator)
    return rounded if numerator >= 0 else -rounded
