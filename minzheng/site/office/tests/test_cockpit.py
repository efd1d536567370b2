"""The cockpit, the comparison of places and years, and the released figures: every figure opens to what it counts."""

import html
import re
from decimal import Decimal

import pytest
from django.test import Client

from minzheng.core.months import period_label
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import queries, services
from minzheng.kernel.indicators.declarations import Indicator
from minzheng.kernel.indicators.models import Observation
from minzheng.site.office.views import comparison
from world import planning, staff

from .county import TODAY

TILE = re.compile(
    r'<a href="([^"]+)" class="ui-tile[^"]*"><span class="ui-tile-label">([^<]+)</span>'
    r'<span class="ui-tile-value[^"]*">([^<]+)'
)
LAMP = re.compile(r'<a href="([^"]+colour=[^"]+)">')
LISTED = re.compile(r"共 ([\d,]+) [条项]")


@pytest.fixture
def planned(county):
    planning.fill(staff.mandates(), county.moment, TODAY)
    return county


def text(answer):
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_every_tile_of_the_cockpit_opens_to_its_own_number(planned, desk):
    liu = desk("liu")
    tiles = TILE.findall(text(liu.get("/cockpit/")))
    assert len(tiles) >= 11
    for href, label, value in tiles:
        page = text(liu.get(html.unescape(href)))
        if href.startswith("/dashboard/"):
            assert value == "—" or value in page, label


def test_every_lamp_opens_to_the_targets_of_its_colour(planned, desk):
    page = text(desk("liu").get("/cockpit/"))
    lamps = LAMP.findall(page)
    assert len(lamps) >= 3
    for href in lamps:
        assert "没有符合条件" not in text(desk("liu").get(href))


def test_a_figure_stands_beside_its_target_and_last_year(planned, desk):
    notes = re.findall(r'ui-tile-note">([^<]+)', text(desk("liu").get("/cockpit/")))
    assert any("目标 55" in note and "去年同期" in note for note in notes), notes


def test_a_refresh_brings_the_board_alone(county, desk):
    answer = desk("liu").get("/cockpit/", headers={"HX-Request": "true"})
    assert "ui-tiles" in text(answer) and "<html" not in text(answer)


def test_the_cockpit_of_a_township_counts_its_own_people(county, desk):
    lin, liu = (TILE.findall(text(desk(who).get("/cockpit/"))) for who in ("lin", "liu"))
    own, all_ = ({label: value for _href, label, value in rows} for rows in (lin, liu))
    label = queries.find("assistance.safety_net.persons").label
    assert 0 < int(own[label].replace(",", "")) < int(all_[label].replace(",", ""))
    code = Division.objects.get(name="会师镇", level=4).pk
    assert all(f"division={code}" in href or "/dashboard/" not in href for href, _l, _v in lin)


@pytest.fixture
def rates(county):
    """Three townships with a figure of two years, which nobody has to count."""
    item = queries.find("elderly.visits.monthly_rate")
    towns = list(
        Division.objects.filter(parent="620422", level=4, valid_to=None).order_by("code")[:3]
    )
    for period, values in (("2024-12", (50, 60, 70)), ("2025-12", (90, 80, 90))):
        for town, value in zip(towns, values, strict=True):
            Observation.objects.update_or_create(
                indicator=item.key, division=town, period=period, dimension="", category="",
                defaults={"numerator": value, "denominator": 100, "computed_at": county.moment(2, 1)},
            )  # fmt: skip
    Observation.objects.filter(indicator=item.key, period__gt="2025-12").delete()
    return item, towns


@pytest.mark.requirement("PL-20")
def test_places_and_years_stand_side_by_side_with_their_rank(rates, desk):
    item, towns = rates
    page = text(desk("liu").get("/comparison/", {"indicator": item.key}))
    for town in towns:
        assert f"/dashboard/{item.key}/?month=2025-12&division={town.pk}" in page
    assert period_label("2024-12") in page and item.definition.splitlines()[0] in page
    places, periods = comparison.compared(staff.mandates()["liu"], item, comparison.Level.TOWN)
    assert periods == ["2024-12", "2025-12"]
    assert [(one.rank, one.values["2025-12"]) for one in places] == [(1, 90), (1, 90), (3, 80)]


def test_less_is_better_where_the_indicator_says_so() -> None:
    down = queries.find("disability.living.unclear_share")
    assert isinstance(down, Indicator)
    values = {"a": Decimal(5), "b": Decimal(1), "c": None}
    assert comparison._ranks(values, down) == {"b": 1, "a": 2}


def test_a_township_compares_its_own_villages_only(rates, desk):
    item, towns = rates
    other = next(town for town in towns if town.name != "会师镇")
    assert other.name not in text(desk("lin").get("/comparison/", {"indicator": item.key}))
    assert desk("lin").get("/comparison/", {"indicator": "no.such"}).status_code == 404


def test_anybody_reads_what_two_people_released_and_no_small_cell(county, desk):
    month = Observation.objects.filter(indicator="assistance.dibao.persons").latest("period").period
    seats = staff.mandates()
    assert "还没有公开的指标" in text(Client().get("/released/indicators/"))
    draft = services.release_draft(
        "620422",
        month,
        indicators=["assistance.dibao.persons"],
        by=seats["chen"],
        at=county.moment(11, 16),
    )
    assert "还没有公开的指标" in text(Client().get("/released/indicators/"))
    services.release_approve(draft, by=seats["wei"], at=county.moment(11, 16))
    page = text(Client().get("/released/indicators/"))
    assert "低保人数" in page and period_label(month) in page
    small = Observation.objects.filter(
        indicator="assistance.dibao.persons", period=month, is_suppressed=True
    )
    shown = {row.observation_id for row in queries.released()}
    assert small.exists() and not shown & set(small.values_list("pk", flat=True))
