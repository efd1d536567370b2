"""Deliveries: the calendar of a month, one file and its rows, a line in the original, the catalogue."""

from functools import partial
from typing import Any

import polars as pl
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.kernel.audit import services as audit
from minzheng.kernel.exchange import declarations, lake, queries, reading, services
from minzheng.kernel.exchange.choices import DeliveryState
from minzheng.kernel.exchange.cleaning import CORRECTIONS, PROBLEMS, explain
from minzheng.kernel.exchange.models import Delivery
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import download
from minzheng.ui.tables import Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs
from ..forms.exchange import Reason, Settled
from ..frames import CAP

STATE_TONES = {
    queries.DELIVERED: "good",
    queries.LATE: "due",
    queries.MISSING: "danger",
    queries.FAILED: "danger",
}
DUPLICATE = ".duplicate"
KINDS_OF_ROWS = {
    "accepted": gettext_lazy("直接接收的行"),
    "corrected": gettext_lazy("更正后接收的行"),
    "rejected": gettext_lazy("退回的行"),
    "rows": gettext_lazy("接收的全部行"),
}
COLUMN_KINDS = {
    declarations.MONEY: "money",
    declarations.DATE: "date",
    declarations.CODE: "code",
}


@needs("exchange.see", "exchange.take")
def deliveries(request: StaffRequest) -> HttpResponseBase:
    """Show the calendar of a month: every data set, delivered, late, missing or of no use."""
    viewer = acting(request)
    known = queries.deliveries(viewer).order_by("-month").values_list("month", flat=True)
    due = months.shift_month(months.month_of(localdate(request.at)), -1)
    month = lists.month_asked(request, known.first() or due)
    rows = queries.delivery_calendar(viewer, month)
    table = Table(
        "exchange.calendar",
        _("%(month)s 部门数据报送") % {"month": month},
        [
            Column("label", _("数据"), href=_calendar_link),
            Column("partner_label", _("报送部门"), order_by=True),
            Column("state", _("状态"), lambda row: (row.state_label, STATE_TONES[row.state]), kind="badge", order_by=True),
            Column("due_on", _("应报日期"), kind="date", order_by=True),
            Column("received_at", _("收到时间"), "delivery.received_at", kind="datetime"),
            Column("rows", _("行数"), "delivery.rows", kind="number", order_by=True, href=lambda row: _rows_link(row, "rows")),
            Column("accepted", _("直接接收"), "delivery.accepted", kind="number", order_by=True, href=lambda row: _rows_link(row, "accepted")),
            Column("corrected", _("更正"), "delivery.corrected", kind="number", order_by=True, href=lambda row: _rows_link(row, "corrected")),
            Column("rejected", _("退回"), "delivery.rejected", kind="number", order_by=True, href=lambda row: _rows_link(row, "rejected")),
            Column("usable_month", _("可用数据"), lambda row: row.usable_month or _("无"), kind="code"),
            Column("months_missed", _("连续未报（月）"), kind="number", order_by=True, wide=True),
        ],
        rows=rows,
        filters=[Filter("state", _("状态"), "choice", list(queries.LABELS.items())), Filter("q", _("数据或部门"), fields=("label", "partner_label"))],
        order="-state",
        row_tone=lambda row: {queries.MISSING: "danger", queries.FAILED: "danger", queries.LATE: "due"}.get(row.state, ""),
    )  # fmt: skip
    counts = {state: sum(row.state == state for row in rows) for state in queries.LABELS}
    here = reverse("office:deliveries")
    tiles = [
        {"label": label, "value": counts[state], "unit": _("份"), "href": f"{here}?{urlencode({'month': month, 'state': state})}",
         "tone": STATE_TONES[state] if counts[state] else ""}
        for state, label in queries.LABELS.items()
    ]  # fmt: skip
    return lists.respond(
        request, table, "office/exchange/calendar.html", month=month, tiles=tiles, tabs=_tabs("calendar"),
        months=sorted({*known, due, month}, reverse=True),
    )  # fmt: skip


def _tabs(active: str) -> list[dict[str, Any]]:
    return [
        {
            "label": _("按月报送"),
            "url": reverse("office:deliveries"),
            "active": active == "calendar",
        },
        {
            "label": _("全部文件"),
            "url": reverse("office:delivery_files"),
            "active": active == "files",
        },
        {
            "label": _("数据目录"),
            "url": reverse("office:data_sets"),
            "active": active == "catalogue",
        },
    ]


