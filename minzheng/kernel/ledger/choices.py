"""The kinds of accounts, the states of a transfer, the kinds of support, with their Chinese labels."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What an account holds; debits (+) and credits (-) of all accounts sum to nought."""

    GRANTED = "granted"  # credit side of money coming in
    AVAILABLE = "available"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    RECEIVABLE = "receivable"
    RECOVERED = "recovered"
    WRITTEN_OFF = "written_off"
    RESERVE = "reserve"
    CARRIED = "carried"


KINDS: Final[dict[str, str]] = {
    Kind.GRANTED.value: "拨入",
    Kind.AVAILABLE.value: "可用",
    Kind.IN_TRANSIT.value: "在途（已送银行）",
    Kind.PAID.value: "已支付",
    Kind.RECEIVABLE.value: "应收追缴",
    Kind.RECOVERED.value: "追回",
    Kind.WRITTEN_OFF.value: "核销",
    Kind.RESERVE.value: "备用金结存",
    Kind.CARRIED.value: "结转",
}
# What stands on these at the end of a year goes on in the next one.
CARRIED_OVER: Final = (
    Kind.AVAILABLE.value,
    Kind.IN_TRANSIT.value,
    Kind.RECEIVABLE.value,
    Kind.RESERVE.value,
)

ASKED: Final = "asked"
CONFIRMED: Final = "confirmed"
REFUSED: Final = "refused"
TRANSFER_STATES: Final[dict[str, str]] = {
    ASKED: "待复核",
    CONFIRMED: "已划转",
    REFUSED: "未通过",
}

SUPPORTS: Final[dict[str, str]] = {
    "tax": "税费减免",
    "land": "土地支持",
    "utilities": "用水、用电、用气、用热优惠",
    "finance": "金融支持",
}
