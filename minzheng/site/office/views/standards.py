"""The standards desk: changes drafted by one and released by another, what they cost, who gets what."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import benefit
from minzheng.kernel.determinations import checks, declarations, queries, services
from minzheng.kernel.determinations.choices import ParameterState
from minzheng.kernel.determinations.models import ParameterValue, StandardChange
from minzheng.kernel.determinations.services import NewValue
from minzheng.kernel.determinations.services.standards import issuers
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.payments import services as payments
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Column, Filter, Table

from .. import backpay, lists, standards, words
from ..doors import acting, found, needs, tried
from ..forms.standards import Paper, Reason, WhichStandards, percent_of

TONES = {"draft": "due", "released": "good", "withdrawn": "quiet"}
STATES = [(state.value, state.label) for state in ParameterState]


@needs("parameters.see")
def changes(request: StaffRequest) -> HttpResponseBase:
    """List the changes of standards of the viewer's divisions and of those above, newest first."""
    viewer = acting(request)
    table = Table(
        "standards",
        _("标准调整"),
        [
            Column("title", _("事由"), href=_page, order_by="title"),
            Column("document", _("文号"), order_by="document"),
            Column("division", _("适用地区"), "division.name"),
            Column("issued_by", _("发文机关层级"), lambda row: row.get_issued_by_display(), wide=True),
            Column("since", _("起用日"), _first_day, kind="date"),
            Column("values", _("数值"), lambda row: len(row.values.all()), kind="number", wide=True),
            Column("state", _("状态"), lambda row: (row.get_state_display(), TONES[row.state]), kind="badge"),
            Column("made_by", _("拟稿人"), lambda row: str(row.made_by.user), wide=True),
            Column("made_at", _("拟稿时间"), kind="datetime", order_by="made_at", wide=True),
            Column("released_by", _("发布人"), lambda row: str(row.released_by.user) if row.released_by else "", wide=True),
        ],
        queryset=queries.standard_changes(viewer).prefetch_related("values"),
        filters=[
            Filter("q", _("事由、文号或依据"), fields=("title", "document", "source")),
            Filter("state", _("状态"), "choice", STATES),
        ],
        order=("-made_at", "-id"),
        empty=_("还没有标准调整。上级发文后在这里一次录入全部标准，由另一人复核发布。"),
    )  # fmt: skip
    buttons = []
    if viewer.may("parameters.enter"):
        buttons.append(
            {"label": _("新的标准调整"), "url": reverse("office:standard_new"), "icon": "plus", "primary": True}
        )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", buttons=buttons, tabs=standards.tabs("standards")
    )


def _page(row: StandardChange) -> str:
    return reverse("office:standard", args=[row.pk])


def _first_day(row: StandardChange) -> date | None:
    return min((value.since for value in row.values.all()), default=None)


# -- a new one ------------------------------------------------------------------------------------


@needs("parameters.enter")
def standard_new(request: StaffRequest) -> HttpResponse:
    """Choose the benefits, then type the paper and only the new values; the law answers at once."""
    viewer, known = acting(request), standards.owners()
    former = _former(request)
    chosen = request.GET.getlist("owner") or _owners_of(former)
    chosen = [key for key, _label in known if key in chosen]
    if not chosen:
        asked = request.GET if "owner" in request.GET else None
        context = {"form": WhichStandards(asked, known=known), "back": reverse("office:standards")}
        return render(request, "office/standards/which.html", context)
    places = standards.places(viewer)
    form = Paper(request.POST or None, divisions=places, initial=_initial(request, former))
    division, since = _place_and_day(form, viewer, request)
    every = "every" in request.GET
    lines = standards.grid(chosen, division, since, _typed(request, former), every=every)
    # What the page asks by itself while somebody types is never a draft.
    is_asking = bool(request.headers.get("HX-Request"))
    asked_for = request.POST.get("do", "") or ("check" if is_asking else "")
    if asked_for == "raise":
        lines = _raised(request, lines)
    elif asked_for == "grow" or (request.method == "GET" and "grow" in request.GET):
        lines = standards.grown(lines, division, since)
    values, lines = standards.new_values(lines, division, since)
    wrong = [line for line in lines if line.problem]
    if request.method == "POST" and not asked_for and form.is_valid() and not wrong:
        made = _proposed(request, form.cleaned_data, values)
        if made is not None:
            return redirect(_page(made))
    sound = [] if wrong else values
    context = {
        "form": form, "lines": lines, "wrong": bool(wrong), "back": reverse("office:standards"),
        "checks": standards.sentences(standards.judged(sound)), "typed": len(sound), "every": every,
        "more": f"?{_again(chosen)}&every=1", "trials": _trials(chosen, viewer), "percent": request.POST.get("percent", ""),
    }  # fmt: skip
    template = "checks" if is_asking else "new"
    return render(request, f"office/standards/{template}.html", context)


