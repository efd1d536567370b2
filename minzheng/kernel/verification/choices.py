"""States of a verification, of a manual query and of an objection, with their Chinese labels."""

REQUESTED = "requested"
RETURNED = "returned"
STATES = {REQUESTED: "核对中", RETURNED: "已出报告"}

WAITING = "waiting"
ANSWERED = "answered"
QUERY_STATES = {WAITING: "待回复", ANSWERED: "已回复"}

OPEN = "open"
UPHELD = "upheld"
DISMISSED = "dismissed"
OBJECTION_STATES = {OPEN: "复核中", UPHELD: "异议成立", DISMISSED: "异议不成立"}
