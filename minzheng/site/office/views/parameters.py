"""Parameter values: the list, one value with its history, a draft by one person, its release by another."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Case, When
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.determinations import declarations, queries, services
from minzheng.kernel.determinations.choices import Issuer, ParameterState
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.divisions.models import Division
from minzheng.policy import Parameter
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.tables import Column, Filter, Table

from .. import lists, standards, words
from ..doors import acting, found, needs, tried
from ..forms.county import Value, WhichValue

TONES = {"draft": "due", "released": "good", "withdrawn": "quiet"}
STATES = [(state.value, state.label) for state in ParameterState]


@needs("parameters.see")
def parameters(request: StaffRequest) -> HttpResponseBase:
    """List the values a viewer may see: his divisions' own and those of every division above."""
    viewer, today = acting(request), localdate(request.at)
    rows = queries.parameter_values(viewer)
    drafts = rows.filter(state=ParameterState.DRAFT.value).count()
    here = reverse("office:parameters")
    table = Table(
        "parameters",
        _("全部数值"),
        [
            Column("name", _("参数"), lambda row: words.parameter(row.policy, row.name), href=_address, order_by="name"),
            Column("category", _("类别"), _category),
            Column("owner", _("归属"), lambda row: words.owner(row.policy), order_by="policy"),
            Column("division", _("适用地区"), "division.name", order_by="division__path"),
            Column("value", _("数值"), lambda row: words.VALUES.get(row.value, row.value)),
            Column("unit", _("单位")),
            Column("since", _("起用日"), kind="date", order_by="since"),
            Column("until", _("停用日"), kind="date", wide=True),
            Column("source", _("依据")),
            Column("document", _("文号"), wide=True),
            Column("state", _("状态"), lambda row: (row.get_state_display(), TONES[row.state]), kind="badge"),
        ],
        queryset=rows.annotate(rank=Case(When(name__contains="standard", then=0), default=1)),
        filters=[
            Filter("policy", _("归属"), "choice", _owners),
            Filter("division", _("地区"), "choice", lambda: _divisions_of(rows), apply=lambda r, code: r.filter(division_id=code)),
            Filter("on", _("某日有效"), "date", apply=_in_force),
            Filter("state", _("状态"), "choice", STATES),
            Filter("q", _("依据或文号"), fields=("source", "document")),
        ],
        order=("rank", "policy", "name", "category", "division__path", "-since"),
        row_tone=lambda row: "due" if row.state == ParameterState.DRAFT.value else "",
    )  # fmt: skip
    buttons = []
    if viewer.may("parameters.enter"):
        buttons.append(
            {
                "label": _("录入新的数值"),
                "url": reverse("office:parameter_new"),
                "icon": "plus",
                "primary": not drafts,
            }
        )
    chips = [
        {"label": _("待复核"), "url": f"{here}?state=draft", "count": drafts, "active": request.GET.get("state") == "draft"},
        {"label": _("今天有效"), "url": f"{here}?on={today.isoformat()}&state=released", "active": request.GET.get("on") == today.isoformat()},
        {"label": _("全部"), "url": here, "active": not request.GET},
    ]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", buttons=buttons, chips=chips, tabs=standards.tabs("parameters")
    )  # fmt: skip


def _address(row: ParameterValue) -> str:
    return reverse("office:parameter", args=[row.pk])


def _category(row: ParameterValue) -> str:
    declared = declarations.declared_parameter(row.policy, row.name)
    return standards.worded_category(declared, row.category)


def _owners() -> list[tuple[str, str]]:
    keys = ParameterValue.objects.order_by().values_list("policy", flat=True).distinct()
    return sorted(((key, words.owner(key)) for key in keys), key=lambda pair: pair[1])


def _divisions_of(rows: Any) -> list[tuple[str, str]]:
    return sorted({(row.division_id, row.division.name) for row in rows})


def _in_force(rows: Any, day: date) -> Any:
    later = rows.filter(since__lte=day).exclude(until__lte=day)
    # Of the values of one parameter at one place only the latest counts.
    latest: dict[tuple[Any, ...], ParameterValue] = {}
    for row in later.filter(state=ParameterState.RELEASED.value).order_by("since"):
        latest[row.policy, row.name, row.division_id, row.category] = row
    return rows.filter(pk__in=[row.pk for row in latest.values()])


