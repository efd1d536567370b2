"""How departments are asked: the ways in force, a change proposed by one and confirmed by another."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from minzheng.kernel.exchange import queries, services
from minzheng.kernel.exchange.choices import FAILURE_POLICIES, MODES, ProposalState
from minzheng.kernel.exchange.declarations import data_set, data_sets, partner
from minzheng.kernel.exchange.models import LinkProposal, PartnerLink
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms.links import LinkForm, initial_of
from ...forms.sharing import Decide
from .months import tabs

TONES = {
    ProposalState.WAITING: "due",
    ProposalState.GRANTED: "good",
    ProposalState.REFUSED: "quiet",
}
SEES = ("exchange.see", "exchange.take", "sharing.approve")
WORDS: dict[str, dict[str, str]] = {"mode": MODES, "on_failure": FAILURE_POLICIES}
SHOWN: dict[str, Any] = {
    "mode": gettext_lazy("方式"),
    "address": gettext_lazy("对方地址"),
    "secret_name": gettext_lazy("密钥变量名"),
    "on_failure": gettext_lazy("未答复时"),
    **{name: label for name, (label, _least, _most) in services.LIMITS.items()},
}


def _label(key: str) -> str:
    declared = data_set(key)
    return f"{partner(declared.partner).label} · {declared.label}"


@needs("exchange.see", "verification.request")
def partner_links(request: StaffRequest) -> HttpResponseBase:
    """List how each data set is asked in the viewer's division today, and what an outage does."""
    viewer, on = acting(request), localdate(request.at)
    links: list[PartnerLink] = list(queries.links_in_force(viewer.division_id, on).values())
    new, changes = viewer.may("exchange.take"), any(map(viewer.may, SEES))
    table = Table(
        "verification.links",
        _("查询方式"),
        [
            Column("partner", _("部门"), lambda row: partner(data_set(row.data_set).partner).label),
            Column("data_set", _("数据"), lambda row: data_set(row.data_set).label,
                   href=lambda row: f"{reverse('office:link_new')}?{urlencode({'set': row.data_set})}" if new else None),
            Column("mode", _("方式"), lambda row: row.get_mode_display()),
            Column("address", _("地址"), kind="code", wide=True),
            Column("on_failure", _("未答复时"), lambda row: row.get_on_failure_display()),
            Column("duty_days", _("答复期限（工作日）"), kind="number"),
            Column("attempts", _("每轮尝试"), kind="number", wide=True),
            Column("per_second", _("每秒上限"), kind="number", wide=True),
            Column("daily_quota", _("每日上限"), kind="number", wide=True),
            Column("valid_from", _("起用"), kind="date"),
            Column("division", _("区划"), lambda row: row.division.name),
            Column("source", _("依据"), wide=True),
        ],
        rows=links,
        order="valid_from",
        empty=_("没有设置联机查询；全部数据按月交换。"),
    )  # fmt: skip
    buttons: list[dict[str, Any]] = [
        {"label": _("待确认的修改"), "url": f"{reverse('office:link_proposals')}?state=waiting", "icon": "list"},
    ] if changes else []  # fmt: skip
    if new:
        buttons.insert(0, {"label": _("修改查询方式"), "url": reverse("office:link_new"), "icon": "plus", "primary": True})  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs("partner_links"), buttons=buttons,
        intro=_("修改由县级经办人提出、另一人确认，自起用日期执行；密钥只写变量名。"),
    )  # fmt: skip


@needs("exchange.take")
def link_new(request: StaffRequest) -> HttpResponse:
    """Propose how a data set is to be asked; another person confirms it."""
    viewer, on = acting(request), localdate(request.at)
    asked = request.GET.get("set", "")
    standing = queries.links_in_force(viewer.division_id, on).get(asked) or PartnerLink()
    form = LinkForm(
        request.POST or None,
        offered=[(one.key, _label(one.key)) for one in data_sets()],
        initial={**initial_of(standing), "data_set": asked, "since": on},
    )
    made: list[LinkProposal] = []

    def act() -> None:
        typed = dict(form.cleaned_data)
        made.append(
            services.propose_link(
                typed.pop("data_set"), division=viewer.division, by=viewer, at=request.at, **typed
            )
        )

    sent = request.method == "POST" and form.is_valid()
    if sent and tried(request, act, _("已提出，等待另一人确认。"), also=(ValueError,)):
        return redirect(request, reverse("office:link_proposal", args=[made[0].pk]))
    context = {"form": form, "back": reverse("office:partner_links")}
    return render(request, "office/verification/link_new.html", context)


