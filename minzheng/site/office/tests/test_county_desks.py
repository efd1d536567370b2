"""Deliveries, figures, registers, landings: what the county reads, and the rows behind each number."""

import re

import pytest

from minzheng.core import clock
from minzheng.core.months import first_day, last_day
from minzheng.kernel import domain
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.models import Delivery, SettledReject
from minzheng.kernel.indicators import queries as readings
from minzheng.kernel.indicators import services
from minzheng.kernel.indicators.declarations import indicators, registry
from minzheng.kernel.indicators.models import Observation
from minzheng.kernel.monitoring import queries as monitoring
from minzheng.kernel.monitoring.models import Lead
from minzheng.site.office import figures
from minzheng.site.office.tests.sheets import rows_of

MONTH, COUNTY = "2026-10", "620422"


@pytest.fixture
def delivery(county) -> Delivery:
    return Delivery.objects.get(data_set="bank.deposits", month=MONTH)


def counted(page: str) -> int:
    """Return the number of rows a list says it has."""
    found = re.search(r"共 ([\d,]+) 条", page)
    assert found
    return int(found[1].replace(",", ""))


def test_rows_of_a_delivery_add_up_to_its_figures(delivery, desk):
    chen = desk("chen")
    page = f"/deliveries/{delivery.pk}"
    assert counted(chen.get(f"{page}/accepted/").content.decode()) == delivery.accepted
    rejected = counted(chen.get(f"{page}/rejected/").content.decode())
    assert rejected == delivery.rejected
    again = chen.get(f"{page}/corrected/?code=.duplicate").content.decode()
    assert (
        counted(chen.get(f"{page}/corrected/").content.decode()) + counted(again)
        == delivery.corrected
    )


def test_each_rule_that_corrected_or_refused_opens_its_rows(delivery, desk):
    chen = desk("chen")
    for kind, name in (("corrected", "corrections"), ("rejected", "problems")):
        for code, count in delivery.summary[name].items():
            page = chen.get(f"/deliveries/{delivery.pk}/{kind}/?code={code}").content.decode()
            assert counted(page) == count, code


def test_rows_show_no_number_of_a_person(delivery, desk):
    page = desk("chen").get(f"/deliveries/{delivery.pk}/accepted/").content.decode()
    assert re.search(r"629901\d{11}[\dX]", page) is None
    assert Entry.objects.filter(
        verb="exchange.delivery.looked", subject_id=str(delivery.pk)
    ).exists()


def test_original_line_opens_only_with_a_reason_and_leaves_a_trace(delivery, desk):
    chen, line = desk("chen"), 10
    url = f"/deliveries/{delivery.pk}/lines/{line}/"
    assert "报送原件" not in chen.get(url).content.decode()
    assert "报送原件" not in chen.post(url, {"reason": ""}).content.decode()
    assert "报送原件" in chen.post(url, {"reason": "核实线索"}).content.decode()
    shown = Entry.objects.filter(verb="exchange.line.shown").latest("sequence")
    assert (shown.detail["line"], shown.detail["reason"]) == (line, "核实线索")


def test_rejected_row_is_settled_once_with_its_ground(delivery, desk):
    page = desk("chen").get(f"/deliveries/{delivery.pk}/rejected/").content.decode()
    line = re.search(rf"/deliveries/{delivery.pk}/lines/(\d+)/", page)[1]
    url = f"/deliveries/{delivery.pk}/lines/{line}/settle/"
    for _click in range(2):
        desk("chen").post(url, {"note": "经户籍系统查询"})
    assert SettledReject.objects.filter(delivery=delivery, line=line).count() == 1
    assert desk("wei").post(url, {"note": "x"}).status_code == 403


def test_rejects_workbook_leaves_on_record_and_only_for_those_who_may_reveal(delivery, desk):
    url = f"/deliveries/{delivery.pk}/workbook/"
    assert desk("song").get(url).status_code == 403
    assert desk("chen").get(url).content[:2] == b"PK"
    assert Entry.objects.filter(verb="exchange.rejects.downloaded").exists()


def test_late_and_missing_partners_are_counted_and_listed(county, desk):
    Delivery.objects.filter(data_set="transport.vehicles").update(month="2026-09")
    page = desk("chen").get(f"/deliveries/?month={MONTH}&state=missing").content.decode()
    assert counted(page) == 1
    assert "机动车" in page


# -- figures ----------------------------------------------------------------------------------------------


def test_rows_behind_every_figure_are_what_the_figure_counts(county):
    chen = Mandate.objects.get(user__username="chen")
    services.compute_month(MONTH, by=chen, at=clock.now())
    for code in (COUNTY, Division.objects.get(name="会师镇", level=4).pk):
        place = Division.objects.get(pk=code)
        rows = Observation.objects.filter(division=place, period=MONTH, dimension="")
        stored = {row.indicator: row.numerator for row in rows}
        counted_anew = {item.key: figures.behind(item, MONTH, place).value for item in indicators()}
        assert {key: value for key, value in counted_anew.items() if value} == {
            key: value for key, value in stored.items() if value
        }


