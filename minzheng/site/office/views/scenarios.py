"""What-if runs: the list, a new one beside the values in force, its result, two side by side, a draft of it."""

from datetime import timedelta
from typing import Any

import polars as pl
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import RECOGNITION
from minzheng.kernel.determinations.services import standards
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.scenarios import choices, queries, services
from minzheng.kernel.scenarios.choices import ScenarioState
from minzheng.kernel.scenarios.models import Scenario
from minzheng.kernel.scenarios.services import ScenarioError
from minzheng.policy import Policy
from minzheng.site import workers
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.responses import is_htmx
from minzheng.ui.tables import Column, Filter, Table, listing

from .. import lists, subjects, trials, words
from ..doors import acting, found, needs, tried
from ..forms.scenarios import Draft, Trial, WhichPolicy
from ..frames import CAP, named_households, rows_of

MAY = services.MAY
# A page watches a run in another process that long; then it offers to go on by hand.
GIVEN_UP = timedelta(hours=1)
STATES = [(state.value, state.label) for state in ScenarioState]


@needs(*MAY)
def scenarios(request: StaffRequest) -> HttpResponseBase:
    """List what was tried in the viewer's divisions, newest first."""
    viewer = acting(request)
    table = Table(
        "scenarios",
        _("测算"),
        [
            Column("title", _("名称"), href=_page, order_by="title"),
            Column("month", _("人口月份"), order_by="month"),
            Column("monthly", _("每月变动（元）"), lambda row: row.figures.get("monthly"), kind="money"),
            Column("roll", _("其中在享（元/月）"), lambda row: row.figures.get("roll"), kind="money", wide=True),
            Column("enters", _("新纳入"), lambda row: _count(row, choices.ENTERS), kind="number"),
            Column("leaves", _("退出"), lambda row: _count(row, choices.LEAVES), kind="number"),
            Column("state", _("状态"), lambda row: (row.get_state_display(), trials.STATE_TONES[row.state]), kind="badge"),
            Column("made_by", _("测算人"), lambda row: str(row.made_by.user), wide=True),
            Column("made_at", _("时间"), kind="datetime", order_by="made_at"),
        ],
        queryset=queries.scenarios(viewer),
        filters=[
            Filter("q", _("名称或说明"), fields=("title", "note")),
            Filter("state", _("状态"), "choice", STATES),
        ],
        order=("-made_at",),
        empty=_("还没有测算。改一个标准，看看谁受益、要多少钱，再决定是否行文。"),
    )  # fmt: skip
    button = {
        "label": _("新的测算"),
        "url": reverse("office:scenario_new"),
        "icon": "plus",
        "primary": True,
    }
    return lists.respond(request, table, "office/list.html", buttons=[button])


def _page(row: Scenario) -> str:
    return reverse("office:scenario", args=[row.pk])


def _count(row: Scenario, effect: str) -> int | None:
    """Return how many units come or go under what is paid; a recognition that makes way is no loss."""
    policies = row.figures.get("policies")
    if policies is None:
        return None
    return sum(f[effect] for key, f in policies.items() if queries.paid_as(key) != RECOGNITION)


# -- a new one ----------------------------------------------------------------------------------


@needs(*MAY)
def scenario_new(request: StaffRequest) -> HttpResponse:
    """Choose a policy and a month, then type new values beside those in force, and run."""
    known = queries.tryable()
    months_known = queries.snapshot_months()
    former = _former(request)
    key = request.GET.get("policy", "") or (former.policies[0] if former else "")
    if key not in known or not months_known:
        return _choose(request, known, months_known)
    policy, viewer = known[key], acting(request)
    form = _form(request, policy, months_known, former)
    if request.method == "POST" and form.is_valid():
        made = _tried(request, policy, form)
        if made is not None:
            return redirect(_page(made))
    context = {
        "form": form,
        "policy": policy,
        "owner": words.owner(key),
        "back": reverse("office:scenarios"),
        "rows": _values(form, viewer, own=True),
        "others": _values(form, viewer, own=False),
        "recorded": queries.recorded_facts([key]),
    }
    return render(request, "office/scenarios/new.html", context)