def _calendar_link(row: queries.CalendarRow) -> str:
    if row.delivery is None:
        return reverse("office:data_set", args=[row.data_set])
    return reverse("office:delivery", args=[row.delivery.pk])


def _rows_link(row: queries.CalendarRow, kind: str) -> str:
    return reverse("office:delivery_rows", args=[row.delivery.pk, kind]) if row.delivery else ""


@needs("exchange.see", "exchange.take")
def delivery_files(request: StaffRequest) -> HttpResponseBase:
    """List every file that ever came, superseded and failed ones too."""
    table = Table(
        "exchange.files",
        _("报送文件"),
        [
            Column(
                "file_name", _("文件"), href=lambda row: reverse("office:delivery", args=[row.pk])
            ),
            Column("label", _("数据")),
            Column("partner_label", _("报送部门")),
            Column("month", _("月份"), kind="code", order_by="month"),
            Column("received_at", _("收到时间"), kind="datetime", order_by="received_at"),
            Column("state", _("状态"), _state, kind="badge"),
            Column("rows", _("行数"), kind="number", order_by="rows"),
            Column("corrected", _("更正"), kind="number", order_by="corrected"),
            Column("rejected", _("退回"), kind="number", order_by="rejected"),
            Column("problem", _("问题"), wide=True),
        ],
        queryset=queries.deliveries(acting(request)),
        filters=[
            Filter("q", _("文件名"), fields=("file_name",)),
            Filter("state", _("状态"), "choice", lists.worded(DeliveryState.choices)),
            Filter(
                "data_set",
                _("数据"),
                "choice",
                [(d.key, d.label) for d in declarations.data_sets()],
            ),
        ],
        order=("-month", "data_set", "-id"),
    )
    return lists.respond(request, table, "office/list.html", tabs=_tabs("files"))


def _state(row: Delivery) -> tuple[str, str]:
    tones = {"ingested": "good", "failed": "danger", "superseded": "quiet"}
    return (row.get_state_display(), tones[row.state])


# -- one delivery -----------------------------------------------------------------------------------------


