"""Special relief rounds: the list of rounds, one round with its lines, its hands and its report."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.assistance import choices, queries
from minzheng.domains.assistance.models import ReliefRound
from minzheng.domains.assistance.services import rounds
from minzheng.kernel.accounts.declarations import OFFICER, REVIEWER
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import number, yuan
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms.assistance import Groups, NewRound, Nothing, Pasted, PolicyMonth, Removal
from .acts import Deed, Sheet, perform, show

ACT = "office:relief_round_act"
TONES = {"open": "info", "submitted": "due", "approved": "due", "in_payment": "good"}


def _address(row: ReliefRound) -> str:
    return reverse("office:relief_round", args=[row.pk])


def _status(row: ReliefRound) -> tuple[str, str]:
    return row.get_state_display(), TONES[row.state]


@needs("payments.see")
def relief_rounds(request: StaffRequest) -> HttpResponseBase:
    """List the rounds that concern the viewer's places."""
    viewer = acting(request)
    table = Table(
        "assistance.rounds",
        _("专项救助"),
        [
            Column("title", _("名称"), href=_address),
            Column("kind", _("类别"), lambda row: row.get_kind_display()),
            Column("month", _("发放月份"), order_by="month"),
            Column("state", _("状态"), _status, kind="badge"),
            Column("per_head", _("每人金额（元）"), kind="money"),
            Column("document", _("依据文件"), wide=True),
            Column("made_at", _("建立"), kind="datetime", wide=True),
        ],
        queryset=queries.relief_rounds(viewer),
        filters=[
            Filter("kind", _("类别"), "choice", list(choices.ROUND_KINDS.items())),
            Filter("state", _("状态"), "choice", list(choices.ROUND_STATES.items())),
        ],
        order=("-made_at",),
        empty=_("还没有专项救助批次。"),
    )  # fmt: skip
    buttons = []
    if viewer.role == OFFICER:
        buttons.append(
            {"label": _("新建批次"), "url": reverse("office:relief_round_new"), "icon": "plus", "primary": True}
        )  # fmt: skip
    return lists.respond(request, table, "office/list.html", buttons=buttons)


@needs("payments.make")
def relief_round_new(request: StaffRequest) -> HttpResponseBase:
    """Open a round of the viewer's county."""
    form = NewRound(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: list[ReliefRound] = []
        viewer = acting(request)

        def act() -> None:
            made.append(
                rounds.open_round(
                    division=viewer.division, by=viewer, at=request.at, **form.cleaned_data
                )
            )

        if tried(request, act, _("批次已建立，请编制名单。"), also=(ValueError,)):
            return redirect(request, _address(made[0]))
    context = {"form": form, "back": reverse("office:relief_rounds")}
    return render(request, "office/assistance/round.html", context)


def _as(service: Any) -> Any:
    return lambda request, row, told: service(row, by=acting(request), at=request.at)


def _named(request: StaffRequest, row: ReliefRound, told: dict[str, Any]) -> None:
    """List what was pasted; one bad line stops all, so that nothing is listed by half."""
    problems = rounds.list_named(row, told["rows"], by=acting(request), at=request.at)
    if problems:
        raise StepRefused(*problems[:20])


def _remove(request: StaffRequest, row: ReliefRound, told: dict[str, Any]) -> None:
    """Take the household of a number off the list."""
    line = row.lines.filter(state=choices.LISTED, household__number=told["number"].strip()).first()
    if line is None:
        raise StepRefused(_("名单中没有这一户"))
    rounds.remove(line, reason=told["reason"], by=acting(request), at=request.at)


def _is(role: str, state: str) -> Any:
    return lambda viewer, row: viewer.role == role and row.state == state


DEEDS = (
    Deed("registers", _("按在册对象列入"), Groups, lambda request, row, told: rounds.list_recipients(
        row, told["groups"], by=acting(request), at=request.at,
    ), _("名单已更新。"), _is(OFFICER, choices.OPEN)),
    Deed("named", _("导入名单"), Pasted, _named, _("名单已更新。"), _is(OFFICER, choices.OPEN)),
    Deed("policy", _("按政策测算结果列入"), PolicyMonth, lambda request, row, told: rounds.list_by_policy(
        row, told["policy"], told["month"], by=acting(request), at=request.at,
    ), _("名单已更新。"), _is(OFFICER, choices.OPEN)),
    Deed("remove", _("移出名单"), Removal, _remove, _("已移出。"), _is(OFFICER, choices.OPEN)),
    Deed("submit", _("提交审批"), Nothing, _as(rounds.submit), _("已提交。"), _is(OFFICER, choices.OPEN)),
    Deed("approve", _("审批通过"), Nothing, _as(rounds.approve), _("已审批。"), _is(REVIEWER, choices.SUBMITTED)),
    Deed("back", _("退回编制"), Nothing, _as(rounds.send_back), _("已退回。"), _is(REVIEWER, choices.SUBMITTED)),
    Deed("issue", _("列入发放"), Nothing, _as(rounds.issue), _("已列入当月发放，请到“发放”编制批次。"), _is(OFFICER, choices.APPROVED)),
)  # fmt: skip


def _sheet(request: StaffRequest, row: ReliefRound) -> Sheet:
    viewer = acting(request)
    said = queries.round_report(row, viewer)
    table = Table(
        "assistance.round_lines",
        _("名单"),
        [
            Column("who", _("户主"), "household.head.name", href=lambda line: lists.household(viewer, line.household_id)),
            Column("number", _("户号"), "household.number", kind="code", wide=True),
            Column("division", _("村（社区）"), lambda line: lists.place(line.division)),
            Column("heads", _("人数"), kind="number", order_by="heads"),
            Column("amount", _("金额（元）"), kind="money", order_by="amount"),
            Column("payee", _("收款人"), "payee.name"),
            Column("state", _("状态"), lambda line: line.get_state_display()),
            Column("source", _("名单来源"), wide=True),
        ],
        queryset=queries.round_lines(viewer, row),
        filters=[Filter("state", _("状态"), "choice", list(choices.ROUND_LINE_STATES.items()))],
        order=("division__code", "id"),
        empty=_("名单还是空的。"),
    )  # fmt: skip
    return Sheet(
        title=row.title,
        status=_status(row),
        subtitle=f"{row.get_kind_display()} · {row.document} · {row.month}",
        facts=[
            (_("户数"), number(said["households"])), (_("人次"), number(said["persons"])), (_("金额"), yuan(said["amount"])),
            (_("已到账"), yuan(said["paid"])), (_("编制"), str(row.made_by)), (_("审批"), str(row.approved_by) if row.approved_by else None),
        ],
        back=reverse("office:relief_rounds"),
        deeds=DEEDS,
        table=table,
    )  # fmt: skip


@needs("payments.see")
def relief_round(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one round; a township sees its own lines and sums."""
    row = found(queries.relief_rounds(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("payments.make", "payments.check")
def relief_round_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a round."""
    row = found(queries.relief_rounds(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, _address(row))


urlpatterns: list[URLPattern] = [
    path("relief/rounds/", relief_rounds, name="relief_rounds"),
    path("relief/rounds/new/", relief_round_new, name="relief_round_new"),
    path("relief/rounds/<int:pk>/", relief_round, name="relief_round"),
    path("relief/rounds/<int:pk>/<str:act>/", relief_round_act, name="relief_round_act"),
]
