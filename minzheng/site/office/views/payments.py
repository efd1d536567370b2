"""Payment runs: the list, one run with its reckoning, its hands, its bank files and its lines."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits.declarations import benefit
from minzheng.kernel.payments import files, queries, services
from minzheng.kernel.payments.choices import LineKind, LineState, RunKind, RunState
from minzheng.kernel.payments.models import BankFile, PaymentLine, PaymentRun, Repayment, Settlement
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import masked, yuan
from minzheng.ui.responses import download
from minzheng.ui.tables import Column, Filter, Table, listing

from .. import lists, reckoning
from .. import runs as runs_page
from ..doors import acting, found, needs, tried
from ..forms.payments import ReturnFile, SendBack

WENT_OUT = (RunState.SENT, RunState.RETURNED, RunState.CLOSED)
STATES = [(state.value, state.label) for state in RunState]
LINE_STATES = [(state.value, state.label) for state in LineState]
LINE_KINDS = [(kind.value, kind.label) for kind in LineKind]


@needs("payments.see")
def runs(request: StaffRequest) -> HttpResponseBase:
    """List the runs of the viewer's division; a township sees the lines of its own households."""
    viewer = acting(request)
    if not queries.runs(viewer).exists():
        return _own_lines(request)
    table = Table(
        "payments.runs",
        _("发放批次"),
        [
            Column("benefit", _("待遇"), lambda run: benefit(run.benefit).label, href=_run_address),
            Column("month", _("发放月份"), kind="code", order_by="month"),
            Column("kind", _("类别"), "get_kind_display"),
            Column(
                "state",
                _("状态"),
                lambda run: (run.get_state_display(), lists.RUN_TONES[run.state]),
                kind="badge",
            ),
            Column("line_count", _("户数"), kind="number", order_by="line_count"),
            Column("ready_total", _("可发及已发（元）"), kind="money", order_by="ready_total"),
            Column("blocked_count", _("暂缓"), kind="number", order_by="blocked_count"),
            Column("failed_count", _("失败"), kind="number", order_by="failed_count"),
            Column("made_at", _("编制时间"), kind="datetime", order_by="made_at", wide=True),
        ],
        queryset=queries.runs(viewer),
        filters=[
            Filter("state", _("状态"), "choice", STATES),
            Filter("month", _("月份"), "month", apply=_of_month),
        ],
        order=("-month", "-id"),
        empty=_("还没有发放批次。月度周期会自动编制下月批次。"),
    )
    buttons = []
    if viewer.may("payments.make"):
        buttons.append(
            {"label": _("编制补充批次"), "url": reverse("office:run_extra"), "icon": "plus"}
        )
    return lists.respond(request, table, "office/list.html", buttons=buttons, tabs=_tabs("runs"))


def _of_month(rows: QuerySet[Any], first: Any) -> QuerySet[Any]:
    return rows.filter(month=f"{first:%Y-%m}")


def _run_address(run: PaymentRun) -> str:
    return reverse("office:run", args=[run.pk])


def _tabs(active: str) -> list[dict[str, Any]]:
    return [
        {"label": _("发放批次"), "url": reverse("office:runs"), "active": active == "runs"},
        {
            "label": _("全部明细"),
            "url": reverse("office:payment_lines"),
            "active": active == "lines",
        },
        {"label": _("发放日历"), "url": reverse("office:pay_calendar"), "active": False},
    ]


def _own_lines(request: StaffRequest) -> HttpResponseBase:
    table = _lines_table(acting(request), queries.lines(acting(request)), key="payments.lines")
    intro = _("本辖区家庭的发放明细；批次由县级编制、复核和发送。")
    return lists.respond(request, table, "office/list.html", intro=intro)


@needs("payments.see")
def payment_lines(request: StaffRequest) -> HttpResponseBase:
    """List every line the viewer may see, whatever its run."""
    table = _lines_table(acting(request), queries.lines(acting(request)), key="payments.lines")
    return lists.respond(request, table, "office/list.html", tabs=_tabs("lines"))


