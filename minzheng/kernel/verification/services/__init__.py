"""What can be done: sign, request, query, ask by hand, return a report, object."""

from minzheng.kernel.verification.services.areas import (
    answer_request,
    ask_area,
    enter_answer,
    receive_request,
    send_back,
)
from minzheng.kernel.verification.services.changes import report_change
from minzheng.kernel.verification.services.departments import (
    answer_query,
    ask_department,
    run_automatic,
)
from minzheng.kernel.verification.services.letters import (
    record_authorisation,
    withdraw_authorisation,
)
from minzheng.kernel.verification.services.network import (
    is_networked,
    send_areas,
    take_area,
    tell_area,
)
from minzheng.kernel.verification.services.objections import close_objection, object_to
from minzheng.kernel.verification.services.replies import open_answer
from minzheng.kernel.verification.services.requests import QueryRefused, look_up, request
from minzheng.kernel.verification.services.reuse import reuse_report
from minzheng.kernel.verification.services.sending import Sent, ask_again, send_open

__all__ = [
    "QueryRefused",
    "Sent",
    "answer_query",
    "answer_request",
    "ask_again",
    "ask_area",
    "ask_department",
    "close_objection",
    "enter_answer",
    "is_networked",
    "look_up",
    "object_to",
    "open_answer",
    "receive_request",
    "record_authorisation",
    "report_change",
    "request",
    "reuse_report",
    "run_automatic",
    "send_areas",
    "send_back",
    "send_open",
    "take_area",
    "tell_area",
    "withdraw_authorisation",
]