def _former(request: StaffRequest) -> StandardChange | None:
    like = request.GET.get("like", "")
    rows = queries.standard_changes(acting(request))
    return rows.filter(pk=like).first() if like.isdecimal() else None


def _owners_of(former: StandardChange | None) -> list[str]:
    return list(former.values.values_list("policy", flat=True).distinct()) if former else []


def _typed(request: StaffRequest, former: StandardChange | None) -> Mapping[str, str]:
    if request.method == "POST":
        return {
            key: str(value) for key, value in request.POST.items() if standards.FIELD.fullmatch(key)
        }
    rows = former.values.all() if former else ()
    return {f"new:{row.policy}|{row.name}|{row.category}": row.value for row in rows}


def _initial(request: StaffRequest, former: StandardChange | None) -> dict[str, Any]:
    viewer = acting(request)
    first = months.first_day(months.shift_month(months.month_of(localdate(request.at)), 1))
    found = {"division": viewer.division_id, "since": first, "issued_by": "prefecture"}
    if former is not None:
        kept = ("title", "document", "source", "issued_by", "dated_on", "note")
        found |= {name: getattr(former, name) for name in kept}
        found["since"] = _first_day(former) or first
    return found


def _place_and_day(form: Paper, viewer: Mandate, request: StaffRequest) -> tuple[str, date]:
    given = {}
    if form.is_bound:
        form.is_valid()
        given = form.cleaned_data
    division = given.get("division") or viewer.division_id
    return division, given.get("since") or form.initial.get("since") or localdate(request.at)


def _raised(request: StaffRequest, lines: list[standards.Line]) -> list[standards.Line]:
    percent = percent_of(request.POST.get("percent", ""))
    if percent is None:
        messages.error(request, _("请填写上调比例，例如 6 或 6.5，不超过 100。"))
        return lines
    return standards.raised(lines, percent)


def _proposed(
    request: StaffRequest, data: dict[str, Any], values: list[NewValue]
) -> StandardChange | None:
    made: list[StandardChange] = []
    paper = {name: data[name] for name in ("issued_by", "dated_on", "note")}

    def propose() -> None:
        made.append(
            services.propose_change(
                data["title"], data["document"], data["source"], values, by=acting(request), at=request.at, **paper,
            )
        )  # fmt: skip

    done = tried(request, propose, _("已拟好，等待另一人复核发布；发布之前不起作用。"))
    return made[0] if done else None


def _again(chosen: list[str]) -> str:
    return "&".join(f"owner={key}" for key in chosen)


def _trials(chosen: list[str], viewer: Mandate) -> list[dict[str, str]]:
    here = lists.address("office:scenario_new", viewer=viewer, needs="parameters.enter")
    tryable = declarations.policies()
    return [
        {"label": words.owner(key), "url": f"{here}?policy={key}"}
        for key in chosen
        if here and key in tryable
    ]


# -- one change -----------------------------------------------------------------------------------


