"""What can be done: write, send in, review, publish, take down; register accounts and check them."""

from .accounts import change_account, check_account, mend_check, register_account
from .articles import (
    PublicityError,
    adopt,
    change,
    count_view,
    pass_step,
    publish,
    send_back,
    send_in,
    show_on,
    take_down,
    write,
)

__all__ = [
    "PublicityError",
    "adopt",
    "change",
    "change_account",
    "check_account",
    "count_view",
    "mend_check",
    "pass_step",
    "publish",
    "register_account",
    "send_back",
    "send_in",
    "show_on",
    "take_down",
    "write",
]
