"""Agreements asked for, decided and withdrawn; their batches with receipts, sent again and mended."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.audit import services as audit
from minzheng.kernel.sharing import catalogue, queries, services
from minzheng.kernel.sharing.choices import AskState, BatchState, Direction, LineState, Mode
from minzheng.kernel.sharing.models import Batch, Subscription
from minzheng.kernel.sharing.services import pushing
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import download, redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms.sharing import Ask, Decide, Receipts, Why
from . import pages
from .catalogue import SEES

REFUSED = (services.SharingRefused,)


def _state(row: Subscription) -> Badge:
    return Badge(row.get_state_display(), pages.ASK_TONES[AskState(row.state)])


@needs(*SEES)
def subscriptions(request: StaffRequest) -> HttpResponseBase:
    """List who asked for what, what is due and what is in force."""
    on = localdate(request.at)
    table = Table(
        "sharing.subscriptions",
        _("共享申请"),
        [
            Column("data_set", _("数据集"), lambda row: queries.set_label(row.data_set), order_by="data_set", href=lambda row: reverse("office:subscription", args=[row.pk])),
            Column("partner", _("对接方"), lambda row: catalogue.label_of(row.partner), order_by="partner"),
            Column("direction", _("方向"), lambda row: row.get_direction_display()),
            Column("division", _("范围"), "division.name"),
            Column("purpose", _("用途"), wide=True),
            Column("state", _("状态"), _state, kind="badge", order_by="state"),
            Column("due_on", _("答复期限"), kind="date", order_by="due_on"),
            Column("valid_to", _("有效期至"), lambda row: row.valid_to or _("长期")),
            Column("asked_at", _("申请时间"), kind="datetime", order_by="asked_at", wide=True),
        ],
        queryset=queries.subscriptions(acting(request)),
        filters=[
            Filter("state", _("状态"), "choice", lists.worded(AskState.choices)),
            Filter("direction", _("方向"), "choice", lists.worded(Direction.choices)),
            Filter("partner", _("对接方"), "choice", [(one.key, one.label) for one in catalogue.partners().values()]),
        ],
        order="-asked_at",
        row_tone=lambda row: "danger" if row.state == AskState.ASKED and row.due_on < on else "",
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", tabs=pages.tabs("subscriptions"), intro=_("从“共享目录”的数据集页面发起申请；登记人和审批人不能是同一人。"))  # fmt: skip


@needs("sharing.enter")
def subscription_new(request: StaffRequest) -> HttpResponse:
    """Enter a request for fields of a data set, on the paper of whoever asks."""
    share = pages.share_of(request.GET.get("set", ""))
    partner = pages.partner_of(request.GET.get("partner", ""))
    direction = request.GET.get("direction", "out")
    if direction not in Direction.values:
        raise Http404
    names = share.names if direction == Direction.IN else share.consumers.get(partner.key, ())
    form = Ask(request.POST or None, share=share, names=names, since=localdate(request.at))
    viewer, made = acting(request), []
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            made.append(
                services.ask(
                    share.key, partner.key, direction=direction, division=viewer.division,
                    by=viewer, at=request.at, **form.cleaned_data,
                )
            )  # fmt: skip

        if tried(request, act, _("申请已登记，等待审批。"), also=REFUSED):
            return redirect(request, reverse("office:subscription", args=[made[0].pk]))
    context = {
        "title": _("共享申请：%(label)s") % {"label": share.label},
        "back": reverse("office:sharing_set", args=[share.key]),
        "form": form,
        "partner": partner.label,
        "direction": dict(Direction.choices)[direction],
        "place": viewer.division.name,
    }
    return render(request, "office/sharing/ask.html", context)


@needs(*SEES)
def subscription(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one agreement with its batches and what may be done."""
    return _subscription_page(request, found(queries.subscriptions(acting(request)), pk))


