"""Referrals: an application that is another department's, accepted here and followed to its answer."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.domains.assistance import queries as assistance
from minzheng.domains.assistance.models import SpecialReferral
from minzheng.domains.assistance.services import referrals
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import choices, queries
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.models import Referral
from minzheng.kernel.people import queries as people
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import yuan
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists, subjects
from ..doors import acting, found, needs, tried
from ..forms.referrals import SENT_BACK, Answer, NewReferral, SpecialResult
from .people.lists import in_place, places

TONES = {
    choices.REFERRED: "info",
    choices.RECEIVED: "info",
    choices.ANSWERED: "good",
    choices.RETURNED: "due",
}
OFFICE = {"officer"}


def state_of(row: Referral) -> Badge:
    """Return the state of a referral; finished is only what the family was told."""
    if row.told_applicant_at is not None:
        return Badge(_("已告知申请人"), "quiet")
    return Badge(row.get_state_display(), TONES[row.state])


@needs("cases.see")
def referral_list(request: StaffRequest) -> HttpResponseBase:
    """List the referrals of the viewer's divisions, the soonest answer first."""
    on = localdate(request.at)
    table = Table(
        "referrals",
        "转办",
        [
            Column(
                "who",
                "申请家庭",
                "who",
                href=lambda row: reverse("office:referral", args=[row.pk]),
            ),
            Column("matter", "事项"),
            Column("result", "结果", _result, wide=True),
            Column("department", "主管部门"),
            Column("accepted_at", "受理时间", kind="datetime", order_by="accepted_at", wide=True),
            Column("due_on", "答复期限", kind="date", order_by="due_on"),
            Column("state", "状态", state_of, kind="badge"),
            Column("number", "编号", kind="code", wide=True),
        ],
        queryset=queries.referrals(acting(request)).select_related("special"),
        filters=[
            Filter("state", "状态", kind="choice", choices=list(choices.REFERRAL_STATES.items())),
            Filter(
                "division", "区划", kind="choice", choices=lambda: places(request), apply=in_place()
            ),
        ],
        order=("due_on",),
        empty="还没有转办件。",
        row_tone=lambda row: (
            "danger"
            if row.due_on < on and row.state in {choices.REFERRED, choices.RECEIVED}
            else ""
        ),
    )
    return lists.respond(
        request,
        table,
        "office/list.html",
        buttons=[
            {
                "label": _("专项救助统计"),
                "url": reverse("office:referral_figures"),
                "icon": "chart-bar",
            }
        ],
    )


def _result(row: Referral) -> str:
    special = getattr(row, "special", None)
    if special is None or not special.result:
        return ""
    return special.get_result_display() + (f" {yuan(special.amount)} 元" if special.amount else "")


@needs("cases.see")
def referral_figures(request: StaffRequest) -> HttpResponseBase:
    """Count the referrals to the six kinds of special help, by what became of them."""
    on = localdate(request.at)
    years = [(str(year), str(year)) for year in range(on.year, on.year - 3, -1)]
    asked = request.GET.get("year", "")
    year = int(asked) if asked in dict(years) else on.year
    since, until = months.first_day(f"{year}-01"), months.last_day(f"{year}-12")
    rows = assistance.referral_figures(acting(request), on, since=since, until=until)
    table = Table(
        "referrals.figures",
        _("专项救助转办统计"),
        [
            Column("label", _("救助类别")),
            Column("referred", _("转办"), kind="number"),
            Column("open", _("待答复"), kind="number"),
            Column("late", _("超期"), kind="number"),
            Column("given", _("给予救助"), kind="number"),
            Column("declined", _("不予救助"), kind="number"),
            Column("sent_back", _("退回"), kind="number"),
            Column("amount", _("救助金额（元）"), kind="money"),
            Column("days", _("平均答复天数"), lambda row: "" if row.days is None else f"{row.days:.1f}"),
        ],
        rows=rows,
        filters=[Filter("year", _("受理年度"), "choice", years, apply=lambda kept, _value: kept)],
        order="none",
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", back=reverse("office:referrals"),
        intro=_("%(year)s 年受理的转办；超期指超过答复期限才答复或者至今没有答复的。") % {"year": year},
    )  # fmt: skip


