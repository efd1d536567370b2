"""Writes: needs are reported and answered, campaigns planned, walked and closed, life events recorded, people told."""

from .life import come_of_age, finish_follow_up, record_life_event
from .reports import (
    CampaignError,
    answer_report,
    limit,
    reply_errand,
    report_need,
    send_errand,
)
from .screening import (
    close_campaign,
    fill_lists,
    open_line_case,
    plan_campaign,
    record_result,
)
from .telling import count_scan, record_drive

__all__ = [
    "CampaignError",
    "answer_report",
    "close_campaign",
    "come_of_age",
    "count_scan",
    "fill_lists",
    "finish_follow_up",
    "limit",
    "open_line_case",
    "plan_campaign",
    "record_drive",
    "record_life_event",
    "record_result",
    "reply_errand",
    "report_need",
    "send_errand",
]
