"""Pages of social assistance: relief from the counter, the reserve fund, care, rounds, plans."""

import pytest

from minzheng.domains.assistance.models import (
    HelpPlan,
    ReliefRound,
    ReserveFund,
    SelfCareAssessment,
)
from minzheng.domains.assistance.services import relief
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.models import Case
from minzheng.kernel.people.models import Household
from minzheng.ui.formats import yuan


@pytest.fixture
def home(county) -> Household:
    """Return a family of the seat that never asked for anything."""
    told = [story["household"] for story in county.truth["stories"]]
    rows = Household.objects.filter(division__parent__name="会师镇", cases=None, entitlements=None)
    return rows.exclude(number__in=told).select_related("head", "division").order_by("number")[0]


def taken(client, case: Case, step: str, **typed: str) -> Case:
    """Take a step on the page of the case."""
    case.refresh_from_db()
    answer = client.post(f"/cases/{case.pk}/take/{step}/", {"seen": case.events.count(), **typed})
    assert answer.status_code == 303, answer.content.decode()
    case.refresh_from_db()
    return case


def test_urgent_relief_goes_from_the_counter_to_the_reserve_fund(home, desk):
    lin, chen, wei = desk("lin"), desk("chen"), desk("wei")
    chen.post("/relief/funds/open/")
    fund = ReserveFund.objects.get(division__name="会师镇")
    before = fund.balance
    page = f"/relief/funds/{fund.pk}/"
    chen.post(
        f"{page}deposit/", {"amount": "5000", "reason": "年度备用金", "document": "会财社1号"}
    )
    wei.post(f"{page}confirm/", {"voucher": "拨-901"})
    fund.refresh_from_db()
    assert fund.balance == before + 500_000
    lin.post(
        f"/intake/{home.pk}/?workflow=assistance.temporary.application",
        {"applicant": str(home.head_id), "reason": "illness", "kin": "no", "then": "keep"},
    )
    case = Case.objects.get(household=home, workflow="assistance.temporary.application")
    taken(
        lin,
        case,
        "submit",
        relief_type="emergency",
        hardship_cause="fire",
        is_urgent="on",
        living_difficult="on",
        requested_amount="300",
    )
    taken(lin, case, "accept")
    head = desk("su")
    taken(head, case, "help_first", source="reserve", voucher="支-901")
    assert case.state == "helped"
    text = lin.get(page).content.decode()
    assert "支-901" in text
    assert f"{yuan(before + 470_000)}" in text


def test_refused_deposit_keeps_what_was_typed(county, desk):
    chen = desk("chen")
    chen.post("/relief/funds/open/")
    fund = ReserveFund.objects.order_by("pk").first()
    answer = chen.post(
        f"/relief/funds/{fund.pk}/deposit/", {"amount": "很多", "reason": "年度备用金"}
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "年度备用金" in text
    assert "请填写金额" in text


def test_care_of_a_person_is_recorded_on_one_page(home, desk):
    lin, page = desk("lin"), f"/people/{home.head_id}/care/"
    lin.post(
        f"{page}assess/",
        {
            "body": "县医院",
            "assessors": "李医生",
            "assessed_on": "2026-11-10",
            "able": ["can_eat", "can_dress"],
        },
    )
    assert SelfCareAssessment.objects.get(person=home.head).tier == "全护理"
    lin.post(f"{page}mode/", {"mode": "centralised", "chosen_by": "本人"})
    assert home.head.name in lin.get("/care/").content.decode()
    assert home.head.name in lin.get("/care/admissions/").content.decode()
    assert home.head.name not in desk("zhao").get("/care/").content.decode()


def test_support_is_applied_for_on_one_person_of_the_family(home, desk):
    lin = desk("lin")
    answer = lin.get(f"/intake/{home.pk}/?workflow=assistance.tekun.application")
    assert answer["Location"] == f"/households/{home.pk}/support/"
    answer = lin.post(answer["Location"], {"person": str(home.head_id)})
    case = Case.objects.get(person=home.head, workflow="assistance.tekun.application")
    assert answer["Location"] == f"/cases/{case.pk}/"
    assert lin.get(answer["Location"]).status_code == 200


def test_round_is_made_listed_and_approved_by_two(county, desk):
    chen = desk("chen")
    chen.post(
        "/relief/rounds/new/",
        {
            "title": "低温救助",
            "kind": "disaster",
            "document": "会民发9号",
            "per_head": "100",
            "month": "2026-11",
        },
    )
    row = ReliefRound.objects.get()
    page = f"/relief/rounds/{row.pk}/"
    chen.post(f"{page}registers/", {"groups": ["assistance.dibao"]})
    chen.post(f"{page}submit/")
    assert desk("lin").post(f"{page}approve/").status_code == 403
    desk("wei").post(f"{page}approve/")
    row.refresh_from_db()
    assert row.state == "approved"
    assert row.lines.exists()


def test_plan_of_a_case_is_ticked_and_filled(county, desk):
    case = Case.objects.filter(division__parent__name="会师镇", state="accepted").first()
    lin, page = desk("lin"), f"/cases/{case.pk}/plan/"
    lin.post(f"{page}needs/", {"needs": ["living", "mental"], "note": "独居"})
    lin.post(
        f"{page}measure/",
        {
            "form": "service",
            "need": "mental",
            "what": "陪伴",
            "who": "社工站",
            "due_on": "2026-12-01",
        },
    )
    item = HelpPlan.objects.get(case=case).items.get()
    lin.post(f"/plan-items/{item.pk}/finish/", {"result": "已上门三次", "kind": "counselling"})
    assert "社工站" in lin.get("/relief/services/").content.decode()
    assert "陪伴" in lin.get(page).content.decode()


def test_helped_case_is_followed_up_from_its_page(home, desk, county):
    lin = Mandate.objects.get(user__username="lin")
    from_desk = desk("lin")
    told = {
        "relief_type": "emergency",
        "hardship_cause": "fire",
        "living_difficult": True,
        "is_urgent": True,
        "requested_amount": 30_000,
    }
    case = relief.open_relief(home, told=told, by=lin, at=county.moment(16, 9))
    taken(
        from_desk,
        case,
        "submit",
        relief_type="emergency",
        hardship_cause="fire",
        is_urgent="on",
        living_difficult="on",
        requested_amount="300",
    )
    taken(from_desk, case, "accept")
    taken(desk("su"), case, "help_first", source="run")
    taken(from_desk, case, "explain", explanation="失火")
    from_desk.post(f"/cases/{case.pk}/plan/follow/", {"amount": "600", "text": "修缮缺口"})
    assert Case.objects.filter(household=home, data__follows=case.pk, state="accepted").exists()
