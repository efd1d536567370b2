"""The what-if desk: type a value beside the one in force, read what it does, open the reasons, make a draft."""

import io
import re
from argparse import Namespace
from typing import Any

import openpyxl
import polars as pl
import pytest

from minzheng.kernel.determinations import queries as answers
from minzheng.kernel.determinations.models import StandardChange
from minzheng.kernel.scenarios import queries
from minzheng.kernel.scenarios.models import Scenario
from minzheng.site.office.tests.sheets import rows_of
from minzheng.site.office.views import scenarios as views
from minzheng.site.verbs import scenario as verb

MONTH, POLICY = "2026-10", "assistance.dibao"
RURAL = "assistance.dibao|standard|620422|rural"
NEW = f"/scenarios/new/?policy={POLICY}&month={MONTH}"


def text(answer: Any) -> str:
    """Return a page as text, having seen that it is one."""
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def tried(desk) -> Scenario:
    """Return the rural standard raised from 399 to 450 yuan, tried by the county officer."""
    answer = desk("chen").post(NEW, {"month": MONTH, RURAL: "４５０元"})
    assert answer.status_code == 302, answer.content.decode()
    return Scenario.objects.get(pk=answer.headers["Location"].split("/")[-2])


def test_first_page_asks_for_benefit_and_month(desk):
    page = text(desk("liu").get("/scenarios/new/"))
    assert "最低生活保障" in page and MONTH in page


def test_new_values_are_typed_beside_those_in_force_with_their_document(desk):
    page = text(desk("chen").get(NEW))
    assert "低保标准（农村）" in page and "399" in page and "会政办发〔2022〕114号" in page


def test_wrong_value_is_marked_where_it_was_typed_and_the_rest_is_kept(desk):
    given = {"month": MONTH, RURAL: "四百五", "title": "2027年低保标准", "note": "征求意见"}
    page = text(desk("chen").post(NEW, given))
    assert (
        "不是数值" in page and "四百五" in page and "2027年低保标准" in page and "征求意见" in page
    )
    assert "请至少改动一个数值" in text(desk("chen").post(NEW, {"month": MONTH}))
    assert not Scenario.objects.exists()


def test_result_says_what_the_rows_add_up_to(tried, desk):
    page = text(desk("chen").get(f"/scenarios/{tried.pk}/"))
    paid = [key for key in tried.figures["policies"] if queries.paid_as(key) == "monthly"]
    change = sum(tried.figures["policies"][key]["change"] for key in paid)
    assert change == tried.figures["monthly"] > 0
    assert f"+{change / 100:,.2f}" in page and f"+{change * 12 / 100:,.2f}" in page
    assert "低保标准（农村） → 450" in page


def test_baseline_is_what_the_month_was_determined_to_be(tried, county):
    law = answers.results(POLICY, MONTH).filter(outcome="eligible").select("household", "amount")
    rows = pl.read_parquet(queries.results_path(tried.inputs, POLICY))
    said = rows.filter(before_outcome="eligible").select("household", "before")
    assert sorted(said.rows()) == sorted(law.collect().rows())


def test_each_view_adds_up_to_the_same_sum_and_goes_to_excel(tried, desk):
    wanted = tried.figures["monthly"]
    heads = {
        "town": "乡镇",
        "fund": "资金",
        "policy": "待遇",
        "residence": "城乡",
        "size": "家庭人数",
    }
    for view, head in heads.items():
        answer = desk("chen").get(f"/scenarios/{tried.pk}/?by={view}&export=xlsx")
        rows = rows_of(answer, head)
        assert sum(round((row["变动（元/月）"] or 0) * 100) for row in rows) == wanted, view


def test_whole_result_goes_out_as_one_workbook(tried, desk):
    answer = desk("chen").get(f"/scenarios/{tried.pk}/book/")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert {"概览", "新纳入", "增加", "减少", "退出", "乡镇", "资金", "待遇", "月份"} <= {
        *book.sheetnames
    }
    table = [[c.value for c in row] for row in book["月份"].iter_rows()]
    heads = next(row for row in table if row[0] == "月份")
    sums = [row[heads.index("当月变动（元）")] for row in table[table.index(heads) + 1 :]]
    assert len(sums) == 12
    assert [round(s * 100) for s in sums[2:]] == [tried.figures["monthly"]] * 10
    assert desk("zhao").get(f"/scenarios/{tried.pk}/book/").status_code == 403


