"""What can be done with cases: open, take a step, post, hear, declare kin, refer, task."""

from minzheng.kernel.cases.services.appointments import (
    arrive,
    book,
    cancel,
    free_slots,
    remind_appointments,
    window_of,
)
from minzheng.kernel.cases.services.deadlines import deadline_for, start_deadline
from minzheng.kernel.cases.services.duties import (
    answer_referral,
    assign_task,
    close_tasks,
    open_task,
    open_tasks,
    place_for,
    receive_referral,
    refer,
    return_referral,
    tell_applicant,
)
from minzheng.kernel.cases.services.fairness import (
    ask_opinion,
    declare_near_kin,
    declare_no_near_kin,
    draw_sample,
    note_complaint,
    record_opinion,
)
from minzheng.kernel.cases.services.joint import JOINT, open_next, track_number
from minzheng.kernel.cases.services.procedure import amend_data, open_case, take
from minzheng.kernel.cases.services.publicity import (
    NoticeBlocked,
    check_notice,
    expire_notices,
    notice_rows,
    post_notice,
    withdraw_notice,
)
from minzheng.kernel.cases.services.ratings import (
    answer_rating,
    call_back,
    invite,
    invite_due,
    rate,
    rate_by_code,
)
from minzheng.kernel.cases.services.tidings import applicant_of

__all__ = [
    "JOINT",
    "NoticeBlocked",
    "amend_data",
    "answer_rating",
    "answer_referral",
    "applicant_of",
    "arrive",
    "ask_opinion",
    "assign_task",
    "book",
    "call_back",
    "cancel",
    "check_notice",
    "close_tasks",
    "deadline_for",
    "declare_near_kin",
    "declare_no_near_kin",
    "draw_sample",
    "expire_notices",
    "free_slots",
    "invite",
    "invite_due",
    "note_complaint",
    "notice_rows",
    "open_case",
    "open_next",
    "open_task",
    "open_tasks",
    "place_for",
    "post_notice",
    "rate",
    "rate_by_code",
    "receive_referral",
    "record_opinion",
    "refer",
    "remind_appointments",
    "return_referral",
    "start_deadline",
    "take",
    "tell_applicant",
    "track_number",
    "window_of",
    "withdraw_notice",
]
