"""Imports of plans: upload or paste, decide line by line beside the source, make the plan, hand figures on."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.domains.planning.choices import (
    DATA_FILE,
    EVALUATION_TEXT,
    IMPORT_KINDS,
    IMPORT_MADE,
    IMPORT_OPEN,
    IMPORT_STATES,
    LEFT_OUT,
    PROPOSED,
    TAKEN,
)
from minzheng.domains.planning.models import PlanImport, Proposal
from minzheng.domains.planning.queries import imports as queries
from minzheng.domains.planning.queries import plans as plan_queries
from minzheng.domains.planning.reading import naming, workbook
from minzheng.domains.planning.services import import_results, imports
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import download, is_htmx, partial, redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms import planning_imports as forms
from ..purchases.entering import button, filled

SHOWN = 25
STATE_TONES = {IMPORT_OPEN: "due", IMPORT_MADE: "good"}
ITEM_TONES = {PROPOSED: "due", TAKEN: "good", LEFT_OUT: "quiet"}
VIEWS: tuple[tuple[str, Any], ...] = (
    ("waiting", _lazy("待处理")), ("flagged", _lazy("有疑点")), ("taken", _lazy("已采用")), ("left", _lazy("不采用")), ("all", _lazy("全部")),
)  # fmt: skip


def _address(row: PlanImport) -> str:
    return reverse("office:plan_import", args=[row.pk])


@needs("plans.enter")
def plan_imports(request: StaffRequest) -> HttpResponseBase:
    """List the imports of the viewer's divisions, the newest first, with what still waits."""
    table = Table(
        "plan_imports", _("规划导入"),
        [
            Column("title", _("标题"), href=_address, order_by="title"),
            Column("kind", _("类别"), lambda row: row.get_kind_display(), order_by="kind"),
            Column("source", _("文件"), wide=True),
            Column("proposed", _("读出条目"), kind="number", order_by="proposed"),
            Column("waiting", _("待处理"), kind="number", order_by="waiting"),
            Column("by", _("导入人"), lambda row: str(row.by.user), wide=True),
            Column("at", _("导入时间"), kind="datetime", order_by="at"),
            Column("state", _("状态"), lambda row: Badge(row.get_state_display(), STATE_TONES.get(row.state, "quiet")), kind="badge", order_by="state"),
        ],
        queryset=queries.imports(acting(request)),
        filters=[
            Filter("q", _("标题"), fields=("title", "source")),
            Filter("kind", _("类别"), "choice", list(IMPORT_KINDS.items())),
            Filter("state", _("状态"), "choice", list(IMPORT_STATES.items())),
        ],
        order=("-at", "-pk"), empty=_("还没有导入过规划。"),
    )  # fmt: skip
    buttons = [
        button(_("导入"), "plan_import_new", primary=True),
        {"label": _("下载 Excel 模板"), "url": reverse("office:plan_template"), "icon": "download"},
    ]
    return lists.respond(request, table, "office/list.html", buttons=buttons)


@needs("plans.enter")
def plan_template(request: StaffRequest) -> HttpResponse:
    """Give the empty workbook."""
    return download(workbook.template(), "规划导入模板.xlsx")


@needs("plans.enter")
def plan_import_new(request: StaffRequest) -> HttpResponse:
    """Take a file or a pasted text; a wrong one is refused with every reason and what was pasted stays."""
    viewer = acting(request)
    return filled(
        request, forms.Upload(request.POST or None, request.FILES or None),
        lambda told: imports.begin(told["file"], told["text"], division=viewer.division_id, by=viewer, at=request.at),
        title=_("导入规划或评估报告"), label=_("读取"), done=_("已读取，请逐条核对。"),
        intro=_("系统找出指标表、带期限的目标和完成值，逐条列在原文旁边由您决定；疑似破损的数字会标出来，不会自动采用。"),
        home=_address, back=reverse("office:plan_imports"),
    )  # fmt: skip


# -- one import ---------------------------------------------------------------------------------


def _rows(request: StaffRequest) -> Any:
    return queries.imports(acting(request))


def _marked(one: Proposal) -> SafeString:
    """Return the sentence with what was read from it marked."""
    begin, end = min(one.span_from, len(one.sentence)), min(one.span_to, len(one.sentence))
    return format_html("{}<mark>{}</mark>{}", one.sentence[:begin], one.sentence[begin:end], one.sentence[end:])  # fmt: skip


def _form(one: Proposal) -> forms.ProposalForm:
    columns = (*imports.COLUMNS,)
    return forms.ProposalForm(
        initial={name: _shown(getattr(one, name)) for name in columns}, auto_id=f"p{one.pk}_%s"
    )


def _shown(value: Any) -> Any:
    """Return a figure without the zeros a column adds."""
    return f"{value.normalize():f}" if hasattr(value, "normalize") else value


def _card(one: Proposal, form: forms.ProposalForm | None = None) -> dict[str, Any]:
    return {
        "row": one, "marked": _marked(one), "form": form or _form(one), "note": one.section == "defects",
        "badge": Badge(one.get_state_display(), ITEM_TONES[one.state]), "is_reached": one.section == "reached",
        "url": reverse("office:proposal_act", args=[one.plan_import_id, one.pk]), "is_relative": bool(one.relative_to),
        "is_flagged": bool(one.flags), "is_undecided": one.state != TAKEN,
    }  # fmt: skip