def _lines_table(
    viewer: Mandate, rows: QuerySet[PaymentLine], *, key: str, one_run: bool = False
) -> Table:
    """Return the lines as everybody reads them; accounts show their last four digits."""
    month = [] if one_run else [Filter("month", _("月份"), "month", apply=_of_month)]
    return Table(
        key,
        _("发放明细"),
        [
            Column("payee_name", _("收款人"), href=lambda line: lists.household(viewer, line.household_id), order_by="payee_name"),
            Column("household", _("家庭编号"), "household.number", kind="code"),
            Column("place", _("乡镇、村"), lambda line: lists.place(line.division), order_by="division__path"),
            *([] if one_run else [Column("month", _("所属月份"), kind="code", order_by="month", wide=True)]),
            Column("amount", _("金额（元）"), kind="money", order_by="amount"),
            Column("account", _("账号"), lambda line: masked(line.account, "0,4"), kind="code"),
            Column("bank_name", _("开户行"), wide=True),
            Column("state", _("状态"), lambda line: (line.get_state_display(), lists.LINE_TONES[line.state]), kind="badge"),
            Column("reason", _("说明"), _reason),
            Column("settled_on", _("到账日"), kind="date", order_by="settled_on", wide=True),
        ],
        queryset=rows.select_related("division__parent", "household", "reissue_of", "run")
        .prefetch_related("settlements", "withheld"),
        filters=[
            Filter("q", _("收款人或家庭编号"), fields=("payee_name", "household__number")),
            Filter("state", _("状态"), "choice", LINE_STATES),
            Filter("kind", _("类别"), "choice", LINE_KINDS),
            *month,
        ],
        order=("division__path", "id"),
        row_tone=lambda line: {"failed": "danger", "blocked": "due"}.get(line.state, ""),
        empty=_("没有发放明细。"),
    )  # fmt: skip


def _reason(line: PaymentLine) -> str:
    again = _("重发 %(month)s；") % {"month": line.month} if line.reissue_of_id else ""
    back = _("补发以前月份；") if line.kind == LineKind.BACK.value else ""
    late = (
        "" if again or line.month == line.run.month else _("补 %(month)s；") % {"month": line.month}
    )
    kept = _kept_back(line)
    less = _("已扣减 %(sum)s 元；") % {"sum": yuan(kept)} if kept else ""
    return f"{again}{back}{late}{less}{line.failure_text or line.block_reason}"


def _kept_back(line: PaymentLine) -> int:
    """Return what the line keeps back of earlier months and recoveries, in fen."""
    parts: list[Repayment | Settlement] = [*line.withheld.all()]
    if line.kind != LineKind.BACK.value:
        parts += line.settlements.all()
    return sum(int(part.amount) for part in parts)


# -- one run ----------------------------------------------------------------------------------------


