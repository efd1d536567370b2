"""Letters by which citizens act for others: handed in on the portal, compared and confirmed at the counter."""

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.citizens import choices, queries, services
from minzheng.kernel.citizens.models import Delegation
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import day, moment
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs
from .assistance.acts import Deed, Sheet, perform, show

ACT = "office:delegation_act"
TONES = {choices.WAITING: "due", choices.CONFIRMED: "good", choices.REFUSED: "quiet"}


class Compared(forms.Form):
    """What the clerk saw when he compared the letter."""

    note = forms.CharField(
        label=_lazy("核对方式（如当面、电话、上门）"), max_length=200, required=True
    )


class Refusal(forms.Form):
    """Why a letter does not count; the citizen reads it."""

    reason = forms.CharField(
        label=_lazy("理由（申请人可见）"), max_length=200, widget=forms.Textarea({"rows": 2})
    )


@needs("people.reveal")
def delegations(request: StaffRequest) -> HttpResponseBase:
    """List the letters about persons of the viewer's divisions."""
    table = Table(
        "delegations",
        _("代办委托"),
        [
            Column("person", _("委托人"), "person.name", href=_address, order_by="person__name"),
            Column("citizen", _("代办人"), "citizen.name", order_by="citizen__name"),
            Column("kind", _("关系"), "get_kind_display"),
            Column("division", _("村（社区）"), lambda row: lists.place(row.person.division)),
            Column("at", _("提交时间"), kind="datetime", order_by="at"),
            Column("valid_to", _("委托截止"), kind="date", order_by="valid_to"),
            Column("state", _("状态"), _state, kind="badge", order_by="state"),
            Column("decided_by", _("核对人"), lambda row: str(row.decided_by.user) if row.decided_by else "", wide=True),
        ],
        queryset=queries.delegations(acting(request)),
        filters=[
            Filter("q", _("姓名"), "search", fields=("person__name", "citizen__name")),
            Filter("state", _("状态"), "choice", list(choices.STATES.items())),
        ],
        order=("-at",),
        empty=_("还没有代办委托。居民在群众端“我的”里提交委托书，在这里核对。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html")


def _address(row: Delegation) -> str:
    return reverse("office:delegation", args=[row.pk])


def _state(row: Delegation) -> Badge:
    if row.withdrawn_at is not None:
        return Badge(str(_("已撤回")), "quiet")
    return Badge(str(row.get_state_display()), TONES[row.state])


def _may_decide(_viewer: Mandate, row: Delegation) -> bool:
    return row.state == choices.WAITING and row.withdrawn_at is None


def _confirm(request: StaffRequest, row: Delegation, said: dict[str, Any]) -> Delegation:
    return services.confirm_delegation(row, by=acting(request), at=request.at, note=said["note"])


def _refuse(request: StaffRequest, row: Delegation, said: dict[str, Any]) -> Delegation:
    return services.refuse_delegation(row, by=acting(request), at=request.at, reason=said["reason"])


DEEDS = (
    Deed("confirm", _lazy("核对通过"), Compared, _confirm, _lazy("委托书已生效，代办人可以办理。"), _may_decide),
    Deed("refuse", _lazy("不予通过"), Refusal, _refuse, _lazy("已告知理由。"), _may_decide),
)  # fmt: skip


def _sheet(row: Delegation) -> Sheet:
    facts: list[tuple[Any, Any]] = [
        (_("委托人"), f"{row.person.name}（{row.person.masked_id}）"),
        (_("代办人"), f"{row.citizen.name}（{row.citizen.masked_id}，{row.citizen.masked_phone}）"),
        (_("代办人是委托人的"), row.get_kind_display()),
        (_("提交时间"), moment(row.at)),
        (_("委托截止"), day(row.valid_to) if row.valid_to else _("直到撤回")),
        (_("核对"), f"{row.decided_by.user}：{row.reason}" if row.decided_by else _("尚未核对")),
    ]
    if row.withdrawn_at is not None:
        facts.append((_("撤回时间"), moment(row.withdrawn_at)))
    letter = row.document
    return Sheet(
        title=_("代办委托"),
        subtitle=f"{row.citizen.name} → {row.person.name}",
        facts=facts,
        back=reverse("office:delegations"),
        deeds=DEEDS,
        status=_state(row),
        link=(_("查看委托书"), reverse("office:document", args=[letter.pk])) if letter else None,
        intro=_("请与委托人本人核对：当面、电话或者上门。通过以后，代办人可以替他申请、补材料、查进度；双方随时可以撤回。"),
    )  # fmt: skip


@needs("people.reveal")
def delegation(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one letter with what a clerk may decide on it."""
    row = found(queries.delegations(acting(request)), pk)
    return show(request, row, _sheet(row), ACT)


@needs("people.reveal")
@require_POST
def delegation_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Confirm a letter or turn it down."""
    row = found(queries.delegations(acting(request)), pk)
    return perform(request, row, act, _sheet(row), ACT, _address(row))


urlpatterns: list[URLPattern] = [
    path("delegations/", delegations, name="delegations"),
    path("delegations/<int:pk>/", delegation, name="delegation"),
    path("delegations/<int:pk>/<slug:act>/", delegation_act, name="delegation_act"),
]
