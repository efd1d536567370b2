"""What lies on somebody's desk: where a task leads, what waits for the role, how the month went."""

from datetime import date, datetime, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localdate

from minzheng.core.months import first_day, month_of
from minzheng.core.working_days import calendar
from minzheng.domains.planning.queries import plans, work
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases.models import PublicNotice, Task
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.determinations.choices import ParameterState
from minzheng.kernel.monitoring import queries as monitoring
from minzheng.kernel.monitoring.choices import LeadState
from minzheng.kernel.payments import queries as payments
from minzheng.kernel.payments.choices import RunState
from minzheng.kernel.visits import queries as visits
from minzheng.site import declaring

PLACES = {
    "monitoring.lead": "office:lead",
    "monitoring.late": "office:lead",
    "cases.referral": "office:referral",
    "cases.ratingcall": "office:rating_call",
    "people.household": "office:household",
    "people.person": "office:person",
    "assistance.helporder": "office:help_order",
    "assistance.errorreport": "office:error_report",
    "campaigns.needreport": "office:report",
    "campaigns.errand": "office:errand",
    "campaigns.followup": "office:follow_up",
    "petitions.grievance": "office:petition",
    "petitions.duty": "office:petition_duty",
    "visits.visitduty": "office:visit_duty",
    "visits.latevillage": "office:visit_late_village",
    "planning.rectificationitem": "office:rectification",
}
RUNS = (
    ("payments.make", RunState.DRAFT.value, "个发放批次待提交"),
    ("payments.check", RunState.SUBMITTED.value, "个发放批次待复核"),
    ("payments.send", RunState.APPROVED.value, "个发放批次待送银行"),
    ("payments.send", RunState.SENT.value, "个发放批次等待银行回盘"),
    ("payments.send", RunState.RETURNED.value, "个发放批次已回盘，待办结"),
)
ENDING = timedelta(days=5)
RECHECKED = "benefits.entitlement"


def address_of(task: Task) -> str:
    """Return the page on which a task is done."""
    if task.subject_key == RECHECKED:
        return reverse("office:recheck", args=[task.pk])
    if task.case_id and task.subject_key != "cases.referral":
        return reverse("office:case", args=[task.case_id])
    if task.subject_key == declaring.SUBJECT:
        return reverse("office:declared", args=[task.pk])
    name = PLACES.get(task.subject_key)
    if name is None or task.subject_id is None:
        return ""
    return reverse(name, args=[task.subject_id])


def working_days_left(today: date, due_on: date) -> int:
    """Count the working days from today to a day: 0 for today, below 0 once it is past."""
    return calendar().working_days_between(today, due_on)


def waiting(viewer: Mandate, at: datetime) -> list[dict[str, Any]]:
    """Return what waits for this role beside its tasks: runs, values to release, re-checks."""
    found = []
    for capability, state, words in RUNS:
        if viewer.may(capability):
            count = payments.runs(viewer).filter(state=state).count()
            found.append((count, words, "office:runs"))
    if viewer.may("parameters.release"):
        rows = parameters.parameter_values(viewer).filter(state=ParameterState.DRAFT.value)
        found.append((rows.count(), "个参数值待复核发布", "office:parameters"))
    if viewer.may("cases.take") and viewer.may("leads.see"):
        due = monitoring.rechecks_due(viewer, localdate(at)).count()
        found.append((due, "条帮扶线索到期待回访", "office:leads"))
    if viewer.may("plans.work"):
        mine = work.my_tasks(viewer).filter(due_on__lte=localdate(at) + work.SOON)
        found.append((mine.count(), "项规划任务已到期或七天内到期", "office:planning_tasks"))
    if viewer.may("plans.confirm"):
        asked = plans.waiting_amendments(viewer).count()
        found.append((asked, "项规划调整待批准", "office:plans"))
    return [
        {"count": count, "label": words, "href": _address(name)}
        for count, words, name in found
        if count
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def month_so_far(viewer: Mandate, at: datetime) -> list[dict[str, Any]]:
    """Return the viewer's month: cases closed with their average length, visits, leads closed."""
    first = first_day(month_of(localdate(at)))
    closed = [
        calendar().working_days_between(row.applied_on, localdate(row.closed_at))
        for row in casework.cases(viewer).filter(closed_at__date__gte=first, closed_at__lte=at)
        if row.closed_at
    ]
    mine = visits.visits(viewer).filter(by__user=viewer.user_id, visited_at__date__gte=first)
    leads = monitoring.leads(viewer).filter(
        state=LeadState.CLOSED.value, closed_on__gte=first, verifier__isnull=False
    )
    average = f"{sum(closed) / len(closed):.1f} 个工作日" if closed else "—"
    return [
        {"label": "办结办件", "value": f"{len(closed)} 件"},
        {"label": "平均用时", "value": average},
        {"label": "我的走访", "value": f"{mine.count()} 次"},
        {"label": "办结线索", "value": f"{leads.count()} 条"},
    ]


def ending_notices(viewer: Mandate, at: datetime) -> list[PublicNotice]:
    """Return the standing notices that end within days."""
    today = localdate(at)
    rows = casework.notices(viewer).filter(withdrawn_at=None, until_on__lte=today + ENDING)
    return list(rows[:8])


def free_morning(viewer: Mandate, at: datetime) -> list[dict[str, str]]:
    """Return what a desk without tasks is good for: drafts, cases without a visit."""
    found = []
    drafts = casework.open_cases(viewer).filter(state="draft").count()
    if drafts and viewer.may("cases.open"):
        found.append(
            {
                "label": f"{drafts} 件草稿还没有提交",
                "href": f"{reverse('office:cases')}?state=draft",
            }
        )
    if viewer.may("leads.see"):
        count = monitoring.open_leads(viewer).count()
        if count:
            found.append({"label": f"{count} 条线索可以提前核查", "href": reverse("office:leads")})
    return found
