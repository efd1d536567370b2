"""The list of cases."""

from django.db.models import Min, Q, QuerySet
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from minzheng.core.fields import prefix_end
from minzheng.core.text import half_width, normalise_name
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases.declarations import workflows
from minzheng.kernel.cases.models import Case
from minzheng.site.middleware import StaffRequest
from minzheng.ui import tables
from minzheng.ui.tables import Badge, Column, Filter, Table

from ...doors import acting, needs
from ..people.lists import in_place, places

ENDED = {"refused": "danger", "withdrawn": "quiet", "closed": "quiet"}


@needs("cases.see")
def case_list(request: StaffRequest) -> HttpResponseBase:
    """List the cases of the viewer's divisions, those still running first."""
    on = localdate(request.at)
    rows = casework.cases(acting(request)).annotate(
        due=Min("deadlines__due_on", filter=Q(deadlines__met_at=None))
    )
    table = Table(
        "cases",
        "办件",
        [
            Column("who", "申请人（户主）", _who, href=lambda row: reverse("office:case", args=[row.pk])),
            Column("what", "事项", "definition.label"),
            Column("state", "状态", state_badge, kind="badge", order_by="state"),
            Column("due", "期限", kind="date", order_by="due"),
            Column("division", "村（社区）", "division.name", order_by="division__path"),
            Column("applied_on", "申请日期", kind="date", order_by="applied_on"),
            Column("number", "办件编号", kind="code", order_by="number", wide=True),
        ],
        queryset=rows,
        filters=[
            Filter("q", "姓名、简拼或编号", apply=_narrow),
            Filter("workflow", "事项", kind="choice", choices=[(w.key, w.label) for w in workflows()]),
            Filter("state", "状态", kind="choice", choices=_states),
            Filter("division", "区划", kind="choice", choices=lambda: places(request), apply=in_place()),
            Filter("open", "只看在办", kind="flag", apply=lambda found, _yes: found.filter(closed_at=None)),
            Filter("late", "只看超期", kind="flag", apply=lambda found, _yes: found.filter(due__lt=on)),
        ],
        order="-opened_at",
        empty="还没有办件。",
        row_tone=lambda row: "danger" if row.due and row.due < on else "",
    )  # fmt: skip
    return tables.respond(request, table)


def _who(case: Case) -> str:
    person = case.person or (case.household.head if case.household else None)
    return person.name if person else case.number


def state_badge(case: Case) -> Badge:
    """Return the state of a case as word and colour."""
    if case.closed_at is None:
        return Badge(case.state_label, "info")
    return Badge(case.state_label, ENDED.get(case.state, "good"))


def _states() -> list[tuple[str, str]]:
    """Return every state of every procedure once; a word that two procedures share stands once."""
    return list({state.value: state.label for w in workflows() for state in w.states}.items())


def _narrow(rows: QuerySet[Case], text: str) -> QuerySet[Case]:
    plain = half_width(text).replace(" ", "")
    if plain.isdigit():
        return rows.filter(number__startswith=plain)
    name, latin = normalise_name(text), plain.lower()
    asked = Q()
    for person in ("person__", "household__head__"):
        field, value = ("name_initials", latin) if latin.isascii() else ("name", name)
        asked |= Q(**{f"{person}{field}__gte": value, f"{person}{field}__lt": prefix_end(value)})
    return rows.filter(asked)


urlpatterns: list[URLPattern] = [path("cases/", case_list, name="cases")]
