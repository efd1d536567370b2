"""What everybody reads: doors, large type, notices, standards, lists, facilities, the guide, printed codes."""

import datetime
import re

import pytest
from django.test import Client, override_settings

from minzheng.core import clock
from minzheng.core.text import mask_name
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.bodies import services as bodies
from minzheng.kernel.campaigns.models import CodeScan
from minzheng.kernel.cases.models import PublicNotice
from minzheng.kernel.citizens.tests.signing import sign_in
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Person
from minzheng.site import codes
from minzheng.site.office.tests.county import TODAY, county, desk, raised

__all__ = ["county", "desk", "raised"]

VILLAGE = "620422100001"
DIBAO = "assistance.dibao.application"


@pytest.fixture
def street(county):
    """Return a browser nobody signed in with."""
    return Client()


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def seat_of(username):
    return Mandate.objects.get(user__username=username)


def standing_notice():
    """Return a notice that stands today about a grown person."""
    rows = PublicNotice.objects.filter(withdrawn_at=None, posted_on__lte=TODAY, until_on__gte=TODAY)
    return rows.select_related("case__household__head").order_by("pk").first()


def test_home_leads_through_four_doors_without_signing_in(street):
    page = read(street, "/portal/")
    for door in ("我能享受什么", "我要办事", "办理进度", "求助报告"):
        assert f"<b>{door}</b>" in page
    assert "会宁县民政服务" in page and "tel:12345" in page
    assert "无权" not in page


@pytest.mark.requirement("PO-11")
def test_large_type_has_two_doors_a_call_button_and_stays_on_the_account(street, county):
    answer = street.post("/portal/large/", {"size": "large", "next": "/portal/"})
    page = read(street, answer.headers["Location"])
    assert '<html lang="zh-Hans" class="p-large">' in page
    assert page.count('class="p-door"') == 2 and "打电话问人" in page and "data-read" in page
    person = Person.objects.filter(memberships__household__isnull=False, died_on=None).first()
    signed = Client()
    citizen = sign_in(signed, person)
    signed.post("/portal/large/", {"size": "large"})
    citizen.refresh_from_db()
    another = Client()
    sign_in(another, person)
    assert citizen.large_type and "p-large" in read(another, "/portal/")
    # Who cannot go online is applied for by the clerk or the village worker.
    assert seat_of("lin").may("cases.open") and seat_of("yang").may("cases.open")


