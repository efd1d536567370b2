"""Tests of the list component over plain rows and over the database."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from minzheng.ui import tables
from minzheng.ui.columns import Badge, Column
from minzheng.ui.filters import Filter
from minzheng.ui.tests import gallery

AT = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)


def asked(address: str = "/list", **headers: str):
    request = RequestFactory().get(address, headers=headers)
    request.at, request.mandate = AT, "柴家门镇 经办 林小梅"
    return request


def received(response) -> bytes:
    data = b"".join(response.streaming_content)
    response.file_to_stream.close()  # not response.close(): that signals the end of a request
    return data


def workbook(response) -> list[list]:
    data = received(response)
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, 1), (3, 3), (40, 8)])
def test_listing_shows_one_page(count, shown):
    listing = tables.listing(asked(), gallery.table(count))
    assert (len(listing.lines), listing.count) == (shown, count)
    assert bool(listing.next_link) == (count > 8)


def test_listing_narrows_by_search_and_keeps_it_in_links():
    listing = tables.listing(asked("/list?q=买买&sort=-amount&other=1"), gallery.table(40))
    assert {line.cells[0].text for line in listing.lines} == {"阿卜杜拉·买买提江·伊敏"}
    assert "other=1" in listing.export_link
    assert "q=" in listing.export_link
    assert ("sort", "-amount") in listing.kept
    assert "q=" not in listing.clear_link


def test_listing_narrows_by_month():
    listing = tables.listing(asked("/list?since=2026-03"), gallery.table(40))
    assert {line.cells[5].text for line in listing.lines} == {"2026-03-01"}


@pytest.mark.parametrize("address", ["/list?since=2026-3x", "/list?name=none"])
def test_listing_says_what_it_could_not_read(address):
    listing = tables.listing(asked(address), gallery.table(3))
    assert (listing.count, len(listing.complaints)) == (3, 1)


def test_listing_sorts_with_unknown_last():
    for sort in ("amount", "-amount"):
        listing = tables.listing(asked(f"/list?sort={sort}&page=5"), gallery.table(40))
        assert {line.cells[3].text for line in listing.lines} == {"—"}


def test_listing_ignores_an_order_it_does_not_offer():
    assert tables.listing(asked("/list?sort=number"), gallery.table(3)).sort == ""


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999", "٣"])
def test_listing_survives_any_page_number(page):
    assert len(tables.listing(asked(f"/list?page={page}"), gallery.table(3)).lines) == 3


def test_prefix_keeps_two_tables_apart():
    table = tables.Table(
        "b", "乙", [Column("id", "号", order_by=True)], rows=gallery.rows(3), prefix="b_"
    )
    listing = tables.listing(asked("/list?sort=-id&b_sort=id&page=7"), table)
    assert (listing.sort, listing.number) == ("id", 1)


def test_badge_takes_its_tone_from_the_column():
    column = Column("state", "状态", kind="badge", tones={"late": "danger"})
    assert column.cell({"state": "late"}).tone == "danger"
    assert column.cell({"state": ("迟", "due")}).tone == "due"
    assert column.cell({"state": Badge("好", "good")}).text == "好"


def test_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="no kind"):
        Column("a", "甲", kind="colour")
    with pytest.raises(ValueError, match="no kind"):
        Filter("a", "甲", kind="colour")


def test_table_needs_rows_or_a_queryset():
    with pytest.raises(ValueError, match="either"):
        tables.Table("a", "甲", [])


# -- export -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 3, 2500])
def test_export_holds_every_row_found(count):
    exported = []
    response = tables.respond(
        asked("/list?export=xlsx&page=2"), gallery.table(count), on_export=exported.append
    )
    sheet = workbook(response)
    assert exported == [count]
    assert len(sheet) == count + 5
    assert sheet[4][:2] == ["姓名", "证件号码"]


def test_export_says_what_when_and_who():
    sheet = workbook(tables.respond(asked("/list?export=xlsx&q=马"), gallery.table(8)))
    heads = [row[0] for row in sheet[:4]]
    assert heads[0] == "保障对象"
    assert heads[1] == "筛选条件：姓名：马"
    assert "2026-11-16 08:30" in heads[2]
    assert "林小梅" in heads[2]
    assert heads[3] == "演示数据"


def test_export_keeps_codes_text_money_numbers_and_days_days():
    row = workbook(tables.respond(asked("/list?export=xlsx"), gallery.table(2)))[6]
    assert row == ["王秀英", "629901190000000001", "今日到期", 1234567.89, 0.01, date(2026, 2, 1)]


def test_export_never_writes_a_formula():
    data = received(tables.respond(asked("/list?export=xlsx"), gallery.table(5)))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    suspect = sheet.cell(row=10, column=1)
    assert (suspect.value, suspect.data_type, suspect.quotePrefix) == ("=SUM(A1)", "s", True)


# -- over the database ----------------------------------------------------------------------------


def models_table(**changes):
    given = {
        "filters": [
            Filter("q", "名称", fields=("model", "app_label")),
            Filter("app_label", "应用", kind="choice", choices=lambda: [("a", "甲"), ("b", "乙")]),
        ],
        "page_size": 5,
        "order": "model",
    }
    columns = [Column("model", "名称", order_by="model"), Column("app_label", "应用")]
    return tables.Table(
        "types",
        "类型",
        columns,
        queryset=ContentType.objects.filter(app_label__in="ab"),
        **given | changes,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 3, 12])
def test_queryset_list_asks_the_database_twice(count, django_assert_num_queries):
    ContentType.objects.bulk_create(
        ContentType(app_label="ab"[i % 2], model=f"m{i:02d}") for i in range(count)
    )
    with django_assert_num_queries(2):
        listing = tables.listing(asked(), models_table())
    assert [line.cells[0].text for line in listing.lines] == [
        f"m{i:02d}" for i in range(min(count, 5))
    ]


@pytest.mark.django_db
def test_queryset_list_filters_sorts_and_pages():
    ContentType.objects.bulk_create(
        ContentType(app_label="ab"[i % 2], model=f"m{i:02d}") for i in range(14)
    )
    listing = tables.listing(asked("/list?app_label=b&sort=-model&page=2"), models_table())
    assert [line.cells[0].text for line in listing.lines] == ["m03", "m01"]
    assert (listing.first, listing.last, listing.count) == (6, 7, 7)
    assert tables.listing(asked("/list?q=m1"), models_table()).count == 4


@pytest.mark.django_db
def test_queryset_count_stops_at_the_cap(monkeypatch):
    monkeypatch.setattr(tables, "COUNT_CAP", 10)
    ContentType.objects.bulk_create(
        ContentType(app_label="a", model=f"m{i:02d}") for i in range(14)
    )
    first = tables.listing(asked(), models_table())
    last = tables.listing(asked("/list?page=3"), models_table())
    assert (first.count_text, len(last.lines), last.next_link) == ("10+", 4, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sure", "address", "queries", "said"),
    [(12, "/list", 2, "10+"), (9, "/list", 3, "10+"), (12, "/list?app_label=a", 2, "10+")],
)
def test_rows_that_are_quick_to_count_spare_counting_the_others(
    monkeypatch, django_assert_num_queries, sure, address, queries, said
):
    monkeypatch.setattr(tables, "COUNT_CAP", 10)
    made = ContentType.objects.bulk_create(
        ContentType(app_label="a", model=f"m{i:02d}") for i in range(14)
    )
    certain = ContentType.objects.filter(pk__in=[row.pk for row in made[:sure]])
    with django_assert_num_queries(queries):
        assert tables.listing(asked(address), models_table(certain=certain)).count_text == said


# -- answers --------------------------------------------------------------------------------------


def test_respond_gives_the_piece_to_htmx_and_the_page_to_browsers():
    table = gallery.table(3)
    piece = tables.respond(asked(**{"HX-Request": "true", "HX-Target": "table-people"}), table)
    assert piece.content.lstrip().startswith(b'<section class="ui-list" id="table-people"')
    assert "HX-Request" in piece["Vary"]
    page = tables.respond(asked(), table, layout="ui/document.html")
    assert b"<!doctype html>" in page.content


def test_piece_leaves_the_page_to_the_view():
    table = gallery.table(3)
    other = asked(**{"HX-Request": "true", "HX-Target": "table-other"})
    assert tables.piece(asked(), table) is None
    assert tables.piece(other, table) is None
    assert tables.piece(asked("/list?export=xlsx"), table).status_code == 200


def test_names_are_escaped():
    table = tables.Table(
        "x", "表", [Column("name", "名")], rows=[{"name": "<script>alert(1)</script>"}]
    )
    request = asked(**{"HX-Request": "true", "HX-Target": "table-x"})
    assert b"<script>" not in tables.respond(request, table).content
