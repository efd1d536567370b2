"""The roll of a village or township: who was paid how much, masked, and whether it may be posted there."""

from datetime import date
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.core.months import completed_age
from minzheng.core.text import mask_name
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import RECOGNITION, benefits, label_of
from minzheng.kernel.cases.queries.parameters import flag
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.payments.models import PaymentLine
from minzheng.kernel.payments.queries.statements import roll
from minzheng.kernel.people.models import Person
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Column, Filter, Table

from ... import lists
from ...doors import acting, needs
from .tabs import tabs

ADULT = 18
# What children receive names a child: nothing that identifies a minor is published (未成年人保护法 103).
OF_CHILDREN = "children."


def may_post(benefit: str, division: str, on: date) -> bool:
    """Say whether a place has a rule by which its recipients may be posted for good (SA-18)."""
    return not benefit.startswith(OF_CHILDREN) and flag(
        benefit.partition(".")[0], "permanent_notice", division, on
    )


def _named(line: PaymentLine, on: date) -> str:
    """Return the masked name of who holds the benefit; a minor is never named."""
    holder: Person | None = line.entitlement.person or line.household.head
    if holder is None:
        return "—"
    if holder.birth_on is not None and completed_age(holder.birth_on, on) < ADULT:
        return _("未成年人")
    return mask_name(holder.name)


def _place(viewer: Mandate, code: str) -> Division:
    code = code or viewer.division_id
    if not accounts.covers(viewer, code):
        raise Http404
    return Division.objects.select_related("parent").get(pk=code)


def _places(viewer: Mandate, place: Division) -> list[tuple[str, str]]:
    """Return the places a roll may be made of: the viewer's own, what lies right below it and below the one chosen."""
    rows = divisions.subtree(viewer.division_id).filter(
        parent__in={viewer.division_id, place.pk, place.parent_id}, level__gte=Level.TOWN
    )
    own = viewer.division
    return [(own.pk, own.name), *((row.pk, lists.place(row)) for row in rows.select_related("parent").order_by("path"))]  # fmt: skip


@needs("payments.see")
def money_rolls(request: StaffRequest) -> HttpResponseBase:
    """Show the roll of a benefit and month in a place: masked names, village, amount, nothing else."""
    viewer, on = acting(request), localdate(request.at)
    kinds = [(one.key, one.label) for one in benefits() if one.paid != RECOGNITION]
    kinds = [(key, label) for key, label in kinds if not key.startswith(OF_CHILDREN)]
    asked = request.GET.get("benefit", "")
    benefit = asked if asked in dict(kinds) else kinds[0][0]
    month = lists.month_asked(request, months.month_of(on))
    place = _place(viewer, request.GET.get("place", ""))
    table = Table(
        "money.roll",
        _("%(place)s %(month)s %(benefit)s发放名册") % {"place": place.name, "month": month, "benefit": label_of(benefit)},
        [
            Column("village", _("村（社区）"), lambda line: lists.place(line.division)),
            Column("name", _("姓名"), lambda line: _named(line, on)),
            Column("amount", _("金额（元）"), kind="money", order_by=True),
            Column("kind", _("类别"), "get_kind_display"),
        ],
        rows=roll(viewer, benefit, month, place),
        filters=[
            Filter("benefit", _("待遇"), "choice", kinds, apply=_as_asked),
            Filter("month", _("月份"), "month", apply=_as_asked),
            Filter("place", _("地区"), "choice", lambda: _places(viewer, place), apply=_as_asked),
        ],
        order="none",
        page_size=200,
        empty=_("这个月没有发放。"),
    )  # fmt: skip
    posting = may_post(benefit, place.pk, on)
    intro = (
        _("本地已写明长期公示的规定，名册可以张贴；只列姓名（已隐去）、村和金额，不得添加其他内容。")
        if posting
        else _("本地没有写明长期公示在享对象的规定：这份名册供核对和村务监督查阅，不得张贴；新确认的对象按公示期公布。")
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs("money_rolls", viewer), intro=intro
    )


def _as_asked(rows: Any, _value: Any) -> Any:
    """Leave rows as they are: the roll was made for what was asked."""
    return rows


urlpatterns: list[URLPattern] = [path("money/rolls/", money_rolls, name="money_rolls")]
