"""A benefit asked for at the counter and taken through every step on the pages of the office."""

from datetime import date

import pytest

from minzheng.core import clock
from minzheng.kernel import domain
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.models import Case
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.enrolment.models import InsuranceCover, LifeCheck
from minzheng.kernel.payments.models import PaymentLine
from minzheng.kernel.people.models import Membership, Person
from minzheng.site.office.views import allowances

OLD_AGE = "elderly.old_age"
INTAKE = f"?workflow={OLD_AGE}.application"


@pytest.fixture
def elder(county) -> Person:
    """Somebody of the seat well over eighty, who has no old-age allowance."""
    rows = Membership.objects.filter(
        valid_to=None, household__division__parent__name="会师镇",
        person__birth_on__lt="1944-01-01", person__died_on=None,
    )  # fmt: skip
    taken = Entitlement.objects.filter(benefit=OLD_AGE).values("person")
    row = rows.exclude(person__in=taken).select_related("person").order_by("pk").first()
    assert row is not None
    return row.person


def home_of(person: Person) -> int:
    return person.memberships.get(valid_to=None).household_id


def test_counter_offers_every_procedure_by_field_of_work(elder, desk):
    page = desk("lin").get(f"/intake/{home_of(elder)}/{INTAKE}").content.decode()
    for word in ("社会救助", "儿童福利", "残疾人福利", "养老服务", "殡葬服务", "最低生活保障申请"):
        assert word in page
    assert page.count("<textarea") + page.count('type="text"') <= 8


def test_old_age_allowance_goes_from_the_counter_to_the_entitlement(elder, desk):
    lin = desk("lin")
    lin.post(f"/intake/{home_of(elder)}/{INTAKE}", {"person": elder.pk, "payee": "", "phone": ""})
    case = Case.objects.get(person=elder, workflow=f"{OLD_AGE}.application")
    for who, step in (("lin", "accept"), ("lin", "assess"), ("su", "report"), ("chen", "confirm")):
        client, url = desk(who), f"/cases/{case.pk}/"
        assert client.get(url).status_code == 200
        answer = client.post(f"{url}take/{step}/", {"seen": case.events.count()})
        assert answer.status_code == 303, answer.content.decode()
    row = Entitlement.objects.get(benefit=OLD_AGE, person=elder)
    case.refresh_from_db()
    assert (case.state, row.case_id, row.amount > 0) == ("confirmed", case.pk, True)


def test_confirmation_that_an_overlap_forbids_shows_what_may_be_chosen(elder, desk, county):
    by = Mandate.objects.get(user__username="chen")
    home = elder.memberships.get(valid_to=None).household
    benefits.grant(
        "assistance.tekun", household=home, person=elder, amount=80000, since=date(2026, 11, 1),
        basis=benefits.Basis(reason="确认"), by=by, at=clock.now(),
    )  # fmt: skip
    case = enrolment.open_application("elderly.voucher", elder, by=by, at=clock.now())
    case.state, case.data = "reported", {"outcome": "eligible", "amount": 20000}
    case.save()
    page = desk("chen").get(f"/cases/{case.pk}/").content.decode()
    assert "不可同时享受，现在确认会被退回" in page
    assert "每月合计 800.00 元（合计最高）；放弃养老服务消费补贴" in page


def test_review_proof_of_life_and_findings_are_entered_on_the_persons_page(elder, desk, county):
    lin, page = desk("lin"), f"/people/{elder.pk}/benefits/"
    home = elder.memberships.get(valid_to=None).household
    by = Mandate.objects.get(user__username="chen")
    row = benefits.grant(
        OLD_AGE, household=home, person=elder, amount=2500, since=date(2026, 11, 1),
        basis=benefits.Basis(reason="确认"), by=by, at=clock.now(),
    )  # fmt: skip
    assert "登记生存认证" in lin.get(page).content.decode()
    life = {"of": row.pk, "checked_on": "2026-11-12", "method": "visit"}
    assert lin.post(f"{page}life/", life).status_code == 303
    assert LifeCheck.objects.get(person=elder).valid_to == date(2027, 11, 12)
    wrong = lin.post(f"{page}life/", life | {"checked_on": "2027-01-01"})
    assert "日期不能晚于" in wrong.content.decode() or "不能晚于今天" in wrong.content.decode()
    found = {"since": "2026-11-12", "review_on": "2027-11-12", "fact_ability_level": "3"}
    assert lin.post(f"/people/{elder.pk}/findings/elders/", found).status_code == 303
    assert "复评" in lin.get("/rosters/elderly.elders/").content.decode()
    opened = lin.post(f"{page}review/", {"of": row.pk, "cause": "review"})
    case = Case.objects.get(person=elder, workflow=f"{OLD_AGE}.change")
    assert opened["Location"] == f"/cases/{case.pk}/"
    assert lin.get(f"/cases/{case.pk}/").status_code == 200


@pytest.mark.parametrize("key", [one.key for _room, one in domain.registers()])
def test_every_register_opens_and_leaves_as_a_workbook(county, desk, key):
    lin = desk("lin")
    assert lin.get(f"/rosters/{key}/").status_code == 200
    assert lin.get(f"/rosters/{key}/?export=xlsx").status_code == 200


@pytest.mark.requirement("DI-16")
def test_money_and_persons_of_a_year_are_counted_by_area_each_person_once(county, desk):
    lines = PaymentLine.objects.filter(state="paid", month__startswith="2026-")
    chen = Mandate.objects.get(user__username="chen")
    whole, *areas = [row for row in allowances.yearly(chen, "") if row["year"] == "2026"]
    assert whole["money"] == sum(lines.values_list("amount", flat=True)) > 0
    assert whole["persons"] == lines.values("holder").distinct().count()
    assert whole["money"] == sum(row["money"] for row in areas)
    page = desk("chen").get("/reports/allowances/?benefit=assistance.dibao").content.decode()
    assert "2026" in page
    assert "合计" in page


def test_everybody_of_a_register_is_put_on_the_list_of_a_policy(county, desk):
    policy = {
        "insurer": "某保险公司", "policy_number": "P1", "valid_from": "2026-11-16",
        "valid_to": "2027-11-16", "premium": "30",
    }  # fmt: skip
    url = "/rosters/elderly.accident/insurance/"
    assert desk("lin").get(url).status_code == 403
    assert desk("chen").post(url, policy).status_code == 303
    assert InsuranceCover.objects.filter(scheme="elderly.accident", premium=3000).count() > 10
    assert desk("chen").get("/rosters/elderly.accident/?insured_until_due=1").status_code == 200


def test_outsider_is_accepted_at_the_counter_for_his_own_county(county, desk):
    asked = {
        "benefit": "disability.living", "applicant": "周强", "text": "材料齐全",
        "destination": "四川省成都市武侯区",
    }  # fmt: skip
    answer = desk("lin").post("/intake/elsewhere/", asked)
    assert answer.status_code == 303
    page = desk("lin").get(answer["Location"]).content.decode()
    assert "周强" in page
    assert "四川省成都市武侯区" in page
    assert "周强" not in desk("zhao").get("/referrals/").content.decode()


def test_stranger_takes_nothing_down_for_the_seat(elder, desk):
    answer = desk("zhao").post(f"/intake/{home_of(elder)}/{INTAKE}", {"person": elder.pk})
    assert answer.status_code == 404
    assert not Case.objects.filter(person=elder, workflow=f"{OLD_AGE}.application").exists()
