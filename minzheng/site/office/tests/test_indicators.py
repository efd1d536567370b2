"""Pages of indicators: the catalogue, a figure reported and checked, many at once, what is missing, releases."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import services
from minzheng.kernel.indicators.models import Observation, Release, ReportedValue

KEY = "own.street_lights"
DEFINED = {
    "key": "street_lights", "label": "路灯数", "unit": "盏", "kind": "stock", "every": "year", "better": "up", "digits": "0",
    "definition": "年末正常使用的路灯数。", "owner": "公用事业股", "basis": "县规划",
}  # fmt: skip


def text(answer):
    """Return what a page says."""
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def town(county):
    return Division.objects.get(name="会师镇", level=4).pk


@pytest.fixture
def defined(desk):
    answer = desk("chen").post("/indicators/define/", DEFINED)
    assert answer.headers["Location"] == f"/dashboard/{KEY}/"


@pytest.fixture
def told(desk, defined, town):
    """Return a function that reports a figure of the town on its page."""

    def tell(value, period="2025", who="su", **more):
        return desk(who).post(f"/indicators/reports/{KEY}/", {"division": town, "period": period, "value": value,
                                                              "source": "会师镇统计年报", **more})  # fmt: skip

    return tell


def test_township_reports_and_county_sends_back_and_accepts(told, desk, town):
    paper = SimpleUploadedFile("年报.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    first = told("1200", evidence=paper).headers["Location"]
    assert "1,200" in text(desk("chen").get(first))
    assert desk("su").post(f"{first}accept/").status_code == 404
    desk("chen").post(f"{first}refuse/", {"reason": "请按年末数填报"})
    assert "请按年末数填报" in text(desk("su").get(first))
    desk("chen").post(f"{told('1210').headers['Location']}accept/")
    page = text(desk("su").get(f"/dashboard/{KEY}/?month=2025&division={town}"))
    assert all(word in page for word in ("1,210", "会师镇统计年报", "已退回", "公用事业股"))
    assert "1,210" in text(desk("su").get("/indicators/?q=路灯"))


def test_refused_figure_keeps_what_was_typed_and_says_why(told, desk):
    desk("chen").post(f"{told('100', '2024').headers['Location']}accept/")
    answer = told("250")
    assert "变动 +150.0%" in text(answer) and "会师镇统计年报" in text(answer)
    assert "Location" in told("250", note="新装路灯").headers


def test_next_township_sees_neither_the_figure_nor_what_was_reported(told, desk, town):
    own = told("1200").headers["Location"]
    other = Division.objects.get(name="郭城驿镇").pk
    row = ReportedValue.objects.get()
    ReportedValue.objects.filter(pk=row.pk).update(division_id=other)
    assert desk("su").get(own).status_code == 404
    assert desk("su").post(f"{own}withdraw/", {"reason": "错"}).status_code == 404
    assert "会师镇统计年报" not in text(desk("su").get("/indicators/values/"))
    assert desk("su").get(f"/dashboard/{KEY}/?division={other}").status_code == 404
    answer = told("1", "2023", division=other)
    assert answer.status_code == 200 and ReportedValue.objects.count() == 1


def test_workbook_of_figures_keeps_the_good_lines_and_names_the_others(desk, defined, town):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        rows = [["指标填报模板"], services.COLUMNS, ["路灯数", "会师镇", "2025", 1200, "", "", "年报", ""],
                ["路灯数", "郭城驿镇", "2025", 9, "", "", "年报", ""], ["没有的指标", town, "2025", 9, "", "", "年报", ""]]  # fmt: skip
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    upload = SimpleUploadedFile("数.xlsx", file.getvalue())
    answer = desk("su").post("/indicators/reports/import/", {"file": upload})
    page = text(desk("su").get(answer.headers["Location"]))
    assert "已上报 1 个数，2 行有误" in page
    assert "第 4 行" in page and "第 5 行：没有指标“没有的指标”" in page
    assert ReportedValue.objects.get().division_id == town


def test_list_of_what_is_owed_and_its_template(desk, defined, county):
    page = text(desk("chen").get("/indicators/reports/?q=路灯"))
    assert "逾期未报" in page and "路灯数" in page
    answer = desk("chen").get("/indicators/reports/import/?export=xlsx")
    assert answer.headers["Content-Type"].endswith("sheet")
    answer.close()


@pytest.mark.requirement("PL-04")
def test_share_opens_to_who_is_counted_and_who_is_missing(county, desk):
    chen = Mandate.objects.get(user__username="chen")
    services.compute_month("2026-10", by=chen, at=clock.now())
    key, place = "assistance.dibao.coverage", Division.objects.get(name="会师镇", level=4)
    row = Observation.objects.get(
        indicator=key, division=place, period="2026-10", dimension="", category=""
    )
    counts = {"top": row.numerator, "of": row.denominator, "missing": row.denominator - row.numerator}  # fmt: skip
    for part, count in counts.items():
        answer = desk("su").get(f"/dashboard/{key}/?month=2026-10&part={part}")
        assert answer.context["table"].count == count > 0
    assert "应计入而未计入的明细" in text(answer)


def test_release_takes_two_people(county, desk):
    chen = Mandate.objects.get(user__username="chen")
    services.compute_month("2026-10", by=chen, at=clock.now())
    answer = desk("chen").post("/indicators/releases/new/", {"period": "2026-10", "indicators": ["assistance.dibao.households"]})  # fmt: skip
    page = answer.headers["Location"]
    assert desk("chen").post(f"{page}approve/").status_code == 404
    desk("wei").post(f"{page}approve/")
    assert Release.objects.get().state == "approved"
    assert "低保户数" in text(desk("chen").get(page))


def test_evaluator_reads_the_catalogue_and_changes_nothing(desk, county):
    assert desk("fan").get("/indicators/").status_code == 200
    assert desk("fan").get("/indicators/reports/").status_code == 403
    assert desk("fan").get("/indicators/define/").status_code == 403