def _choose(
    request: StaffRequest, known: dict[str, Policy], months_known: list[str]
) -> HttpResponse:
    named = [(key, words.owner(key)) for key in known]
    asked = request.GET if "policy" in request.GET else None
    form = WhichPolicy(asked, known=named, months=months_known)
    context = {"form": form, "back": reverse("office:scenarios"), "months": months_known}
    return render(request, "office/scenarios/which.html", context)


def _former(request: StaffRequest) -> Scenario | None:
    """Return the scenario whose values a new one begins with."""
    like = request.GET.get("like", "")
    rows = queries.scenarios(acting(request))
    return rows.filter(pk=like).first() if like.isdecimal() and len(like) < 10 else None


def _form(
    request: StaffRequest, policy: Policy, months_known: list[str], former: Scenario | None
) -> Trial:
    viewer = acting(request)
    month = lists.month_asked(request, months_known[0])
    towns = divisions.subtree(viewer.division_id).filter(level=Level.TOWN, valid_to=None)
    local = queries.local_versions(policy)
    names = dict(Division.objects.filter(code__in=local).values_list("code", "name"))
    initial: dict[str, Any] = {"month": month}
    if former is not None:
        initial |= {name: getattr(former, name) for name in ("note", "month", "law_on", "divisions", "without")}  # fmt: skip
        initial |= {
            f"{c['policy']}|{c['parameter']}|{c['division']}|{c['category']}": c["value"]
            for c in former.changes
        }
    return Trial(
        request.POST or None,
        initial=initial,
        present=queries.present_values(policy, viewer, months.last_day(month)),
        months=months_known,
        towns=list(towns.order_by("path")),
        local={code: f"{names.get(code, code)}：{'、'.join(rules)}" for code, rules in local.items()},
        here=viewer.division,
    )  # fmt: skip


def _tried(request: StaffRequest, policy: Policy, form: Trial) -> Scenario | None:
    """Save and run what was typed; what is refused is shown where it was typed."""
    data, viewer = form.cleaned_data, acting(request)
    try:
        made = services.save(
            title=data["title"], note=data["note"], month=data["month"], policies=[policy.key],
            changes=form.changes(), law_on=data["law_on"], places=data["divisions"],
            without=data.get("without", ()), extended=form.carried(), by=viewer, at=request.at,
        )  # fmt: skip
        if queries.is_large(made.month):
            launch(made.pk, viewer.pk)
            return made
        return services.run(made, by=viewer, at=request.at)
    except ScenarioError as refusal:
        form.mark(str(refusal), refusal.problems)
        return None


def launch(scenario_pk: int, mandate: int) -> None:
    """Run a scenario in a process of its own, so that a page closed or a worker renewed ends nothing."""
    workers.launch("scenario", str(scenario_pk), "--mandate", str(mandate))


def _values(form: Trial, viewer: Mandate, *, own: bool) -> list[dict[str, Any]]:
    """Return the values to type over: those set here first, those from above apart; each with its field."""
    rows = []
    for item in form.present:
        is_own = item.row is not None and accounts.covers(viewer, item.row.division)
        asked = bool(form[item.key].value())
        if (is_own or asked) != own:
            continue
        value = item.row.value if item.row else ""
        rows.append(
            {
                "label": item.parameter.label,
                "owner": words.owner(item.parameter.policy) if item.parameter.policy != form.present[0].parameter.policy else "",
                "category": words.CATEGORIES.get(item.category, item.category),
                "place": item.division.name,
                "unit": item.parameter.unit,
                "value": item.parameter.choices.get(value, words.VALUES.get(value, value)),
                "since": item.row.since if item.row else None,
                "document": (item.row.document or item.row.source) if item.row else "",
                "field": form[item.key],
            }
        )  # fmt: skip
    return rows


