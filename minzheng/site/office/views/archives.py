"""The archives: the list, what is due for transfer, one file with its papers, its transfer and disposal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.documents import choices, queries, services
from minzheng.kernel.documents.models import Archive, Disposal
from minzheng.kernel.documents.services.archives import keep_until, transfer_due_on
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import download
from minzheng.ui.tables import Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs
from ..forms.county import Opinion, Transfer
from ..forms.exchange import Reason

TONES = {"filed": "good", "transferred": "info", "appraised": "due", "destroyed": "quiet"}


def _tabs(active: str) -> list[dict[str, Any]]:
    return [
        {"label": _("档案目录"), "url": reverse("office:archives"), "active": active == "archives"},
        {"label": _("应移交"), "url": reverse("office:transfers"), "active": active == "transfers"},
    ]


def _table(key: str, title: str, rows: Any, empty: str) -> Table:
    return Table(
        key,
        title,
        [
            Column("number", _("档号"), kind="code", href=lambda row: reverse("office:archive", args=[row.pk])),
            Column("title", _("题名"), order_by="title"),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("year", _("年度"), kind="code", order_by="year"),
            Column("category", _("类别"), order_by="category"),
            Column("retention", _("保管期限"), "get_retention_display"),
            Column("formed_on", _("形成日期"), kind="date", order_by="formed_on"),
            Column("due", _("移交日期"), lambda row: transfer_due_on(row.formed_on), kind="date"),
            Column("pages", _("页数"), kind="number", wide=True),
            Column("state", _("状态"), lambda row: (row.get_state_display(), TONES[row.state]), kind="badge"),
        ],
        queryset=rows.select_related("division__parent"),
        filters=[
            Filter("q", _("题名"), fields=("title",)),
            Filter("year", _("年度"), "choice", lambda: [(y, y) for y in rows.order_by("-year").values_list("year", flat=True).distinct()]),
            Filter("retention", _("保管期限"), "choice", list(choices.RETENTION.items())),
            Filter("state", _("状态"), "choice", list(choices.ARCHIVE_STATES.items())),
        ],
        order=("-year", "category", "retention", "piece"),
        empty=empty,
    )  # fmt: skip


@needs("documents.see")
def archives(request: StaffRequest) -> HttpResponseBase:
    """List the archive files of the viewer's division."""
    table = _table(
        "archives",
        _("档案目录"),
        queries.archives(acting(request)),
        _("还没有归档的材料。办件办结后在办件页归档。"),
    )
    return lists.respond(request, table, "office/list.html", tabs=_tabs("archives"))


@needs("documents.see")
def transfers(request: StaffRequest) -> HttpResponseBase:
    """List what falls due for the county archive by the end of the year."""
    year = localdate(request.at).year
    rows = queries.transfer_list(acting(request), year)
    table = _table(
        "archives.transfers",
        _("%(year)s 年移交清单") % {"year": year},
        rows,
        _("今年没有到期应移交的档案。"),
    )
    return lists.respond(
        request,
        table,
        "office/list.html",
        tabs=_tabs("transfers"),
        intro=_("形成满十年的档案，年底前移交县档案馆。"),
    )


