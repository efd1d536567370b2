"""The use of funds made public: drafted by one, released by another, read by anybody without signing in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.payments.models import FundRelease
from minzheng.kernel.payments.services import releases
from minzheng.site.access import public
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms.money import Nothing, Period, Reason
from ..assistance.acts import Deed, Sheet, perform, show
from .cash import all_money
from .tabs import tabs

ACT = "office:money_release_act"


def _state(row: FundRelease) -> Badge:
    if row.withdrawn_at is not None:
        return Badge(_("已撤回"), "quiet")
    return Badge(_("已公开"), "good") if row.released_at else Badge(_("待审核"), "due")


def _address(row: FundRelease) -> str:
    return reverse("office:money_release", args=[row.pk])


def _rows(request: StaffRequest) -> Any:
    rows = FundRelease.objects.select_related("division", "made_by__user", "released_by__user")
    return accounts.visible(rows, acting(request))


@needs("payments.see")
def money_releases(request: StaffRequest) -> HttpResponseBase:
    """List what was made public of the money, and what waits to be."""
    viewer = acting(request)
    table = Table(
        "money.releases",
        _("资金使用公开"),
        [
            Column("title", _("标题"), href=_address),
            Column("since", _("起始月份"), kind="code", order_by="since"),
            Column("until", _("截止月份"), kind="code", order_by="until"),
            Column("state", _("状态"), _state, kind="badge"),
            Column("made_by", _("拟稿人"), lambda row: str(row.made_by.user), wide=True),
            Column("released_at", _("公开时间"), kind="datetime", order_by="released_at"),
        ],
        queryset=_rows(request),
        filters=[Filter("q", _("标题"), fields=("title",))],
        order=("-until", "-id"),
        empty=_("还没有公开的资金使用情况。"),
    )
    buttons = []
    if viewer.may("payments.make"):
        buttons = [{"label": _("拟定公开内容"), "url": reverse("office:money_release_new"), "icon": "plus", "primary": True}]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", buttons=buttons, tabs=tabs("money_releases", viewer),
        intro=_("公开的是汇总：按项目、乡镇和资金来源，不含个人信息；不足五户的合并列示。公开页面不需登录。"),
    )  # fmt: skip


@needs("payments.make")
def money_release_new(request: StaffRequest) -> HttpResponse:
    """Draft the use of the funds of a period."""
    before = months.shift_month(months.month_of(localdate(request.at)), -1)
    form = Period(request.POST or None, initial={"since": f"{before[:4]}-01", "until": before})
    made: list[FundRelease] = []

    def act() -> None:
        since, until = form.cleaned_data["since"], form.cleaned_data["until"]
        frame = all_money(acting(request), months.first_day(since), months.last_day(until))
        made.append(
            releases.draft_release(since, until, frame=frame, by=acting(request), at=request.at)
        )

    if (
        request.method == "POST"
        and form.is_valid()
        and tried(request, act, _("已拟定，等待另一人审核公开。"))
    ):
        return redirect(request, _address(made[0]))
    context = {
        "form": form, "title": _("拟定资金使用公开"), "button": _("拟定"), "draft": "release",
        "intro": _("按期间汇总到账资金；由复核人或负责人审核后公开。"), "back": reverse("office:money_releases"),
    }  # fmt: skip
    return render(request, "office/assistance/new.html", context)


DEEDS = (
    Deed("release", _("审核公开"), Nothing, lambda request, row, _told: releases.release(row, by=acting(request), at=request.at), _("已公开。"),
         lambda viewer, row: row.released_at is None and row.withdrawn_at is None
         and (viewer.may("payments.check") or viewer.may("payments.approve")) and viewer.user_id != row.made_by.user_id),
    Deed("withdraw", _("撤回"), Reason, lambda request, row, told: releases.withdraw(row, **told, by=acting(request), at=request.at), _("已撤回。"),
         lambda viewer, row: row.withdrawn_at is None and any(viewer.may(name) for name in ("payments.make", "payments.check", "payments.approve"))),
)  # fmt: skip


def _sheet(row: FundRelease) -> Sheet:
    link = None
    if row.released_at and row.withdrawn_at is None:
        link = (_("公开页面"), reverse("office:released_fund", args=[row.pk]))
    programmes = Table(
        "money.released",
        _("按项目"),
        [
            Column("label", _("项目")),
            Column("money", _("金额（元）"), kind="money"),
            Column("holders", _("户（人）数"), kind="number"),
        ],
        rows=[*row.content["programmes"], {"label": _("合计"), **row.content["total"]}],
        order="none",
    )
    return Sheet(
        title=row.title,
        status=_state(row),
        facts=[
            (_("拟稿"), f"{row.made_by.user} {row.made_at:%Y-%m-%d}"),
            (_("审核公开"), f"{row.released_by.user} {row.released_at:%Y-%m-%d}" if row.released_by and row.released_at else None),
            (_("撤回原因"), row.withdrawn_reason),
        ],
        back=reverse("office:money_releases"),
        deeds=DEEDS,
        table=programmes,
        link=link,
    )  # fmt: skip


@needs("payments.see")
def money_release(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one release with what may be done about it."""
    row = found(_rows(request), pk)
    return show(request, row, _sheet(row), ACT)


@require_POST
@needs("payments.see")
def money_release_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Release or withdraw."""
    row = found(_rows(request), pk)
    return perform(request, row, act, _sheet(row), ACT, _address(row))


def _public_rows() -> Any:
    rows = FundRelease.objects.filter(released_at__isnull=False, withdrawn_at__isnull=True)
    return rows.select_related("division").order_by("-until", "-pk")


@public
@require_GET
def released_funds(request: HttpRequest) -> HttpResponse:
    """Let anybody read which releases there are."""
    return render(request, "office/money/released.html", {"rows": _public_rows()[:200]})


@public
@require_GET
def released_fund(request: HttpRequest, pk: int) -> HttpResponse:
    """Let anybody read one release; a withdrawn one is gone."""
    row = _public_rows().filter(pk=pk).first()
    if row is None:
        raise Http404
    return render(request, "office/money/released.html", {"row": row})


urlpatterns: list[URLPattern] = [
    path("money/releases/", money_releases, name="money_releases"),
    path("money/releases/new/", money_release_new, name="money_release_new"),
    path("money/releases/<int:pk>/", money_release, name="money_release"),
    path("money/releases/<int:pk>/<slug:act>/", money_release_act, name="money_release_act"),
    path("released/funds/", released_funds, name="released_funds"),
    path("released/funds/<int:pk>/", released_fund, name="released_fund"),
]
