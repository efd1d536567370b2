"""What can be read of cases: rows within the viewer's division, conditions, parameters."""

from minzheng.kernel.cases.queries.conditions import (
    announcement_posted,
    near_kin_declared,
    notice_elapsed,
    opinion_heard,
)
from minzheng.kernel.cases.queries.duties import (
    TaskBands,
    appointments,
    open_tasks,
    referrals,
    tasks,
)
from minzheng.kernel.cases.queries.parameters import (
    due_on,
    flag,
    length_of,
    level_in_force,
    parameter,
    roles_in_force,
    roll_in_force,
)
from minzheng.kernel.cases.queries.procedure import (
    TimelineEntry,
    asks_note,
    available_steps,
    cases,
    open_cases,
    refusals,
    running_deadlines,
    timeline,
)
from minzheng.kernel.cases.queries.publicity import (
    notices,
    public_notices,
    publication_problems,
)

__all__ = [
    "TaskBands",
    "TimelineEntry",
    "announcement_posted",
    "appointments",
    "asks_note",
    "available_steps",
    "cases",
    "due_on",
    "flag",
    "length_of",
    "level_in_force",
    "near_kin_declared",
    "notice_elapsed",
    "notices",
    "open_cases",
    "open_tasks",
    "opinion_heard",
    "parameter",
    "public_notices",
    "publication_problems",
    "referrals",
    "refusals",
    "roles_in_force",
    "roll_in_force",
    "running_deadlines",
    "tasks",
    "timeline",
]
