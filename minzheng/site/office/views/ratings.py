"""好差评: what was said of us, the bad ones called back and mended, what they add up to, the code on paper."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import choices, queries
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.models import Rating, RatingCall, RatingInvitation
from minzheng.kernel.cases.queries import Figures
from minzheng.site import tracking
from minzheng.site.codes import picture
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists, subjects
from ..doors import acting, found, needs, tried
from ..forms import ratings as forms
from .people.lists import in_place, places

TONES = {5: "good", 4: "good", 3: "info", 2: "danger", 1: "danger"}
WAITING, CALLED, ANSWERED = "waiting", "called", "answered"
PROGRESS = {WAITING: "待回访", CALLED: "待反馈", ANSWERED: "已反馈"}


@needs("cases.see")
def ratings(request: StaffRequest) -> HttpResponseBase:
    """List the ratings of the viewer's divisions; neither the matter's number nor the rater stands here."""
    viewer, on = acting(request), localdate(request.at)
    mine = set(queries.calls(viewer).values_list("rating_id", flat=True))
    table = Table(
        "ratings",
        _("服务评价"),
        [
            Column("at", _("日期"), lambda row: localdate(row.at), kind="date", order_by="at"),
            Column("level", _("评价"), _level, kind="badge", order_by="level"),
            Column("service", _("事项"), "matter", href=lambda row: _sheet(row, mine)),
            Column("place", _("地方"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("tags", _("标签"), lambda row: "、".join(choices.TAGS[tag] for tag in row.tags)),
            Column("channel", _("渠道"), "get_channel_display", wide=True),
            Column("second", _("整改后再评"), lambda row: _("是") if row.follows_id else "", wide=True),
            Column("progress", _("差评处理"), lambda row: _progress(row, on), kind="badge"),
        ],
        queryset=queries.ratings(viewer),
        filters=[
            Filter("level", _("评价"), "choice", [(str(k), v) for k, v in choices.LEVELS.items()]),
            Filter("progress", _("差评处理"), "choice", list(PROGRESS.items()), apply=_narrowed),
            Filter("at", _("月份"), "month"),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
        ],
        order=("-at", "-id"),
        empty=_("还没有评价。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html",
        buttons=[{"label": _("评价统计"), "url": reverse("office:rating_figures"), "icon": "chart-bar"}],
        intro=_("评价人信息对被评价人保密：这里不显示办件编号和评价人；差评由没有经办该事项的负责人回访处理。"),
    )  # fmt: skip


def _level(row: Rating) -> Badge:
    return Badge(row.get_level_display(), TONES[row.level])


def _sheet(row: Rating, mine: set[int]) -> str:
    return reverse("office:rating_call", args=[row.call.pk]) if row.pk in mine else ""


def _progress(row: Rating, on: date) -> Badge | str:
    if not hasattr(row, "call"):
        return ""
    call = row.call
    if call.answered_at is not None:
        return Badge(PROGRESS[ANSWERED], "good")
    due_on = call.answer_due_on if call.called_at is not None else call.due_on
    state = CALLED if call.called_at is not None else WAITING
    return Badge(f"{PROGRESS[state]}（{due_on}）", "danger" if due_on < on else "due")


def _narrowed(rows: Any, value: str) -> Any:
    if value == ANSWERED:
        return rows.filter(call__answered_at__isnull=False)
    return rows.filter(
        call__answered_at=None, call__called_at__isnull=value == WAITING, call__isnull=False
    )


@needs("ratings.follow")
def rating_call(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the sheet of a bad rating to whoever follows it up; the look is on record."""
    row = found(queries.calls(acting(request)), pk)
    audit.record_look(row, by=acting(request), at=request.at, reason=_("回访处理差评"))
    return _page(request, row)


def _page(
    request: StaffRequest,
    row: RatingCall,
    call: Form | None = None,
    answer: Form | None = None,
) -> HttpResponse:
    handling = row.rating.case or row.rating.appointment
    person = cases.applicant_of(handling) if handling is not None else None
    waits = row.answered_at is None
    context = {
        "row": row,
        "rating": row.rating,
        "level": _level(row.rating),
        "tags": [choices.TAGS[tag] for tag in row.rating.tags],
        "person": person,
        "phone": person.phone if person is not None and waits else "",
        "on": localdate(request.at),
        "call": (call or forms.Call()) if waits and not row.was_reached else None,
        "answer": (answer or forms.Answer()) if waits and row.called_at is not None else None,
        "second": Rating.objects.filter(follows=row.rating).first(),
        "back": reverse("office:ratings"),
    }
    return render(request, "office/ratings/call.html", context)


@require_POST
@needs("ratings.follow")
def rating_called(request: StaffRequest, pk: int) -> HttpResponse:
    """Record the call."""
    return _followed(
        request, pk, "call", forms.Call(request.POST), cases.call_back, _("回访已登记。")
    )


