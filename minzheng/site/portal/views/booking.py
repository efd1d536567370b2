"""Appointments: choose a matter, a day and a free time; give it back."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minzheng.core.working_days import calendar
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import PORTAL, Bookable, StepRefused, bookables, workflow
from minzheng.kernel.cases.models import Appointment
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Person
from minzheng.site.access import for_citizens
from minzheng.site.middleware import StaffRequest
from minzheng.site.tracking import office_of, phone_of, unread

from ..own import seat, tried, who

# So many working days are offered at once.
DAYS_AHEAD = 10


def _mine(request: StaffRequest) -> QuerySet[Appointment]:
    citizen, on = who(request), localdate(request.at)
    own = Q(household__in=citizens.households(citizen, on)) | Q(
        person__in=citizens.persons(citizen, on)
    )
    rows = Appointment.objects.filter(own, cancelled_at=None)
    return rows.select_related("division", "person", "household__head", "case")


@for_citizens
@require_safe
def appointments(request: StaffRequest) -> HttpResponse:
    """List the times that are booked, and what a time can be booked for."""
    on = localdate(request.at)
    rows = _mine(request).filter(on__gte=on).order_by("on", "slot")
    context = {
        "rows": [
            {
                "row": row,
                "office": office_of(row.division),
                "phone": phone_of(row.division_id, on),
                "may_cancel": row.arrived_at is None and row.case_id is None,
            }
            for row in rows
        ],
        "offered": bookables(),
        "unread": unread(who(request)),
    }
    return render(request, "portal/matters/appointments.html", context)


@for_citizens
def appointment_new(request: StaffRequest) -> HttpResponse:
    """Book: whom for, which day, which time; the days and times are those that are still free."""
    on, homes = localdate(request.at), citizens.households(who(request), localdate(request.at))
    asked = request.POST.get("matter") or request.GET.get("matter", "")
    matter = next((one for one in bookables() if one.key == asked), None)
    if matter is None:
        raise Http404
    people = _people(request, matter, homes)
    chosen = request.POST.get("for") or request.GET.get("for", "")
    person = next((p for p in people if str(p.pk) == chosen), people[0] if people else None)
    window = _window(matter, person)
    if request.method == "POST" and window is not None and person is not None:
        made: list[Appointment] = []
        if tried(request, lambda: made.append(_book(request, matter, person, window, homes))):
            row = made[0]
            messages.success(
                request,
                _("已预约 %(on)s %(slot)s，%(place)s。")
                % {"on": row.on, "slot": row.slot, "place": office_of(window)},
            )
            return HttpResponseRedirect(reverse("portal:appointments"))
    context = {
        "matter": matter,
        "people": people,
        "person": person,
        "window": office_of(window) if window is not None else "",
        "phone": phone_of(window.pk, on) if window is not None else "",
        "days": _days(window, on) if window is not None else [],
    }
    return render(request, "portal/matters/appointment_new.html", context)


def _people(request: StaffRequest, matter: Bookable, homes: list[Household]) -> list[Person]:
    """Return for whom a matter may be booked: heads of families for a family's, people for a person's."""
    if matter.is_case and workflow(matter.key).of == "household":
        return [home.head for home in homes if home.head is not None]
    found = citizens.persons(who(request), localdate(request.at))
    own = who(request).person_id
    return sorted(
        (p for p in found if p.died_on is None), key=lambda person: (person.pk != own, person.pk)
    )


def _window(matter: Bookable, person: Person | None) -> Division | None:
    if person is None:
        return None
    try:
        return cases.window_of(matter.key, person.division_id)
    except StepRefused:
        return None


def _days(window: Division, on: date) -> list[dict[str, Any]]:
    """Return the next working days with the times that are free at a window."""
    found: list[dict[str, Any]] = []
    day = on
    while len(found) < DAYS_AHEAD and day < on + timedelta(days=30):
        day = calendar().next_working_day(day + timedelta(days=1))
        found.append({"on": day, "slots": cases.free_slots(window, day)})
    return [one for one in found if one["slots"]]


def _book(
    request: StaffRequest,
    matter: Bookable,
    person: Person,
    window: Division,
    homes: list[Household],
) -> Appointment:
    """Book what was chosen; a family's matter for the family, a person's for the person."""
    day, _sep, slot = request.POST.get("time", "").partition(" ")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise StepRefused(_("请选择日期和时间")) from None
    families = matter.is_case and workflow(matter.key).of == "household"
    home = next((one for one in homes if one.head_id == person.pk), None) if families else None
    return cases.book(
        matter.key, home, person=None if families else person, division=window, on=on, slot=slot,
        by=seat(request, window), at=request.at, channel=PORTAL,
    )  # fmt: skip


@for_citizens
@require_POST
def appointment_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a time back."""
    row = _mine(request).filter(pk=pk).first()
    if row is None:
        raise Http404
    tried(
        request,
        lambda: cases.cancel(row, by=seat(request, row.division), at=request.at),
        _("预约已取消。"),
    )
    return HttpResponseRedirect(reverse("portal:appointments"))


urlpatterns: list[URLPattern] = [
    path("appointments/", appointments, name="appointments"),
    path("appointments/new/", appointment_new, name="appointment_new"),
    path("appointments/<int:pk>/cancel/", appointment_cancel, name="appointment_cancel"),
]
