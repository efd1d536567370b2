"""Pages of monitoring: rules with their rates, the population and the rows behind it, the month's report."""

import re

import pytest

from minzheng.kernel.monitoring.models import RegisterEntry


def test_rule_shows_its_basis_threshold_owner_and_hits(desk):
    chen = desk("chen")
    rules = chen.get("/warnings/").content.decode()
    assert "收入明显增加" in rules
    assert "红色" in rules
    rule = chen.get("/warnings/rules/warning.income_jump/").content.decode()
    for words in ("社会救助法 第四十六条", "50 %", "500 元", "乡镇经办人", "10 个工作日"):
        assert words in rule
    assert chen.get("/warnings/rules/nobody.knows/").status_code == 404


@pytest.mark.requirement("LM-01", "LM-06")
def test_figure_of_the_population_opens_to_as_many_households(desk):
    chen, lin = desk("chen"), desk("lin")
    page = chen.get("/warnings/population/?month=2026-10").content.decode()
    for words in ("低保对象", "特困人员", "防止返贫监测对象", "重点边缘群体", "城镇困难家庭"):
        assert words in page
    address = "/warnings/population/rows/?month=2026-10&way=in&category=dibao"
    every, seat = (
        int(re.search(r"共 ([\d,]+) 条", desk.get(address).content.decode())[1])
        for desk in (chen, lin)
    )
    assert every == RegisterEntry.objects.filter(category="dibao").count()
    assert 0 < seat < every
    book = chen.get(f"{address}&export=xlsx")
    assert b"".join(book.streaming_content)[:2] == b"PK"


@pytest.mark.requirement("LM-15")
def test_report_of_the_month_names_every_township_and_its_rate(desk):
    page = desk("chen").get("/warnings/report/?month=2026-10").content.decode()
    for words in ("会师镇", "合计", "处置率", "平均用时"):
        assert words in page