def test_affected_households_are_masked_and_open_their_reasons(tried, desk):
    page = text(desk("chen").get(f"/scenarios/{tried.pk}/units/?effect=gains"))
    assert "新纳入" in page and re.search(r"[一-龥]\*+", page)
    address = re.search(rf"/scenarios/{tried.pk}/units/{POLICY}/\d+/", page)[0]
    reasons = text(desk("chen").get(address))
    assert "现行" in reasons and "改后" in reasons and "450" in reasons


def test_two_runs_stand_side_by_side(tried, desk):
    chen = desk("chen")
    chen.post(NEW, {"month": MONTH, RURAL: "500"})
    other = Scenario.objects.exclude(pk=tried.pk).get()
    page = text(chen.get(f"/scenarios/{tried.pk}/compare/?with={other.pk}"))
    assert "甲" in page and "乙" in page and "→ 500" not in page.split("<h1")[0]
    assert text(chen.get("/scenarios/")).count("低保标准（农村）") == 2


def test_same_again_is_not_saved_twice_and_a_former_one_is_begun_from(tried, desk):
    chen = desk("chen")
    chen.post(NEW, {"month": MONTH, RURAL: "450"})
    assert Scenario.objects.count() == 1
    assert 'value="450"' in text(chen.get(f"/scenarios/new/?like={tried.pk}"))


def test_scenario_becomes_a_draft_that_another_person_releases(tried, desk):
    given = {"title": "低保标准", "since": "2027-01-01", "source": "县政府常务会议", "document": "会政发〔2026〕9号", "issued_by": "county"}  # fmt: skip
    chen, url = desk("chen"), f"/scenarios/{tried.pk}/draft/"
    assert "低保标准（农村） → 450" in text(chen.get(url))
    answer = chen.post(url, given)
    tried.refresh_from_db()
    if answer.status_code == 200:  # a standard the prefecture sets: its own document is asked for
        answer = chen.post(url, {**given, "issued_by": "prefecture"})
        tried.refresh_from_db()
    assert (answer.status_code, tried.state) == (302, "released")
    change = StandardChange.objects.get(pk=tried.change_id)
    assert [v.value for v in change.values.all()] == ["450"]
    assert desk("liu").get(url).status_code == 403


def test_township_and_strangers_open_no_scenario(tried, desk):
    for who in ("zhao", "lin", "song", "fan"):
        for page in ("", f"{tried.pk}/", f"{tried.pk}/units/", f"{tried.pk}/compare/", "new/"):
            assert desk(who).get(f"/scenarios/{page}").status_code == 403


def test_withdrawn_scenario_stays_in_the_list(tried, desk):
    chen = desk("chen")
    assert chen.post(f"/scenarios/{tried.pk}/withdraw/").status_code == 302
    assert "已撤回" in text(chen.get("/scenarios/"))
    assert chen.post(f"/scenarios/{tried.pk}/run/").status_code == 302


def test_large_population_is_worked_out_beside_the_page_and_watched(county, desk, monkeypatch):
    started: list[tuple[int, int]] = []
    monkeypatch.setattr(queries, "AT_ONCE", 10)
    monkeypatch.setattr(views, "launch", lambda *told: started.append(told))
    chen = desk("chen")
    page = chen.post(NEW, {"month": MONTH, RURAL: "450"}).headers["Location"]
    made = Scenario.objects.get()
    assert [scenario for scenario, _mandate in started] == [made.pk]
    assert 'id="scenario-progress"' in text(chen.get(page))
    options = Namespace(scenario=made.pk, mandate=started[0][1])
    assert verb.run(options) == 0
    watched = chen.get(page, headers={"HX-Request": "true", "HX-Target": "scenario-progress"})
    assert watched.headers["HX-Redirect"] == page
    assert verb.run(Namespace(scenario=made.pk + 1, mandate=started[0][1])) == 2
