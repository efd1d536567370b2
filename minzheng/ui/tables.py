"""The one list component: filters, order, pages, an HTMX partial and an Excel export of the same rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from minzheng.ui import workbook
from minzheng.ui.columns import Badge, Cell, Column
from minzheng.ui.filters import Asked, Filter, asked
from minzheng.ui.responses import is_htmx

__all__ = ["Badge", "Cell", "Column", "Filter", "Listing", "Table", "listing", "piece", "respond"]

COUNT_CAP = 10_000
EXPORT_CAP = 1_000_000
EXPORT_CHUNK = 2_000


@dataclass(frozen=True)
class Table:
    """A list as a room declares it, over a ``queryset`` or over plain ``rows``.

    ``order`` is what ``order_by`` takes (for plain rows: a column key, "-" in front for descending).
    ``prefix`` keeps the address parameters of two tables on one page apart. ``row_tone(row)`` may
    colour a row's edge with one of ``columns.TONES``. ``certain`` are rows of the queryset that are
    quicker to count: where they alone are more than is worth counting, nobody counts the others.
    """

    key: str
    title: str
    columns: Sequence[Column]
    queryset: QuerySet | None = None
    rows: Sequence[Any] | None = None
    filters: Sequence[Filter] = ()
    order: str | tuple[str, ...] = "-id"
    page_size: int = 50
    empty: str = "这里还没有记录。"
    prefix: str = ""
    row_tone: Callable[[Any], str] | None = field(default=None)
    certain: QuerySet | None = None

    def __post_init__(self) -> None:
        if (self.queryset is None) == (self.rows is None):
            raise ValueError(f"table {self.key} needs either a queryset or rows")

    @property
    def id(self) -> str:
        """The id of the list in the page, which HTMX names as its target."""
        return f"table-{self.key.replace('.', '-')}"


@dataclass(frozen=True)
class Line:
    """One row as shown."""

    cells: list[Cell]
    href: str
    tone: str


class Listing:
    """A table bound to one request: what was asked of it and the page of rows that answers."""

    def __init__(self, table: Table, params: QueryDict, path: str = "") -> None:
        self.table = table
        self.path = path
        self._params = params
        self.id = table.id
        self.asked: list[Asked] = [
            asked(f, table.prefix + f.key, params.get(table.prefix + f.key, ""))
            for f in table.filters
        ]
        self.sort = self._sort_asked()
        self._found = self._ordered(self._narrowed())
        self.count = self._count()
        self.number, items = self._page()
        self.has_next = len(items) > table.page_size
        self.lines = [self._line(row) for row in items[: table.page_size]]

    # What the template reads ---------------------------------------------------------------

    @property
    def active(self) -> list[Asked]:
        """The filters that narrow this list."""
        return [item for item in self.asked if item.is_active]

    @property
    def complaints(self) -> list[str]:
        """What could not be understood in the filters."""
        return [item.complaint for item in self.asked if item.complaint]

    @property
    def count_text(self) -> str:
        """The number of rows found, "10,000+" beyond what is worth counting."""
        return f"{COUNT_CAP:,}+" if self.count > COUNT_CAP else f"{self.count:,}"

    @property
    def first(self) -> int:
        """The position of the first row shown."""
        return (self.number - 1) * self.table.page_size + 1 if self.lines else 0

    @property
    def last(self) -> int:
        """The position of the last row shown."""
        return self.first + len(self.lines) - 1 if self.lines else 0

    @property
    def headers(self) -> list[dict[str, Any]]:
        """Each column with the link that sorts by it and how it is sorted now."""
        return [
            {
                "column": column,
                "href": self._sort_link(column) if column.order_by else "",
                "sorted": {column.key: "ascending", f"-{column.key}": "descending"}.get(
                    self.sort, ""
                ),
            }
            for column in self.table.columns
        ]

    @property
    def previous_link(self) -> str:
        """The address of the page before, if there is one."""
        return self.link(page=self.number - 1) if self.number > 1 else ""

    @property
    def next_link(self) -> str:
        """The address of the page after, if there is one."""
        return self.link(page=self.number + 1) if self.has_next else ""

    @property
    def export_link(self) -> str:
        """The address of the Excel export of everything found."""
        return self.link(export="xlsx")

    @property
    def clear_link(self) -> str:
        """The address of this list without filters."""
        return self.link(page=None, **{item.filter.key: None for item in self.asked})

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The address parameters that the filter form must carry along."""
        own = {item.name for item in self.asked} | {self._name("page"), self._name("export")}
        return [
            (name, value)
            for name, values in self._params.lists()
            if name not in own
            for value in values
        ]

    def link(self, **changes: Any) -> str:
        """The address of this list with some of its parameters changed; None takes one away."""
        params = self._params.copy()
        params.pop(self._name("export"), None)
        for key, value in changes.items():
            name = self._name(key)
            params.pop(name, None)
            if value is not None:
                params[name] = str(value)
        return f"?{params.urlencode()}"

    def every_row(self) -> Iterator[list[Cell]]:
        """All rows found, as shown, for the export."""
        found = self._found
        rows: Iterable = (
            found.iterator(chunk_size=EXPORT_CHUNK) if isinstance(found, QuerySet) else found
        )
        for position, row in enumerate(rows):
            if position >= EXPORT_CAP:
                return
            yield [column.cell(row) for column in self.table.columns]

    # How it is worked out ------------------------------------------------------------------

    def _name(self, key: str) -> str:
        return self.table.prefix + key

    def _narrowed(self) -> Any:
        found = (
            self.table.queryset if self.table.queryset is not None else list(self.table.rows or ())
        )
        for item in self.active:
            found = item.filter.narrow(found, item.value)
        return found

    def _sort_asked(self) -> str:
        wanted = self._params.get(self._name("sort"), "")
        sortable = {column.key for column in self.table.columns if column.order_by}
        return wanted if wanted.removeprefix("-") in sortable else ""

    def _sort_link(self, column: Column) -> str:
        return self.link(
            sort=f"-{column.key}" if self.sort == column.key else column.key, page=None
        )

    def _ordered(self, found: Any) -> Any:
        if not isinstance(found, QuerySet):
            return self._ordered_rows(list(found))
        order = self.table.order
        fields = (order,) if isinstance(order, str) else tuple(order)
        column = self._column(self.sort.removeprefix("-"))
        if column is not None:
            named = (column.order_by,) if isinstance(column.order_by, str) else column.order_by
            turned = self.sort.startswith("-")
            fields = (*(_reversed(name) if turned else name for name in named), *fields)
        return found.order_by(*fields, "pk")  # the key at the end keeps pages from overlapping

    def _ordered_rows(self, rows: list) -> list:
        order = self.sort or (
            self.table.order if isinstance(self.table.order, str) else self.table.order[0]
        )
        column = self._column(order.removeprefix("-"))
        if column is None:
            return rows
        read = column.order_by if callable(column.order_by) else column.raw
        known = [row for row in rows if read(row) is not None]
        unknown = [row for row in rows if read(row) is None]
        return sorted(known, key=read, reverse=order.startswith("-")) + unknown

    def _column(self, key: str) -> Column | None:
        return next((column for column in self.table.columns if column.key == key), None)

    def _count(self) -> int:
        if not isinstance(self._found, QuerySet):
            return len(self._found)
        if self.table.certain is not None and not self.active:
            sure = _counted(self.table.certain)
            if sure > COUNT_CAP:
                return sure
        return _counted(self._found)

    def _page(self) -> tuple[int, list]:
        wanted = self._params.get(self._name("page"), "1")
        number = max(int(wanted), 1) if wanted.isdecimal() and len(wanted) < 8 else 1
        size = self.table.page_size
        if self.count <= COUNT_CAP:
            number = min(number, max(-(-self.count // size), 1))
        start = (number - 1) * size
        return number, list(self._found[start : start + size + 1])

    def _line(self, row: Any) -> Line:
        cells = [column.cell(row) for column in self.table.columns]
        tone = self.table.row_tone(row) if self.table.row_tone else ""
        return Line(cells, next((cell.href for cell in cells if cell.href), ""), tone)


def _counted(rows: QuerySet) -> int:
    """Count rows as far as is worth it."""
    return rows.order_by()[: COUNT_CAP + 1].count()


def listing(request: HttpRequest, table: Table) -> Listing:
    """Bind a table to a request, for pages that show it beside other things with ``{% table listing %}``."""
    return Listing(table, request.GET, request.path)


def book(
    request: HttpRequest,
    title: str,
    tables: Sequence[Table],
    *,
    on_export: Callable[[int], None] | None = None,
) -> HttpResponseBase:
    """Answer several lists, whole and unfiltered, as one workbook with a sheet for each."""
    found = [Listing(table, QueryDict()) for table in tables]
    sheets = [(one.table.title, one.table.columns, one.every_row()) for one in found]
    response, count = workbook.answer_book(request, title, sheets)
    if on_export:
        on_export(count)
    return response


def piece(
    request: HttpRequest, table: Table, *, on_export: Callable[[int], None] | None = None
) -> HttpResponseBase | None:
    """Answer what concerns only this list, its workbook or its HTMX partial; None: show the page.

    ``on_export`` is told how many rows left the screen, so that the room can record it.
    """
    if request.GET.get(f"{table.prefix}export") == "xlsx":
        bound = listing(request, table)
        narrowed = [(item.filter.label, item.worded) for item in bound.active]
        response, count = workbook.answer(
            request, table.title, table.columns, bound.every_row(), narrowed
        )
        if on_export is not None:
            on_export(count)
        return response
    if is_htmx(request) and request.headers.get("HX-Target") == table.id:
        return _varied(render(request, "ui/_table.html", {"table": listing(request, table)}))
    return None


def respond(
    request: HttpRequest,
    table: Table,
    *,
    template: str = "ui/table_page.html",
    on_export: Callable[[int], None] | None = None,
    **context: Any,
) -> HttpResponseBase:
    """Answer a request for a list: the page, its HTMX partial, or with ``?export=xlsx`` the workbook."""
    answer = piece(request, table, on_export=on_export)
    if answer is not None:
        return answer
    given = {"title": table.title, **context, "table": listing(request, table)}
    return _varied(render(request, template, given))


def _varied(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _reversed(name: Any) -> Any:
    text = str(name)
    return text.removeprefix("-") if text.startswith("-") else f"-{text}"