@require_POST
@needs("ratings.follow")
def rating_answered(request: StaffRequest, pk: int) -> HttpResponse:
    """Close a bad rating with its answer; the rater may rate once more."""
    told = _("已反馈，评价人可以再评一次。")
    return _followed(request, pk, "answer", forms.Answer(request.POST), cases.answer_rating, told)


def _followed(
    request: StaffRequest, pk: int, name: str, form: Form, act: Callable[..., Any], told: str
) -> HttpResponse:
    """Take one step of a sheet; what was typed stays in the form ``name`` where it is refused."""
    row = found(queries.calls(acting(request)), pk)
    done = form.is_valid() and tried(
        request, lambda: act(row, **form.cleaned_data, by=acting(request), at=request.at), told
    )
    if done:
        return redirect(request, reverse("office:rating_call", args=[pk]))
    row.refresh_from_db()
    return _page(request, row, **{name: form})


@needs("cases.see")
def rating_figures(request: StaffRequest) -> HttpResponseBase:
    """Show what the ratings of a year add up to by township and by matter, with what was kept in time."""
    on = localdate(request.at)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and on.year - 5 <= int(asked) <= on.year else on.year
    since, until = date(year, 1, 1), date(year, 12, 31)
    viewer = acting(request)
    by_matter = request.GET.get("by") == "matter"
    rows = (
        queries.by_service(viewer, since, until, request.at, tracking.service_label)
        if by_matter
        else queries.by_township(viewer, since, until, request.at)
    )
    rows = [*rows, queries.total(rows)] if rows else []
    table = Table(
        "ratings.figures",
        _("%(year)d 年服务评价统计") % {"year": year},
        [
            Column("label", _("事项") if by_matter else _("乡镇（街道）")),
            Column("handled", _("办结"), kind="number"),
            Column("count", _("评价"), kind="number"),
            Column("rated", _("评价率"), lambda row: _percent(row.rated_share)),
            Column("satisfied", _("满意率"), lambda row: _percent(row.satisfied_share)),
            Column("average", _("平均分"), lambda row: "—" if row.average is None else f"{row.average:.2f}"),
            Column("bad", _("差评"), kind="number"),
            Column("called", _("按期回访率"), lambda row: _percent(row.called_share)),
            Column("answered", _("按期反馈率"), lambda row: _percent(row.answered_share)),
        ],
        rows=rows,
        empty=_("没有办结的事项，也没有评价。"),
    )  # fmt: skip
    here = reverse("office:rating_figures")
    return lists.respond(
        request, table, "office/list.html", back=reverse("office:ratings"),
        tabs=[
            {"label": _("按乡镇"), "url": f"{here}?year={year}", "active": not by_matter},
            {"label": _("按事项"), "url": f"{here}?year={year}&by=matter", "active": by_matter},
        ],
        tiles=_tiles(queries.total(rows[:-1])),
    )  # fmt: skip


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1f}%"


def _tiles(row: Figures) -> list[dict[str, Any]]:
    return [
        {"label": _("评价"), "value": row.count, "note": _percent(row.rated_share)},
        {"label": _("满意率"), "value": _percent(row.satisfied_share)},
        {"label": _("差评"), "value": row.bad},
        {"label": _("按期回访率"), "value": _percent(row.called_share)},
        {"label": _("按期反馈率"), "value": _percent(row.answered_share)},
    ]


@require_POST
@needs("cases.take")
def rating_code(request: StaffRequest, pk: int) -> HttpResponse:
    """Print the receipt of a finished case with a code to rate it without signing in."""
    row = subjects.case(request, pk)
    several: list[RatingInvitation] = []
    if not tried(
        request, lambda: several.append(cases.invite(row, by=acting(request), at=request.at))
    ):
        return redirect(request, reverse("office:case", args=[pk]))
    made = several[0]
    address = request.build_absolute_uri(f"/portal/rate/{made.code}/")
    context = {
        "case": row, "made": made, "address": address, "picture": picture(address),
        "who": cases.applicant_of(row), "office": tracking.office_of(row.division),
        "back": reverse("office:case", args=[pk]),
    }  # fmt: skip
    return render(request, "office/ratings/receipt.html", context)


urlpatterns: list[URLPattern] = [
    path("ratings/", ratings, name="ratings"),
    path("ratings/figures/", rating_figures, name="rating_figures"),
    path("ratings/calls/<int:pk>/", rating_call, name="rating_call"),
    path("ratings/calls/<int:pk>/called/", rating_called, name="rating_called"),
    path("ratings/calls/<int:pk>/answered/", rating_answered, name="rating_answered"),
    path("cases/<int:pk>/rating-code/", rating_code, name="rating_code"),
]
