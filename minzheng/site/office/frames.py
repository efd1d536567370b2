"""Rows that lie in frames, as lists show them: households and persons named within the viewer's rights."""

from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Person
from minzheng.ui.tables import Column

from . import lists

# More than this many rows are opened by township; a list of a whole county helps nobody.
CAP = 10_000
CHUNK = 900


def rows_of(viewer: Mandate, frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame (already narrowed to the viewer) with household, person and place named.

    Names are left out for a role that may not see people: counts and places remain.
    """
    may = viewer.may("people.see")
    homes = _households(frame) if may else {}
    persons = _persons(frame) if may and "person" in frame.columns else {}
    places = _places(frame)
    rows = []
    for row in frame.iter_rows(named=True):
        number, head = homes.get(row.get("household") or 0, ("", ""))
        rows.append(
            {
                **row,
                "number": number,
                "head": head,
                "name": persons.get(row.get("person") or 0, ""),
                "place": places.get(row.get("division") or "", ""),
            }
        )
    return rows


def _households(frame: pl.DataFrame) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for keys in _chunks(frame, "household"):
        rows = Household.objects.filter(pk__in=keys).values_list("pk", "number", "head__name")
        found |= {pk: (number, head or "") for pk, number, head in rows}
    return found


def _persons(frame: pl.DataFrame) -> dict[int, str]:
    found: dict[int, str] = {}
    for keys in _chunks(frame, "person"):
        found |= dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))
    return found


def _places(frame: pl.DataFrame) -> dict[str, str]:
    found: dict[str, str] = {}
    for keys in _chunks(frame, "division"):
        rows = Division.objects.filter(pk__in=keys).select_related("parent")
        found |= {row.code: lists.place(row) for row in rows}
    return found


def _chunks(frame: pl.DataFrame, column: str) -> list[list[Any]]:
    if column not in frame.columns:
        return []
    keys = frame[column].drop_nulls().unique().to_list()
    return [keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK)]


def named_households(viewer: Mandate, *, persons: bool = False) -> list[Column]:
    """Return the columns that say which household (and person) a row is about."""
    if not viewer.may("people.see"):
        return [Column("place", _("乡镇、村"), order_by=True)]
    person = Column(
        "name",
        _("姓名"),
        href=lambda row: lists.person(viewer, row.get("person")),
        order_by=True,
    )
    head = Column(
        "head",
        _("户主"),
        href=lambda row: lists.household(viewer, row.get("household")),
        order_by=True,
    )
    return [
        *([person] if persons else []),
        head,
        Column("number", _("家庭编号"), kind="code", order_by=True),
        Column("place", _("乡镇、村"), order_by=True),
    ]
