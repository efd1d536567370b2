"""Writes: what the steps of a benefit's procedures cause, and the records kept beside them."""

from .insurance import insure, report_claim, settle_claim
from .life import EnrolmentRefused, check_life, hold_unchecked
from .opening import open_application, open_change, record_answers, tick
from .remote import accept_elsewhere, hand_over
from .spending import choose_mode, spend_on_service

__all__ = [
    "EnrolmentRefused",
    "accept_elsewhere",
    "check_life",
    "choose_mode",
    "hand_over",
    "hold_unchecked",
    "insure",
    "open_application",
    "open_change",
    "record_answers",
    "report_claim",
    "settle_claim",
    "spend_on_service",
    "tick",
]
