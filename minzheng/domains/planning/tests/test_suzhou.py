"""A real mid-term evaluation read anew: what its own figures bear out, and what they do not."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.kernel.documents.tests.county import county, moment, own_home, staff
from minzheng.kernel.indicators import services as figures

from ..queries import reports as found
from ..services import import_results, imports, reports

__all__ = ["county", "own_home", "staff"]

SOURCE = Path("/work/shared/mission/sources/suzhou.txt")
AT = moment(11, 20)
HEAD = {
    "key": "suzhou_14th", "title": "宿州市“十四五”民政事业发展规划", "kind": "five_year_plan", "issuer": "宿州市民政局",
    "document_no": "", "issued_on": None, "period_from": date(2021, 1, 1), "period_to": date(2025, 12, 31),
}  # fmt: skip
CLAIM = "19项重点指标均实现预期目标,其中10项指标已经提前完成目标任务"


@pytest.fixture
def report(staff):
    if not SOURCE.exists():
        pytest.skip("the source documents are not on this machine")
    chen, told = staff["chen"], {"by": staff["chen"], "at": AT}
    upload = SimpleUploadedFile("suzhou.txt", SOURCE.read_bytes())
    row = imports.begin(upload, division="620422", **told)
    for one in row.proposals.filter(section="reached"):
        imports.decide(one, {}, confirmed=True, **told)
    for one in row.proposals.filter(section="defects"):
        imports.decide(one, {}, confirmed=True, **told)
    imports.leave_out_rest(row, **told)
    plan = import_results.make(row, HEAD, division="620422", **told)
    for value in import_results.report(row, period="2023", **told).reported:
        figures.accept(value, by=staff["reviewer"], at=AT)
    return reports.draft(plan, "midterm", on=date(2024, 4, 29), claim=CLAIM, by=chen, at=AT)


def by_number(report):
    """Return the lines of the table by the number of the indicator."""
    lines: dict[int, list] = {}
    for line in found.target_lines(report)[0]:
        lines.setdefault(line.number, []).append(line.reached)
    return lines


def test_the_nineteen_indicators_are_counted_as_such_whatever_series_they_have(report):
    assert report.figures.get(key="targets.all").text == "19"
    assert len(by_number(report)[3]) == 6


@pytest.mark.requirement("PL-08")
def test_status_is_that_of_the_original_where_its_figures_bear_it_out(report):
    lines = by_number(report)
    borne = {number for number, rows in lines.items() if {row.status for row in rows} == {"early"}}
    # Shares of 100 %: whatever the plan asked, it is reached.
    assert borne == {5, 16, 17}
    assert {lines[n][0].text for n in borne} == {"100%"}
    assert all("与现有数据一致" in lines[n][0].reason for n in borne)


def test_where_no_target_is_printed_nothing_is_judged_and_the_claim_is_quoted(report):
    lines = by_number(report)
    for number, value in (
        (4, "62%"),
        (7, "77.18%"),
        (8, "61%"),
        (13, "88%"),
        (14, "415个"),
        (19, "97.9%"),
    ):
        row = lines[number][0]
        assert (row.text, row.status) == (value, "unknown")
        assert row.reason.startswith("规划未载明目标值")
        assert "无法判断；原文称“" in row.reason
    assert "没有另经审核上报" in lines[4][0].reason
    assert lines[11][0].text == "2.1万人"


def test_damaged_figures_are_not_taken_and_the_report_says_why(report):
    lines = by_number(report)
    assert "名称是比率，正文给出的是金额" in lines[1][0].reason
    assert (lines[9][0].text, lines[18][0].text) == ("暂无数据", "暂无数据")
    assert "没有给出这一项的数值" in lines[9][0].reason
    assert "困难残疾人生活补贴覆盖率" in lines[18][0].reason
    assert {row.status for n in (1, 9, 18) for row in lines[n]} == {"unknown"}
    doubts = report.figures.get(key="doubts")
    assert any("122" in row["label"] for row in doubts.rows)


def test_the_count_of_the_original_stands_beside_our_own(report):
    preface = found.plain(report)["preface"]
    assert CLAIM in preface
    assert "写明已达到的19项（其中写明已完成或者超出的14项）中，得到现有数据支持的3项" in preface