def _narrowed(row: PlanImport, show: str) -> Any:
    rows = row.proposals.order_by("sequence")
    if show == "flagged":
        return rows.filter(state=PROPOSED).exclude(flags=[])
    states = {"waiting": PROPOSED, "taken": TAKEN, "left": LEFT_OUT}
    return rows.filter(state=states[show]) if show in states else rows


def _counts(row: PlanImport) -> dict[str, int]:
    told = queries.progress(row)
    return {
        "waiting": told.waiting, "flagged": told.flagged, "taken": told.taken, "left": told.left_out, "all": told.all,
    }  # fmt: skip


def _tabs(row: PlanImport, show: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"{_address(row)}?show={key}", "active": key == show, "count": counts[key]}
        for key, label in VIEWS
    ]  # fmt: skip


@needs("plans.enter")
def plan_import(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one import: what waits, each proposal beside its sentence, and what can be done next."""
    row = found(_rows(request), pk)
    counts = _counts(row)
    asked = request.GET.get("show", "")
    show = asked if asked in counts else "waiting" if counts["waiting"] else "all"
    page = Paginator(_narrowed(row, show), SHOWN).get_page(request.GET.get("page"))
    context = {
        "title": row.title, "row": row, "back": reverse("office:plan_imports"), "counts": counts, "show": show,
        "status": Badge(row.get_state_display(), STATE_TONES.get(row.state, "quiet")), "page": page,
        "tabs": _tabs(row, show, counts),
        "cards": [_card(one) for one in page.object_list], "is_open": row.state == IMPORT_OPEN,
        "is_file": row.kind == DATA_FILE, "names": naming.names().items(), "next": _next(row, counts),
        "facts": _facts(request, row),
    }  # fmt: skip
    return render(request, "office/planning/import.html", context)


def _facts(request: StaffRequest, row: PlanImport) -> list[tuple[Any, Any]]:
    viewer = acting(request)
    paper = lists.address("office:document", row.document_id, viewer=viewer, needs="documents.see")
    plan = lists.address("office:plan", row.plan_id) if row.plan_id else ""
    told = [
        (_("类别"), row.get_kind_display()), (_("文件"), format_html('<a href="{}">{}</a>', paper, row.source) if paper else row.source),
        (_("印发单位"), row.issuer or "—"), (_("文号"), row.document_no or "—"), (_("导入"), f"{row.by.user} {row.at:%Y-%m-%d}"),
    ]  # fmt: skip
    if row.plan:
        told.append((_("规划"), format_html('<a href="{}">{}</a>', plan, row.plan) if plan else str(row.plan)))  # fmt: skip
    return told


def _next(row: PlanImport, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the ways on that stand open: only the ones that would not be refused."""
    ways: list[dict[str, Any]] = []
    if row.state == IMPORT_OPEN and not counts["waiting"]:
        ways.append(
            {"label": _("生成规划"), "url": reverse("office:plan_import_make", args=[row.pk])}
        )
        if row.kind == EVALUATION_TEXT:
            ways.append({"label": _("对应已登记的规划"), "url": reverse("office:plan_import_attach", args=[row.pk])})  # fmt: skip
    waiting = row.proposals.filter(section="reached", state=TAKEN, reported=None).exclude(
        reached=None
    )
    if row.plan_id and waiting.exists():
        ways.append(
            {"label": _("登记完成值"), "url": reverse("office:plan_import_report", args=[row.pk])}
        )
    return ways


@require_POST
@needs("plans.enter")
def proposal_act(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Take a proposal as typed, or leave it out; answer with its card, or go back to the page."""
    viewer = acting(request)
    row = found(_rows(request), pk)
    one = found(queries.proposals(viewer).filter(plan_import=row), number)
    form: forms.ProposalForm | None = None
    if request.POST.get("do") == "leave":
        done = tried(
            request, lambda: imports.leave_out(one, by=viewer, at=request.at), also=(ValueError,)
        )
    else:
        form = forms.ProposalForm(request.POST, auto_id=f"p{one.pk}_%s")
        done = form.is_valid() and tried(
            request, lambda: imports.decide(one, **form.answers(), by=viewer, at=request.at), also=(ValueError,)
        )  # fmt: skip
    one.refresh_from_db()
    show = request.POST.get("show", "")
    if not is_htmx(request):
        return redirect(request, f"{_address(row)}?{urlencode({'show': show})}#p{one.pk}")
    return partial(
        request, "office/planning/import_proposal.html", card=_card(one, None if done else form),
        is_open=True, said=True, show=show, tabs=_tabs(row, show, _counts(row)),
    )  # fmt: skip


@require_POST
@needs("plans.enter")
def plan_import_act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Do one thing with all that waits: take the sound ones, leave out the rest, give the import up."""
    viewer, row = acting(request), found(_rows(request), pk)
    acts: dict[str, tuple[Callable[..., Any], str]] = {
        "take": (imports.take_unflagged, _("没有疑点的条目已采用。")),
        "leave": (imports.leave_out_rest, _("其余条目不采用。")),
        "drop": (imports.drop, _("已放弃这次导入。")),
    }
    if act not in acts:
        raise Http404
    service, done = acts[act]
    tried(request, lambda: service(row, by=viewer, at=request.at), done, also=(ValueError,))
    return redirect(request, _address(row))


# -- what comes of it ---------------------------------------------------------------------------


def _places(viewer: Mandate) -> list[tuple[str, str]]:
    """Return the viewer's own division first, then those above it: their plans bind him too."""
    line = list(reversed(divisions.lineage(viewer.division_id)))
    names = dict(Division.objects.filter(pk__in=line).values_list("pk", "name"))
    ordered = [viewer.division_id, *(code for code in line if code != viewer.division_id)]
    return [(code, names[code]) for code in ordered if code in names]


def _first(row: PlanImport) -> dict[str, Any]:
    """Return the head as far as the text tells; an evaluation names its plan, not that plan's paper."""
    told = {
        "title": row.title, "key": f"plan_{row.pk}", "issuer": row.issuer, "document_no": row.document_no,
        "issued_on": row.issued_on, "period_from": row.period_from, "period_to": row.period_to,
        "kind": "five_year_plan",
    }  # fmt: skip
    if row.kind == EVALUATION_TEXT:
        named = re.search("《(.+?)》", row.title)
        told |= {"title": named[1] if named else row.title, "issuer": "", "document_no": "", "issued_on": None}  # fmt: skip
    elif row.period_from and row.period_to and row.period_from.year == row.period_to.year:
        told["kind"] = "annual_work_list"
    return told


@needs("plans.enter")
def plan_import_make(request: StaffRequest, pk: int) -> HttpResponse:
    """Confirm the head and make the plan."""
    viewer, row = acting(request), found(_rows(request), pk)
    shape = {"divisions": _places(viewer)}
    first = _first(row)
    kind: Any = forms.FileHead if row.kind == DATA_FILE else forms.Head
    return filled(
        request, kind(request.POST or None, initial=first, **shape),
        lambda told: import_results.make(row, told, division=told["division"], by=viewer, at=request.at),
        title=_("生成规划"), label=_("生成规划"), done=_("规划已登记。"), intro=row.title,
        home=lambda made: lists.address("office:plan", made.pk) or _address(row), back=_address(row),
    )  # fmt: skip


@needs("plans.enter")
def plan_import_attach(request: StaffRequest, pk: int) -> HttpResponse:
    """Say which registered plan an evaluation is about."""
    viewer, row = acting(request), found(_rows(request), pk)
    known = plan_queries.plans(viewer)
    return filled(
        request, forms.Known(request.POST or None, plans=[(one.pk, one.title) for one in known]),
        lambda told: import_results.attach(row, found(known, told["plan"]), by=viewer, at=request.at),
        title=_("对应已登记的规划"), label=_("对应"), done=_("已对应。"), intro=row.title,
        home=lambda _row: _address(row), back=_address(row),
    )  # fmt: skip


@needs("plans.enter")
def plan_import_report(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand the figures reached on as reported values; what could not be handed on is said with its reason."""
    viewer, row = acting(request), found(_rows(request), pk)

    def handed(told: dict[str, Any]) -> PlanImport:
        told_of = import_results.report(row, period=told["period"], by=viewer, at=request.at)
        _tell(request, told_of)
        return row

    year = row.issued_on.year - 1 if row.issued_on else ""
    return filled(
        request, forms.Reporting(request.POST or None, initial={"period": year}), handed, title=_("登记完成值"),
        label=_("登记"), done=_("已登记，等待他人审核。"), home=_address, back=_address(row),
        intro=_("已采用且有数值的完成值作为上报值登记，来源为本报告，由另一人审核后生效。"),
    )  # fmt: skip


def _tell(request: StaffRequest, handed: import_results.Handed) -> None:
    messages.info(request, _("登记 %(count)d 项。") % {"count": len(handed.reported)})
    for one, reason in handed.skipped:
        messages.warning(
            request, _("未登记：%(label)s（%(reason)s）") % {"label": one, "reason": reason}
        )


urlpatterns: list[URLPattern] = [
    path("plan-imports/", plan_imports, name="plan_imports"),
    path("plan-imports/new/", plan_import_new, name="plan_import_new"),
    path("plan-imports/template/", plan_template, name="plan_template"),
    path("plan-imports/<int:pk>/", plan_import, name="plan_import"),
    path("plan-imports/<int:pk>/make/", plan_import_make, name="plan_import_make"),
    path("plan-imports/<int:pk>/attach/", plan_import_attach, name="plan_import_attach"),
    path("plan-imports/<int:pk>/report/", plan_import_report, name="plan_import_report"),
    path("plan-imports/<int:pk>/all/<str:act>/", plan_import_act, name="plan_import_act"),
    path("plan-imports/<int:pk>/items/<int:number>/", proposal_act, name="proposal_act"),
]