def _subscription_page(request: StaffRequest, row: Subscription, **forms: Any) -> HttpResponse:
    viewer, share = acting(request), pages.share_of(row.data_set)
    is_ours = row.asked_by.user_id == viewer.user_id
    is_living = row.state == AskState.GRANTED
    context = {
        "title": f"{share.label} · {catalogue.label_of(row.partner)}",
        "back": reverse("office:subscriptions"),
        "row": row,
        "state": _state(row),
        "facts": [
            (_("方向"), row.get_direction_display()),
            (_("范围"), row.division.name),
            (_("字段"), "、".join(share.column(name).label for name in row.fields)),
            (_("用途"), row.purpose),
            (_("依据文件"), row.document),
            (_("有效期"), f"{row.valid_from} — {row.valid_to or _('长期')}"),
            (_("登记"), f"{row.asked_by.user} {localdate(row.asked_at)}"),
            (_("答复期限"), row.due_on),
            (_("审批"), f"{row.decided_by.user} {localdate(row.decided_at)}" if row.decided_by else "—"),
            (_("说明"), row.reason or "—"),
        ],
        "batches": row.batches.order_by("-pk")[:20],
        "batch_tones": pages.BATCH_TONES,
        "decide": forms.get("decide") or Decide()
        if row.state == AskState.ASKED and viewer.may("sharing.approve") and not is_ours
        else None,
        "withdraw": forms.get("withdraw") or Why()
        if row.state in {AskState.ASKED, AskState.GRANTED} and (viewer.may("sharing.enter") or viewer.may("sharing.approve"))
        else None,
        "may_push": is_living and row.direction == Direction.OUT and pages.may_enter(viewer),
        "may_pull": is_living and row.direction == Direction.IN and pages.may_enter(viewer),
    }  # fmt: skip
    return render(request, "office/sharing/subscription.html", context)


@require_POST
@needs("sharing.approve")
def subscription_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Grant or refuse a request."""
    row, form = found(queries.subscriptions(acting(request)), pk), Decide(request.POST)

    def act() -> None:
        services.decide(
            row, granted=form.cleaned_data["answer"] == "grant", reason=form.cleaned_data["reason"],
            by=acting(request), at=request.at,
        )  # fmt: skip

    if not form.is_valid() or not tried(request, act, _("审批结果已登记。"), also=REFUSED):
        return _subscription_page(request, row, decide=form)
    return redirect(request, reverse("office:subscription", args=[pk]))


@require_POST
@needs("sharing.enter", "sharing.approve")
def subscription_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """End a request or an agreement."""
    row, form = found(queries.subscriptions(acting(request)), pk), Why(request.POST)

    def act() -> None:
        services.withdraw(row, by=acting(request), at=request.at, **form.cleaned_data)

    if not form.is_valid() or not tried(request, act, _("已撤回，不再交换数据。"), also=REFUSED):
        return _subscription_page(request, row, withdraw=form)
    return redirect(request, reverse("office:subscription", args=[pk]))


@require_POST
@needs("sharing.enter")
def subscription_push(request: StaffRequest, pk: int) -> HttpResponse:
    """Send what changed, everything, or what came back once more; go to the batch."""
    row = found(queries.subscriptions(acting(request)), pk)
    kind, made = request.POST.get("kind", ""), []

    def act() -> None:
        made.append(
            services.push(
                row, full=kind == "full", again=kind == "again", by=acting(request), at=request.at
            )
        )

    tried(request, act, also=REFUSED)
    batch = made[0] if made else None
    if made and batch is None:
        tried(request, lambda: None, _("没有变化的数据，不需要推送。"))
    if batch is None:
        return redirect(request, reverse("office:subscription", args=[pk]))
    return redirect(request, reverse("office:batch", args=[batch.pk]))


@require_POST
@needs("sharing.enter")
def subscription_pull(request: StaffRequest, pk: int) -> HttpResponse:
    """Take what the other side has for us into the register."""
    row, taken = found(queries.subscriptions(acting(request)), pk), []

    def act() -> None:
        taken.append(services.pull(row, by=acting(request), at=request.at))

    if tried(request, act, also=REFUSED):
        tried(request, lambda: None, taken[0].outcome)
    return redirect(request, reverse("office:subscription", args=[pk]))


def _batch_state(row: Batch) -> Badge:
    return Badge(row.get_state_display(), pages.BATCH_TONES[BatchState(row.state)])


@needs(*SEES)
def batches(request: StaffRequest) -> HttpResponseBase:
    """List the batches that were sent."""
    table = Table(
        "sharing.batches",
        _("推送批次"),
        [
            Column("number", _("批次号"), kind="code", href=lambda row: reverse("office:batch", args=[row.pk])),
            Column("data_set", _("数据集"), lambda row: queries.set_label(row.subscription.data_set)),
            Column("partner", _("对接方"), lambda row: catalogue.label_of(row.subscription.partner)),
            Column("is_full", _("全量或增量"), lambda row: _("全量") if row.is_full else _("增量")),
            Column("rows", _("行数"), kind="number", order_by="rows"),
            Column("rejected", _("退回"), kind="number", order_by="rejected"),
            Column("state", _("状态"), _batch_state, kind="badge", order_by="state"),
            Column("attempts", _("发送次数"), kind="number", wide=True),
            Column("made_at", _("生成时间"), kind="datetime", order_by="made_at"),
        ],
        queryset=queries.batches(acting(request)),
        filters=[Filter("state", _("状态"), "choice", lists.worded(BatchState.choices)), Filter("number", _("批次号"))],
        order="-made_at",
        row_tone=lambda row: {"failed": "danger", "refused": "danger", "partly": "due"}.get(row.state, ""),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", tabs=pages.tabs("batches"))


@needs(*SEES)
def batch(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one batch: its lines, what came back and why, and what may be done."""
    row, viewer = found(queries.batches(acting(request)), pk), acting(request)
    table = Table(
        "sharing.lines",
        _("批次明细"),
        [
            Column("line", _("行号"), kind="number", order_by="line"),
            Column("title", _("内容"), lambda line: line.title or line.row_key[:8]),
            Column("is_delete", _("操作"), lambda line: _("删除") if line.is_delete else _("更新")),
            Column("state", _("状态"), lambda line: Badge(line.get_state_display(), pages.LINE_TONES[LineState(line.state)]), kind="badge", order_by="state"),
            Column("message", _("回执")),
        ],
        queryset=row.lines.all(),
        filters=[Filter("state", _("状态"), "choice", lists.worded(LineState.choices))],
        order="line",
        row_tone=lambda line: "danger" if line.state == LineState.REJECTED else "",
    )  # fmt: skip
    is_open, enters = row.state in pushing.OPEN_STATES, pages.may_enter(viewer)
    context = {
        "back": reverse("office:subscription", args=[row.subscription_id]),
        "row": row,
        "state": _batch_state(row),
        "may_send": is_open and enters,
        "is_handed": row.state == BatchState.SENT and queries.mode_of(row) == Mode.TABLE,
        "may_again": row.state == BatchState.PARTLY and enters,
        "receipts": Receipts() if is_open and enters else None,
        "file": reverse("office:batch_file", args=[pk]) if is_open and enters else "",
        "facts": [
            (_("数据集"), queries.set_label(row.subscription.data_set)),
            (_("对接方"), catalogue.label_of(row.subscription.partner)),
            (_("行数"), row.rows),
            (_("退回"), row.rejected),
            (_("发送次数"), row.attempts),
            (_("摘要（SM3）"), row.digest[:16]),
        ],
    }
    return lists.respond(request, table, "office/sharing/batch.html", **context)


