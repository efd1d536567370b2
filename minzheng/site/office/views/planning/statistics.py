"""Statistical forms: the list by period, one form filled and signed, approvals, the sum by area, versions compared."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.domains.planning import choices
from minzheng.domains.planning.choices import APPROVAL_STATES, RETURN_STATES
from minzheng.domains.planning.declarations.forms import Form, Line, form_of
from minzheng.domains.planning.declarations.forms import forms as declared
from minzheng.domains.planning.models import FormApproval, StatisticsReturn
from minzheng.domains.planning.queries import statistics as queries
from minzheng.domains.planning.queries import statistics_book
from minzheng.domains.planning.services import statistics as services
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import queries as indicators
from minzheng.site.middleware import StaffRequest
from minzheng.ui import workbook
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import figures, lists
from ...doors import acting, found, needs
from ...forms import planning_statistics as forms
from ...forms.purchases import Nothing
from ..assistance.acts import Deed, Sheet, perform, show
from ..purchases.entering import button, filled, tabs
from . import statistics_returns as returns

TABS = (
    ("statistics", _lazy("统计报表")),
    ("statistics_summary", _lazy("分区划汇总")),
    ("form_approvals", _lazy("报表批准文号")),
)
PERIODS_OFFERED = 3
ACT, APPROVAL_ACT = "office:statistics_return_act", "office:form_approval_act"


def _titles() -> list[tuple[str, str]]:
    return [(form.key, form.title) for form in declared()]


def _past(form: Form, on: date, count: int = PERIODS_OFFERED) -> list[str]:
    """Return the last periods of a form that have ended, the latest first."""
    now = months.period_of(on, form.every)
    return [months.previous_period(now, back) for back in range(1, count + 1)]


def _late(row: StatisticsReturn, on: date) -> Badge:
    if row.state == choices.SENT_UP:
        sent = localdate(row.sent_at) if row.sent_at else on
        return Badge(_("按时报送"), "good") if sent <= row.due_on else Badge(_("迟报"), "danger")
    days = (row.due_on - on).days
    return Badge(_("剩 %(n)s 天") % {"n": days}, "info") if days >= 0 else Badge(_("逾期 %(n)s 天") % {"n": -days}, "danger")  # fmt: skip


@needs("plans.see")
def statistics(request: StaffRequest) -> HttpResponseBase:
    """List the forms by period and state, and what of the last periods is still owed."""
    viewer, on = acting(request), localdate(request.at)
    owed = _owed(viewer, on)
    table = Table(
        "statistics", _("统计报表"),
        [
            Column("form", _("报表"), lambda row: form_of(row.form).title, href=returns.address),
            Column("period", _("统计期"), lambda row: months.period_label(row.period), order_by="period"),
            Column("division", _("填报单位"), "division.name", order_by="division__code"),
            Column("due_on", _("报送期限"), kind="date", order_by="due_on"),
            Column("late", _("时限"), lambda row: _late(row, on), kind="badge"),
            Column("filler", _("填表人"), "filler.user", wide=True), Column("head", _("负责人"), "head.user", wide=True),
            Column("revision", _("版次"), kind="number", wide=True),
            Column("state", _("状态"), returns.state, kind="badge"),
        ],
        queryset=queries.returns(viewer),
        filters=[
            Filter("q", _("填报单位"), fields=("division__name",)),
            Filter("form", _("报表"), "choice", _titles()),
            Filter("state", _("状态"), "choice", list(RETURN_STATES.items())),
            Filter("period", _("统计期"), "choice", _periods(viewer)),
        ],
        order=("-period", "form", "division__code"), empty=_("还没有填报的报表。"),
    )  # fmt: skip
    tiles = [
        {"label": _("本单位应报未开始"), "value": len(owed), "tone": "due" if owed else "good"},
        *(
            {"label": label, "value": queries.returns(viewer).filter(state=key).count(), "href": f"?state={key}"}
            for key, label in RETURN_STATES.items()
        ),
    ]  # fmt: skip
    buttons = [button(_("开始填报"), "statistics_new", primary=True)]
    intro = _("应报未开始：%(what)s") % {"what": "、".join(label for _key, label in owed)}
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "statistics"), tiles=tiles,
        intro=intro if owed else "", buttons=buttons if viewer.may("plans.work") else [],
    )  # fmt: skip


def _periods(viewer: Mandate) -> list[tuple[str, str]]:
    known = queries.returns(viewer).order_by().values_list("period", flat=True).distinct()
    return [(period, months.period_label(period)) for period in sorted(known, reverse=True)]


def _owed(viewer: Mandate, on: date) -> list[tuple[str, str]]:
    """Return the forms of the last ended period that the viewer's own place has not begun."""
    last = [(form, _past(form, on, 1)[0]) for form in declared()]
    return _open(viewer, last)


