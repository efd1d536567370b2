"""Assessments: schemes, score sheets from self-score to ranking, objections, use of results, years compared."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.domains.planning import choices
from minzheng.domains.planning.choices import CONSEQUENCES, SCHEME_KINDS, SCHEME_STATES
from minzheng.domains.planning.declarations import scoring
from minzheng.domains.planning.declarations.scoring import POINT
from minzheng.domains.planning.models import Scheme, ScoreSheet
from minzheng.domains.planning.queries import assessment as queries
from minzheng.domains.planning.services import assessment as services
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.indicators import queries as indicators
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.formats import NOTHING
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import figures, lists
from ...doors import acting, found, needs
from ...forms import planning_assessment as forms
from ...forms.purchases import Nothing
from ..assistance.acts import Deed, Sheet, perform, show
from ..purchases.entering import button, filled, tabs
from . import score_sheets

TABS = (
    ("schemes", _lazy("考核细则")),
    ("score_sheets", _lazy("考核表")),
    ("assessment_years", _lazy("历年对比")),
    ("assessment_uses", _lazy("结果运用")),
)
TONES = {
    choices.ENTERED: "due",
    choices.CONFIRMED: "good",
    choices.REFUSED: "quiet",
    choices.REPLACED: "quiet",
}
SHEET_TONES = {
    choices.SELF_SCORING: "due",
    choices.SCORED: "due",
    choices.REVIEWED: "info",
    choices.PUBLISHED: "good",
}
ACT, SHEET_ACT = "office:scheme_act", "office:score_sheet_act"


def _worded(value: int | None) -> str:
    return NOTHING if value is None else f"{value / POINT:g}"


def _state(row: Scheme) -> Badge:
    return Badge(row.get_state_display(), TONES[row.state])


def _sheet_state(row: ScoreSheet) -> Badge:
    return Badge(row.get_state_display(), SHEET_TONES[row.state])


def _address(row: ScoreSheet) -> str:
    return reverse("office:score_sheet", args=[row.pk])


# -- schemes ------------------------------------------------------------------------------------


@needs("plans.see")
def schemes(request: StaffRequest) -> HttpResponseBase:
    """List the schemes by year and kind."""
    viewer = acting(request)
    table = Table(
        "schemes", _("考核细则"),
        [
            Column("year", _("年度"), order_by="year"),
            Column("title", _("名称"), href=lambda row: reverse("office:scheme", args=[row.pk])),
            Column("kind", _("类别"), "get_kind_display", wide=True),
            Column("division", _("考核单位"), "division.name", wide=True),
            Column("document", _("依据文件"), wide=True),
            Column("version", _("版本"), kind="number"),
            Column("state", _("状态"), _state, kind="badge"),
        ],
        queryset=queries.schemes(viewer),
        filters=[
            Filter("q", _("名称或文件"), fields=("title", "document")),
            Filter("kind", _("类别"), "choice", list(SCHEME_KINDS.items())),
            Filter("state", _("状态"), "choice", list(SCHEME_STATES.items())),
        ],
        order=("-year", "kind", "-version"), empty=_("还没有考核细则。"),
    )  # fmt: skip
    buttons = [button(label, "scheme_new", key) for key, label in SCHEME_KINDS.items()]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "schemes"),
        buttons=buttons if viewer.may("plans.enter") else [],
    )  # fmt: skip


@needs("plans.enter")
def scheme_new(request: StaffRequest, kind: str) -> HttpResponse:
    """Enter a scheme; the offered items stand in the box to be changed."""
    viewer = acting(request)
    if kind not in SCHEME_KINDS:
        raise Http404
    year = localdate(request.at).year
    first = {
        "year": year, "title": f"{year}年{SCHEME_KINDS[kind]}", "counted_to": f"{year}-12-31",
        "items": "\n".join(forms.line_of(item) for item in scoring.offered(kind)),
    }  # fmt: skip
    return filled(
        request, forms.SchemeForm(request.POST or None, initial=first),
        lambda told: services.enter_scheme(
            kind, told.pop("year"), viewer.division_id, **told, by=viewer, at=request.at
        ),
        title=f"{_('录入')}{SCHEME_KINDS[kind]}", intro=_("被考核的是下一级各区划。复核后生效；当年已发出考核表的，不能再换。"),
        done=_("细则已录入，等待复核。"), home=lambda row: reverse("office:scheme", args=[row.pk]),
        back=reverse("office:schemes"),
    )  # fmt: skip


def _decide(agreed: bool) -> Any:
    return lambda request, row, told: services.decide_scheme(
        row, agreed=agreed, by=acting(request), at=request.at
    )


def _waits(viewer: Mandate, row: Scheme) -> bool:
    return row.state == choices.ENTERED and viewer.may("plans.confirm") and _ours(viewer, row)


def _ours(viewer: Mandate, row: Scheme) -> bool:
    return accounts.covers(viewer, row.division_id)


def _may_open(viewer: Mandate, row: Scheme) -> bool:
    fresh = row.state == choices.CONFIRMED and not row.sheets.exists()
    return fresh and viewer.may("plans.enter") and _ours(viewer, row)


def _may_publish(viewer: Mandate, row: Scheme) -> bool:
    known = row.sheets.exists() and not row.sheets.filter(state=choices.PUBLISHED).exists()
    return known and viewer.may("plans.confirm") and _ours(viewer, row)


DEEDS = (
    Deed("agree", _lazy("复核通过"), Nothing, _decide(True), _lazy("细则已生效。"), _waits),
    Deed("refuse", _lazy("退回"), Nothing, _decide(False), _lazy("已退回，可以重新录入。"), _waits),
    Deed(
        "open", _lazy("发出考核表"), Nothing,
        lambda request, row, told: services.open_sheets(row, by=acting(request), at=request.at),
        _lazy("考核表已发出，指标项已取数。"), _may_open,
    ),
    Deed(
        "publish", _lazy("公布排名"), Nothing,
        lambda request, row, told: services.publish(row, by=acting(request), at=request.at),
        _lazy("排名已公布。"), _may_publish,
    ),
)  # fmt: skip


def _items(row: Scheme, on: date) -> Table:
    # The last period that has ended and counts.
    day = min(row.counted_to, months.last_day(months.shift_month(months.month_of(on), -1)))
    rows = [{"n": n, "item": item} for n, item in enumerate(row.scored, start=1)]

    def link(one: dict[str, Any]) -> str:
        item = indicators.find(one["item"].indicator) if one["item"].indicator else None
        period = months.period_of(day, item.every) if item else ""
        return figures.address(item, period, row.division_id) if item else ""

    return Table(
        "scheme.items", _("考核项目"),
        [
            Column("n", _("序号"), kind="number"), Column("section", _("板块"), "item.section"),
            Column("text", _("内容"), "item.text"), Column("points", _("分值"), "item.points", kind="number"),
            Column("way", _("方式"), lambda one: scoring.WAYS[one["item"].way]),
            Column("indicator", _("指标"), lambda one: _label(one["item"].indicator), href=link, wide=True),
            Column("target", _("目标值"), "item.target", kind="number", wide=True),
            Column("measured", _("衡量方法"), "item.measured", wide=True),
        ],
        rows=rows, order="", empty=_("没有项目。"), prefix="i-",
    )  # fmt: skip


def _label(key: str) -> str:
    item = indicators.find(key) if key else None
    return item.label if item else key


def _ranking(viewer: Mandate, row: Scheme) -> Table:
    mine = set(queries.sheets(viewer).filter(scheme=row).values_list("pk", flat=True))
    return Table(
        "scheme.ranking", _("考核结果"),
        [
            Column("rank", _("名次"), kind="number", order_by="rank"),
            Column("division", _("单位"), "division.name", href=lambda one: _address(one) if one.pk in mine else ""),
            Column("self_total", _("自评"), lambda one: score_sheets.given(one.self_total) if one.pk in mine else None, kind="number", wide=True),
            Column("total", _("得分"), lambda one: score_sheets.given(one.total), kind="number", order_by="total"),
            Column("grade", _("等次")), Column("state", _("状态"), _sheet_state, kind="badge"),
        ],
        queryset=queries.ranking(viewer, row), order=("rank", "position"), empty=_("还没有发出考核表。"), prefix="r-",
    )  # fmt: skip


def _scheme_sheet(viewer: Mandate, row: Scheme, on: date) -> Sheet:
    results = [one for one in queries.ranking(viewer, row) if one.total is not None]
    figure = charts.bar(
        _("得分"), [one.division.name for one in results], {_("得分"): [score_sheets.given(one.total) for one in results]},
        unit=_("分"), head=_("单位"),
    ) if results else None  # fmt: skip
    bands = "、".join(
        _("%(n)s 分以上%(grade)s") % {"n": b.floor, "grade": b.label}
        if b.floor
        else _("其余%(grade)s") % {"grade": b.label}
        for b in row.grades
    )
    decided = f"{row.decided_by.user}" if row.decided_by else NOTHING
    return Sheet(
        title=row.title, subtitle=f"{row.get_kind_display()} · {row.division.name} · {row.year}", status=_state(row),
        facts=[
            (_("依据文件"), row.document), (_("版本"), row.version), (_("指标截止日期"), row.counted_to),
            (_("异议期"), _("%(n)s 个工作日") % {"n": row.objection_days}), (_("加分上限"), _("%(n)s 分") % {"n": row.bonus_cap}), (_("等次"), bands),
            (_("录入人"), str(row.entered_by.user)), (_("复核人"), decided),
        ],
        back=reverse("office:schemes"), deeds=DEEDS, figure=figure, table=_ranking(viewer, row), more=[_items(row, on)],
    )  # fmt: skip


@needs("plans.see")
def scheme(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one scheme: its items, and the ranking once there is one."""
    viewer = acting(request)
    row = found(queries.schemes(viewer), pk)
    return show(request, row, _scheme_sheet(viewer, row, localdate(request.at)), ACT)


