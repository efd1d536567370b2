"""Care of supported persons: assessments due, the list for the homes, one person's care."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.assistance import choices, queries
from minzheng.domains.assistance.models import Admission, CareAgreement, SelfCareAssessment
from minzheng.domains.assistance.services import care, support
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Person
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Column, Filter, Table

from ... import lists, subjects
from ...doors import acting, found, needs, tried
from ...forms.assistance import (
    Agreement,
    Assessment,
    Choice,
    NewSupport,
    Placement,
    Review,
    Why,
)
from .acts import Deed, Sheet, perform, show

ACT, ADMIT = "office:care_act", "office:admission_act"
TIER_TONES = {"全自理": "good", "半护理": "info", "全护理": "due"}


def _page(person: int) -> str:
    return reverse("office:care", args=[person])


@needs("cases.see")
def assessments(request: StaffRequest) -> HttpResponseBase:
    """List the last assessment of everybody, the soonest due first."""
    on = localdate(request.at)
    table = Table(
        "assistance.assessments",
        _("特困人员自理能力评估"),
        [
            Column("person", _("姓名"), "person.name", href=lambda row: _page(row.person_id)),
            Column("division", _("村（社区）"), lambda row: lists.place(row.division)),
            Column("tier", _("档次"), lambda row: (row.tier, TIER_TONES.get(row.tier, "quiet")), kind="badge"),
            Column("assessed_on", _("评估日期"), kind="date", order_by="assessed_on"),
            Column("due_on", _("下次评估"), kind="date", order_by="due_on"),
            Column("body", _("评估机构"), wide=True),
        ],
        queryset=queries.last_assessments(acting(request)),
        filters=[
            Filter("tier", _("档次"), "choice", [(tier, tier) for tier in choices.TIERS]),
            Filter("due", _("到期截止"), "date", apply=lambda rows, day: rows.filter(due_on__lte=day)),
        ],
        order=("due_on",),
        empty=_("还没有评估记录。"),
        row_tone=lambda row: "danger" if row.due_on <= on else "",
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html")


@needs("cases.see")
def admissions(request: StaffRequest) -> HttpResponseBase:
    """List who wants to live in a home: who cannot care for himself first."""
    table = Table(
        "assistance.admissions",
        _("集中供养入住"),
        [
            Column("person", _("姓名"), "person.name", href=lambda row: reverse("office:admission", args=[row.pk])),
            Column("division", _("村（社区）"), lambda row: lists.place(row.division)),
            Column("tier", _("档次"), lambda row: (row.tier or _("未评估"), TIER_TONES.get(row.tier, "quiet")), kind="badge"),
            Column("wanted_on", _("提出日期"), kind="date"),
            Column("state", _("状态"), lambda row: row.get_state_display()),
            Column("home", _("供养机构")),
            Column("settled_on", _("入住（撤回）"), kind="date", wide=True),
        ],
        queryset=queries.admissions(acting(request)),
        filters=[Filter("state", _("状态"), "choice", list(choices.ADMISSION_STATES.items()))],
        order=("-urgency", "wanted_on"),
        empty=_("没有人等待入住。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html")


def _admit(request: StaffRequest, row: Admission, told: dict[str, Any]) -> Any:
    return care.admit(row, **told, by=acting(request), at=request.at)


ADMISSION_DEEDS = (
    Deed(
        "admit", _("安排入住"), Placement, _admit, _("已安排入住。"),
        lambda viewer, row: viewer.may("cases.take") and row.state == choices.WAITING,
    ),
)  # fmt: skip


def _admission_sheet(row: Admission) -> Sheet:
    return Sheet(
        title=_("%(name)s · 集中供养") % {"name": row.person.name},
        facts=[
            (_("照料护理档次"), row.tier or _("未评估")), (_("提出日期"), f"{row.wanted_on:%Y-%m-%d}"), (_("状态"), row.get_state_display()),
            (_("供养机构"), row.home), (_("说明"), row.note),
        ],
        back=reverse("office:admissions"),
        deeds=ADMISSION_DEEDS,
        link=(_("照护情况"), _page(row.person_id)),
    )  # fmt: skip


@needs("cases.see")
def admission(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one wish to live in a home."""
    row = found(queries.admissions(acting(request)), pk)
    audit.record_look(row.person, by=acting(request), at=request.at, reason="办理集中供养")
    return show(request, row, _admission_sheet(row), ADMIT)


