"""Rows without a sound number beside the persons they may be about: judged one after another."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.audit import services as audit
from minzheng.kernel.exchange import queries, services
from minzheng.kernel.exchange.choices import MatchState
from minzheng.kernel.exchange.linkage import sides
from minzheng.kernel.exchange.linkage.bands import bands
from minzheng.kernel.exchange.linkage.rows import words
from minzheng.kernel.exchange.models import RowMatch
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs, tried
from ..forms.matches import Decision

TONES = {
    MatchState.AUTOMATIC: "info",
    MatchState.WAITING: "due",
    MatchState.SAME: "good",
    MatchState.OTHER: "quiet",
    MatchState.UNSURE: "danger",
}


@needs("exchange.take")
def matches(request: StaffRequest) -> HttpResponseBase:
    """List the rows that wait for somebody to say whose they are, the likeliest first."""
    rows = queries.matches(acting(request))
    if "state" not in request.GET:
        rows = rows.filter(state=MatchState.WAITING)
    limits = bands(localdate(request.at))
    table = Table(
        "exchange.matches",
        _("比对认定"),
        [
            Column("person", _("可能是"), "person.name", href=_page, order_by="person__name"),
            Column("probability", _("概率"), _percent, kind="number", order_by="probability"),
            Column("reasons", _("理由"), lambda row: words(row.reasons)),
            Column("label", _("数据"), "delivery.label"),
            Column("month", _("月份"), "delivery.month", kind="code", order_by="delivery__month"),
            Column("line", _("行号"), kind="number"),
            Column("division", _("户籍地"), "person.division.name", wide=True),
            Column("state", _("状态"), _state, kind="badge"),
        ],
        queryset=rows,
        filters=[
            Filter("state", _("状态"), "choice", lists.worded(MatchState.choices)),
            Filter("q", _("姓名"), fields=("person__name",)),
        ],
        order=("-probability", "id"),
        empty=_("没有待认定的比对结果。"),
    )
    intro = _(
        "没有有效证件号的行，按姓名（含异体字、同音字）、出生日期、性别、住址和残存号码比对登记人员。"
        "概率 %(auto)s 及以上自动认定（公开数据集实测准确率 %(precision)s），%(review)s 至 %(auto)s 由人认定，"
        "更低的不认定：名下数据仍记为“不知道”，不会当作没有。"
    ) % {
        "auto": f"{limits.automatic_from:.0%}",
        "review": f"{limits.review_from:.0%}",
        "precision": f"{limits.proven_precision:.2%}",
    }
    return lists.respond(request, table, "office/matches/list.html", intro=intro)


def _page(row: RowMatch) -> str:
    return reverse("office:match", args=[row.pk])


def _percent(row: RowMatch) -> str:
    return f"{row.probability:.1%}"


def _state(row: RowMatch) -> Badge:
    return Badge(row.get_state_display(), TONES[MatchState(row.state)])


@needs("exchange.take")
def match(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a row and a person side by side; the look is on record."""
    row = found(queries.matches(acting(request)), pk)
    audit.record_look(row.person, by=acting(request), at=request.at, reason="比对认定")
    return _shown(request, row, Decision())


def _shown(request: StaffRequest, row: RowMatch, form: Decision) -> HttpResponse:
    waiting = queries.matches(acting(request)).filter(state=MatchState.WAITING)
    context: dict[str, Any] = {
        "match": row,
        "lines": sides.of_match(row),
        "state": _state(row),
        "percent": _percent(row),
        "form": form,
        "is_open": row.state in {MatchState.WAITING, MatchState.UNSURE},
        "left": waiting.count(),
        "next": _neighbour(waiting, row, forward=True),
        "former": _neighbour(waiting, row, forward=False),
        "rivals": queries.matches(acting(request))
        .filter(delivery=row.delivery, line=row.line)
        .exclude(pk=row.pk),
    }
    return render(request, "office/matches/match.html", context)


def _neighbour(waiting: QuerySet[RowMatch], row: RowMatch, *, forward: bool) -> RowMatch | None:
    """Return the match after or before this one among those that wait, likeliest first."""
    order = list(waiting.values_list("pk", "probability").order_by("-probability", "pk"))
    here = (-row.probability, row.pk)
    if forward:
        beyond = [pk for pk, probability in order if (-probability, pk) > here]
        return waiting.filter(pk=beyond[0]).first() if beyond else None
    before = [pk for pk, probability in order if (-probability, pk) < here]
    return waiting.filter(pk=before[-1]).first() if before else None


@require_POST
@needs("exchange.take")
def match_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Take down what the officer says and go on to the next one that waits."""
    row = found(queries.matches(acting(request)), pk)
    form = Decision(request.POST)
    if not form.is_valid():
        return _shown(request, row, form)
    state, note = form.cleaned_data["state"], form.cleaned_data["note"]
    done = tried(
        request,
        lambda: services.decide_match(row, state, by=acting(request), at=request.at, note=note),
        _("已记录：%(state)s。") % {"state": MatchState(state).label},
        also=(services.MatchRefused,),
    )
    if not done:
        return _shown(request, row, form)
    if state == MatchState.WAITING:
        return redirect(request, reverse("office:match", args=[pk]))
    waiting = queries.matches(acting(request)).filter(state=MatchState.WAITING)
    following = _neighbour(waiting, row, forward=True) or waiting.first()
    if following is None:
        return redirect(request, reverse("office:matches"))
    return redirect(request, reverse("office:match", args=[following.pk]))


urlpatterns: list[URLPattern] = [
    path("matches/", matches, name="matches"),
    path("matches/<int:pk>/", match, name="match"),
    path("matches/<int:pk>/decide/", match_decide, name="match_decide"),
]