@pytest.mark.parametrize(("who", "every"), [("chen", 4), ("fan", 9), ("su", 9), ("ma", 9)])
def test_every_tile_of_the_dashboard_opens(county, desk, who, every):
    """The county officer opens each fourth, the others each ninth: the crawl opens them all."""
    page = desk(who).get("/dashboard/").content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/dashboard/[^"]+)"', page)}
    assert len(links) >= 10
    tried = sorted(links)[::every]
    assert [link for link in tried if desk(who).get(link).status_code != 200] == []


@pytest.mark.parametrize("key", ["elderly", "places"])
def test_board_shows_its_figures_and_what_nobody_reported_is_no_nought(county, desk, key):
    page = desk("chen").get(f"/dashboard/?board={key}").content.decode()
    items = [registry.get(one) for one in next(b for b in domain.dashboards() if b.key == key).show]
    assert [item.key for item in items if f"/dashboard/{item.key}/" not in page] == []
    day = last_day(MONTH)
    untold = [i for i in items if i.is_reported and readings.reading(i.key, COUNTY, day) is None]
    assert page.count("尚无上报") == len(untold)


def test_figure_page_lists_as_many_rows_as_it_shows(county, desk):
    page = desk("chen").get(f"/dashboard/assistance.findings.all/?month={MONTH}").content.decode()
    stored = Observation.objects.get(
        indicator="assistance.findings.all", division_id=COUNTY, period=MONTH, dimension=""
    )
    assert counted(page) == stored.numerator
    assert "口径" in page


def test_figure_about_places_opens_to_the_standards_it_was_reckoned_from(county, desk):
    page = desk("chen").get(f"/dashboard/assistance.dibao.rural_urban_ratio/?month={MONTH}")
    text = page.content.decode()
    assert [word for word in ("农村低保标准", "399.00", "623.00") if word not in text] == []
    assert "在分母、不在分子" not in text


def test_figures_by_township_add_up_where_a_household_lives_in_one_place(county, desk):
    viewer = Mandate.objects.get(user__username="chen")
    item = next(i for i in indicators() if i.key == "assistance.dibao.households")
    below = figures.below(viewer, item, Division.objects.get(code=COUNTY), MONTH)
    whole = Observation.objects.get(
        indicator=item.key, division_id=COUNTY, period=MONTH, dimension=""
    )
    assert sum(row.numerator for row in below) == whole.numerator


def test_head_of_a_township_cannot_ask_for_the_next_one(county, desk):
    other = Division.objects.get(name="郭城驿镇")
    own = Division.objects.get(name="会师镇", level=4)
    assert desk("su").get(f"/dashboard/?division={own.pk}").status_code == 200
    assert desk("su").get(f"/dashboard/?division={other.pk}").status_code == 404
    assert (
        desk("su").get(f"/dashboard/assistance.dibao.households/?division={COUNTY}").status_code
        == 404
    )


def test_evaluator_reads_figures_without_names(county, desk):
    page = (
        desk("fan").get(f"/dashboard/assistance.dibao.households/?month={MONTH}").content.decode()
    )
    assert "户主" not in page
    assert "/households/" not in page
    assert counted(page) > 0


# -- registers ----------------------------------------------------------------------------------------------


def test_register_shows_each_category_and_its_households(county, desk):
    viewer = Mandate.objects.get(user__username="chen")
    page = desk("chen").get("/register/").content.decode()
    for row in monitoring.register_counts(viewer, first_day("2026-11")):
        assert row.label in page
        listed = desk("chen").get(f"/register/?category={row.key}").content.decode()
        if row.households:
            assert counted(listed) == row.households


@pytest.mark.requirement("KC-29")
def test_ledger_is_made_from_what_was_done_and_leaves_as_a_workbook(county, desk):
    answer = desk("chen").get("/ledger/?export=xlsx")
    rows = rows_of(answer, "户主")
    assert len(rows) == Lead.objects.count()
    closed = Lead.objects.filter(state="closed").select_related("household").first()
    line = next(
        row
        for row in rows
        if row["家庭编号"] == closed.household.number and row["状态"] == "已办结"
    )
    assert line["结果"] == closed.close_reason
    assert line["核查人"] == closed.verifier.user.display_name


def test_ledger_tiles_count_what_they_open(county, desk):
    chen = desk("chen")
    page = chen.get("/ledger/?month=2026-11").content.decode()
    tiles = re.findall(
        r'<a href="([^"]+)" class="ui-tile[^>]*>.*?ui-tile-value[^>]*>([\d,]+)', page, re.DOTALL
    )
    assert len(tiles) == 8
    for href, value in tiles:
        assert counted(chen.get(href.replace("&amp;", "&")).content.decode()) == int(value), href


def test_rechecks_due_stand_with_the_late_ones_first(county, desk):
    rows = Entitlement.objects.filter(valid_to=None, benefit="assistance.dibao").order_by("pk")
    late, soon = rows[0], rows[1]
    Entitlement.objects.filter(pk=late.pk).update(recheck_on="2026-11-01")
    Entitlement.objects.filter(pk=soon.pk).update(recheck_on="2027-01-10")
    page = desk("chen").get("/rechecks/?late=1").content.decode()
    assert late.household.number in page
    assert soon.household.number not in page


def test_samples_say_why_the_county_must_visit(county, desk):
    Case.objects.all().update(sampled=False, near_kin=False, complained=False)
    case = Case.objects.order_by("pk").first()
    Case.objects.filter(pk=case.pk).update(near_kin=True)
    page = desk("wei").get("/samples/").content.decode()
    assert counted(page) == 1
    assert "近亲属备案" in page


# -- landings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "word"),
    [("sun", "发放批次"), ("song", "月度周期"), ("fan", "最近一个月"), ("secadmin", "未绑定动态口令"),
     ("auditadmin", "审计链末条"), ("sysadmin", "数据库"), ("ma", "月度周期"), ("ren", "约定报送的数据")],
)  # fmt: skip
def test_role_without_tasks_finds_its_own_figures_and_every_one_opens(county, desk, who, word):
    page = desk(who).get("/").content.decode()
    main = page[page.index('id="main"') :]
    assert word in main
    links = {
        link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]+)" class="ui-tile', main)
    }
    assert {link for link in links if desk(who).get(link).status_code != 200} == set()
