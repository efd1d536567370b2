"""The window's day: who booked which time, online or here; arriving opens the matter with what is known."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import queries
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import CHANNELS, bookable, bookables
from minzheng.kernel.cases.models import Appointment, Case
from minzheng.kernel.people.models import Household
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs, tried


@needs("cases.see")
def appointments(request: StaffRequest) -> HttpResponseBase:
    """List the times booked at the viewer's windows, today and later; an earlier day is asked for by name."""
    viewer, on = acting(request), localdate(request.at)
    asked = request.GET.get("on", "")
    rows = queries.appointments(viewer)
    rows = rows if asked else rows.filter(on__gte=on)
    table = Table(
        "appointments",
        _("窗口预约"),
        [
            Column("on", _("日期"), kind="date", order_by="on"),
            Column("slot", _("时间"), href=lambda row: reverse("office:appointment", args=[row.pk])),
            Column("who", _("预约人"), "who", href=lambda row: _file(viewer, row)),
            Column("matter", _("事项"), "matter"),
            Column("window", _("窗口"), lambda row: lists.place(row.division)),
            Column("channel", _("渠道"), lambda row: CHANNELS.get(row.channel, row.channel)),
            Column("state", _("情况"), lambda row: _state(row, on), kind="badge"),
        ],
        queryset=rows,
        filters=[
            Filter("on", _("日期"), "date"),
            Filter("workflow", _("事项"), "choice", [(one.key, one.label) for one in bookables()]),
            Filter("channel", _("渠道"), "choice", list(CHANNELS.items())),
        ],
        order=("on", "slot", "id"),
        empty=_("没有预约。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html")


def _file(viewer: Mandate, row: Appointment) -> str:
    if row.household_id is not None:
        return lists.household(viewer, row.household_id)
    return lists.person(viewer, row.person_id)


def _case(viewer: Mandate, row: Appointment) -> str:
    return lists.case(viewer, row.case_id)


def _state(row: Appointment, on: date) -> Badge:
    if row.case_id is not None:
        return Badge(_("已办理申请"), "good")
    if row.arrived_at is not None:
        return Badge(_("已到"), "good")
    return Badge(_("未到"), "danger") if row.on < on else Badge(_("待到"), "due")


@needs("cases.see")
def appointment(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one booked time, with what is done when they arrive."""
    viewer = acting(request)
    row = found(queries.appointments(viewer), pk)
    matter = bookable(row.workflow)
    context = {
        "row": row,
        "matter": matter,
        "state": _state(row, localdate(request.at)),
        "channel": CHANNELS.get(row.channel, row.channel),
        "file": _file(viewer, row),
        "case": _case(viewer, row),
        "may": viewer.may("cases.open") and row.arrived_at is None and row.cancelled_at is None,
        "back": reverse("office:appointments"),
    }
    return render(request, "office/ratings/appointment.html", context)


@require_POST
@needs("cases.open")
def appointment_arrive(request: StaffRequest, pk: int) -> HttpResponse:
    """They are here: open the matter in the channel it was booked, or note the arrival."""
    row = found(queries.appointments(acting(request)), pk)
    made: list[Case | None] = []
    done = tried(
        request,
        lambda: made.append(cases.arrive(row, by=acting(request), at=request.at)),
        also=(ValueError,),
    )
    if not done or made[0] is None:
        if done:
            messages.success(request, _("已登记到达。"))
        return redirect(request, reverse("office:appointment", args=[pk]))
    return redirect(request, _next(made[0], row.household))


def _next(case: Case, home: Household | None) -> str:
    """Return where the clerk goes on: the form of a family's draft, filled with what is known, else the case."""
    is_draft = case.state == case.definition.first_state
    if is_draft and home is not None and case.definition.of == "household":
        return f"{reverse('office:intake_form', args=[home.pk])}?workflow={case.workflow}"
    return reverse("office:case", args=[case.pk])


@require_POST
@needs("cases.open")
def appointment_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a time back for somebody who rang up."""
    row = found(queries.appointments(acting(request)), pk)
    tried(
        request,
        lambda: cases.cancel(row, by=acting(request), at=request.at),
        _("预约已取消。"),
    )
    return redirect(request, reverse("office:appointments"))


urlpatterns: list[URLPattern] = [
    path("appointments/", appointments, name="appointments"),
    path("appointments/<int:pk>/", appointment, name="appointment"),
    path("appointments/<int:pk>/arrive/", appointment_arrive, name="appointment_arrive"),
    path("appointments/<int:pk>/cancel/", appointment_cancel, name="appointment_cancel"),
]