def _open(viewer: Mandate, asked: list[tuple[Form, str]]) -> list[tuple[str, str]]:
    begun = set(
        StatisticsReturn.objects.filter(division=viewer.division_id).values_list("form", "period")
    )
    return [
        (f"{form.key}/{period}", f"{form.title} {months.period_label(period)}")
        for form, period in asked
        if (form.key, period) not in begun
        and queries.approval_for(form.key, viewer.division_id, months.period_end(period))
    ]


@needs("plans.work")
def statistics_new(request: StaffRequest) -> HttpResponse:
    """Open a form of a period that has ended for the viewer's own place."""
    viewer, on = acting(request), localdate(request.at)
    offered = _open(viewer, [(form, period) for form in declared() for period in _past(form, on)])

    def act(told: dict[str, Any]) -> Any:
        key, period = told["report"].split("/")
        return services.open_return(key, viewer.division, period, by=viewer, at=request.at)

    return filled(
        request, forms.ReturnOpening(request.POST or None, offered=offered), act,
        title=_("开始填报"), intro=_("只列出统计期已结束、批准文号在有效期内、本单位还没有开始的报表。"),
        label=_("开始填报"), done=_("报表已建立，指标行已取数。"), home=returns.address, back=reverse("office:statistics"),
    )  # fmt: skip


# -- one form -----------------------------------------------------------------------------------