@needs("cases.open")
def referral_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Accept an application that is not ours and pass it on; nobody is sent from door to door."""
    household = subjects.household(request, pk)
    members = [row.person for row in people.members(household, localdate(request.at))]
    form = NewReferral(request.POST or None, members=members)
    if request.method == "POST" and form.is_valid():
        made: list[Referral] = []

        def act() -> None:
            told = form.answers()
            made.append(referrals.refer(household, by=acting(request), at=request.at, **told))

        if tried(request, act, _("已受理并转办，答复后会提醒您告知申请人。"), also=(ValueError,)):
            return redirect(request, reverse("office:referral", args=[made[0].pk]))
    context = {
        "form": form,
        "household": household,
        "back": reverse("office:household", args=[pk]),
    }
    return render(request, "office/referrals/new.html", context)


@needs("cases.see")
def referral(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one referral; the look is on record."""
    row = found(queries.referrals(acting(request)), pk)
    audit.record_look(row, by=acting(request), at=request.at, reason="办理转办")
    return _page(request, row)


def _page(
    request: StaffRequest, row: Referral, form: Answer | SpecialResult | None = None
) -> HttpResponse:
    viewer, is_open = acting(request), row.state in {choices.REFERRED, choices.RECEIVED}
    at_county = viewer.may("cases.take") and viewer.role in OFFICE
    special = SpecialReferral.objects.select_related("certificate").filter(referral=row).first()
    context: dict[str, Any] = {
        "row": row,
        "state": state_of(row),
        "is_late": is_open and row.due_on < localdate(request.at),
        "may_receive": at_county and row.state == choices.REFERRED,
        "may_answer": at_county and is_open,
        "may_tell": viewer.may("cases.open") and not is_open and row.told_applicant_at is None,
        "form": form or (SpecialResult() if special else Answer()),
        "special": special,
        "may_remind": at_county and is_open and special is not None,
        "back": reverse("office:referrals"),
    }
    return render(request, "office/referrals/referral.html", context)


def _special_of(row: Referral) -> int | None:
    return SpecialReferral.objects.filter(referral=row).values_list("pk", flat=True).first()


def _done(request: StaffRequest, pk: int) -> HttpResponse:
    return redirect(request, reverse("office:referral", args=[pk]))


def _simple(name: str, act: Callable[..., Referral], done: str, *capabilities: str) -> Any:
    """Return a view that does one thing with a referral and goes back to it."""

    @require_POST
    @needs(*capabilities)
    def view(request: StaffRequest, pk: int) -> HttpResponse:
        row = found(queries.referrals(acting(request)), pk)
        tried(
            request,
            lambda: act(row, by=acting(request), at=request.at),
            done,
            also=(ValueError,),
        )
        return _done(request, pk)

    view.__name__, view.__doc__ = name, done
    return view


referral_receive = _simple(
    "referral_receive", cases.receive_referral, _("已登记部门接收。"), "exchange.see"
)
referral_tell = _simple(
    "referral_tell", cases.tell_applicant, _("已登记告知申请人，转办办结。"), "cases.open"
)


@require_POST
@needs("exchange.see")
def referral_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter the department's answer, or that it is not in charge; the township then tells the family."""
    row = found(queries.referrals(acting(request)), pk)
    special = SpecialReferral.objects.filter(referral=row).first()
    form = SpecialResult(request.POST) if special else Answer(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    told = dict(form.cleaned_data)

    def act() -> None:
        if told.get("is_returned") or told.get("result") == SENT_BACK:
            reason = told.get("answer") or told.get("text") or ""
            cases.return_referral(row, reason=reason, by=acting(request), at=request.at)
        elif special is not None:
            referrals.record_result(special, **told, by=acting(request), at=request.at)
        else:
            cases.answer_referral(row, answer=told["answer"], by=acting(request), at=request.at)

    if not tried(request, act, _("答复已登记，已提醒乡镇告知申请人。"), also=(ValueError,)):
        return _page(request, row, form)
    return _done(request, pk)


@require_POST
@needs("cases.take")
def referral_remind(request: StaffRequest, pk: int) -> HttpResponse:
    """Remind the department of a referral it has not answered."""
    row = found(queries.referrals(acting(request)), pk)
    special = found(
        assistance.special_referrals(acting(request)).filter(referral=row), _special_of(row)
    )
    tried(
        request,
        lambda: referrals.remind(special, by=acting(request), at=request.at),
        _("已登记催办。"),
    )
    return _done(request, pk)


urlpatterns: list[URLPattern] = [
    path("referrals/", referral_list, name="referrals"),
    path("referrals/figures/", referral_figures, name="referral_figures"),
    path("referrals/<int:pk>/", referral, name="referral"),
    path("referrals/<int:pk>/remind/", referral_remind, name="referral_remind"),
    path("referrals/<int:pk>/receive/", referral_receive, name="referral_receive"),
    path("referrals/<int:pk>/answer/", referral_answer, name="referral_answer"),
    path("referrals/<int:pk>/tell/", referral_tell, name="referral_tell"),
    path("households/<int:pk>/refer/", referral_new, name="referral_new"),
]
