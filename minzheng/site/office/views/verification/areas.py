"""Checks between areas: what others ask of us, what we ask of them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents import choices as paper_kinds
from minzheng.kernel.documents import services as papers
from minzheng.kernel.people.models import Person
from minzheng.kernel.verification import choices, queries, services
from minzheng.kernel.verification.models import AreaRequest
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import casework, lists, subjects
from ...doors import acting, found, needs, tried
from ...forms.verification import IncomingArea
from .months import tabs

TONES = {choices.WAITING: "due", choices.ANSWERED: "good", choices.REFUSED: "quiet"}


def _state(row: AreaRequest) -> Badge:
    return Badge(row.get_state_display(), TONES[row.state])


@needs("cases.see")
def area_requests(request: StaffRequest) -> HttpResponseBase:
    """List the requests between areas, the soonest due first."""
    viewer, on = acting(request), localdate(request.at)
    table = Table(
        "verification.areas",
        _("跨地区核对"),
        [
            Column("name", _("被核对人"), href=lambda row: reverse("office:area_request", args=[row.pk])),
            Column("direction", _("方向"), lambda row: row.get_direction_display()),
            Column("area_name", _("对方单位")),
            Column("reference", _("编号"), kind="code", wide=True),
            Column("received_at", _("登记"), kind="datetime", order_by="received_at", wide=True),
            Column("due_on", _("答复期限"), kind="date", order_by="due_on"),
            Column("state", _("状态"), _state, kind="badge"),
        ],
        queryset=queries.area_requests(viewer),
        filters=[
            Filter("q", _("被核对人或对方单位"), fields=("name", "area_name", "reference")),
            Filter("direction", _("方向"), "choice", list(choices.DIRECTIONS.items())),
            Filter("state", _("状态"), "choice", list(choices.AREA_STATES.items())),
        ],
        order=("due_on", "id"),
        empty=_("没有跨地区核对。"),
        row_tone=lambda row: "danger" if row.state == choices.WAITING and row.due_on < on else "",
    )  # fmt: skip
    buttons = [
        {"label": _("登记外地来函"), "url": reverse("office:area_new"), "icon": "plus", "primary": True}
    ] if viewer.may("verification.request") else []  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs("area_requests"), buttons=buttons
    )


@needs("verification.request")
def area_new(request: StaffRequest) -> HttpResponse:
    """Enter a request of another area with the scan of the letter."""
    viewer = acting(request)
    form = IncomingArea(request.POST or None, request.FILES or None)
    made: list[AreaRequest] = []

    def act() -> None:
        told = dict(form.cleaned_data)
        letter = papers.store(
            told.pop("letter"), kind=paper_kinds.OTHER, title=_("外地来函授权书 %(n)s") % {"n": told["reference"]},
            division=viewer.division_id, by=viewer, at=request.at,
        )  # fmt: skip
        made.append(
            services.receive_request(
                **told, letter=letter, division=viewer.division, by=viewer, at=request.at
            )
        )

    sent = request.method == "POST" and form.is_valid()
    if sent and tried(request, act, _("来函已登记。"), also=(ValueError,)):
        return redirect(request, reverse("office:area_request", args=[made[0].pk]))
    return render(request, "office/verification/area_new.html", {"form": form})


@needs("cases.see")
def area_request(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one request between areas with its letter and its answer; the look is on record."""
    viewer = acting(request)
    row = found(queries.area_requests(viewer), pk)
    audit.record_look(row, by=viewer, at=request.at, reason="办理跨地区核对")
    open_ = row.state == choices.WAITING and viewer.may("verification.request")
    context = {
        "row": row,
        "state": _state(row),
        "case_url": casework.address(row.verification.case) if row.verification else "",
        "may_answer": open_ and row.direction == choices.INCOMING,
        "may_send": open_
        and row.direction == choices.OUTGOING
        and services.is_networked(row.division_id),
        "may_enter": open_ and row.direction == choices.OUTGOING,
    }
    return render(request, "office/verification/area.html", context)


@require_POST
@needs("verification.request")
def area_request_act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Answer, send back, or write down the answer of the other area."""
    viewer, typed = acting(request), request.POST
    row = found(queries.area_requests(viewer), pk)
    deeds: dict[str, Callable[[], Any]] = {
        "answer": lambda: services.answer_request(
            row, letter_seen=typed.get("letter_seen") == "1", by=viewer, at=request.at
        ),
        "return": lambda: services.send_back(
            row, reason=typed.get("reason", ""), by=viewer, at=request.at
        ),
        "send": lambda: services.send_areas(row=row, by=viewer, at=request.at),
        "told": lambda: services.enter_answer(
            row, lines=typed.get("lines", "").splitlines(), by=viewer, at=request.at
        ),
    }
    if act in deeds:
        tried(request, deeds[act], _("已登记。"), also=(ValueError,))
    return redirect(request, reverse("office:area_request", args=[pk]))


@require_POST
@needs("verification.request")
def case_area(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask another area about a member of the family of a case."""
    case = subjects.case(request, pk)
    row = case.verifications.order_by("-requested_at", "-pk").first()
    person = Person.objects.filter(pk=request.POST.get("person") or 0).first()

    def act() -> None:
        if row is None or person is None:
            raise ValueError(_("请选择家庭成员"))
        services.ask_area(
            row, person, area_code=request.POST.get("area_code", ""),
            area_name=request.POST.get("area_name", ""), by=acting(request), at=request.at,
        )  # fmt: skip

    tried(request, act, _("已向外地发出协查。"), also=(ValueError,))
    return redirect(request, casework.address(case))


urlpatterns: list[URLPattern] = [
    path("verification/areas/", area_requests, name="area_requests"),
    path("verification/areas/new/", area_new, name="area_new"),
    path("verification/areas/<int:pk>/", area_request, name="area_request"),
    path("verification/areas/<int:pk>/<str:act>/", area_request_act, name="area_request_act"),
    path("cases/<int:pk>/area/", case_area, name="case_area"),
]