@needs("payments.see")
def run(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one run: whose hand is next, what differs from last month, exceptions, then lines."""
    return _run_page(request, found(queries.runs(acting(request)), pk))


def _run_page(
    request: StaffRequest, row: PaymentRun, *, status: int = 200, **forms: Any
) -> HttpResponseBase:
    viewer = acting(request)
    table = _lines_table(viewer, queries.lines(viewer, row), key="payments.run_lines", one_run=True)
    if (answer := lists.piece(request, table)) is not None:
        return answer
    changes = reckoning.changes(row)
    context = {
        "run": row,
        "title": f"{benefit(row.benefit).label} {row.month} {row.get_kind_display()}",
        "status": (row.get_state_display(), lists.RUN_TONES[row.state]),
        "back": reverse("office:runs"),
        "steps": runs_page.steps_of(row),
        "hands": runs_page.hands_of(row, viewer),
        "tiles": runs_page.tiles_of(row),
        "drift": runs_page.drift_of(row),
        "sums": runs_page.sums_of(row, changes),
        "exceptions": runs_page.exceptions_of(row),
        "files": runs_page.bank_files_of(row, viewer),
        "trail": runs_page.trail_of(row),
        "table": listing(request, table),
        "back_form": forms.get("back_form") or SendBack(),
    }
    return render(request, "office/payments/run.html", context, status=status)


@needs("payments.see")
def run_cause(request: StaffRequest, pk: int, cause: str) -> HttpResponseBase:
    """List the households behind one line of the reckoning, with both months' amounts."""
    row = found(queries.runs(acting(request)), pk)
    rows = reckoning.changes(row)
    entries = {entry.key: entry for entry in reckoning.reckoning(rows)}
    if cause not in entries:
        raise Http404
    title = f"{row.month} {entries[cause].label}"
    return _changes_page(request, row, title, reckoning.of_cause(rows, cause), key="payments.cause")


@needs("payments.see")
def run_elsewhere(request: StaffRequest, pk: int) -> HttpResponseBase:
    """List the payable households whose money goes out with another run."""
    row = found(queries.runs(acting(request)), pk)
    here = set(row.lines.filter(reissue_of=None).values_list("holder", flat=True))
    rows = [
        change
        for change in reckoning.of_cause(reckoning.changes(row), reckoning.NOW)
        if change.entitlement.holder not in here
    ]
    title = _("%(month)s 在其他批次发放") % {"month": row.month}
    return _changes_page(request, row, title, rows, key="payments.elsewhere")


def _changes_page(
    request: StaffRequest, row: PaymentRun, title: str, rows: list[reckoning.Change], *, key: str
) -> HttpResponseBase:
    viewer = acting(request)
    table = Table(
        key,
        title,
        [
            Column("head", _("户主"), "entitlement.household.head.name",
                   href=lambda c: lists.household(viewer, c.entitlement.household_id), order_by=True),
            Column("number", _("家庭编号"), "entitlement.household.number", kind="code"),
            Column("place", _("乡镇、村"), lambda c: lists.place(c.entitlement.division), order_by=True),
            Column("before", _("上月（元）"), kind="money", order_by=True),
            Column("now", _("本月（元）"), kind="money", order_by=True),
            Column("difference", _("差额（元）"), kind="money", order_by=True),
            Column("since", _("待遇起始日"), "entitlement.valid_from", kind="date", order_by=True),
            Column("reason", _("说明"), "entitlement.end_reason"),
        ],
        rows=rows,
        filters=[Filter("q", _("户主或家庭编号"), fields=("entitlement.household.head.name", "entitlement.household.number"))],
        order="place",
        empty=_("没有这类家庭。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", back=_run_address(row))


@needs("payments.see")
def run_again(request: StaffRequest, pk: int) -> HttpResponseBase:
    """List the lines of a run that pay again what failed in an earlier one."""
    row = found(queries.runs(acting(request)), pk)
    rows = queries.lines(acting(request), row).filter(reissue_of__isnull=False)
    table = _lines_table(acting(request), rows, key="payments.again")
    return lists.respond(request, table, "office/list.html", back=_run_address(row))


@needs("payments.see")
def run_exceptions(request: StaffRequest, pk: int) -> HttpResponseBase:
    """List the lines held back or failed, of one reason if named."""
    row = found(queries.runs(acting(request)), pk)
    rows = queries.lines(acting(request), row).filter(state__in=runs_page.EXCEPTIONS)
    if reason := request.GET.get("reason", ""):
        rows = rows.filter(Q(block_reason=reason) | Q(failure_text=reason))
    table = _lines_table(acting(request), rows, key="payments.exceptions")
    return lists.respond(
        request,
        table,
        "office/list.html",
        back=_run_address(row),
        intro=reason or _("暂缓和失败的明细"),
    )


# -- deeds --------------------------------------------------------------------------------------------


ACTS: dict[str, tuple[Callable[..., Any], str]] = {
    "submit": (services.submit, "已提交复核。"),
    "approve": (services.approve, "已复核通过，等待财务发送。"),
    "send": (services.send, "已封存明细并生成银行文件，请下载后交银行。"),
    "close": (services.close, "批次已办结。"),
}


@require_POST
@needs("payments.see")
def run_act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Take one step of a run; a second click finds the run already there and changes nothing."""
    row = found(queries.runs(acting(request)), pk)
    if act not in ACTS:
        raise Http404
    if request.POST.get("state") != row.state:
        messages.info(request, _("该批次的状态已经变化，下面是最新情况。"))
        return redirect(_run_address(row))
    service, done = ACTS[act]
    tried(request, lambda: service(row, by=acting(request), at=request.at), _(done))
    return redirect(_run_address(row))


@require_POST
@needs("payments.see")
def run_back(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Give a run back to the officer, with the reason."""
    row = found(queries.runs(acting(request)), pk)
    form = SendBack(request.POST)
    if not form.is_valid():
        return _run_page(request, row, status=422, back_form=form)
    reason = form.cleaned_data["reason"]
    tried(
        request,
        lambda: services.send_back(row, reason=reason, by=acting(request), at=request.at),
        _("已退回经办人。"),
    )
    return redirect(_run_address(row))


@needs("payments.send")
def bank_file(request: StaffRequest, pk: int, file: int) -> HttpResponse:
    """Hand out a sealed bank file, its digest proved, the download on record."""
    row = found(queries.runs(acting(request)), pk)
    wanted = found(BankFile.objects.filter(run=row), file)
    content = files.content(wanted)
    audit.record(
        "payments.file.downloaded",
        subject=row,
        by=acting(request),
        at=request.at,
        file=wanted.file_name,
    )
    return download(content, wanted.file_name)


@require_POST
@needs("payments.send")
def bank_return(request: StaffRequest, pk: int, file: int) -> HttpResponse:
    """Read the file with which the bank answers; read again it changes nothing."""
    row = found(queries.runs(acting(request)), pk)
    wanted = found(BankFile.objects.filter(run=row), file)
    form = ReturnFile(request.POST, request.FILES, prefix=f"f{wanted.pk}")
    if not form.is_valid():
        for problem in form.errors.get("content", [_("请选择回盘文件。")]):
            messages.error(request, str(problem))
        return redirect(_run_address(row))
    content = form.cleaned_data["content"]
    tried(request, lambda: _read(request, wanted, content.name, content.read()))
    return redirect(_run_address(row))


def _read(request: StaffRequest, file: BankFile, name: str, content: bytes) -> None:
    answer = services.read_return(
        file, file_name=name[:120], content=content, by=acting(request), at=request.at
    )
    if answer.refused:
        messages.error(request, _("回盘已留存，但未采用：%(why)s") % {"why": answer.refused})
        return
    counts = {"paid": answer.paid, "failed": answer.failed, "odd": len(answer.problems)}
    messages.success(
        request, _("已读入回盘：成功 %(paid)s 笔，失败 %(failed)s 笔，异常 %(odd)s 行。") % counts
    )


@needs("payments.make")
def run_extra(request: StaffRequest) -> HttpResponse:
    """Make a further run of the month for what has become payable since the regular one went out."""
    out = _last_sent(acting(request))
    if not out:
        messages.error(request, _("还没有送出的当月发放批次。"))
        return redirect("office:runs")
    if request.method == "POST":
        wanted = request.POST.get("run", str(out[0].pk))
        latest = next((run for run in out if str(run.pk) == wanted), None)
        if latest is None:
            raise Http404
        made: list[PaymentRun] = []
        done = tried(request, lambda: made.append(_build_extra(request, latest)))
        return redirect(_run_address(made[0])) if done else redirect("office:runs")
    return render(
        request,
        "office/payments/extra.html",
        {"runs": [(run, benefit(run.benefit).label) for run in out]},
    )


def _last_sent(viewer: Mandate) -> list[PaymentRun]:
    """Return the regular run of each benefit that went to the bank last."""
    found: dict[str, PaymentRun] = {}
    sent = queries.runs(viewer).filter(
        kind=RunKind.REGULAR.value, state__in=[s.value for s in WENT_OUT]
    )
    for run in sent.order_by("-month", "benefit"):
        found.setdefault(run.benefit, run)
    return list(found.values())


@transaction.atomic
def _build_extra(request: StaffRequest, latest: PaymentRun) -> PaymentRun:
    """Make the further run; an empty one is not kept."""
    run = services.build_run(
        latest.benefit,
        latest.month,
        division=latest.division,
        by=acting(request),
        at=request.at,
        kind=RunKind.EXTRA,
    )
    if not run.lines.exists():
        raise services.PaymentError(_("没有需要补充发放的家庭。"))
    return run


urlpatterns: list[URLPattern] = [
    path("payments/", runs, name="runs"),
    path("payments/lines/", payment_lines, name="payment_lines"),
    path("payments/extra/", run_extra, name="run_extra"),
    path("payments/<int:pk>/", run, name="run"),
    path("payments/<int:pk>/causes/<slug:cause>/", run_cause, name="run_cause"),
    path("payments/<int:pk>/elsewhere/", run_elsewhere, name="run_elsewhere"),
    path("payments/<int:pk>/again/", run_again, name="run_again"),
    path("payments/<int:pk>/exceptions/", run_exceptions, name="run_exceptions"),
    path("payments/<int:pk>/back/", run_back, name="run_back"),
    path("payments/<int:pk>/files/<int:file>/", bank_file, name="bank_file"),
    path("payments/<int:pk>/files/<int:file>/return/", bank_return, name="bank_return"),
    path("payments/<int:pk>/<slug:act>/", run_act, name="run_act"),
]
