"""Lists of persons and households within the viewer's divisions."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from minzheng.core.fields import prefix_end
from minzheng.core.text import half_width, normalise_name
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.choices import RESIDENCES, SEXES
from minzheng.site.middleware import StaffRequest
from minzheng.ui import tables
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import subjects
from ...doors import acting, needs


def _begins(prefix: str = "") -> Any:
    """Return a narrowing of rows to names, pinyin or initials that begin with what was typed."""

    def narrow(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        latin = half_width(text).lower().replace(" ", "")
        name = normalise_name(text)
        fields = (
            (("name_initials", latin), ("name_pinyin", latin))
            if latin.isascii()
            else (("name", name),)
        )
        asked = Q()
        for field, value in fields:
            asked |= Q(
                **{f"{prefix}{field}__gte": value, f"{prefix}{field}__lt": prefix_end(value)}
            )
        return rows.filter(asked)

    return narrow


def places(request: StaffRequest) -> list[tuple[str, str]]:
    """Return the divisions right below the viewer, to narrow a list by."""
    viewer = acting(request)
    rows = divisions.subtree(viewer.division_id).filter(parent=viewer.division_id)
    return [(row.code, row.name) for row in rows.order_by("code")]


def in_place(field: str = "division") -> Any:
    """Return a narrowing of rows to a division and everything below it."""
    return lambda rows, code: divisions.within(rows, code, field)


@needs("people.see")
def person_list(request: StaffRequest) -> HttpResponseBase:
    """List persons, by name."""
    table = Table(
        "people",
        "人员",
        [
            Column(
                "name", "姓名", order_by="name", href=lambda row: reverse("office:person", args=[row.pk])
            ),
            Column("sex", "性别", "get_sex_display"),
            Column("age", "年龄", lambda row: subjects.age_of(row, request), kind="number", order_by="-birth_on"),
            Column("masked_id", "公民身份号码", kind="code"),
            Column("residence", "户口性质", "get_residence_display", wide=True),
            Column("division", "户籍地", "division.name", order_by="division__path"),
            Column("state", "状态", lambda row: Badge("已故", "quiet") if row.died_on else Badge("在册", "good"), kind="badge"),
        ],
        queryset=people.people(acting(request)),
        certain=people.registered(acting(request)),
        filters=[
            Filter("q", "姓名或简拼", apply=_begins()),
            Filter("division", "区划", kind="choice", choices=lambda: places(request), apply=in_place()),
            Filter("sex", "性别", kind="choice", choices=[(key.value, word) for key, word in SEXES.items()]),
        ],
        order="name",
        empty="辖区内还没有登记人员。",
    )  # fmt: skip
    return tables.respond(request, table, template="office/people/list.html", which="people")


@needs("people.see")
def household_list(request: StaffRequest) -> HttpResponseBase:
    """List households, by number."""
    rows = people.households(acting(request)).annotate(
        size=Count("memberships", filter=Q(memberships__valid_to=None))
    )
    table = Table(
        "households",
        "家庭",
        [
            Column(
                "head", "户主", "head.name", order_by="head__name",
                href=lambda row: reverse("office:household", args=[row.pk]),
            ),
            Column("number", "家庭编号", kind="code", order_by="number"),
            Column("size", "人口", kind="number", order_by="size"),
            Column("residence", "城乡", "get_residence_display"),
            Column("division", "所在村（社区）", "division.name", order_by="division__path"),
        ],
        queryset=rows,
        filters=[
            Filter("q", "户主姓名或简拼", apply=_begins("head__")),
            Filter("division", "区划", kind="choice", choices=lambda: places(request), apply=in_place()),
            Filter("residence", "城乡", kind="choice", choices=[(key.value, word) for key, word in RESIDENCES.items()]),
        ],
        order="number",
        empty="辖区内还没有登记家庭。",
    )  # fmt: skip
    return tables.respond(request, table, template="office/people/list.html", which="households")


urlpatterns: list[URLPattern] = [
    path("people/", person_list, name="people"),
    path("households/", household_list, name="households"),
]
