"""Evaluation reports: the list, a new draft, one report with its figures and words, its paper, two side by side."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.planning.choices import (
    DRAFTED,
    REPORT_KINDS,
    REPORT_SECTIONS,
    REPORT_STATES,
    SEALED,
    SUBMITTED,
)
from minzheng.domains.planning.models import EvaluationReport
from minzheng.domains.planning.queries import plans as plan_queries
from minzheng.domains.planning.queries import reports as queries
from minzheng.domains.planning.services import report_papers
from minzheng.domains.planning.services import reports as services
from minzheng.domains.planning.services.guards import PlanningError
from minzheng.kernel.accounts.declarations import EVALUATOR
from minzheng.kernel.accounts.models import Mandate
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import moment
from minzheng.ui.responses import download, is_htmx, redirect
from minzheng.ui.tables import Badge, Column, Filter, Table, listing

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms import planning_reports as forms
from ..assistance.acts import Deed
from ..purchases.entering import button, filled
from .report_figures import FIGURES, figure_page, light

ACT = "office:evaluation_report_act"
TONES = {DRAFTED: "due", SUBMITTED: "info", SEALED: "good"}


def address(row: EvaluationReport) -> str:
    """Return where a report lies."""
    return reverse("office:evaluation_report", args=[row.pk])


def state(row: EvaluationReport) -> Badge:
    """Return the state of a report."""
    return Badge(row.get_state_display(), TONES[row.state])


def report_of(request: StaffRequest, pk: int) -> EvaluationReport:
    """Return a report the viewer may read today; an outsider's look is put on record by the page."""
    return found(queries.reports(acting(request), localdate(request.at)), pk)


