"""Visits whose proof raised questions: the list, one with what speaks for and against it, the verdict."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.visits import choices, queries
from minzheng.kernel.visits import services as visits
from minzheng.kernel.visits.declarations import visit_rules
from minzheng.kernel.visits.models import Visit
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import day, moment
from minzheng.ui.tables import Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms.visiting import NoFields, Verdict
from ..assistance.acts import Deed, Sheet, perform, show
from ..people.lists import in_place, places
from ..purchases.entering import tabs
from .shared import TABS, standing

ACT = "office:suspicious_visit_act"


@needs("cases.see")
def suspicious_visits(request: StaffRequest) -> HttpResponseBase:
    """List the visits with something that does not fit, those that wait for a verdict first."""
    rows = queries.suspicious(acting(request)).select_related("division__parent")
    waiting = rows.filter(standing=choices.SUSPICIOUS).count()
    table = Table(
        "visits.suspicious", _("存疑走访"),
        [
            Column("who", _("走访对象"), _who, href=lambda row: reverse("office:suspicious_visit", args=[row.pk])),
            Column("place", _("村（社区）"), lambda row: lists.place(row.division), order_by="division__path", wide=True),
            Column("by", _("走访人"), lambda row: str(row.by.user), order_by="by__user__display_name"),
            Column("visited_at", _("走访时间"), kind="datetime", order_by="visited_at"),
            Column("suspicions", _("存疑之处"), lambda row: " ".join(row.suspicions)),
            Column("standing", _("核验"), standing, kind="badge"),
        ],
        queryset=rows,
        filters=[
            Filter("standing", _("核验"), "choice", [(k, v) for k, v in choices.STANDINGS.items() if k]),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
            Filter("visited_at", _("月份"), "month"),
        ],
        order=("-standing", "-visited_at", "-pk"), empty=_("没有存疑的走访。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "suspicious_visits"),
        intro=_("定位、时间或照片有疑点的走访，由走访人以外的人核验；核验前照常计入，不予认可的不再计入。"),
        tiles=[{"label": _("待核验"), "value": waiting, "tone": "due" if waiting else "good", "href": f"{reverse('office:suspicious_visits')}?standing={choices.SUSPICIOUS}"}],
    )  # fmt: skip


def _who(row: Visit) -> str:
    if row.person is not None:
        return str(row.person.name)
    return str(row.household.head.name if row.household.head else row.household)


def _judge(request: StaffRequest, row: Visit, told: dict[str, Any]) -> Any:
    return visits.judge_visit(row, **told, by=acting(request), at=request.at)


def _set_home(request: StaffRequest, row: Visit, _told: dict[str, Any]) -> Any:
    return visits.set_home_place(
        row.household, latitude=float(row.latitude), longitude=float(row.longitude), visit=row,
        by=acting(request), at=request.at,
    )  # fmt: skip


def _may_judge(viewer: Mandate, row: Visit) -> bool:
    return viewer.may("visits.plan") and row.standing == choices.SUSPICIOUS


def _may_place(viewer: Mandate, row: Visit) -> bool:
    return (
        viewer.may("visits.plan") and row.standing == choices.CLEARED and row.latitude is not None
    )


DEEDS = (
    Deed("judge", _lazy("核验"), Verdict, _judge, _lazy("核验结论已登记。"), _may_judge),
    Deed("home", _lazy("以本次走访位置作为该户住址"), NoFields, _set_home, _lazy("住址位置已更新。"), _may_place),
)  # fmt: skip


def _sheet(request: StaffRequest, row: Visit) -> Sheet:
    labels = {rule.key: rule.label for rule in visit_rules()}
    facts = [
        (_("走访对象"), _who(row)),
        (_("走访规则"), labels.get(row.rule, row.get_kind_display())),
        (_("走访人"), str(row.by.user)),
        (_("走访时间"), moment(row.visited_at)),
        (_("填写时间"), moment(row.written_at or row.recorded_at)),
        (_("走访位置"), _point(row)),
        (_("该户住址位置"), _point(queries.home_place(row.household))),
        (_("存疑之处"), " ".join(row.suspicions) or "—"),
    ]
    if hasattr(row, "review"):
        review = row.review
        facts.append(
            (_("核验"), f"{review.get_verdict_display()}：{review.reason}（{review.by.user}，{day(review.at.date())}）")
        )  # fmt: skip
    photos = Table(
        "visits.proofs", _("照片"),
        [
            Column("document", _("照片"), lambda one: one.document.title, href=lambda one: reverse("office:document", args=[one.document_id])),
            Column("taken_at", _("拍摄时间"), kind="datetime"),
            Column("place", _("拍摄位置"), _point),
            Column("sha256", _("摘要"), lambda one: one.sha256[:16], kind="code", wide=True),
        ],
        queryset=row.proofs.select_related("document"), order="id", empty=_("没有照片。"),
    )  # fmt: skip
    return Sheet(
        title=_("核验走访：%(who)s") % {"who": _who(row)}, facts=facts, table=photos, deeds=DEEDS,
        back=reverse("office:suspicious_visits"), status=standing(row),
        link=(_("走访记录"), reverse("office:visit", args=[row.pk])),
    )  # fmt: skip


def _point(row: Any) -> str:
    if row is None or row.latitude is None:
        return "—"
    return f"{row.latitude:.5f}, {row.longitude:.5f}"


@needs("cases.see")
def suspicious_visit(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show what speaks for and against one visit."""
    row = found(queries.suspicious(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("visits.plan")
def suspicious_visit_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Clear it or reject it."""
    row = found(queries.suspicious(acting(request)), pk)
    home = reverse("office:suspicious_visit", args=[pk])
    return perform(request, row, act, _sheet(request, row), ACT, home)


urlpatterns: list[URLPattern] = [
    path("visit-proof/", suspicious_visits, name="suspicious_visits"),
    path("visit-proof/<int:pk>/", suspicious_visit, name="suspicious_visit"),
    path("visit-proof/<int:pk>/<str:act>/", suspicious_visit_act, name="suspicious_visit_act"),
]