@needs("parameters.see")
def standard(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one change: the paper, old and new values, what the law says, whose hand is next."""
    viewer = acting(request)
    row = found(queries.standard_changes(viewer), pk)
    is_draft = row.state == ParameterState.DRAFT.value
    judged = services.judged(row) if is_draft else []
    told = standards.sentences(judged)
    context = {
        "row": row,
        "title": row.title,
        "status": (row.get_state_display(), TONES[row.state]),
        "back": reverse("office:standards"),
        "facts": _facts(row),
        "values": _values(row),
        "checks": told,
        "objections": services.objections(row) if is_draft else [],
        "is_draft": is_draft,
        "blocked": any(j.blocks for j in judged),
        "asks_reason": any(j.asks_reason for j in judged),
        "form": Reason(),
        "may_release": services.may_release(row, viewer),
        "may_withdraw": is_draft and row.made_by.user_id == viewer.user_id,
        "like": f"{reverse('office:standard_new')}?like={row.pk}" if viewer.may("parameters.enter") else "",
        "plan": reverse("office:standard_plan", args=[row.pk]),
    }  # fmt: skip
    return render(request, "office/standards/change.html", context)


def _facts(row: StandardChange) -> list[tuple[str, Any]]:
    made = f"{row.made_by} {localdate(row.made_at):%Y-%m-%d}"
    released = (
        f"{row.released_by} {localdate(row.released_at):%Y-%m-%d}" if row.released_at else None
    )
    return [
        (_("文号"), row.document or "—"),
        (_("依据"), row.source),
        (_("发文机关层级"), issuers().get(row.issued_by, row.issued_by)),
        (_("成文日期"), f"{row.dated_on:%Y-%m-%d}" if row.dated_on else None),
        (_("适用地区"), row.division.name),
        (_("说明"), row.note or None),
        (_("拟稿"), made),
        (_("复核发布"), released),
        (_("发布说明"), row.reason or None),
    ]  # fmt: skip


def _values(row: StandardChange) -> list[dict[str, Any]]:
    found_values = []
    rows = row.values.select_related("division").order_by(
        "policy", "name", "category", "division__path"
    )
    for value in rows:
        declared = declarations.declared_parameter(value.policy, value.name)
        before = _before(row, value)
        found_values.append(
            {
                "label": words.parameter(value.policy, value.name),
                "category": standards.worded_category(declared, value.category) if value.category else "",
                "owner": words.owner(value.policy), "division": value.division.name, "since": value.since,
                "unit": value.unit, "before": standards.shown(declared, before) if before else "—",
                "after": standards.shown(declared, value.value), "change": _change(before, value.value),
                "href": reverse("office:parameter", args=[value.pk]),
            }
        )  # fmt: skip
    return found_values


def _before(row: StandardChange, value: ParameterValue) -> str:
    lineage = list(divisions.lineage(value.division_id))
    others = ParameterValue.objects.filter(
        policy=value.policy, name=value.name, category__in=[value.category, ""], since__lte=value.since,
        division_id__in=lineage,
    )  # fmt: skip
    standing = others.filter(state=ParameterState.RELEASED.value).exclude(change=row)
    book = checks.Book(checks.rows_of(standing | others.filter(replaced_by=row)))
    former = book.row(value.policy, value.name, lineage, value.since, value.category)
    return former.value if former else ""


def _change(before: str, after: str) -> str:
    try:
        old, new = float(before), float(after)
    except ValueError:
        return ""
    return f"{(new / old - 1) * 100:+.2f} %" if old else ""


@needs("parameters.see")
def standard_plan(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what a change costs: the new monthly amounts, and the lines for months already out."""
    row = found(queries.standard_changes(acting(request)), pk)
    plans = payments.plans(row) if row.state != ParameterState.WITHDRAWN.value else []
    ahead = [
        {
            "label": plan.benefit.label, "first": plan.first_month, "from": plan.from_month, "adjusted": len(plan.adjusted),
            "monthly": plan.monthly, "yearly": plan.monthly * 12, "lines": len(plan.differences),
            "holders": len({d.entitlement.holder for d in plan.differences}), "months": plan.months,
            "back": plan.back, "recovery": plan.recovery, "falls": len(plan.falls), "open": len(plan.unresolved),
        }
        for plan in plans
        if plan.holders or plan.falls or plan.unresolved
    ]  # fmt: skip
    context = {
        "row": row, "title": row.title, "ahead": ahead, "back": _page(row),
        "done": [{"effect": effect, "label": benefit(effect.benefit).label} for effect in row.effects.order_by("pk")],
        "people": reverse("office:standard_people", args=[row.pk]),
        "monthly": sum(plan.monthly for plan in plans), "arrears": sum(plan.back for plan in plans), "waiting": sum(plan.waiting for plan in plans),
        "next_runs": [{"month": month, "amount": sum(p.next_run for p in plans if p.from_month == month)} for month in sorted({p.from_month for p in plans if p.holders})],
    }  # fmt: skip
    template = "_plan" if request.headers.get("HX-Request") else "plan"
    return render(request, f"office/standards/{template}.html", context)


@needs("parameters.see")
def standard_people(request: StaffRequest, pk: int) -> HttpResponseBase:
    """List who gets what: each holder's new amount and each month's difference, in one's own divisions."""
    viewer = acting(request)
    row = found(queries.standard_changes(viewer), pk)
    table = Table(
        "standard-people",
        _("%(title)s：逐人明细") % {"title": row.title},
        [
            Column("head", _("户主"), href=lambda r: lists.household(viewer, r["household"]), order_by=True),
            Column("number", _("家庭编号"), kind="code", order_by=True),
            Column("place", _("乡镇、村"), order_by=True),
            Column("benefit", _("待遇"), order_by=True),
            Column("kind", _("事项"), order_by=True),
            Column("month", _("月份"), order_by=True),
            Column("was", _("原额（元）"), kind="money"),
            Column("due", _("应发（元）"), kind="money"),
            Column("difference", _("差额（元）"), kind="money", order_by=True),
            Column("state", _("办理"), wide=True),
        ],
        rows=backpay.lines(row, viewer),
        filters=[
            Filter("q", _("户主或家庭编号"), apply=lambda rows, text: [r for r in rows if text in r["head"] or text in r["number"]]),
            Filter("kind", _("事项"), "choice", lambda: [(k, k) for k in (_("今后每月"), _("补发"), _("扣回"), _("待人工核定"))],
                   apply=lambda rows, kind: [r for r in rows if r["kind"] == kind]),
        ],
        order="month",
        empty=_("没有人因此增减待遇。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", back=_page(row))


@require_POST
@needs("parameters.release")
def standard_release(request: StaffRequest, pk: int) -> HttpResponse:
    """Release a change as the second person; what is paid follows in the same stroke."""
    row = found(queries.standard_changes(acting(request)), pk)
    reason = request.POST.get("reason", "")
    tried(
        request,
        lambda: services.release_change(row, by=acting(request), at=request.at, reason=reason),
        _("已发布。待遇从下一个未发放的月份起按新标准发，已发月份的差额列入补发。"),
        also=(payments.PaymentError,),
    )
    return redirect(_page(row))


@require_POST
@needs("parameters.enter")
def standard_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one's own draft back; it is kept."""
    row = found(queries.standard_changes(acting(request)), pk)
    tried(
        request,
        lambda: services.withdraw_change(row, by=acting(request), at=request.at),
        _("已撤回，草案留存备查。"),
    )
    return redirect(_page(row))


urlpatterns: list[URLPattern] = [
    path("standards/", changes, name="standards"),
    path("standards/new/", standard_new, name="standard_new"),
    path("standards/<int:pk>/", standard, name="standard"),
    path("standards/<int:pk>/plan/", standard_plan, name="standard_plan"),
    path("standards/<int:pk>/people/", standard_people, name="standard_people"),
    path("standards/<int:pk>/release/", standard_release, name="standard_release"),
    path("standards/<int:pk>/withdraw/", standard_withdraw, name="standard_withdraw"),
]