@require_POST
@needs("cases.take")
def admission_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Admit somebody."""
    row = found(queries.admissions(acting(request)), pk)
    return perform(request, row, act, _admission_sheet(row), ADMIT, reverse("office:admissions"))


def _as(service: Any) -> Any:
    return lambda request, person, told: service(person, **told, by=acting(request), at=request.at)


def _works(viewer: Mandate, person: Person) -> bool:
    return viewer.may("visits.record") and viewer.may("cases.take")


def _may_review(viewer: Mandate, person: Person) -> bool:
    return viewer.may("cases.open") and support.support_in_force(person) is not None


DEEDS = (
    Deed("assess", _("登记自理能力评估"), Assessment, _as(care.record_assessment), _("评估已登记。"), _works),
    Deed("mode", _("登记本人选择的供养形式"), Choice, lambda request, person, told: care.choose_mode(
        person, told["mode"], chosen_by=told["chosen_by"], by=acting(request), at=request.at,
    ), _("供养形式已登记。"), _works),
    Deed("agree", _("签订照料护理协议"), Agreement, _as(care.sign_agreement), _("协议已生成，请打印签名。"), _works),
    Deed("changed", _("报告自理能力变化"), Why, _as(care.ask_reassessment), _("已列入重新评估。"), _works),
    Deed("review", _("变更或终止供养"), Review, _as(support.open_change), _("已建立变更办件。"), _may_review),
)  # fmt: skip


def _sheet(request: StaffRequest, person: Person) -> Sheet:
    last = SelfCareAssessment.objects.filter(person=person).first()
    agreed = CareAgreement.objects.filter(person=person, ended_on=None).first()
    held = support.support_in_force(person)
    waiting = Admission.objects.filter(person=person).first()
    able = [label for key, label in choices.CARE_ITEMS.items() if last and last.items.get(key)]
    facts = [
        (_("供养待遇"), f"{held.valid_from:%Y-%m}" if held else None),
        (_("照料护理档次"), last.tier if last else None),
        (_("评估"), f"{last.assessed_on:%Y-%m-%d} {last.body}" if last else None),
        (_("能够自主完成"), "、".join(able) if last else None),
        (_("下次评估"), f"{last.due_on:%Y-%m-%d}" if last else None),
        (_("照料服务人"), f"{agreed.provider}（{agreed.relation}）" if agreed else None),
        (_("协议至"), f"{agreed.valid_to:%Y-%m-%d}" if agreed else None),
        (_("集中供养"), f"{waiting.get_state_display()} {waiting.home}" if waiting else None),
    ]
    return Sheet(
        title=_("%(name)s · 照护") % {"name": person.name},
        facts=facts,
        back=lists.person(acting(request), person.pk) or reverse("office:assessments"),
        deeds=DEEDS,
    )


@needs("cases.see")
def care_page(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show how a person is cared for; the look is on record."""
    person = subjects.person_file(request, pk).person
    return show(request, person, _sheet(request, person), ACT)


@require_POST
@needs("cases.take")
def care_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing about a person's care."""
    person = found(people.people(acting(request)), pk)
    return perform(request, person, act, _sheet(request, person), ACT, _page(pk))


@needs("cases.open")
def support_new(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Open an application for support for one member of a household."""
    household = subjects.household(request, pk)
    members = [row.person for row in people.members(household, localdate(request.at))]
    names = [(str(person.pk), person.name) for person in members]
    form = NewSupport(request.POST or None, names=names)
    if request.method == "POST" and form.is_valid():
        person = next(p for p in members if str(p.pk) == form.cleaned_data["person"])
        made = []
        if tried(
            request,
            lambda: made.append(support.open_support(person, by=acting(request), at=request.at)),
            _("已建立申请，请签署核对授权书后提交。"),
        ):
            return redirect(request, reverse("office:case", args=[made[0].pk]))
    context = {"form": form, "household": household, "back": reverse("office:intake")}
    return render(request, "office/assistance/support.html", context)


urlpatterns: list[URLPattern] = [
    path("care/", assessments, name="assessments"),
    path("care/admissions/", admissions, name="admissions"),
    path("care/admissions/<int:pk>/", admission, name="admission"),
    path("care/admissions/<int:pk>/<str:act>/", admission_act, name="admission_act"),
    path("people/<int:pk>/care/", care_page, name="care"),
    path("people/<int:pk>/care/<str:act>/", care_act, name="care_act"),
    path("households/<int:pk>/support/", support_new, name="support_new"),
]
