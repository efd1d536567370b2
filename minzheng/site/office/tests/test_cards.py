"""Cards from the law's own text, codes for one's own villages, drives on record."""

import pytest

from minzheng.core import clock
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.campaigns import services as discovery
from minzheng.kernel.campaigns.models import NoticeDrive
from minzheng.kernel.divisions.models import Division
from minzheng.site import codes

VILLAGE, NEXT_TOWN = "620422100001", "620422101"


@pytest.fixture
def lin(county, desk):
    return desk("lin")


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


@pytest.mark.requirement("SA-91")
def test_cards_quote_the_law_and_each_drive_is_logged_with_channel_and_number(lin, desk):
    card = read(lin, f"/telling/cards/assistance.dibao/?place={VILLAGE}")
    assert "家庭人均收入低于当地低保标准" in card and "社会救助法 第十八条" in card
    assert "399 元/人·月" in card and "会政办发〔2022〕114号" in card
    assert "会宁县会师镇东山根社区" in card and "data:image/svg+xml" in card
    contact = read(lin, f"/telling/contact/{VILLAGE}/")
    assert contact.count('class="tl-small"') == 8 and "咨询电话" in contact
    said = {"title": "低保新标准", "channel": "taxi", "division": VILLAGE, "place": "12 辆出租车", "held_on": "2026-11-10"}  # fmt: skip
    answer = lin.post("/telling/new/", said | {"cards": "200"})
    row = NoticeDrive.objects.get()
    assert answer.headers["Location"] == f"/telling/{row.pk}/"
    assert (row.channel, row.cards, row.reached, row.division_id) == ("taxi", 200, None, VILLAGE)
    assert "没有清点" in read(lin, f"/telling/{row.pk}/")
    assert Entry.objects.filter(verb="campaigns.drive_recorded").count() == 1
    assert "出租车电子屏" in read(lin, "/telling/")
    assert "低保新标准" not in read(desk("zhao"), "/telling/")
    assert desk("zhao").get(f"/telling/{row.pk}/").status_code == 404


def test_drive_of_tomorrow_or_of_another_township_is_not_logged(lin):
    said = {"title": "低保", "channel": "fair", "place": "集市", "held_on": "2026-11-17"}
    assert (
        "不能晚于今天" in lin.post("/telling/new/", said | {"division": VILLAGE}).content.decode()
    )
    elsewhere = said | {"division": NEXT_TOWN, "held_on": "2026-11-10"}
    assert lin.post("/telling/new/", elsewhere).status_code == 200
    assert not NoticeDrive.objects.exists()


def test_sheet_of_codes_is_for_ones_own_villages_and_counts_scans(lin, desk):
    code = codes.code_of(codes.Target(codes.PLACE, VILLAGE))
    today = clock.now().date()
    for _scan in range(3):
        discovery.count_scan(code, division=Division.objects.get(pk=VILLAGE), on=today)
    page = read(lin, f"/telling/codes/{VILLAGE}/")
    assert "近 30 天 3 次" in page and "最低生活保障申请" in page and "求助报告" in page
    assert desk("zhao").get(f"/telling/codes/{VILLAGE}/").status_code == 404
    assert desk("zhao").get(f"/telling/contact/{VILLAGE}/").status_code == 404
    assert lin.get(f"/telling/cards/assistance.dibao/?place={NEXT_TOWN}").status_code == 404