@needs("exchange.see", "exchange.take")
def delivery(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one file: where from, how its rows ended, what was corrected and what went back."""
    row = found(queries.deliveries(acting(request)), pk)
    page = reverse("office:delivery", args=[row.pk])
    tiles = [
        {"label": _("行数"), "value": row.rows, "href": f"{page}rows/" if row.lake_path else ""},
        {"label": _("直接接收"), "value": row.accepted, "href": f"{page}accepted/" if row.lake_path else "", "tone": "good"},
        {"label": _("更正后接收"), "value": row.corrected, "href": f"{page}corrected/" if row.lake_path else ""},
        {"label": _("退回"), "value": row.rejected, "href": f"{page}rejected/" if row.rejects_path else "", "tone": "due" if row.rejected else ""},
    ]  # fmt: skip
    facts = [
        {"label": _("数据"), "value": row.label, "href": reverse("office:data_set", args=[row.data_set]) if row.data_set else ""},
        {"label": _("报送部门"), "value": row.partner_label},
        {"label": _("月份"), "value": row.month},
        {"label": _("收到时间"), "value": f"{request_moment(row)}"},
        {"label": _("接收人"), "value": str(row.received_by)},
        {"label": _("文件大小"), "value": f"{row.size:,} 字节"},
        {"label": _("文件指纹"), "value": row.sha256[:16] + "…", "note": _("SHA-256，同一文件再报不会重复接收")},
    ]  # fmt: skip
    context = {
        "delivery": row,
        "title": row.file_name,
        "status": _state(row),
        "back": f"{reverse('office:deliveries')}?month={row.month}",
        "tiles": tiles,
        "facts": facts,
        "notes": row.summary.get("notes", []),
        "corrections": _tally(row, "corrections", "corrected"),
        "problems": _tally(row, "problems", "rejected"),
    }
    return render(request, "office/exchange/delivery.html", context)


def request_moment(row: Delivery) -> str:
    """Return when a delivery came, in local words."""
    return f"{localdate(row.received_at):%Y-%m-%d}"


def _tally(row: Delivery, name: str, kind: str) -> list[dict[str, Any]]:
    """Return what was corrected or found wrong, by rule, most frequent first, each with its rows."""
    counted = row.summary.get(name, {})
    words = CORRECTIONS if name == "corrections" else PROBLEMS
    page = reverse("office:delivery_rows", args=[row.pk, kind])
    return [
        {"label": explain(code, row.declaration, words) or code, "rows": count, "href": f"{page}?{urlencode({'code': code})}"}
        for code, count in sorted(counted.items(), key=lambda item: -item[1])
    ]  # fmt: skip


@needs("exchange.see", "exchange.take")
def delivery_rows(request: StaffRequest, pk: int, kind: str) -> HttpResponseBase:
    """List the rows of one file by how they ended; numbers of persons are never shown."""
    row = found(queries.deliveries(acting(request)), pk)
    if kind not in KINDS_OF_ROWS or not row.lake_path:
        raise Http404
    audit.record_look(row, by=acting(request), at=request.at, reason=str(KINDS_OF_ROWS[kind]))
    code = request.GET.get("code", "")
    if kind == "rejected" or code == DUPLICATE:
        table = _rejected_table(row, code)
    else:
        table = _accepted_table(row, kind, code)
    said = explain(code, row.declaration, {**CORRECTIONS, **PROBLEMS}) if code else ""
    capped = (
        _("只列出前 %(cap)s 行。") % {"cap": f"{CAP:,}"} if len(table.rows or ()) >= CAP else ""
    )
    return lists.respond(
        request,
        table,
        "office/list.html",
        back=reverse("office:delivery", args=[row.pk]),
        intro=f"{said} {capped}".strip(),
        chips=_parts_of(row, code) if kind == "corrected" else [],
    )


def _parts_of(row: Delivery, code: str) -> list[dict[str, Any]]:
    """Return what the corrected rows are made of: kept after correction, dropped as duplicates."""
    page = reverse("office:delivery_rows", args=[row.pk, "corrected"])
    doubled = int(row.summary.get("corrections", {}).get(DUPLICATE, 0))
    parts = (
        ("", _("更正后保留"), row.corrected - doubled),
        (DUPLICATE, _("重复行并入另一行"), doubled),
    )
    return [
        {"label": label, "url": f"{page}?{urlencode({'code': key})}" if key else page, "count": count, "active": key == code}
        for key, label, count in parts
    ]  # fmt: skip


def _accepted_table(row: Delivery, kind: str, code: str) -> Table:
    frame = pl.scan_parquet(lake.absolute(row.lake_path))
    if kind == "corrected":
        frame = frame.filter(pl.col("corrections").is_not_null())
    elif kind == "accepted":
        frame = frame.filter(pl.col("corrections").is_null())
    if code:
        frame = frame.filter(pl.col("corrections").str.contains(code, literal=True))
    found_rows = frame.sort("line").head(CAP).collect()
    declared = row.declaration
    rows = [
        {**cells, "said": explain(cells["corrections"], declared, CORRECTIONS)}
        for cells in found_rows.iter_rows(named=True)
    ]
    columns = [
        Column("line", _("原文件行"), lambda cells: reading.place(cells["line"]),
               href=lambda cells: reverse("office:delivery_line", args=[row.pk, cells["line"]]), order_by=lambda cells: cells["line"]),
        *_columns_of(declared, set(found_rows.columns)),
        Column("said", _("更正说明")),
    ]  # fmt: skip
    names = tuple(
        c.name
        for c in declared.columns
        if c.name in found_rows.columns and c.kind == declarations.TEXT
    )
    filters = [Filter("q", _("文字内容"), fields=names)] if names else []
    return Table(
        f"exchange.{kind}",
        f"{row.label} {row.month} {KINDS_OF_ROWS[kind]}",
        columns,
        rows=rows,
        filters=filters,
        order="line",
    )


def _columns_of(declared: declarations.DataSet, present: set[str]) -> list[Column]:
    """Return the columns that may be shown: no numbers of persons, no secrets."""
    hidden = (declarations.PERSON_ID, declarations.SECRET)
    return [
        Column(c.name, c.label, kind=COLUMN_KINDS.get(c.kind, "text"), order_by=True)
        if c.kind != declarations.DECIMAL
        else Column(c.name, c.label, partial(_hundredth, c.name), kind="number", order_by=True)
        for c in declared.columns
        if c.kind not in hidden and c.name in present
    ]  # fmt: skip


def _hundredth(name: str, cells: dict[str, Any]) -> float | None:
    """Return a number that the lake keeps in hundredths."""
    return None if cells[name] is None else cells[name] / 100


def _rejected_table(row: Delivery, code: str) -> Table:
    frame = pl.scan_parquet(lake.absolute(row.rejects_path))
    duplicate = code == DUPLICATE
    frame = frame.filter(
        pl.col("kept_line").is_not_null() if duplicate else pl.col("kept_line").is_null()
    )
    if code and not duplicate:
        frame = frame.filter(pl.col("codes").str.contains(code, literal=True))
    settled = set(row.settled.values_list("line", flat=True))
    words = {**CORRECTIONS, **PROBLEMS}
    rows = [
        {**cells, "said": explain(cells["codes"], row.declaration, words), "settled": cells["line"] in settled}
        for cells in frame.select("line", "codes", "kept_line", "name").sort("line").head(CAP).collect().iter_rows(named=True)
    ]  # fmt: skip
    title = _("重复的行") if duplicate else KINDS_OF_ROWS["rejected"]
    return Table(
        "exchange.rejected",
        f"{row.label} {row.month} {title}",
        [
            Column("line", _("原文件行"), lambda cells: reading.place(cells["line"]),
                   href=lambda cells: reverse("office:delivery_line", args=[row.pk, cells["line"]]), order_by=lambda cells: cells["line"]),
            Column("name", _("姓名"), order_by=True),
            Column("said", _("原因")),
            Column("kept_line", _("保留的行"), lambda cells: reading.place(cells["kept_line"]) if cells["kept_line"] else None)
            if duplicate
            else Column("settled", _("核实"), lambda cells: (_("已核实"), "good") if cells["settled"] else (_("未核实"), "quiet"), kind="badge"),
        ],
        rows=rows,
        filters=[Filter("q", _("姓名或原因"), fields=("name", "said"))],
        order="line",
        empty=_("没有退回的行。"),
    )  # fmt: skip


@needs("exchange.see", "exchange.take")
def rejects_workbook(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand out the workbook that goes back to the sender, the download on record."""
    viewer = acting(request)
    row = found(queries.deliveries(viewer), pk)
    if not viewer.may("people.reveal"):
        raise PermissionDenied(_("退回表含有完整证件号，您的岗位不能下载。"))
    file = lake.absolute(row.workbook_path)
    if not row.workbook_path or not file.is_file():
        raise Http404
    audit.record(
        "exchange.rejects.downloaded", subject=row, by=viewer, at=request.at, rows=row.rejected
    )
    return download(file.read_bytes(), file.name)


@needs("people.reveal")
def delivery_line(request: StaffRequest, pk: int, line: int) -> HttpResponse:
    """Show one line of the sealed original, once a reason is given; settle it if it was rejected."""
    viewer = acting(request)
    row = found(queries.deliveries(viewer), pk)
    form = Reason(request.POST or None)
    shown = None
    if request.method == "POST" and form.is_valid():
        try:
            shown = services.show_line(
                row, line, by=viewer, at=request.at, reason=form.cleaned_data["reason"]
            )
        except ValueError as refusal:
            messages.error(request, str(refusal))
    rejected = (
        bool(row.rejects_path) and not lake.rejects([row]).filter(pl.col("line") == line).is_empty()
    )
    context = {
        "delivery": row,
        "line": line,
        "place": reading.place(line),
        "form": form,
        "shown": shown,
        "back": reverse("office:delivery", args=[row.pk]),
        "settled": row.settled.filter(line=line)
        .select_related("settled_by__user", "settled_by__division")
        .first(),
        "may_settle": rejected and viewer.may("exchange.take"),
        "settle_form": Settled(),
    }
    return render(request, "office/exchange/line.html", context)


@require_POST
@needs("exchange.take")
def settle(request: StaffRequest, pk: int, line: int) -> HttpResponse:
    """Record that the person of a rejected row is known now; twice records once."""
    row = found(queries.deliveries(acting(request)), pk)
    form = Settled(request.POST)
    if form.is_valid():
        try:
            services.settle_reject(
                row, line, by=acting(request), at=request.at, note=form.cleaned_data["note"]
            )
            messages.success(request, _("已记录核实依据。"))
        except ValueError as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, _("请填写核实依据。"))
    return redirect("office:delivery_line", pk, line)