@require_POST
@needs("plans.enter", "plans.confirm")
def scheme_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Confirm or refuse a scheme, open its sheets, publish the ranking."""
    viewer = acting(request)
    row = found(queries.schemes(viewer), pk)
    home = reverse("office:scheme", args=[pk])
    return perform(request, row, act, _scheme_sheet(viewer, row, localdate(request.at)), ACT, home)


# -- sheets -------------------------------------------------------------------------------------


@needs("plans.see")
def sheets(request: StaffRequest) -> HttpResponseBase:
    """List the score sheets of the viewer's divisions."""
    viewer = acting(request)
    table = Table(
        "score_sheets", _("考核表"),
        [
            Column("year", _("年度"), "scheme.year", order_by="scheme__year"),
            Column("division", _("被考核单位"), "division.name", href=_address, order_by="division__code"),
            Column("kind", _("类别"), "scheme.get_kind_display", wide=True),
            Column("self_total", _("自评"), lambda row: score_sheets.given(row.self_total), kind="number", order_by="self_total"),
            Column("total", _("得分"), lambda row: score_sheets.given(row.total), kind="number", order_by="total"),
            Column("rank", _("名次"), kind="number", order_by="rank"), Column("grade", _("等次")),
            Column("state", _("状态"), _sheet_state, kind="badge"),
        ],
        queryset=queries.sheets(viewer),
        filters=[
            Filter("q", _("单位"), fields=("division__name",)),
            Filter("scheme__kind", _("类别"), "choice", list(SCHEME_KINDS.items())),
            Filter("state", _("状态"), "choice", list(choices.SHEET_STATES.items())),
        ],
        order=("-scheme__year", "scheme__kind", "position"), empty=_("还没有考核表。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", tabs=tabs(TABS, "score_sheets"))


@needs("plans.see")
def sheet(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one score sheet: figures, self-scores, reviewed points, objections, use."""
    viewer = acting(request)
    row = found(queries.sheets(viewer), pk)
    return show(request, row, score_sheets.page(viewer, row), SHEET_ACT)


@require_POST
@needs("plans.work", "plans.enter", "plans.confirm")
def sheet_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Score, submit, review, object, decide, or use the result of one sheet."""
    viewer = acting(request)
    row = found(queries.sheets(viewer), pk)
    return perform(request, row, act, score_sheets.page(viewer, row), SHEET_ACT, _address(row))


# -- years and use ------------------------------------------------------------------------------


@needs("plans.see")
def years(request: StaffRequest) -> HttpResponseBase:
    """Compare the published results of a kind of assessment over the years."""
    viewer = acting(request)
    asked = request.GET.get("kind", "")
    kind = asked if asked in SCHEME_KINDS else choices.TOWN_SCHEME
    known = queries.sheets(viewer).filter(scheme__kind=kind, state=choices.PUBLISHED)
    places = sorted({(row.division_id, row.division.name) for row in known})
    results = {
        code: {y.year: y for y in queries.years(viewer, kind, code)} for code, _name in places
    }
    all_years = sorted({year for one in results.values() for year in one})
    rows = [{"name": name, "of": results[code]} for code, name in places]

    def column(year: int) -> Column:
        return Column(
            f"y{year}", str(year),
            lambda row: _("%(points)s（第 %(rank)s 名）") % {"points": _worded(row["of"][year].total), "rank": row["of"][year].rank} if year in row["of"] else "",
            href=lambda row: _address(row["of"][year].sheet) if year in row["of"] else "",
        )  # fmt: skip

    table = Table(
        "assessment_years", _("历年考核对比"), [Column("name", _("单位")), *map(column, all_years)],
        rows=rows, order="", empty=_("还没有公布的考核结果。"),
    )  # fmt: skip
    figure = charts.line(
        _("历年得分"), [str(year) for year in all_years],
        {name: [score_sheets.given(results[code][y].total) if y in results[code] else None for y in all_years] for code, name in places},
        unit=_("分"), head=_("年度"),
    ) if len(all_years) > 1 and len(places) <= len(charts.PALETTE) else None  # fmt: skip
    here = reverse("office:assessment_years")
    chips = [
        {"label": label, "url": f"{here}?kind={key}", "active": key == kind}
        for key, label in SCHEME_KINDS.items()
    ]
    return lists.respond(
        request, table, "office/planning/coverage.html", tabs=chips, figure=figure,
        back=reverse("office:schemes"),
    )  # fmt: skip


@needs("plans.see")
def uses(request: StaffRequest) -> HttpResponseBase:
    """List what published results were used for."""
    viewer = acting(request)
    table = Table(
        "assessment_uses", _("考核结果运用"),
        [
            Column("year", _("年度"), "sheet.scheme.year", order_by="sheet__scheme__year"),
            Column("division", _("单位"), "sheet.division.name", href=lambda row: _address(row.sheet)),
            Column("kind", _("运用"), "get_kind_display"), Column("whom", _("对象")), Column("text", _("内容")),
            Column("document", _("文件"), wide=True),
            Column("task", _("改进任务"), lambda row: row.task.get_state_display() if row.task else "", href=score_sheets.task_address),
            Column("due", _("期限"), "task.due_on", kind="date", wide=True),
        ],
        queryset=queries.consequences(viewer),
        filters=[
            Filter("q", _("对象或内容"), fields=("whom", "text")),
            Filter("kind", _("运用"), "choice", list(CONSEQUENCES.items())),
        ],
        order=("-at",), empty=_("还没有登记结果运用。在已公布的考核表上登记。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", tabs=tabs(TABS, "assessment_uses"))


urlpatterns: list[URLPattern] = [
    path("assessment/", schemes, name="schemes"),
    path("assessment/new/<str:kind>/", scheme_new, name="scheme_new"),
    path("assessment/years/", years, name="assessment_years"),
    path("assessment/uses/", uses, name="assessment_uses"),
    path("assessment/sheets/", sheets, name="score_sheets"),
    path("assessment/sheets/<int:pk>/", sheet, name="score_sheet"),
    path("assessment/sheets/<int:pk>/<str:act>/", sheet_act, name="score_sheet_act"),
    path("assessment/<int:pk>/", scheme, name="scheme"),
    path("assessment/<int:pk>/<str:act>/", scheme_act, name="scheme_act"),
]