def test_large_type_leads_nowhere_else(street):
    answer = street.post("/portal/large/", {"size": "large", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/portal/"


def test_notice_is_masked_and_gone_the_day_after_its_last(street, monkeypatch):
    row = standing_notice()
    address = f"/portal/notices/{row.pk}/"
    page = read(street, address)
    head = row.case.household.head
    assert mask_name(head.name) in page and head.name not in page
    monkeypatch.setenv(clock.TODAY, row.until_on.isoformat())
    read(street, address)
    monkeypatch.setenv(clock.TODAY, (row.until_on + datetime.timedelta(days=1)).isoformat())
    assert street.get(address).status_code == 404
    assert address not in read(street, "/portal/notices/")


def test_notice_about_a_minor_never_stands_on_the_web(street):
    row = standing_notice()
    address = f"/portal/notices/{row.pk}/"
    assert address in read(street, "/portal/notices/")
    subject = row.case.person or row.case.household.head
    Person.objects.filter(pk=subject.pk).update(birth_on=datetime.date(2010, 1, 1))
    assert address not in read(street, "/portal/notices/")
    assert street.get(address).status_code == 404


def publish_recipients():
    """Let the county set the rule that publishes its recipients."""
    like = ParameterValue.objects.get(policy="assistance", name="permanent_notice")
    like.pk, like.division_id, like.value = None, "620422", "是"
    like.save()


@pytest.mark.requirement("PO-10")
def test_standards_services_recipients_and_fees_are_public(street):
    standards = read(street, "/portal/standards/")
    assert "低保标准（农村）" in standards and "399 元/人·月" in standards
    assert "会政办发〔2022〕114号" in standards and "以前的标准" in standards
    assert "最低生活保障申请" in read(street, "/portal/services/")
    # Recipients: only where the place's own rule says so, by village, masked, no minors.
    assert street.get("/portal/registers/assistance.recipients/").status_code == 404
    publish_recipients()
    row = Entitlement.objects.filter(
        benefit="assistance.dibao", valid_to=None, household__head__died_on=None,
        valid_from__lte=TODAY,
    ).select_related("household__head").first()  # fmt: skip
    address = f"/portal/registers/assistance.recipients/?place={row.division_id}"
    head = row.household.head
    page = read(street, address)
    assert mask_name(head.name) in page and head.name not in page
    assert "请选择" in read(street, "/portal/registers/assistance.recipients/")
    before = page.count("<tr>")
    Person.objects.filter(pk=head.pk).update(birth_on=datetime.date(2012, 5, 1))
    assert read(street, address).count("<tr>") == before - 1


@pytest.fixture
def canteen(county):
    lin = {"by": seat_of("lin"), "at": clock.now()}
    row = bodies.register_facility(
        Division.objects.get(pk=VILLAGE), name="东山根老年助餐点", kind="canteen", level="village",
        ownership="public", state="open", since=datetime.date(2025, 1, 1), phone="0943-7000001", **lin,
    )  # fmt: skip
    bodies.set_fee(
        row, item="午餐", amount=800, unit="元/餐", since=datetime.date(2026, 1, 1), document="会民发〔2026〕3号", **lin
    )  # fmt: skip
    return row


def test_facility_shows_place_telephone_fee_and_where_to_pay(street, canteen):
    page = read(street, f"/portal/facilities/{canteen.pk}/")
    assert "8.00 元/餐" in page and "会民发〔2026〕3号" in page and "tel:0943-7000001" in page
    assert "在线缴费" not in page
    with override_settings(PAYMENT_ADDRESS="https://pay.example.gov.cn/"):
        assert 'href="https://pay.example.gov.cn/"' in read(
            street, f"/portal/facilities/{canteen.pk}/"
        )
    assert "东山根老年助餐点" in read(street, "/portal/registers/elderly.fees/")
    assert "东山根老年助餐点" in read(street, "/portal/search/?q=助餐")
    bodies.set_state(canteen, state="closed", since=datetime.date(2026, 11, 1), document="停办", by=seat_of("lin"), at=clock.now())  # fmt: skip
    assert street.get(f"/portal/facilities/{canteen.pk}/").status_code == 404


def test_a_village_is_shown_the_places_of_its_county_and_not_of_the_next_village(canteen):
    chen = {"by": seat_of("chen"), "at": clock.now(), "since": datetime.date(2025, 1, 1)}
    bodies.register_facility(
        chen["by"].division, name="县中心敬老院", kind="elderly_home", level="county", ownership="public",
        state="open", **chen,
    )  # fmt: skip
    homes = Household.objects.filter(division__path__startswith=canteen.division.parent.path)
    neighbour = homes.exclude(division=VILLAGE).filter(head__id_status="valid", head__died_on=None)
    client = Client()
    sign_in(client, neighbour.order_by("pk").first().head)
    page = read(client, "/portal/facilities/")
    assert "县中心敬老院" in page and canteen.name not in page


def test_search_finds_services_by_the_words_of_the_law_and_no_people(street):
    assert DIBAO in read(street, "/portal/search/?q=低保")
    assert "没有找到" in read(street, "/portal/search/?q=zzzz")
    assert Person.objects.first().name not in read(street, "/portal/search/?q=会师镇")


def test_guide_gives_an_amount_without_script_and_leads_to_the_form(street):
    form = {
        "step": "start", "lines": "2", "residence": "rural", "place": "620422100",
        "m0-relation": "head", "m0-birth_on": "1943年6月20日", "m1-relation": "", "m1-birth_on": "",
    }  # fmt: skip
    page = street.post("/portal/navigator/", form).content.decode()
    for _page in range(25):
        if 'name="step" value="page"' not in page:
            break
        kept = dict(re.findall(r'name="(said|page)" value="([^"]*)"', page))
        typed = {k: v.replace("&quot;", '"') for k, v in kept.items()} | {"step": "page"}
        ticked = dict.fromkeys(re.findall(r'name="([a-z_]+-\d+)"[^>]*\schecked', page), "on")
        page = street.post("/portal/navigator/", typed | ticked).content.decode()
    assert re.search(r"高龄津贴.*?25 元/月", page, re.DOTALL)
    assert "/portal/services/elderly.old_age" in page


# -- printed codes ----------------------------------------------------------------------------------


@pytest.mark.requirement("SA-10")
def test_code_on_the_wall_opens_the_form_of_its_service_with_the_village_filled_in(street):
    code = codes.code_of(codes.Target(codes.SERVICE, VILLAGE, DIBAO))
    answer = street.get(f"/portal/q/{code}/")
    assert answer.headers["Location"] == f"/portal/services/{DIBAO}/?place={VILLAGE}"
    assert "会师镇" in read(street, answer.headers["Location"])
    street.get(f"/portal/q/{code}/")
    row = CodeScan.objects.get()
    assert (row.code, row.on, row.count, row.division_id) == (code, TODAY, 2, VILLAGE)
    report = codes.code_of(codes.Target(codes.REPORT, VILLAGE))
    assert street.get(f"/portal/q/{report}/").headers["Location"].endswith(f"report/?place={VILLAGE}")  # fmt: skip


@pytest.mark.requirement("PO-05")
def test_code_of_a_place_sign_shows_the_place_government_pages_and_where_to_pay(street, canteen):
    code = codes.code_of(codes.Target(codes.PLACE, VILLAGE))
    answer = street.get(f"/portal/q/{code}/")
    with override_settings(PAYMENT_ADDRESS="https://pay.example.gov.cn/"):
        page = read(street, answer.headers["Location"])
    assert "会宁县会师镇东山根社区" in page
    assert 'href="https://pay.example.gov.cn/"' in page and "在线缴费" in page
    assert f"/portal/services/{DIBAO}/?place={VILLAGE}" in page
    assert "东山根老年助餐点" in page
    facility = codes.code_of(codes.Target(codes.FACILITY, VILLAGE, str(canteen.pk)))
    assert street.get(f"/portal/q/{facility}/").headers["Location"] == f"/portal/facilities/{canteen.pk}/"  # fmt: skip


@pytest.mark.parametrize(
    "code", ["v620422100001-0000000000", "v620422100001", "x1-ab", "s620422100001.none.such-1"]
)
def test_code_that_was_not_made_here_leads_nowhere(street, code):
    answer = street.get(f"/portal/q/{code}/")
    assert answer.status_code == 404 and "二维码打不开" in answer.content.decode()
    assert not CodeScan.objects.exists()


def test_code_of_another_county_leads_nowhere(street):
    code = codes.code_of(codes.Target(codes.PLACE, "110101"))
    assert street.get(f"/portal/q/{code}/").status_code == 404


def test_scan_keeps_nothing_of_who_scanned(street):
    before = Entry.objects.count()
    street.get(f"/portal/q/{codes.code_of(codes.Target(codes.PLACE, VILLAGE))}/")
    assert Entry.objects.count() == before
    fields = {field.name for field in CodeScan._meta.get_fields()}
    assert fields == {"id", "code", "division", "on", "count"}


def test_place_chosen_on_this_device_is_where_reading_starts(street):
    street.post(f"/portal/places/{VILLAGE}/choose/", {"next": "/portal/notices/"})
    assert "东山根社区" in read(street, "/portal/notices/")
    assert street.get("/portal/places/110101/").status_code == 404
