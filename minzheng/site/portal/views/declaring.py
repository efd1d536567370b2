"""A family no register knows says who lives together, and can then apply like any other."""

from typing import Any

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.core import forms
from minzheng.core.forms import Form, Item
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.choices import Relation, Residence
from minzheng.site import declaring
from minzheng.site.access import for_citizens
from minzheng.site.declaring import Declared
from minzheng.site.middleware import StaffRequest
from minzheng.site.portal import places
from minzheng.site.portal.own import tried, who

LINES = 5
RELATIONS = (
    (Relation.SPOUSE.value, "配偶"),
    (Relation.CHILD.value, "子女"),
    (Relation.PARENT.value, "父母"),
    (Relation.GRANDCHILD.value, "孙子女、外孙子女"),
    (Relation.GRANDPARENT.value, "祖父母、外祖父母"),
    (Relation.SIBLING.value, "兄弟姐妹"),
    (Relation.OTHER.value, "其他"),
)
FAMILY = Form(
    "family",
    "登记我家",
    (
        Item("village", "户口在哪个村（社区）", forms.MEMBER, is_required=True),
        Item("address", "住址", forms.TEXT, "写到组、门牌。", is_required=True, most=100),
        Item("residence", "户口类别", forms.CHOICE, is_required=True,
             options=((Residence.RURAL.value, "农村"), (Residence.URBAN.value, "城镇"))),
        *(
            item
            for n in range(1, LINES + 1)
            for item in (
                Item(f"name_{n}", f"家人{n}姓名", forms.TEXT, most=40),
                Item(f"number_{n}", f"家人{n}身份证号", forms.TEXT, most=20),
                Item(f"relation_{n}", f"家人{n}是您的", forms.MEMBER, options=RELATIONS),
            )
        ),
    ),
)  # fmt: skip


@for_citizens
@sensitive_post_parameters()
def family_new(request: StaffRequest) -> HttpResponse:
    """Ask who lives together, and open the file; then back to what was being applied for."""
    villages = {row.pk: row for row in _villages(request)}
    said = {item.key: request.POST.get(item.key, "") for item in FAMILY.items}
    kept, wrong = FAMILY.cleaned(said) if request.method == "POST" else ({}, {})
    if request.method == "POST":
        wrong |= _faults(kept, villages)
        if not wrong and tried(
            request, lambda: _declared(request, kept, villages), _("已登记，可以接着申请。")
        ):
            return redirect(_next(request))
    options: dict[str, Any] = {"village": [(pk, divisions.full_name(pk)) for pk in villages]}
    fields = [
        item.described() | {
            "options": options.get(item.key, item.options), "value": said[item.key],
            "fault": wrong.get(item.key, ""), "is_required": item.is_required,
        }
        for item in FAMILY.items
    ]  # fmt: skip
    context = {"fields": fields, "wrong": wrong, "next": request.GET.get("next", "")}
    return render(request, "portal/applying/family.html", context)


def _villages(request: StaffRequest) -> list[Division]:
    county = places.county_of(places.place_of(request))
    rows = divisions.subtree(county.pk).filter(level=Level.VILLAGE, valid_to=None)
    return list(rows.order_by("path"))


def _faults(kept: dict[str, Any], villages: dict[str, Division]) -> dict[str, str]:
    """Say what is half filled in: a name without number, a number without name."""
    wrong = {}
    if kept.get("village") and kept["village"] not in villages:
        wrong["village"] = _("请从列出的村（社区）中选择")
    for n in range(1, LINES + 1):
        parts = [kept.get(f"{key}_{n}") for key in ("name", "number", "relation")]
        if any(parts) and not all(parts):
            wrong[f"name_{n}"] = _("姓名、身份证号和关系要一起填；没有这个人就都不填")
        elif parts[2] and parts[2] not in dict(RELATIONS):
            wrong[f"relation_{n}"] = _("请从列出的关系中选择")
    return wrong


def _declared(request: StaffRequest, kept: dict[str, Any], villages: dict[str, Division]) -> None:
    others = [
        Declared(kept[f"name_{n}"], kept[f"number_{n}"], kept[f"relation_{n}"])
        for n in range(1, LINES + 1)
        if kept.get(f"name_{n}")
    ]
    home = declaring.declare_family(
        who(request), others, division=villages[kept["village"]], address=kept["address"],
        residence=kept["residence"], at=request.at,
    )  # fmt: skip
    if declaring.waiting(home).exists():
        # Neither who nor why: whether somebody has a file is not told to others.
        notes.info(request, _("有家人要由窗口核对户口簿和身份证后才算在您家里，不耽误您现在申请。"))


def _next(request: StaffRequest) -> str:
    wanted = request.GET.get("next", "")
    fits = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if fits else reverse("portal:services")


urlpatterns: list[URLPattern] = [path("family/", family_new, name="family_new")]