def _on_batch(request: StaffRequest, pk: int, act: Callable[[Batch], Any], done: str) -> HttpResponse:  # fmt: skip
    row = found(queries.batches(acting(request)), pk)
    tried(request, lambda: act(row), done, also=REFUSED)
    return redirect(request, reverse("office:batch", args=[pk]))


@require_POST
@needs("sharing.enter")
def batch_send(request: StaffRequest, pk: int) -> HttpResponse:
    """Send an open batch again under its own number."""
    return _on_batch(request, pk, lambda row: services.send(row, by=acting(request), at=request.at), _("已按原批次号办理，结果见上。"))  # fmt: skip


@require_POST
@needs("sharing.enter")
def batch_receipts(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the receipt file of a partner who answers by file."""
    form = Receipts(request.POST, request.FILES)
    content = form.cleaned_data["file"].read() if form.is_valid() else b""
    return _on_batch(
        request, pk, lambda row: services.read_receipts(row, content, by=acting(request), at=request.at),
        _("回执已登记。"),
    )  # fmt: skip


@require_POST
@needs("sharing.enter")
def batch_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the batch as a file to be carried by hand; the download is on record."""
    row = found(queries.batches(acting(request)), pk)
    if row.state not in pushing.OPEN_STATES:
        raise Http404
    audit.record("sharing.downloaded", subject=row, by=acting(request), at=request.at, rows=row.rows)  # fmt: skip
    return download(pushing.file_of(row), f"{row.number}.csv")


urlpatterns: list[URLPattern] = [
    path("sharing/subscriptions/", subscriptions, name="subscriptions"),
    path("sharing/subscriptions/new/", subscription_new, name="subscription_new"),
    path("sharing/subscriptions/<int:pk>/", subscription, name="subscription"),
    path("sharing/subscriptions/<int:pk>/decide/", subscription_decide, name="subscription_decide"),
    path("sharing/subscriptions/<int:pk>/withdraw/", subscription_withdraw, name="subscription_withdraw"),
    path("sharing/subscriptions/<int:pk>/push/", subscription_push, name="subscription_push"),
    path("sharing/subscriptions/<int:pk>/pull/", subscription_pull, name="subscription_pull"),
    path("sharing/batches/", batches, name="batches"),
    path("sharing/batches/<int:pk>/", batch, name="batch"),
    path("sharing/batches/<int:pk>/send/", batch_send, name="batch_send"),
    path("sharing/batches/<int:pk>/receipts/", batch_receipts, name="batch_receipts"),
    path("sharing/batches/<int:pk>/file/", batch_file, name="batch_file"),
]  # fmt: skip