# -- the catalogue ------------------------------------------------------------------------------------------


@needs("exchange.see", "exchange.take", "exchange.deliver")
def data_sets(request: StaffRequest) -> HttpResponseBase:
    """List every data set the county has agreed with its partners."""
    modes = {declarations.FULL: _("全量"), declarations.INCREMENT: _("增量")}
    table = Table(
        "exchange.catalogue",
        _("数据目录"),
        [
            Column("label", _("数据"), href=lambda row: reverse("office:data_set", args=[row.key])),
            Column(
                "partner",
                _("报送部门"),
                lambda row: declarations.partner(row.partner).label,
                order_by=True,
            ),
            Column("mode", _("方式"), lambda row: modes[row.mode]),
            Column("columns", _("列数"), lambda row: len(row.columns), kind="number"),
            Column("due_day", _("次月应报日"), kind="number", order_by=True),
            Column("stale_after_months", _("可延用（月）"), kind="number", order_by=True),
            Column("legal_basis", _("依据")),
        ],
        rows=declarations.data_sets(),
        filters=[Filter("q", _("数据或依据"), fields=("label", "legal_basis"))],
        order="partner",
    )
    return lists.respond(
        request,
        table,
        "office/list.html",
        tabs=_tabs("catalogue") if acting(request).may("exchange.see") else [],
    )


