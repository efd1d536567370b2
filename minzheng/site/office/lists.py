"""What the lists of the office share: where a row leads, how a place is named, exports on record."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.site.middleware import StaffRequest
from minzheng.ui import tables
from minzheng.ui.tables import Table

from .doors import acting

RUN_TONES = {
    "draft": "quiet",
    "submitted": "due",
    "approved": "due",
    "sent": "info",
    "returned": "info",
    "closed": "good",
}
LINE_TONES = {
    "ready": "info",
    "blocked": "due",
    "sent": "info",
    "paid": "good",
    "failed": "danger",
}
RISK_TONES = {"high": "danger", "medium": "due", "low": "quiet"}
LEAD_TONES = {"open": "due", "verifying": "info", "case_opened": "info", "closed": "good"}


def respond(
    request: StaffRequest, table: Table, template: str = "ui/table_page.html", **context: Any
) -> HttpResponseBase:
    """Answer a list as page, piece or workbook; a workbook that leaves the screen is recorded."""
    return tables.respond(
        request, table, template=template, on_export=_recorder(request, table), **context
    )


def piece(request: StaffRequest, table: Table) -> HttpResponseBase | None:
    """Answer what concerns only one list of a page; None: show the page."""
    return tables.piece(request, table, on_export=_recorder(request, table))


def book(request: StaffRequest, title: str, several: Sequence[Table]) -> HttpResponseBase:
    """Answer several lists as one workbook, a sheet each; it leaves the screen on record."""
    return tables.book(request, title, several, on_export=_recorder(request, several[0]))


def _recorder(request: StaffRequest, table: Table) -> Any:
    def record(count: int) -> None:
        audit.record(
            "office.list.exported",
            subject=request.path,
            subject_key=table.key,
            by=acting(request),
            at=request.at,
            rows=count,
        )

    return record


def address(name: str, *args: Any, viewer: Mandate | None = None, needs: str = "") -> str:
    """Return where a page lies; empty for a viewer whose role does not open it."""
    if needs and (viewer is None or not viewer.may(needs)):
        return ""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def household(viewer: Mandate, pk: int | None) -> str:
    """Return the address of a household's file, or nothing where the role may not open files."""
    return address("office:household", pk, viewer=viewer, needs="people.see") if pk else ""


def person(viewer: Mandate, pk: int | None) -> str:
    """Return the address of a person's file, or nothing where the role may not open files."""
    return address("office:person", pk, viewer=viewer, needs="people.see") if pk else ""


def case(viewer: Mandate, pk: int | None) -> str:
    """Return the address of a case, or nothing where the role may not open cases."""
    return address("office:case", pk, viewer=viewer, needs="cases.see") if pk else ""


def lead(viewer: Mandate, pk: int | None) -> str:
    """Return the address of a lead, or nothing where the role may not open leads."""
    return address("office:lead", pk, viewer=viewer, needs="leads.see") if pk else ""


def place(division: Division) -> str:
    """Name a village with its township, anything else by itself."""
    if division.level == Level.VILLAGE and division.parent is not None:
        return f"{division.parent.name} {division.name}"
    return division.name


def worded(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Return choices with their labels as plain text."""
    return [(key, str(label)) for key, label in pairs]


def month_asked(request: HttpRequest, fallback: str) -> str:
    """Return the month of the address (``?month=2026-10``), or the fallback when none is sound."""
    text = request.GET.get("month", "")
    sound = len(text) == 7 and text[4] == "-" and text[:4].isdecimal() and text[5:].isdecimal()
    return text if sound and 1 <= int(text[5:]) <= 12 and int(text[:4]) > 0 else fallback