@needs("plans.see")
def statistics_return(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one form: lines with where each opens, checks, signatures, versions."""
    viewer = acting(request)
    row = found(queries.returns(viewer), pk)
    return show(request, row, returns.page(viewer, row), ACT)


@require_POST
@needs("plans.work", "plans.confirm")
def statistics_return_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Fill, refresh, add up, sign, send, give back or open again one form."""
    viewer = acting(request)
    row = found(queries.returns(viewer), pk)
    return perform(request, row, act, returns.page(viewer, row), ACT, returns.address(row))


@needs("plans.see")
def statistics_book_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand out one form as a workbook in its own layout; it leaves the screen on record."""
    viewer = acting(request)
    row = found(queries.returns(viewer), pk)
    content = statistics_book.book(row, is_demo=bool(getattr(settings, "DEMO", False)))
    services.print_return(row, by=viewer, at=request.at)
    answer = HttpResponse(content, content_type=workbook.CONTENT_TYPE)
    name = f"{form_of(row.form).title}-{row.division.name}-{row.period}.xlsx"
    answer.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{urlencode({'': name})[1:]}"
    )
    return answer


@needs("plans.see")
def statistics_compare(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show two frozen versions of a form side by side."""
    row = found(queries.returns(acting(request)), pk)
    known = list(row.snapshots.order_by("revision"))
    if len(known) < 2:
        raise Http404
    chosen = {str(one.revision): one for one in known}
    first = chosen.get(request.GET.get("first", ""), known[-2])
    second = chosen.get(request.GET.get("second", ""), known[-1])
    head = _("第 %(n)s 版")
    table = Table(
        "statistics_compare", f"{form_of(row.form).title} {months.period_label(row.period)} {_('版次对比')}",
        [
            Column("line", _("行次"), kind="code"), Column("label", _("指标")),
            Column("before", head % {"n": first.revision}), Column("after", head % {"n": second.revision}),
            Column("changed", _("变化"), lambda one: Badge(_("有更正"), "due") if one.is_changed else Badge(_("一致"), "quiet"), kind="badge"),
        ],
        rows=queries.compared(first, second), order="", empty=_("没有行次。"),
        filters=[Filter("is_changed", _("只看更正"), "flag")],
        row_tone=lambda one: "due" if one.is_changed else "",
    )  # fmt: skip
    intro = _("第 %(n)s 版重开原因：%(why)s") % {"n": first.revision, "why": first.reason or "—"}
    return lists.respond(request, table, "office/list.html", intro=intro, back=returns.address(row))


# -- the sum by area ----------------------------------------------------------------------------


@needs("plans.see")
def statistics_summary(request: StaffRequest) -> HttpResponseBase:
    """Show a form of a period over the divisions right below, beside the place's own figures."""
    viewer, on = acting(request), localdate(request.at)
    key = request.GET.get("form", "")
    form = form_of(key) if key in dict(_titles()) else declared()[0]
    past = _past(form, on, 6)
    period = request.GET.get("period", "")
    period = period if period in past else past[0]
    place: Division = viewer.division
    places, lines = queries.summary(viewer, form, place, period)
    pages = {
        row.division_id: returns.address(row)
        for row in queries.returns(viewer).filter(form=form.key, period=period)
    }

    def column(line: queries.AreaLine) -> Column:
        code = line.line.code
        return Column(
            f"l{code}", f"{code} {line.line.label.strip()}（{line.line.unit}）", lambda row: row.values[code], kind="number",
            href=lambda row: row.page if row.values[code] is not None else "",
        )  # fmt: skip

    table = Table(
        "statistics_summary", f"{form.title} {months.period_label(period)}",
        [Column("name", _("填报单位"), href=lambda row: row.page), *map(column, lines)],
        rows=_by_place(place, places, lines, pages), order="", empty=_("没有行次。"), page_size=100,
        row_tone=lambda row: "info" if row.is_head else "",
    )  # fmt: skip
    here = reverse("office:statistics_summary")
    chips = [
        {"label": label, "url": f"{here}?form={one}", "active": one == form.key}
        for one, label in _titles()
    ] + [
        {"label": months.period_label(one), "url": f"{here}?form={form.key}&period={one}", "active": one == period}
        for one in past
    ]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "statistics_summary"), chips=chips,
        intro=_("按人按户统计的指标由本级直接去重计算，下级数不相加；其余行次在下级全部有数时合计。"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """One place of a summary, or its sum: values by line as printed, the form they open to."""

    name: str
    values: dict[str, Any]
    page: str = ""
    is_head: bool = False


def _by_place(
    place: Division, places: list[Division], lines: list[queries.AreaLine], pages: dict[str, str]
) -> list[_Row]:
    """Turn lines over places into places over lines; the place itself, the sum, the difference first."""

    def printed(read: Callable[[queries.AreaLine], Decimal | None]) -> dict[str, Any]:
        found = {row.line.code: (row.line.digits, read(row)) for row in lines}
        return {
            code: None if value is None else round(value, digits or None)
            for code, (digits, value) in found.items()
        }

    heads = [
        _Row(place.name, printed(lambda row: row.own), pages.get(place.code, ""), is_head=True),
        _Row(_("下级合计"), printed(lambda row: row.total), is_head=True),
        _Row(_("本级与下级合计相差"), printed(lambda row: row.difference), is_head=True),
    ]
    below = [
        _Row(one.name, printed(lambda row, code=one.code: row.below[code]), pages.get(one.code, ""))  # type: ignore[misc]
        for one in places
    ]
    return [*heads, *below]


# -- approvals ----------------------------------------------------------------------------------


@needs("plans.see")
def form_approvals(request: StaffRequest) -> HttpResponseBase:
    """List who made each form, its approval and how long it is valid."""
    viewer, on = acting(request), localdate(request.at)
    table = Table(
        "form_approvals", _("报表批准文号"),
        [
            Column("form", _("报表"), lambda row: form_of(row.form).title, href=_approval),
            Column("table_number", _("表号"), kind="code"), Column("maker", _("制表机关"), wide=True),
            Column("approval_number", _("批准文号")), Column("valid_to", _("有效期至"), kind="date", order_by="valid_to"),
            Column("valid", _("是否有效"), lambda row: _valid(row, on), kind="badge"),
            Column("division", _("登记单位"), "division.name", wide=True),
        ],
        queryset=queries.approvals(viewer),
        filters=[
            Filter("q", _("表号或文号"), fields=("table_number", "approval_number", "maker")),
            Filter("form", _("报表"), "choice", _titles()),
            Filter("state", _("状态"), "choice", list(APPROVAL_STATES.items())),
        ],
        order=("form", "-valid_from"), empty=_("还没有登记批准文号。没有批准文号或已过有效期的报表不得填报。"),
    )  # fmt: skip
    buttons = [button(_("登记批准文号"), "form_approval_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "form_approvals"),
        buttons=buttons if viewer.may("plans.enter") else [],
    )  # fmt: skip


def _approval(row: FormApproval) -> str:
    return reverse("office:form_approval", args=[row.pk])


def _valid(row: FormApproval, on: date) -> Badge:
    if row.state != choices.CONFIRMED:
        return Badge(row.get_state_display(), "due" if row.state == choices.ENTERED else "quiet")
    if row.valid_to < on:
        return Badge(_("已过期"), "danger")
    return Badge(_("有效"), "good")


@needs("plans.enter")
def form_approval_new(request: StaffRequest) -> HttpResponse:
    """Enter the approval of a form."""
    viewer = acting(request)
    return filled(
        request, forms.ApprovalForm(request.POST or None),
        lambda told: services.enter_approval(
            told.pop("form"), viewer.division_id, **told, by=viewer, at=request.at
        ),
        title=_("登记批准文号"), intro=_("统计调查表须标明表号、制表机关、批准文号和有效期限（统计法第十七条）。"),
        done=_("已登记，等待复核。"), home=_approval, back=reverse("office:form_approvals"),
    )  # fmt: skip


def _decide(agreed: bool) -> Any:
    return lambda request, row, told: services.decide_approval(
        row, agreed=agreed, by=acting(request), at=request.at
    )


def _waits(viewer: Mandate, row: FormApproval) -> bool:
    return row.state == choices.ENTERED and viewer.may("plans.confirm")


APPROVAL_DEEDS = (
    Deed("agree", _lazy("复核通过"), Nothing, _decide(True), _lazy("已复核。"), _waits),
    Deed("refuse", _lazy("退回"), Nothing, _decide(False), _lazy("已退回。"), _waits),
)


def _source(line: Line) -> str:
    item = None if line.is_typed else indicators.find(line.indicator)
    return _("人工填报") if item is None else item.label


def _approval_sheet(row: FormApproval, on: date, viewer: Mandate) -> Sheet:
    form = form_of(row.form)
    last = months.period_end(_past(form, on, 1)[0])

    def opens(line: Line) -> str:
        item = None if line.is_typed else indicators.find(line.indicator)
        period = months.period_of(last, item.every) if item else ""
        return figures.address(item, period, viewer.division_id) if item else ""

    lines = Table(
        "form_approval.lines", _("报表行次"),
        [
            Column("code", _("行次"), kind="code"), Column("label", _("指标")), Column("unit", _("计量单位")),
            Column("indicator", _("数据来源"), _source, href=opens),
            Column("adds", _("下级可相加"), wide=True),
        ],
        rows=form.lines, order="", empty=_("没有行次。"), prefix="l-",
    )  # fmt: skip
    checks = Table(
        "form_approval.checks", _("审核关系"), [Column("text", _("审核关系"))],
        rows=form.checks, order="", empty=_("没有审核关系。"), prefix="c-",
    )  # fmt: skip
    return Sheet(
        title=form.title, subtitle=row.table_number, status=_valid(row, on),
        facts=[
            (_("表号"), row.table_number), (_("制表机关"), row.maker), (_("批准文号"), row.approval_number),
            (_("有效期"), _("%(since)s 至 %(until)s") % {"since": row.valid_from, "until": row.valid_to}), (_("录入人"), str(row.entered_by.user)),
            (_("复核人"), str(row.decided_by.user) if row.decided_by else "—"),
        ],
        back=reverse("office:form_approvals"), deeds=APPROVAL_DEEDS, table=lines, more=[checks],
    )  # fmt: skip


@needs("plans.see")
def form_approval(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one approval with the lines and checks of its form."""
    viewer = acting(request)
    row = found(queries.approvals(viewer), pk)
    return show(request, row, _approval_sheet(row, localdate(request.at), viewer), APPROVAL_ACT)


@require_POST
@needs("plans.confirm")
def form_approval_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Confirm or refuse an approval."""
    viewer = acting(request)
    row = found(queries.approvals(viewer), pk)
    sheet = _approval_sheet(row, localdate(request.at), viewer)
    return perform(request, row, act, sheet, APPROVAL_ACT, _approval(row))


urlpatterns: list[URLPattern] = [
    path("statistics/", statistics, name="statistics"),
    path("statistics/new/", statistics_new, name="statistics_new"),
    path("statistics/summary/", statistics_summary, name="statistics_summary"),
    path("statistics/forms/", form_approvals, name="form_approvals"),
    path("statistics/forms/new/", form_approval_new, name="form_approval_new"),
    path("statistics/forms/<int:pk>/", form_approval, name="form_approval"),
    path("statistics/forms/<int:pk>/<str:act>/", form_approval_act, name="form_approval_act"),
    path("statistics/<int:pk>/", statistics_return, name="statistics_return"),
    path("statistics/<int:pk>/book/", statistics_book_file, name="statistics_return_book"),
    path("statistics/<int:pk>/compare/", statistics_compare, name="statistics_return_compare"),
    path("statistics/<int:pk>/<str:act>/", statistics_return_act, name="statistics_return_act"),
]