# -- the result ---------------------------------------------------------------------------------


@needs(*MAY)
def scenario(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show what a scenario would do: money, people, townships and funds, and what to know about it."""
    viewer = acting(request)
    row = found(queries.scenarios(viewer), pk)
    frame = queries.results(row, viewer)
    view = request.GET.get("by", "town")
    view = view if view in trials.VIEWS else "town"
    context: dict[str, Any] = {
        "row": row,
        "title": row.title,
        "status": (row.get_state_display(), trials.STATE_TONES[row.state]),
        "back": reverse("office:scenarios"),
        "terms": trials.terms(row),
        "is_open": row.state == ScenarioState.SAVED.value,
        "may_draft": viewer.may("parameters.enter") and bool(row.changes),
        "like_url": f"{reverse('office:scenario_new')}?{urlencode({'like': str(row.pk), 'month': row.month})}",
        "others": queries.scenarios(viewer).exclude(pk=row.pk).exclude(inputs="")[:50],
        "frame": frame is not None,
    }
    if frame is None:
        waits = row.ran_at is None and request.at - row.made_at < GIVEN_UP
        return render(request, "office/scenarios/result.html", context | {"waits": waits})
    if is_htmx(request) and request.headers.get("HX-Target") == "scenario-progress":
        return HttpResponse(headers={"HX-Redirect": _page(row)})
    by_month = view == "month"
    table = trials.months_table(row, frame) if by_month else trials.sums_table(row, frame, view)
    if (answer := lists.piece(request, table)) is not None:
        return answer
    here = _page(row)
    context |= {
        "tiles": trials.tiles(row, frame),
        "chart": trials.chart(frame),
        "table": listing(request, table),
        "notes": trials.notes(row),
        "chips": [
            {"label": label, "url": f"{here}?by={key}#sums", "active": key == view}
            for key, label in trials.VIEWS.items()
        ],
    }
    return render(request, "office/scenarios/result.html", context)


@needs(*MAY)
def scenario_book(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Hand out the whole result as one workbook: headline, who is touched, each view, the months."""
    viewer = acting(request)
    row = found(queries.scenarios(viewer), pk)
    frame = queries.results(row, viewer)
    if frame is None:
        raise Http404
    return lists.book(request, row.title, trials.sheets(viewer, row, frame))


@needs(*MAY)
def scenario_units(request: StaffRequest, pk: int) -> HttpResponseBase:
    """List the households and persons a scenario touches, by effect; those that stay as they are on demand."""
    viewer = acting(request)
    row = found(queries.scenarios(viewer), pk)
    frame = queries.results(row, viewer)
    if frame is None:
        raise Http404
    asked = request.GET.get("effect", "")
    narrowed = frame
    for column in ("town", "residence"):
        if request.GET.get(column):
            narrowed = narrowed.filter(pl.col(column) == request.GET[column])
    counts = dict(narrowed.group_by("effect").len().iter_rows())
    here = reverse("office:scenario_units", args=[pk])
    kept = {k: request.GET[k] for k in ("town", "residence", "policy") if request.GET.get(k)}
    effects = {
        "": [e for e in choices.EFFECTS if e not in (choices.UNDETERMINED, choices.UNCHANGED)],
        "unknown": [*choices.UNKNOWN],
    }
    wanted = effects.get(asked, [asked])
    chips = [{"label": _("全部受影响"), "url": f"{here}?{urlencode(kept)}", "active": not asked,
              "count": sum(counts.get(e, 0) for e in effects[""])}]  # fmt: skip
    chips += [
        {
            "label": label,
            "url": f"{here}?{urlencode({**kept, 'effect': effect})}",
            "count": counts.get(effect, 0),
            "active": effect in wanted and bool(asked),
        }
        for effect, label in choices.EFFECTS.items()
        if counts.get(effect)
    ]
    shown = narrowed.filter(pl.col("effect").is_in(wanted))
    intro = ""
    if shown.height > CAP:
        intro = _("共 %(n)s 条，这里列出前 %(cap)s 条；请按乡镇查看。") % {"n": f"{shown.height:,}", "cap": f"{CAP:,}"}  # fmt: skip
    table = trials.units_table(viewer, row, shown.head(CAP))
    return lists.respond(
        request, table, "office/list.html", back=_page(row), chips=chips, intro=intro
    )


@needs(*MAY)
def scenario_unit(request: StaffRequest, pk: int, policy: str, unit: int) -> HttpResponse:
    """Show one household's (or person's) answer with its reasons, before and after the change."""
    viewer = acting(request)
    row = found(queries.scenarios(viewer), pk)
    frame = queries.results(row, viewer)
    mine = None if frame is None else frame.filter(policy=policy, household=unit)
    person = request.GET.get("person", "")
    if mine is not None and person.isdecimal():
        mine = mine.filter(pl.col("person") == int(person))
    if mine is None or mine.is_empty():
        raise Http404
    (line, *_rest) = mine.to_dicts()
    home = subjects.household_file(request, unit).household
    told = services.explain(row, policy, unit, person=line["person"])
    context = {
        "row": row,
        "title": _("%(head)s家庭：改前、改后") % {"head": home.head.name if home.head else home.number},
        "back": f"{reverse('office:scenario_units', args=[pk])}?effect={line['effect']}",
        "status": (choices.EFFECTS[line["effect"]], trials.EFFECT_TONES[line["effect"]]),
        "facts": [
            (_("家庭编号"), home.number),
            (_("待遇"), words.owner(policy)),
            (_("每月变动（元）"), trials.signed(line["change"])),
            (_("测算"), row.title),
        ],
        "household": lists.household(viewer, unit),
        **told,
    }  # fmt: skip
    return render(request, "office/scenarios/unit.html", context)


@require_POST
@needs(*MAY)
def scenario_run(request: StaffRequest, pk: int) -> HttpResponse:
    """Run a scenario once more, on the facts, values and rolls of today."""
    row = found(queries.scenarios(acting(request)), pk)
    if queries.is_large(row.month):
        launch(row.pk, acting(request).pk)
        messages.info(request, _("已开始测算，算完后刷新页面。"))
        return redirect(_page(row))
    tried(
        request,
        lambda: services.run(row, by=acting(request), at=request.at),
        _("已按现在的数据重新测算。"),
        also=(ScenarioError,),
    )
    return redirect(_page(row))


@require_POST
@needs(*MAY)
def scenario_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a scenario aside."""
    row = found(queries.scenarios(acting(request)), pk)
    tried(
        request,
        lambda: services.withdraw(row, by=acting(request), at=request.at),
        _("已撤回；列表中仍可查看。"),
        also=(ScenarioError,),
    )
    return redirect(_page(row))


@needs("parameters.enter")
def scenario_draft(request: StaffRequest, pk: int) -> HttpResponse:
    """Turn the values of a scenario into a draft standard, with its document and first day."""
    row = found(queries.scenarios(acting(request)), pk)
    if row.state != ScenarioState.SAVED.value or not row.changes:
        return redirect(_page(row))
    soon = months.first_day(months.shift_month(months.month_of(localdate(request.at)), 1))
    given = {"since": soon, "title": row.title, "issued_by": "county"}
    form = Draft(request.POST or None, issuers=standards.issuers(), initial=given)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(
            request,
            lambda: services.release(row, by=acting(request), at=request.at, **form.cleaned_data),
            also=(ScenarioError,),
        )
    ):
        messages.success(request, _("已转为标准草案，等待另一人复核发布；发布之前不起作用。"))
        return redirect(_page(row))
    context = {"row": row, "form": form, "back": _page(row), "terms": trials.terms(row)}
    return render(request, "office/scenarios/draft.html", context)


# -- two side by side ---------------------------------------------------------------------------


@needs(*MAY)
def scenario_compare(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show a scenario beside another: totals, townships, and the households they treat differently."""
    viewer = acting(request)
    rows = queries.scenarios(viewer)
    one = found(rows, pk)
    with_ = request.GET.get("with", "")
    other = found(rows, with_) if with_.isdecimal() and len(with_) < 10 else one
    frames = [queries.results(row, viewer) for row in (one, other)]
    if any(frame is None for frame in frames):
        messages.error(request, _("两次测算都运行过才能比较。"))
        return redirect(_page(one))
    a, b = (frame for frame in frames if frame is not None)
    table = _different(viewer, queries.comparison(a, b).head(CAP))
    if (answer := lists.piece(request, table)) is not None:
        return answer
    context = {
        "pair": [(one, trials.tiles(one, a)), (other, trials.tiles(other, b))],
        "terms": [trials.terms(one), trials.terms(other)],
        "chart": _side_by_side(one, other, a, b),
        "table": listing(request, table),
        "back": _page(one),
        "print": True,
    }
    return render(request, "office/scenarios/compare.html", context)


def _side_by_side(
    one: Scenario, other: Scenario, a: pl.DataFrame, b: pl.DataFrame
) -> charts.Figure:
    sides = [{r["name"]: r["change"] for r in trials.gathered(f, "town")} for f in (a, b)]
    names = [name for name in {**sides[0], **sides[1]} if any(side.get(name) for side in sides)]
    series = {
        f"{mark}：{row.title}": [trials.plain(side.get(name, 0)) for name in names]
        for mark, row, side in zip("甲乙", (one, other), sides, strict=True)
    }
    return charts.bar(_("各乡镇每月变动"), names, series, unit=_("元"), head=_("乡镇"))


def _different(viewer: Mandate, frame: pl.DataFrame) -> Table:
    rows = rows_of(viewer, frame)
    for row in rows:
        row["head"] = trials.mask_name(row["head"])
        row["of"] = words.owner(row["policy"])

    def effect(side: str) -> Column:
        return Column(
            f"effect_{side}", _("影响（%(side)s）") % {"side": "甲" if side == "a" else "乙"},
            lambda row: (choices.EFFECTS.get(row[f"effect_{side}"], _("不涉及")), trials.EFFECT_TONES.get(row[f"effect_{side}"], "quiet")),
            kind="badge",
        )  # fmt: skip

    return Table(
        "scenarios.differences",
        _("两次测算结果不同的家庭"),
        [
            *named_households(viewer),
            Column("of", _("待遇"), order_by=True),
            effect("a"),
            Column("after_a", _("改后甲（元/月）"), kind="money", order_by=True),
            effect("b"),
            Column("after_b", _("改后乙（元/月）"), kind="money", order_by=True),
        ],
        rows=rows,
        order="place",
        empty=_("两次测算对每一户的结果都相同。"),
    )


urlpatterns: list[URLPattern] = [
    path("scenarios/", scenarios, name="scenarios"),
    path("scenarios/new/", scenario_new, name="scenario_new"),
    path("scenarios/<int:pk>/", scenario, name="scenario"),
    path("scenarios/<int:pk>/book/", scenario_book, name="scenario_book"),
    path("scenarios/<int:pk>/units/", scenario_units, name="scenario_units"),
    path("scenarios/<int:pk>/units/<str:policy>/<int:unit>/", scenario_unit, name="scenario_unit"),
    path("scenarios/<int:pk>/run/", scenario_run, name="scenario_run"),
    path("scenarios/<int:pk>/withdraw/", scenario_withdraw, name="scenario_withdraw"),
    path("scenarios/<int:pk>/draft/", scenario_draft, name="scenario_draft"),
    path("scenarios/<int:pk>/compare/", scenario_compare, name="scenario_compare"),
]