@needs("parameters.see")
def parameter(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one value with its document, its history here and above, and whose hand is next."""
    viewer = acting(request)
    row = found(queries.parameter_values(viewer), pk)
    label = words.parameter(row.policy, row.name)
    same = (
        queries.parameter_values(viewer, row.policy).filter(name=row.name).order_by("-since", "-id")
    )
    category = _category(row)
    context = {
        "row": row,
        "title": f"{label}{'（' + str(category) + '）' if row.category else ''}",
        "status": (row.get_state_display(), TONES[row.state]),
        "back": reverse("office:parameters"),
        "value": words.VALUES.get(row.value, row.value),
        "facts": [
            (_("归属"), words.owner(row.policy)),
            (_("适用地区"), row.division.name),
            (_("起用日"), f"{row.since:%Y-%m-%d}"),
            (_("停用日"), f"{row.until:%Y-%m-%d}" if row.until else _("一直有效，直到有新的数值")),
            (_("依据"), row.source),
            (_("文号"), row.document),
            (_("录入"), f"{row.entered_by} {localdate(row.entered_at):%Y-%m-%d}" if row.entered_by else _("随系统载入")),
            (_("复核发布"), f"{row.checked_by} {localdate(row.checked_at):%Y-%m-%d}" if row.checked_by else None),
        ],
        "history": [
            {"row": other, "status": (other.get_state_display(), TONES[other.state]), "value": words.VALUES.get(other.value, other.value),
             "category": _category(other), "href": _address(other)}
            for other in same
        ],
        "course": _course(label, row, same),
        "may_release": _may_release(row, viewer),
        "may_withdraw": _is_own_draft(row, viewer),
        "change": row.change,
        "waits": row.state == ParameterState.DRAFT.value,
        "new_url": f"{reverse('office:parameter_new')}?like={row.pk}" if viewer.may("parameters.enter") else "",
    }  # fmt: skip
    return render(request, "office/parameters/value.html", context)


def _may_release(row: ParameterValue, viewer: Any) -> bool:
    if row.state != ParameterState.DRAFT.value or row.change is not None:
        return False
    if not viewer.may("parameters.release"):
        return False
    return row.entered_by is None or row.entered_by.user_id != viewer.user_id


def _is_own_draft(row: ParameterValue, viewer: Any) -> bool:
    is_draft = row.state == ParameterState.DRAFT.value and row.change is None
    return is_draft and row.entered_by is not None and row.entered_by.user_id == viewer.user_id


def _course(label: str, row: ParameterValue, same: Any) -> charts.Figure | None:
    """Return the history of the value here as a line, where it is a number and has changed."""
    here = same.filter(
        division_id=row.division_id, category=row.category, state=ParameterState.RELEASED.value
    ).order_by("since")
    points = [(f"{other.since:%Y-%m-%d}", _number(other.value)) for other in here]
    if len(points) < 2 or any(value is None for _day, value in points):
        return None
    return charts.line(
        _("%(label)s的变化") % {"label": label}, [day for day, _value in points], {label: [value for _day, value in points]},
        unit=row.unit, head=_("起用日"),
    )  # fmt: skip


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@needs("parameters.enter")
def parameter_new(request: StaffRequest) -> HttpResponse:
    """Enter a new value as a draft; first which parameter, then the value with its document."""
    viewer = acting(request)
    known = _parameters_known(viewer)
    like = request.POST.get("parameter") or request.GET.get("parameter", "")
    former = (
        queries.parameter_values(viewer).filter(pk=request.GET["like"]).first()
        if request.GET.get("like", "").isdecimal()
        else None
    )
    if former is not None:
        like = f"{former.policy}|{former.name}|{former.category}"
    if like not in dict(known):
        asked = request.GET if "parameter" in request.GET else None
        context = {"form": WhichValue(asked, known=known), "back": reverse("office:parameters")}
        return render(request, "office/parameters/which.html", context)
    policy, name, category = like.split("|")
    places = standards.places(viewer)
    declared = declarations.declared_parameter(policy, name)
    form = Value(
        request.POST or None, divisions=places, is_standard=declared is not None,
        initial=_initial(request, former, declared),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made: list[str] = []
        chosen = {"policy": policy, "name": name, "category": category}
        if tried(request, lambda: made.append(_enter(request, chosen, form.cleaned_data, places))):
            messages.success(request, _("已录入，等待另一人复核发布；发布之前不起作用。"))
            return redirect(made[0])
    present = queries.value_in_force(
        policy, name, viewer.division_id, localdate(request.at), category
    )
    context = {
        "form": form,
        "like": like,
        "title": _("录入新的数值：%(name)s") % {"name": dict(known)[like]},
        "present": present,
        "back": reverse("office:parameters"),
    }
    return render(request, "office/parameters/new.html", context)


def _initial(
    request: StaffRequest, former: ParameterValue | None, declared: Parameter | None
) -> dict[str, Any]:
    level = next((i.value for i in Issuer if declared and i.label == declared.set_by.value), "")
    return {
        "division": former.division_id if former else acting(request).division_id,
        "since": localdate(request.at).replace(day=1),
        "issued_by": level,
    }


def _enter(
    request: StaffRequest, chosen: dict[str, str], data: dict[str, Any], places: list[Division]
) -> str:
    """Draft a standard as a change of its own, a plain setting as a value; return its page."""
    place = {place.code: place for place in places}[data["division"]]
    by, at = acting(request), request.at
    if "issued_by" in data:
        value = services.NewValue(
            **chosen,
            division=place.code,
            since=data["since"],
            until=data["until"],
            value=data["value"],
        )
        label = words.parameter(chosen["policy"], chosen["name"])
        change = services.propose_change(
            _("调整%(label)s") % {"label": label}, data["document"], data["source"], [value],
            issued_by=data["issued_by"], by=by, at=at,
        )  # fmt: skip
        return reverse("office:standard", args=[change.pk])
    rows = ParameterValue.objects.filter(policy=chosen["policy"], name=chosen["name"])
    former = rows.exclude(unit="").first()
    row = services.enter_value(
        policy=chosen["policy"], name=chosen["name"], category=chosen["category"], division=place,
        unit=former.unit if former else "", since=data["since"], until=data["until"], value=data["value"], source=data["source"], document=data["document"], by=by, at=at,
    )  # fmt: skip
    return _address(row)


def _parameters_known(viewer: Any) -> list[tuple[str, str]]:
    rows = (
        queries.parameter_values(viewer)
        .order_by()
        .values_list("policy", "name", "category")
        .distinct()
    )
    found_rows = []
    for policy, name, category in rows:
        label = words.parameter(policy, name)
        extra = f"（{words.CATEGORIES.get(category, category)}）" if category else ""
        found_rows.append(
            (f"{policy}|{name}|{category}", f"{words.owner(policy)} · {label}{extra}")
        )
    return sorted(found_rows, key=lambda pair: pair[1])


@require_POST
@needs("parameters.release")
def parameter_release(request: StaffRequest, pk: int) -> HttpResponse:
    """Release a draft as the second person."""
    row = found(queries.parameter_values(acting(request)), pk)
    tried(
        request,
        lambda: services.release_value(row, by=acting(request), at=request.at),
        _("已发布，从起用日起生效。"),
    )
    return redirect(_address(row))


@require_POST
@needs("parameters.enter")
def parameter_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one's own draft back."""
    row = found(queries.parameter_values(acting(request)), pk)
    tried(
        request,
        lambda: services.withdraw_value(row, by=acting(request), at=request.at),
        _("已撤回。"),
    )
    return redirect(_address(row))


urlpatterns: list[URLPattern] = [
    path("parameters/", parameters, name="parameters"),
    path("parameters/new/", parameter_new, name="parameter_new"),
    path("parameters/<int:pk>/", parameter, name="parameter"),
    path("parameters/<int:pk>/release/", parameter_release, name="parameter_release"),
    path("parameters/<int:pk>/withdraw/", parameter_withdraw, name="parameter_withdraw"),
]