@needs("exchange.see", "exchange.take", "exchange.deliver")
def data_set(request: StaffRequest, key: str) -> HttpResponse:
    """Show one data set: its columns with every header they are known by, and its deliveries."""
    try:
        declared = declarations.data_set(key)
    except KeyError as unknown:
        raise Http404 from unknown
    rows = queries.deliveries(acting(request)).filter(data_set=key).order_by("-month", "-id")[:24]
    context = {
        "data_set": declared,
        "partner": declarations.partner(declared.partner),
        "title": declared.label,
        "back": reverse("office:data_sets"),
        "columns": declared.columns,
        "kinds": KIND_LABELS,
        "deliveries": [{"row": row, "status": _state(row)} for row in rows],
        "facts": [
            (_("报送部门"), declarations.partner(declared.partner).label),
            (_("方式"), _("每月全量") if declared.mode == declarations.FULL else _("当月新增")),
            (_("应报日期"), _("次月 %(day)s 日前") % {"day": declared.due_day}),
            (_("可延用"), _("%(n)s 个月") % {"n": declared.stale_after_months} if declared.stale_after_months else _("不延用，缺报即为不知道")),
            (_("依据"), declared.legal_basis),
        ],
    }  # fmt: skip
    return render(request, "office/exchange/data_set.html", context)


KIND_LABELS = {
    declarations.TEXT: gettext_lazy("文字"),
    declarations.CODE: gettext_lazy("编码"),
    declarations.CHOICE: gettext_lazy("选项"),
    declarations.DATE: gettext_lazy("日期"),
    declarations.MONEY: gettext_lazy("金额"),
    declarations.DECIMAL: gettext_lazy("小数"),
    declarations.PERSON_ID: gettext_lazy("公民身份号码（只存代号）"),
    declarations.SECRET: gettext_lazy("敏感内容（只存代号）"),
}

urlpatterns: list[URLPattern] = [
    path("deliveries/", deliveries, name="deliveries"),
    path("deliveries/files/", delivery_files, name="delivery_files"),
    path("deliveries/<int:pk>/", delivery, name="delivery"),
    path("deliveries/<int:pk>/workbook/", rejects_workbook, name="rejects_workbook"),
    path("deliveries/<int:pk>/lines/<int:line>/", delivery_line, name="delivery_line"),
    path("deliveries/<int:pk>/lines/<int:line>/settle/", settle, name="settle_reject"),
    path("deliveries/<int:pk>/<slug:kind>/", delivery_rows, name="delivery_rows"),
    path("data-sets/", data_sets, name="data_sets"),
    path("data-sets/<str:key>/", data_set, name="data_set"),
]
