"""Writes: what a month shows is found, leads are opened, verified, helped with and closed."""

from .findings import find
from .flow import dispatch_lead, escalate_overdue, feed_back, judge_lead, refer_lead
from .leads import (
    LeadError,
    close_lead,
    open_case_from_lead,
    open_leads,
    record_measure,
    report_lead,
    take_lead,
)
from .register import refresh_register

__all__ = [
    "LeadError",
    "close_lead",
    "dispatch_lead",
    "escalate_overdue",
    "feed_back",
    "find",
    "judge_lead",
    "open_case_from_lead",
    "open_leads",
    "record_measure",
    "refer_lead",
    "refresh_register",
    "report_lead",
    "take_lead",
]