@needs("plans.see")
def evaluation_reports(request: StaffRequest) -> HttpResponseBase:
    """List the evaluation reports the viewer may read."""
    viewer = acting(request)
    table = Table(
        "evaluation_reports", _("评估报告"),
        [
            Column("title", _("报告"), href=address, order_by="title"),
            Column("number", _("稿次"), lambda row: _("第%(n)s稿") % {"n": row.number}, order_by="number"),
            Column("on", _("评估时点"), kind="date", order_by="on"),
            Column("kind", _("种类"), "get_kind_display", order_by="kind", wide=True),
            Column("division", _("区划"), "division.name", wide=True),
            Column("by", _("起草"), lambda row: str(row.by.user), wide=True),
            Column("at", _("起草时间"), kind="datetime", order_by="at", wide=True),
            Column("state", _("状态"), state, kind="badge", order_by="state"),
        ],
        queryset=queries.reports(viewer, localdate(request.at)),
        filters=[
            Filter("q", _("标题"), fields=("title",)),
            Filter("kind", _("种类"), "choice", list(REPORT_KINDS.items())),
            Filter("state", _("状态"), "choice", list(REPORT_STATES.items())),
        ],
        order=("-at", "-id"), empty=_("还没有评估报告。"),
    )  # fmt: skip
    new = [button(_("起草评估报告"), "evaluation_report_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", buttons=new if viewer.may("plans.enter") else []
    )


@needs("plans.enter")
def evaluation_report_new(request: StaffRequest) -> HttpResponse:
    """Draft a report: its figures are read and frozen."""
    viewer, today = acting(request), localdate(request.at)
    own = [row for row in plan_queries.plans(viewer) if plan_queries.is_own(viewer, row)]
    asked = {"plan": request.GET.get("plan", "")}
    form = forms.ReportDraft(
        request.POST or None, initial=asked, plans=[(row.pk, row.title) for row in own], latest=today
    )  # fmt: skip
    return filled(
        request, form,
        lambda told: services.draft(
            found(plan_queries.plans(viewer), told["plan"]), told["kind"], on=told["on"], claim=told["claim"],
            by=viewer, at=request.at,
        ),
        title=_("起草评估报告"), done=_("已起草，数字已冻结。"), home=address, back=reverse("office:evaluation_reports"),
        intro=_("数字取自截至评估时点已审核或已计算的数据；没有数据的如实写明，不作估计。"), label=_("起草"),
    )  # fmt: skip


# -- one report ---------------------------------------------------------------------------------


def _when(capability: str, wanted: str) -> Any:
    def allowed(viewer: Mandate, row: EvaluationReport) -> bool:
        return viewer.may(capability) and row.state == wanted

    return allowed


def _may_opine(viewer: Mandate, row: EvaluationReport) -> bool:
    return (
        viewer.role == EVALUATOR
        and row.readers.filter(reader=viewer, withdrawn_at=None, opinion="").exists()
    )


def _may_admit(viewer: Mandate, row: EvaluationReport) -> bool:
    return viewer.may("plans.confirm")


def _readers(request: StaffRequest, row: EvaluationReport) -> dict[str, Any]:
    today = localdate(request.at)
    return {"readers": queries.evaluators(row, today), "today": today}


def _signed(request: StaffRequest, row: EvaluationReport) -> dict[str, Any]:
    return {"issuer": row.issuer or row.plan.issuer}


def _drafted_again(request: StaffRequest, row: EvaluationReport, told: dict[str, Any]) -> Any:
    return services.draft(
        row.plan, row.kind, on=row.on, claim=row.claim, by=acting(request), at=request.at
    )


def _submitted(request: StaffRequest, row: EvaluationReport, told: dict[str, Any]) -> Any:
    return services.submit(row, by=acting(request), at=request.at)


def _sent_back(request: StaffRequest, row: EvaluationReport, told: dict[str, Any]) -> Any:
    return services.send_back(row, **told, by=acting(request), at=request.at)


def _sealed(request: StaffRequest, row: EvaluationReport, told: dict[str, Any]) -> Any:
    return services.seal(row, **told, by=acting(request), at=request.at)


def _admitted(request: StaffRequest, row: EvaluationReport, told: dict[str, Any]) -> Any:
    reader = found(queries.evaluators(row, localdate(request.at)), told.pop("reader"))
    return services.admit(row, reader, **told, by=acting(request), at=request.at)


def _opined(request: StaffRequest, row: EvaluationReport, told: dict[str, Any]) -> Any:
    return services.opine(row, **told, by=acting(request), at=request.at)


DEEDS = (
    Deed("submit", _("提交定稿"), forms.Nothing, _submitted, _("已提交，等待另一人定稿。"), _when("plans.enter", DRAFTED)),
    Deed("again", _("重新取数（新一稿）"), forms.Nothing, _drafted_again, _("已按现有数据起草新的一稿，已改写的文字带入新稿。"), lambda viewer, row: viewer.may("plans.enter")),
    Deed("seal", _("定稿"), forms.Seal, _sealed, _("已定稿，文书已归档。"), _when("plans.confirm", SUBMITTED), initial=_signed),
    Deed("send_back", _("退回修改"), forms.SendBack, _sent_back, _("已退回。"), _when("plans.confirm", SUBMITTED)),
    Deed("admit", _("授权第三方查阅"), forms.Admission, _admitted, _("已授权。"), _may_admit, shape=_readers),
    Deed("opine", _("提交评估意见"), forms.Opinion, _opined, _("评估意见已提交。"), _may_opine),
)  # fmt: skip


@needs("plans.see")
def evaluation_report(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one report: its figures and words, each figure leading to what it was read from."""
    row = report_of(request, pk)
    services.look(row, _("查阅评估报告"), by=acting(request), at=request.at)
    return _page(request, row)


def _page(
    request: StaffRequest, row: EvaluationReport, typed: tuple[str, django_forms.Form] | None = None
) -> HttpResponseBase:
    viewer = acting(request)
    table = _evidence(row)
    if (answer := lists.piece(request, table)) is not None:
        return answer
    listed, dated = queries.target_lines(row)
    context = {
        "title": row.title, "row": row, "status": state(row), "back": reverse("office:evaluation_reports"),
        "facts": _facts(row), "sections": queries.sections(row), "figures": row.figures.order_by("sequence"),
        "listed": _lit(listed), "dated": _lit(dated),
        "may_write": viewer.may("plans.enter") and row.state == DRAFTED,
        "offered": _offered(request, row, typed), "evidence": listing(request, table),
        "others": queries.other_drafts(row) if viewer.role != EVALUATOR else (),
        "readers": row.readers.select_related("reader__user", "reader__division").order_by("pk"),
        "may_admit": viewer.may("plans.confirm"), "is_outsider": viewer.role == EVALUATOR,
        "is_broken": row.state == SEALED and not queries.is_intact(row), "today": localdate(request.at),
    }  # fmt: skip
    return render(request, "office/planning/report.html", context)


def _lit(lines: list[queries.TargetLine]) -> list[tuple[queries.TargetLine, Badge | None, str]]:
    """Return each line with its status, and the reason where the figures alone do not say it."""
    return [
        (one, light(one.reached), one.reached.reason if one.is_explained else "") for one in lines
    ]


def _facts(row: EvaluationReport) -> list[tuple[Any, Any]]:
    facts = [
        (_("规划"), row.plan.title), (_("评估时点"), row.on),
        (_("稿次"), _("第%(n)s稿，%(who)s 起草") % {"n": row.number, "who": row.by.user}),
        (_("数字冻结于"), moment(row.at)),
    ]  # fmt: skip
    if row.note and row.state == DRAFTED:
        facts.append((_("退回意见"), row.note))
    if row.submitted_by:
        facts.append((_("提交"), f"{row.submitted_by.user} {localdate(row.submitted_at)}"))
    if row.confirmed_by:
        facts += [
            (_("定稿"), f"{row.confirmed_by.user} {localdate(row.confirmed_at)}"),
            (_("发文"), f"{row.issuer} {row.document_no}"), (_("定稿摘要（SM3）"), row.digest),
        ]  # fmt: skip
    return facts


def _offered(
    request: StaffRequest, row: EvaluationReport, typed: tuple[str, django_forms.Form] | None
) -> list[dict[str, Any]]:
    offered = []
    for deed in DEEDS:
        if not deed.may(acting(request), row):
            continue
        first = deed.initial(request, row) if deed.initial else {}
        shape = deed.shape(request, row) if deed.shape else {}
        is_same = typed is not None and typed[0] == deed.key
        form = typed[1] if is_same and typed else deed.form(initial=first, auto_id=f"{deed.key}_%s", **shape)  # fmt: skip
        url = reverse(ACT, args=[row.pk, deed.key])
        offered.append({"deed": deed, "form": form, "url": url, "open": is_same})
    return offered


def _evidence(row: EvaluationReport) -> Table:
    return Table(
        "report.evidence", _("佐证材料清单"),
        [
            Column("about", _("用于")), Column("title", _("材料或来源")), Column("on", _("日期"), kind="date"),
        ],
        rows=queries.evidence(row), order="", empty=_("没有登记佐证材料。"), prefix="e-",
    )  # fmt: skip


@require_POST
@needs("plans.enter", "plans.confirm", "plans.evaluate")
def evaluation_report_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a report; a refusal keeps what was typed."""
    row = report_of(request, pk)
    deed = next((d for d in DEEDS if d.key == act and d.may(acting(request), row)), None)
    if deed is None:
        raise Http404
    shape = deed.shape(request, row) if deed.shape else {}
    form = deed.form(request.POST, auto_id=f"{deed.key}_%s", **shape)
    made: list[Any] = []
    if form.is_valid() and tried(
        request, lambda: made.append(deed.act(request, row, form.cleaned_data)), deed.done, also=(ValueError,)
    ):  # fmt: skip
        is_new = isinstance(made[0], EvaluationReport)
        return redirect(request, address(made[0] if is_new else row))
    return _page(request, row, (act, form))


@require_POST
@needs("plans.confirm")
def evaluation_reader_act(request: StaffRequest, pk: int, reader: int) -> HttpResponseBase:
    """Take an outsider's permission to read back."""
    row = report_of(request, pk)
    given = found(row.readers.all(), reader)
    tried(
        request, lambda: services.shut_out(given, by=acting(request), at=request.at), _("授权已收回。"), also=(ValueError,)
    )  # fmt: skip
    return redirect(request, address(row))


# -- words --------------------------------------------------------------------------------------


@require_POST
@needs("plans.enter")
def evaluation_report_write(request: StaffRequest, pk: int, section: str) -> HttpResponseBase:
    """Keep the words of a section: while they are typed, or with the button."""
    row = report_of(request, pk)
    form = forms.SectionWords(request.POST)
    problem = ""
    if not form.is_valid():
        problem = _("文字过长或者版次有误，没有保存。")
    else:
        try:
            services.write(row, section, form.cleaned_data["body"], version=form.cleaned_data["version"], by=acting(request), at=request.at)  # fmt: skip
        except PlanningError as refusal:
            problem = str(refusal)
    if is_htmx(request):
        told = next((one for one in queries.sections(row) if one.key == section), None)
        return render(request, "office/planning/report_saved.html", {"row": row, "section": told, "problem": problem, "at": request.at})  # fmt: skip
    if problem:
        messages.error(request, problem)
    return redirect(request, f"{address(row)}#{section}")


@needs("plans.enter", "plans.confirm")
def evaluation_report_versions(request: StaffRequest, pk: int, section: str) -> HttpResponseBase:
    """Show every version of the words of a section; an earlier one can be taken again."""
    row, viewer = report_of(request, pk), acting(request)
    texts = row.texts.filter(section=section).select_related("by__user").order_by("-version")
    if section not in REPORT_SECTIONS:
        raise Http404
    if request.method == "POST":
        text = found(texts, request.POST.get("text") or 0)
        if tried(
            request, lambda: services.restore(text, by=viewer, at=request.at), _("已恢复这一版。"), also=(ValueError,)
        ):  # fmt: skip
            return redirect(request, f"{address(row)}#{section}")
    context = {
        "title": f"{REPORT_SECTIONS[section]} · {_('历次版本')}", "row": row, "texts": texts, "back": address(row),
        "may_write": viewer.may("plans.enter") and row.state == DRAFTED,
    }  # fmt: skip
    return render(request, "office/planning/report_versions.html", context)


# -- paper and comparison -----------------------------------------------------------------------


@needs("plans.see")
def evaluation_report_paper(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Hand out the report as .docx, every figure of it a link to its page here."""
    row = report_of(request, pk)
    services.look(row, _("下载评估报告"), by=acting(request), at=request.at)
    pattern = reverse(FIGURES, args=[row.pk, 0]).replace("/0/", "/{}/")
    content = report_papers.paper(row, request.build_absolute_uri(pattern).replace("%7B%7D", "{}"))
    return download(content, f"{row.title}（{_('第%(n)s稿') % {'n': row.number}}）.docx")


@needs("plans.see")
def evaluation_report_compare(request: StaffRequest, pk: int, other: int) -> HttpResponseBase:
    """Show two drafts of one evaluation side by side: figures and words that differ."""
    row = report_of(request, pk)
    seen = queries.reports(acting(request), localdate(request.at))
    before = found(seen.filter(plan=row.plan_id, kind=row.kind), other)
    changes = [
        (one, light(one.before), light(one.after)) for one in queries.changed_figures(before, row)
    ]
    context = {
        "title": _("第%(a)s稿与第%(b)s稿比较") % {"a": before.number, "b": row.number}, "row": row, "before": before,
        "back": address(row), "changes": changes, "words": queries.changed_words(before, row),
    }  # fmt: skip
    return render(request, "office/planning/report_compare.html", context)


urlpatterns: list[URLPattern] = [
    path("plan-reports/", evaluation_reports, name="evaluation_reports"),
    path("plan-reports/new/", evaluation_report_new, name="evaluation_report_new"),
    path("plan-reports/<int:pk>/", evaluation_report, name="evaluation_report"),
    path("plan-reports/<int:pk>/paper/", evaluation_report_paper, name="evaluation_report_paper"),
    path("plan-reports/<int:pk>/write/<str:section>/", evaluation_report_write, name="evaluation_report_write"),
    path("plan-reports/<int:pk>/versions/<str:section>/", evaluation_report_versions, name="evaluation_report_versions"),
    path("plan-reports/<int:pk>/figures/<int:figure>/", figure_page, name="evaluation_report_figure"),
    path("plan-reports/<int:pk>/compare/<int:other>/", evaluation_report_compare, name="evaluation_report_compare"),
    path("plan-reports/<int:pk>/readers/<int:reader>/", evaluation_reader_act, name="evaluation_reader_act"),
    path("plan-reports/<int:pk>/<str:act>/", evaluation_report_act, name="evaluation_report_act"),
]  # fmt: skip