@needs(*SEES)
def link_proposals(request: StaffRequest) -> HttpResponseBase:
    """List what was proposed, what waits, and who confirmed it."""
    table = Table(
        "verification.link_proposals",
        _("查询方式修改"),
        [
            Column("data_set", _("数据"), lambda row: _label(row.data_set), href=lambda row: reverse("office:link_proposal", args=[row.pk])),
            Column("mode", _("方式"), lambda row: row.get_mode_display()),
            Column("since", _("起用日期"), kind="date", order_by="since"),
            Column("division", _("区划"), "division.name", wide=True),
            Column("state", _("状态"), _state, kind="badge", order_by="state"),
            Column("proposed_by", _("提出人"), lambda row: str(row.proposed_by.user)),
            Column("proposed_at", _("提出时间"), kind="datetime", order_by="proposed_at"),
            Column("decided_by", _("确认人"), lambda row: str(row.decided_by.user) if row.decided_by else ""),
            Column("source", _("依据"), wide=True),
        ],
        queryset=queries.link_proposals(acting(request)),
        filters=[
            Filter("state", _("状态"), "choice", lists.worded(ProposalState.choices)),
            Filter("q", _("依据"), fields=("source",)),
        ],
        order=("-proposed_at", "-id"),
        empty=_("没有提出过修改。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", back=reverse("office:partner_links")
    )  # fmt: skip


def _state(row: LinkProposal) -> Badge:
    return Badge(row.get_state_display(), TONES[ProposalState(row.state)])


@needs(*SEES)
def link_proposal(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one proposal beside what holds today; the second person confirms it."""
    return _proposal_page(request, found(queries.link_proposals(acting(request)), pk))


def _proposal_page(
    request: StaffRequest, row: LinkProposal, form: Decide | None = None
) -> HttpResponse:
    viewer = acting(request)
    standing = queries.links_in_force(row.division_id, localdate(request.at)).get(row.data_set)
    may = (
        row.state == ProposalState.WAITING
        and viewer.may("sharing.approve")
        and row.proposed_by.user_id != viewer.user_id
    )
    context = {
        "title": _label(row.data_set),
        "back": reverse("office:link_proposals"),
        "row": row,
        "state": _state(row),
        "facts": [
            (_("区划"), row.division.name),
            (_("起用日期"), row.since),
            (_("依据"), row.source),
            (_("提出"), f"{row.proposed_by.user} {localdate(row.proposed_at)}"),
            (_("确认"), f"{row.decided_by.user} {localdate(row.decided_at)}" if row.decided_by else "—"),
            (_("说明"), row.reason or "—"),
        ],
        "changes": [
            change for name in SHOWN if (change := _change(name, row, standing))["is_changed"]
        ],
        "form": (form or Decide()) if may else None,
    }  # fmt: skip
    return render(request, "office/verification/link_proposal.html", context)


def _change(name: str, row: LinkProposal, standing: PartnerLink | None) -> dict[str, Any]:
    """Return one setting as it stands and as it is proposed."""
    new = row.mode if name == "mode" else row.settings.get(name)
    old = getattr(standing or PartnerLink(), name)
    old = round(old) if isinstance(old, float) else old
    words = WORDS.get(name, {})
    return {
        "label": SHOWN[name],
        "old": words.get(str(old), old),
        "new": words.get(str(new), new),
        "is_changed": (old or "") != (new or ""),
    }


@require_POST
@needs("sharing.approve")
def link_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Confirm or refuse a proposal."""
    row, form = found(queries.link_proposals(acting(request)), pk), Decide(request.POST)

    def act() -> None:
        services.decide_link(
            row, granted=form.cleaned_data["answer"] == "grant",
            reason=form.cleaned_data["reason"], by=acting(request), at=request.at,
        )  # fmt: skip

    if not form.is_valid() or not tried(request, act, _("已登记。"), also=(ValueError,)):
        return _proposal_page(request, row, form)
    return redirect(request, reverse("office:link_proposal", args=[pk]))


urlpatterns: list[URLPattern] = [
    path("verification/links/", partner_links, name="partner_links"),
    path("verification/links/new/", link_new, name="link_new"),
    path("verification/links/changes/", link_proposals, name="link_proposals"),
    path("verification/links/changes/<int:pk>/", link_proposal, name="link_proposal"),
    path("verification/links/changes/<int:pk>/decide/", link_decide, name="link_decide"),
]