@needs("documents.see")
def archive(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one archive file, its papers, and what may be done with it."""
    return _page(request, found(queries.archives(acting(request)), pk))


def _page(request: StaffRequest, row: Archive, *, status: int = 200, **forms: Any) -> HttpResponse:
    viewer, today = acting(request), localdate(request.at)
    until = keep_until(row.formed_on, row.retention)
    disposal = Disposal.objects.filter(archive=row).select_related("appraised_by__user", "appraised_by__division", "approved_by__user", "approved_by__division").first()  # fmt: skip
    may = viewer.may("documents.dispose")
    context = {
        "archive": row,
        "title": row.title,
        "status": (row.get_state_display(), TONES[row.state]),
        "back": reverse("office:archives"),
        "facts": [
            (_("档号"), row.number), (_("乡镇、村"), lists.place(row.division)), (_("类别"), row.category),
            (_("保管期限"), row.get_retention_display()), (_("形成日期"), f"{row.formed_on:%Y-%m-%d}"), (_("页数"), row.pages),
            (_("归档"), f"{row.filed_by} {localdate(row.filed_at):%Y-%m-%d}"),
            (_("可移交"), _("%(day)s 起") % {"day": transfer_due_on(row.formed_on)}),
            (_("可鉴定销毁"), _("%(day)s 起") % {"day": until} if until else _("永久保管，不得销毁")),
            (_("接收单位"), row.receiver),
        ],
        "papers": list(row.documents.order_by("created_at", "pk")),
        "disposal": disposal,
        "may_transfer": may and row.state == choices.FILED and today >= transfer_due_on(row.formed_on),
        "may_appraise": may and row.state == choices.FILED and until is not None and today >= until,
        "may_approve": may and _awaits(disposal, viewer),
        "transfer_form": forms.get("transfer_form") or Transfer(initial={"receiver": _("县档案馆")}),
        "opinion_form": forms.get("opinion_form") or Opinion(),
    }  # fmt: skip
    return render(request, "office/archives/archive.html", context, status=status)


def _awaits(disposal: Disposal | None, viewer: Mandate) -> bool:
    return (
        disposal is not None
        and disposal.approved_at is None
        and disposal.appraised_by.user_id != viewer.user_id
    )


def _act(request: StaffRequest, row: Archive, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except ValueError as refusal:
        messages.error(request, str(refusal))
    return redirect("office:archive", row.pk)


@require_POST
@needs("documents.dispose")
def archive_transfer(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that a due file was handed to the county archive."""
    row = found(queries.archives(acting(request)), pk)
    form = Transfer(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, transfer_form=form)
    receiver = form.cleaned_data["receiver"]
    return _act(
        request,
        row,
        lambda: services.transfer(row, receiver=receiver, by=acting(request), at=request.at),
        _("已登记移交。"),
    )


@require_POST
@needs("documents.dispose")
def archive_appraise(request: StaffRequest, pk: int) -> HttpResponse:
    """Propose the destruction of an expired file, as the first of two persons."""
    row = found(queries.archives(acting(request)), pk)
    form = Opinion(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, opinion_form=form)
    opinion = form.cleaned_data["opinion"]
    return _act(
        request,
        row,
        lambda: services.appraise(row, opinion=opinion, by=acting(request), at=request.at),
        _("已提交鉴定意见，待另一人审批。"),
    )


@require_POST
@needs("documents.dispose")
def archive_destroy(request: StaffRequest, pk: int) -> HttpResponse:
    """Destroy the papers of an appraised file, as the second person."""
    row = found(queries.archives(acting(request)), pk)
    disposal = found(
        Disposal.objects.filter(archive=row), row.disposal.pk if hasattr(row, "disposal") else 0
    )
    return _act(
        request,
        row,
        lambda: services.approve_disposal(disposal, by=acting(request), at=request.at),
        _("已批准销毁，材料内容已清除。"),
    )


@needs("documents.see")
def archive_paper(request: StaffRequest, pk: int, paper: int) -> HttpResponse:
    """Hand out one paper of an archive file, once a reason is given."""
    viewer = acting(request)
    row = found(queries.archives(viewer), pk)
    wanted = found(queries.documents(viewer).filter(archive=row), paper)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            content = services.open_document(
                wanted, by=viewer, at=request.at, reason=form.cleaned_data["reason"]
            )
        except ValueError as refusal:
            form.add_error(None, str(refusal))
        else:
            return download(content, wanted.file_name, wanted.content_type)
    context = {"form": form, "paper": wanted, "back": reverse("office:archive", args=[row.pk])}
    return render(request, "office/archives/paper.html", context)


urlpatterns: list[URLPattern] = [
    path("archives/", archives, name="archives"),
    path("archives/transfers/", transfers, name="transfers"),
    path("archives/<int:pk>/", archive, name="archive"),
    path("archives/<int:pk>/transfer/", archive_transfer, name="archive_transfer"),
    path("archives/<int:pk>/appraise/", archive_appraise, name="archive_appraise"),
    path("archives/<int:pk>/destroy/", archive_destroy, name="archive_destroy"),
    path("archives/<int:pk>/papers/<int:paper>/", archive_paper, name="archive_paper"),
]
