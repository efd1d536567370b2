"""Error tolerance: reports of honest errors, each with its review and the audit of its case."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.assistance import choices, queries
from minzheng.domains.assistance.models import ErrorReport
from minzheng.domains.assistance.services import tolerance
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import queries as audit
from minzheng.kernel.cases import queries as casework
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import yuan
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists, words
from ..doors import acting, found, needs, tried
from ..forms.resources import ErrorReview, NewError
from .assistance.acts import Deed, Sheet, perform, show

ACT = "office:error_report_act"
TONES = {choices.REPORTED: "due", choices.EXEMPT: "good", choices.NOT_EXEMPT: "danger"}
REVIEWERS = {"reviewer", "bureau_head"}


def _state(row: ErrorReport) -> Badge:
    return Badge(row.get_state_display(), TONES[row.state])


@needs("cases.see")
def error_reports(request: StaffRequest) -> HttpResponseBase:
    """List the reports of the viewer's places."""
    viewer = acting(request)
    table = Table(
        "assistance.errors",
        _("容错纠错"),
        [
            Column("number", _("编号"), kind="code", href=lambda row: reverse("office:error_report", args=[row.pk])),
            Column("who", _("报告人"), lambda row: str(row.reported_by)),
            Column("what", _("差错情形")),
            Column("state", _("状态"), _state, kind="badge"),
            Column("found_on", _("发现日期"), kind="date", order_by="found_on"),
            Column("corrected_on", _("纠正日期"), kind="date", order_by="corrected_on"),
            Column("amount", _("涉及金额（元）"), kind="money", wide=True),
            Column("case", _("办件"), "case.number", kind="code", wide=True),
        ],
        queryset=queries.error_reports(viewer),
        filters=[Filter("state", _("状态"), "choice", list(choices.TOLERANCE_STATES.items()))],
        order=("-reported_at",),
        empty=_("没有容错纠错报告。"),
    )  # fmt: skip
    buttons = []
    if viewer.may("cases.take"):
        buttons = [{"label": _("主动报告差错"), "url": reverse("office:error_report_new"), "icon": "plus", "primary": True}]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", buttons=buttons,
        intro=_("主动报告、及时纠正、没有私利的工作差错，经另一人审议后予以免责。"),
    )  # fmt: skip


@needs("cases.take")
def error_report_new(request: StaffRequest) -> HttpResponse:
    """Report an error of one's own that was put right."""
    form, viewer = (
        NewError(request.POST or None, initial={"case": request.GET.get("case", "")}),
        acting(request),
    )
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        number = told.pop("case").strip()
        case = casework.cases(viewer).filter(number=number).first() if number else None
        made: list[ErrorReport] = []

        def act() -> None:
            made.append(tolerance.report_error(**told, case=case, by=viewer, at=request.at))

        if number and case is None:
            form.add_error("case", _("辖区内没有这个编号的办件"))
        elif tried(request, act, _("已报告，待县级审议。")):
            return redirect(request, reverse("office:error_report", args=[made[0].pk]))
    context = {
        "form": form, "title": _("主动报告差错"), "button": _("报告"), "draft": "error",
        "intro": _("写明什么差错、何时发现、怎样纠正；由县级另一人审议是否免责。"), "back": reverse("office:error_reports"),
    }  # fmt: skip
    return render(request, "office/assistance/new.html", context)


def _review(request: StaffRequest, row: ErrorReport, told: dict[str, Any]) -> Any:
    return tolerance.review_error(row, **told, by=acting(request), at=request.at)


def _reviews(viewer: Mandate, row: ErrorReport) -> bool:
    other = row.reported_by.user_id != viewer.user_id
    return viewer.role in REVIEWERS and other and row.state == choices.REPORTED


DEEDS = (Deed("review", _("审议"), ErrorReview, _review, _("已审议。"), _reviews),)


def _sheet(request: StaffRequest, row: ErrorReport) -> Sheet:
    viewer = acting(request)
    # Who looked at a case is for its reviewers and auditors; its maker sees the report's own lines.
    sees_all = viewer.role in REVIEWERS or viewer.may("audit.see") or viewer.may("looks.see")
    entries = audit.entries_of(row.case if row.case is not None and sees_all else row)
    table = Table(
        "assistance.error_audit",
        _("相关审计记录"),
        [
            Column("at", _("时间"), kind="datetime", order_by="at"),
            Column("deed", _("操作"), lambda entry: words.deed(entry.verb),
                   href=lambda entry: lists.address("office:audit_entry", entry.sequence, viewer=viewer, needs="audit.see")),
            Column("actor_label", _("经办")),
            Column("sequence", _("审计序号"), kind="code", wide=True),
        ],
        queryset=entries,
        order=("-sequence",),
        page_size=20,
        empty=_("没有审计记录。"),
    )  # fmt: skip
    met = [label for key, label in choices.TOLERANCE_TESTS.items() if row.tests.get(key)]
    unmet = [label for key, label in choices.TOLERANCE_TESTS.items() if row.tests.get(key) is False]
    return Sheet(
        title=_("容错报告 %(number)s") % {"number": row.number},
        status=_state(row),
        subtitle=f"{row.reported_by} · {localdate(row.reported_at)}",
        facts=[
            (_("差错情形"), row.what), (_("产生原因"), row.cause), (_("发生"), str(row.happened_on)),
            (_("发现"), str(row.found_on)), (_("纠正"), str(row.corrected_on)), (_("纠正措施和结果"), row.correction),
            (_("涉及金额"), f"{yuan(row.amount)} 元" if row.amount else None),
            (_("符合的条件"), "；".join(met) or None), (_("不符合的条件"), "；".join(unmet) or None),
            (_("审议意见"), row.reasons or None), (_("审议人"), str(row.reviewed_by) if row.reviewed_by else None),
        ],
        back=reverse("office:error_reports"),
        deeds=DEEDS,
        table=table,
        link=(_("相关办件"), lists.case(viewer, row.case_id)) if row.case_id else None,
    )  # fmt: skip


@needs("cases.see")
def error_report(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one report with the audit lines of its case."""
    row = found(queries.error_reports(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("cases.take")
def error_report_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Review a report."""
    row = found(queries.error_reports(acting(request)), pk)
    home = reverse("office:error_report", args=[pk])
    return perform(request, row, act, _sheet(request, row), ACT, home)


urlpatterns: list[URLPattern] = [
    path("tolerance/", error_reports, name="error_reports"),
    path("tolerance/new/", error_report_new, name="error_report_new"),
    path("tolerance/<int:pk>/", error_report, name="error_report"),
    path("tolerance/<int:pk>/<str:act>/", error_report_act, name="error_report_act"),
]
