"""The files of persons and households: one page, masked, opened with a reason, every look on record."""

from datetime import date

import pytest

from minzheng.kernel.audit.models import Entry
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.people.models import Household
from minzheng.site.office.tests.county import household_of


@pytest.fixture
def home(county) -> Household:
    return household_of(county, "couple_never_applied")


@pytest.mark.requirement("KC-01", "SA-01")
def test_household_file_shows_members_money_and_departments_on_one_page(home, desk):
    """One login, one household: members, benefits, department data, money, cases and what happened."""
    page = desk("lin").get(f"/households/{home.pk}/").content.decode()
    for word in ("张秀英", "现在的待遇", "部门数据", "发放记录", "全部经过", "社会救助"):
        assert word in page


def test_household_file_says_what_may_not_stand_together_and_what_lowers_it_now(home, desk):
    for key, amount in (("assistance.tekun", 104_000), ("disability.living", 10_000)):
        Entitlement.objects.create(
            benefit=key, holder=f"p{home.head_id}", household=home, person=home.head, division=home.division,
            amount=amount, valid_from=date(2026, 1, 1),
        )  # fmt: skip
    page = desk("lin").get(f"/households/{home.pk}/").content.decode()
    assert "不可同时享受：困难残疾人生活补贴（本项优先）" in page
    assert "依据：国发〔2015〕52号 二（三）" in page
    assert "已享受特困人员救助供养金，不可同时享受" in page
    assert "，本月不能发放" in page


def test_numbers_stand_masked_until_a_reason_is_given(home, desk):
    lin, head = desk("lin"), home.head
    page = lin.get(f"/people/{head.pk}/").content.decode()
    assert head.masked_id in page
    assert head.id_number not in page
    asked = {"field": "id_number", "reason": "核对身份证原件"}
    answer = lin.post(f"/people/{head.pk}/reveal/", asked, headers={"HX-Request": "true"})
    assert head.id_number in answer.content.decode()
    line = Entry.objects.filter(verb="people.field.revealed", subject_id=str(head.pk)).latest(
        "sequence"
    )
    assert line.detail["reason"] == "核对身份证原件"


def test_number_stays_closed_without_a_reason(home, desk):
    answer = desk("lin").post(
        f"/people/{home.head.pk}/reveal/", {"field": "id_number", "reason": " "}
    )
    page = answer.content.decode()
    assert "须写明理由" in page
    assert home.head.id_number not in page


def test_every_look_at_a_file_is_on_record(home, desk):
    before = Entry.objects.filter(verb="people.household.looked").count()
    desk("lin").get(f"/households/{home.pk}/")
    lines = Entry.objects.filter(verb="people.household.looked").order_by("sequence")
    assert lines.count() == before + 1
    assert lines.last().actor_label.startswith("林晓燕")


def test_clerk_of_the_next_township_finds_no_file(home, desk):
    zhao = desk("zhao")
    assert zhao.get(f"/households/{home.pk}/").status_code == 404
    assert zhao.get(f"/people/{home.head.pk}/").status_code == 404
    assert (
        zhao.post(
            f"/people/{home.head.pk}/reveal/", {"field": "phone", "reason": "查看"}
        ).status_code
        == 404
    )


@pytest.mark.requirement("HD-12")
def test_nobody_reads_a_balance_without_a_matter_of_the_family(home, county, desk):
    """Worked example 20: no open case, no benefit → what departments delivered is not shown at all."""
    asked = desk("lin").get(f"/households/{home.pk}/").content.decode()
    assert "不查看部门数据（社会救助法第七十条）" in asked
    assert "存款余额" not in asked
    refused = desk("lin").get(f"/households/{home.pk}/", {"facts": 1}).content.decode()
    assert "存款余额" not in refused
    receiving = household_of(county, "died_in_the_month")
    shown = desk("lin").get(f"/households/{receiving.pk}/", {"facts": 1}).content.decode()
    assert "定期核查（社会救助法第四十六条）" in shown
    assert "存款余额" in shown


def test_what_departments_delivered_is_read_when_the_reader_comes_to_it_and_that_look_is_on_record(
    county, desk
):
    lin, receiving = desk("lin"), household_of(county, "died_in_the_month")
    opened = lin.get(f"/households/{receiving.pk}/").content.decode()
    assert "存款余额" not in opened and 'hx-get="?facts=1"' in opened
    piece = lin.get(f"/households/{receiving.pk}/?facts=1", headers={"HX-Request": "true"})
    assert "存款余额" in piece.content.decode() and "发放记录" not in piece.content.decode()
    looks = Entry.objects.filter(verb="people.household.looked", subject_id=str(receiving.pk))
    reasons = [line.detail["reason"] for line in looks.order_by("sequence")]
    assert reasons == ["查阅档案", "查看部门数据"]
    assert desk("zhao").get(f"/households/{receiving.pk}/?facts=1").status_code == 404


def test_officer_opens_a_delivered_line_with_a_reason(county, desk):
    chen, receiving = desk("chen"), household_of(county, "died_in_the_month")
    page = chen.get(f"/households/{receiving.pk}/", {"facts": 1}).content.decode()
    url = page.split('action="/lines/')[1].split('"')[0]
    answer = chen.post(f"/lines/{url}", {"reason": "复核收入来源"}, headers={"HX-Request": "true"})
    assert "已记入审计" in answer.content.decode()
    assert (
        Entry.objects.filter(verb="exchange.line.shown").latest("sequence").detail["reason"]
        == "复核收入来源"
    )


def test_search_opens_a_single_hit_at_once(home, desk):
    answer = desk("lin").get("/search/", {"q": home.head.id_number})
    assert answer.status_code in {302, 303}
    assert answer["Location"] == f"/people/{home.head.pk}/"


def test_search_finds_by_name_and_initials(home, desk):
    for text in ("张秀英", home.head.name_initials):
        answer = desk("lin").get("/search/", {"q": text})
        found = answer.get("Location", "") or answer.content.decode()
        assert f"/people/{home.head.pk}/" in found


def test_stranger_searches_in_vain(home, desk):
    page = desk("zhao").get("/search/", {"q": "张秀英"}).content.decode()
    assert "辖区内没有找到" in page


def test_change_reported_by_a_recipient_becomes_a_case(county, desk):
    car = household_of(county, "moved_away")
    answer = desk("lin").post(
        f"/households/{car.pk}/change/", {"cause": "left", "text": "儿子迁走了"}
    )
    assert answer.status_code == 303
    assert answer["Location"].startswith("/cases/")


def test_timeline_can_be_narrowed_to_one_kind(home, desk):
    page = desk("lin").get(f"/households/{home.pk}/", {"kind": "life"}).content.decode()
    assert "登记为家庭成员" in page
    assert "查阅档案" not in page.split('id="timeline"')[1].split("ui-timeline")[1]
