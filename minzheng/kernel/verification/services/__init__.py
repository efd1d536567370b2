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

__all__ = [
    "QueryRefused",
    "answer_query",
    "ask_department",
    "close_objection",
    "look_up",
    "object_to",
    "record_authorisation",
    "request",
    "run_automatic",
    "withdraw_authorisation",
]
