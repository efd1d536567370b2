"""What can be done: sign, request, query, ask by hand, return a report, object."""

from minzheng.kernel.verification.services.departments import (
    answer_query,
    ask_department,
    run_automatic,
)
from minzheng.kernel.verification.services.letters import (
    record_authorisation,
    withdraw_authorisation,
)
from minzheng.kernel.verification.services.objections import close_objection, object_to
from minzheng.kernel.verification.services.requests import QueryRefused, look_up, request
from minzheng.kernel.verification.services.sending import Sent, ask_again, send_open

__all__ = [
    "QueryRefused",
    "Sent",
    "answer_query",
    "ask_again",
    "ask_department",
    "close_objection",
    "look_up",
    "object_to",
    "record_authorisation",
    "request",
    "run_automatic",
    "send_open",
    "withdraw_authorisation",
]
