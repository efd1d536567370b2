"""What the pages of tracking share: tabs, places and people to choose from, the list of everything due."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from minzheng.domains.planning.choices import (
    DUE_INSPECTION,
    DUE_KINDS,
    DUE_MEASURE,
    DUE_RECTIFICATION,
    DUE_TASK,
)
from minzheng.domains.planning.queries import dues as queries
from minzheng.domains.planning.queries.dues import Due
from minzheng.domains.planning.queries.rectification import workers
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, needs
from ..purchases.entering import button, tabs

TABS = (
    ("dues", _lazy("督办")),
    ("rectifications", _lazy("整改台账")),
    ("special_campaigns", _lazy("专项整治")),
    ("dispatch", _lazy("周例会调度")),
    ("meetings", _lazy("会议")),
    ("mechanisms", _lazy("议事协调机制")),
    ("inspections", _lazy("乡镇实地检查")),
)
# Where each kind of thing due lies.
PAGES = {
    DUE_TASK: "office:planning_task",
    DUE_RECTIFICATION: "office:rectification",
    DUE_MEASURE: "office:measure",
    DUE_INSPECTION: "office:inspection",
}
SOON_DAYS = 7

__all__ = ["TABS", "button", "places_below", "tabs", "who_works"]


def places_below(viewer: Mandate, *, lowest: Level = Level.TOWN) -> list[tuple[str, str]]:
    """Return the viewer's division and those below it down to a level, by code and name."""
    rows = divisions.subtree(viewer.division_id).filter(level__lte=lowest.value, valid_to=None)
    return [(row.code, lists.place(row)) for row in rows.select_related("parent").order_by("level", "path")]  # fmt: skip


def who_works(division: str, on: date) -> list[tuple[int, str]]:
    """Return who may be made responsible at a place."""
    return [(one.pk, one.label) for one in workers(division, on)]


def late(due_on: date, on: date, *, is_open: bool) -> Badge:
    """Say how a deadline stands."""
    if not is_open:
        return Badge(_("已办结"), "good")
    days = (due_on - on).days
    if days < 0:
        return Badge(_("逾期 %(n)s 天") % {"n": -days}, "danger")
    return Badge(_("剩 %(n)s 天") % {"n": days}, "due" if days <= SOON_DAYS else "info")


def _address(due: Due) -> str:
    return lists.address(PAGES[due.kind], due.row.pk)


@needs("plans.see")
def dues(request: StaffRequest) -> HttpResponseBase:
    """List everything with a deadline that is open: the longest overdue first."""
    viewer, on = acting(request), localdate(request.at)
    rows = queries.dues(viewer, on)
    table = Table(
        "dues", _("督办"),
        [
            Column("title", _("事项"), href=_address),
            Column("label", _("类别")),
            Column("place", _("区划"), order_by=True),
            Column("unit", _("责任单位"), order_by=True, wide=True),
            Column("owner", _("责任人"), lambda due: str(due.owner.user) if due.owner else "", wide=True),
            Column("due_on", _("期限"), kind="date", order_by=True),
            Column("days", _("时限"), lambda due: late(due.due_on, on, is_open=True), kind="badge"),
            Column("supervision", _("督办"), wide=True),
        ],
        rows=rows,
        filters=[
            Filter("q", _("事项或单位"), fields=("title", "unit", "place")),
            Filter("kind", _("类别"), "choice", list(DUE_KINDS.items())),
            Filter("is_late", _("只看逾期"), "flag"),
            Filter("soon", _("七天内到期"), "flag", apply=lambda found, _yes: [d for d in found if 0 <= d.days <= SOON_DAYS]),
            Filter("mine", _("只看本人"), "flag", apply=lambda found, _yes: [d for d in found if d.owner and d.owner.user_id == viewer.user_id]),
            Filter("due_on", _("到期月份"), "month"),
        ],
        order="due_on", row_tone=lambda due: "danger" if due.is_late else "",
        empty=_("没有到期和待办的事项。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "dues"), tiles=_tiles(request, rows)
    )


def _tiles(request: HttpRequest, rows: list[Due]) -> list[dict[str, Any]]:
    home = reverse("office:dues")
    overdue = sum(due.is_late for due in rows)
    tiles: list[dict[str, Any]] = [
        {"label": _("逾期"), "value": overdue, "href": f"{home}?is_late=1", "tone": "danger" if overdue else "good"},
        {"label": _("七天内到期"), "value": sum(0 <= due.days <= SOON_DAYS for due in rows), "href": f"{home}?soon=1"},
    ]  # fmt: skip
    for kind, label in DUE_KINDS.items():
        count = sum(due.kind == kind for due in rows)
        tiles.append({"label": label, "value": count, "href": f"{home}?kind={kind}"})
    return tiles


urlpatterns: list[URLPattern] = [path("dues/", dues, name="dues")]
