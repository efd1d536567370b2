"""The statement of a person or a family: every yuan ever, on screen, in print, as a paper, in Excel."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.documents.models import Document
from minzheng.kernel.payments.choices import LineState
from minzheng.kernel.payments.queries import statements as money
from minzheng.kernel.payments.queries.statements import Movement
from minzheng.kernel.payments.services.statements import make_paper
from minzheng.kernel.people.models import Household, Person
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Column, Filter, Table, listing

from ... import lists, subjects
from ...doors import acting, needs, tried
from . import cash


def of_household(household: Household) -> list[Movement]:
    """Return every movement of a family: through the bank, in cash from a reserve, as services."""
    paid_in_cash = cash.movements(household=household)
    return money.in_order([*money.statement_of_household(household), *paid_in_cash])


def of_person(person: Person) -> list[Movement]:
    """Return every movement of a person; cash relief of a case about him alone is his."""
    return money.in_order([*money.statement_of_person(person), *cash.movements(person=person)])


def _table(rows: Sequence[Movement], title: str) -> Table:
    benefits = sorted({row.benefit for row in rows})
    return Table(
        "money.statement",
        title,
        [
            Column("month", _("所属月份"), kind="code", order_by=True),
            Column("benefit", _("待遇"), order_by=True),
            Column("kind", _("类别")),
            Column("way", _("方式"), lambda row: money.WAYS[row.way], wide=True),
            Column("amount", _("金额（元）"), kind="money", order_by=True),
            Column("state", _("状态"), lambda row: (row.state_label, lists.LINE_TONES.get(row.state, "quiet")), kind="badge"),
            Column("on", _("到账日"), kind="date", order_by=True),
            Column("to", _("领款人"), wide=True),
            Column("note", _("说明")),
        ],
        rows=rows,
        filters=[
            Filter("benefit", _("待遇"), "choice", [(one, one) for one in benefits]),
            Filter("state", _("状态"), "choice", [(s.value, s.label) for s in LineState]),
            Filter("year", _("年度"), apply=lambda found, year: [row for row in found if row.month.startswith(year)]),
        ],
        order="none",
        empty=_("还没有资金往来。"),
    )  # fmt: skip


def _page(
    request: StaffRequest, title: str, rows: list[Movement], *, back: str, paper: str, who: Sequence[tuple[Any, Any]]
) -> HttpResponseBase:  # fmt: skip
    table = _table(rows, title)
    if (answer := lists.piece(request, table)) is not None:
        return answer
    totals = money.totals_of(rows)
    context = {
        "title": title, "back": back, "paper": paper if acting(request).may("documents.store") else "", "facts": who, "totals": totals, "table": listing(request, table),
        "sum": money.Total("", sum(t.arrived for t in totals), sum(t.waiting for t in totals), sum(t.failed for t in totals)),
        "printed_at": request.at,
    }  # fmt: skip
    return render(request, "office/money/statement.html", context)


@needs("people.see")
def household_money(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show every yuan a family was ever paid; the look is on record."""
    family = subjects.household_file(request, pk).household
    head = family.head.name if family.head else family.number
    return _page(
        request, _("%(name)s户资金明细") % {"name": head}, of_household(family),
        back=reverse("office:household", args=[pk]), paper=reverse("office:household_money_paper", args=[pk]),
        who=[(_("家庭编号"), family.number), (_("户主"), head), (_("所在"), lists.place(family.division))],
    )  # fmt: skip


@needs("people.see")
def person_money(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show every yuan a person was ever paid for himself or received; the look is on record."""
    person = subjects.person_file(request, pk).person
    return _page(
        request, _("%(name)s资金明细") % {"name": person.name}, of_person(person),
        back=reverse("office:person", args=[pk]), paper=reverse("office:person_money_paper", args=[pk]),
        who=[(_("姓名"), person.name), (_("公民身份号码"), person.masked_id), (_("所在"), lists.place(person.division))],
    )  # fmt: skip


def _kept(
    request: StaffRequest, subject: Person | Household, name: str, rows: list[Movement], back: str
) -> HttpResponse:
    made: list[Document] = []

    def act() -> None:
        made.append(make_paper(subject, name, rows, by=acting(request), at=request.at))

    if tried(request, act, _("资金明细已生成，可下载打印。"), also=(ValueError,)):
        return redirect(request, reverse("office:document", args=[made[0].pk]))
    return redirect(request, back)


@require_POST
@needs("documents.store")
def household_money_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """Make the statement of a family as a paper that is kept with it."""
    family = subjects.household(request, pk)
    name = _("%(name)s户") % {"name": family.head.name if family.head else family.number}
    back = reverse("office:household_money", args=[pk])
    return _kept(request, family, name, of_household(family), back)


@require_POST
@needs("documents.store")
def person_money_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """Make the statement of a person as a paper that is kept with him."""
    person = subjects.person_file(request, pk).person
    back = reverse("office:person_money", args=[pk])
    return _kept(request, person, person.name, of_person(person), back)


urlpatterns: list[URLPattern] = [
    path("people/<int:pk>/money/", person_money, name="person_money"),
    path("people/<int:pk>/money/paper/", person_money_paper, name="person_money_paper"),
    path("households/<int:pk>/money/", household_money, name="household_money"),
    path("households/<int:pk>/money/paper/", household_money_paper, name="household_money_paper"),
]
