"""What the pages of purchases share: tabs, a page with one form, how money and states are worded."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from minzheng.kernel.cases import queries as cases
from minzheng.kernel.cases.models import Case
from minzheng.kernel.ledger.declarations import fund_label, source_label
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Person
from minzheng.kernel.purchases.choices import CONFIRMED, ENTERED, PAID, REFUSED
from minzheng.kernel.purchases.services import PurchaseError
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge

from ...doors import acting, tried

TONES = {ENTERED: "due", CONFIRMED: "info", PAID: "good", REFUSED: "quiet"}
TABS = (
    ("purchases", _lazy("购买服务")),
    ("settlements", _lazy("结算支付")),
    ("insurance_policies", _lazy("保险费与理赔")),
    ("purchase_catalogue", _lazy("购买目录")),
    ("purchase_payees", _lazy("供应商与运营机构")),
)
SUBSIDY_TABS = (
    ("appraisals", _lazy("运营考核")),
    ("service_records", _lazy("服务记录")),
    ("subsidy_rules", _lazy("补贴标准与考核细则")),
)


def tabs(named: tuple[tuple[str, Any], ...], now: str) -> list[dict[str, Any]]:
    """Return the tabs above a list."""
    return [
        {"label": label, "url": reverse(f"office:{name}"), "active": name == now}
        for name, label in named
    ]


def money(fund: str, source: str) -> str:
    """Name a budget line with its source."""
    return f"{fund_label(fund)}（{source_label(source)}）" if fund else "—"


def state(row: Any) -> Badge:
    """Return the state of what two people decide."""
    return Badge(row.get_state_display(), TONES[row.state])


def button(label: Any, name: str, *args: Any, primary: bool = False) -> dict[str, Any]:
    """Return a button above a list."""
    return {
        "label": label,
        "url": reverse(f"office:{name}", args=args),
        "icon": "plus",
        "primary": primary,
    }


def found_person(request: StaffRequest, id_number: str) -> Person:
    """Return somebody of the viewer's divisions by ID number. PurchaseError."""
    person = people.by_id_number(acting(request), id_number.strip().upper())
    if person is None:
        raise PurchaseError(_("辖区内没有这个身份证号的人员。"))
    return person


def found_case(request: StaffRequest, number: str) -> Case | None:
    """Return the case of a number the viewer may see; None where none was typed. PurchaseError."""
    if not number.strip():
        return None
    case = cases.cases(acting(request)).filter(number=number.strip()).first()
    if case is None:
        raise PurchaseError(_("辖区内没有这个编号的办件。"))
    return case


def filled(
    request: StaffRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: Any,
    done: Any,
    home: Callable[[Any], str],
    back: str,
    intro: Any = "",
    label: Any = "",
) -> HttpResponse:
    """Show a form, or hand what was typed to one service and go on; a refusal keeps it."""
    if request.method == "POST" and form.is_valid():
        answers = getattr(form, "answers", None)
        told = answers() if callable(answers) else form.cleaned_data
        made: list[Any] = []
        if tried(request, lambda: made.append(act(told)), done, also=(ValueError,)):
            return redirect(request, home(made[0]))
    context = {
        "title": title, "intro": intro, "form": form, "back": back, "label": label or _("保存"),
        "draft": request.resolver_match.url_name if request.resolver_match else "",
    }  # fmt: skip
    return render(request, "office/purchases/form.html", context)
