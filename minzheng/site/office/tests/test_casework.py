"""Cases in the office: drafts, steps, double clicks, refusals that keep what was typed."""

from datetime import date, timedelta

import pytest

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.models import Case, CaseEvent, Referral
from minzheng.kernel.cases.services import open_task
from minzheng.kernel.monitoring.choices import LeadState
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.people.models import Household
from minzheng.kernel.verification.models import Authorisation
from minzheng.kernel.verification.queries import is_adult
from minzheng.kernel.visits.models import Visit
from minzheng.site.office import desk as desks
from minzheng.site.office.tests.county import TODAY


@pytest.fixture
def home(county) -> Household:
    """Return a family of the seat that never asked for anything."""
    told = [story["household"] for story in county.truth["stories"]]
    rows = Household.objects.filter(division__parent__name="会师镇", cases=None, entitlements=None)
    return rows.exclude(number__in=told).select_related("head", "division").order_by("number")[0]


@pytest.fixture
def typed(home) -> dict[str, str]:
    signed = {f"signed_{row.person_id}": "on" for row in home.memberships.all()}
    return {"applicant": str(home.head_id), "reason": "old_age", "kin": "no", **signed}


def case_of(state: str) -> Case:
    return Case.objects.filter(division__parent__name="会师镇", state=state).first()


@pytest.mark.requirement("KC-29")
def test_intake_offers_the_family_without_typing_what_is_known(home, desk):
    page = desk("lin").get(f"/intake/{home.pk}/").content.decode()
    assert home.head.masked_id in page
    assert page.count("<textarea") + page.count('type="text"') <= 8
    assert 'name="id_number"' not in page


@pytest.mark.requirement("SA-14")
def test_application_handed_in_carries_letters_and_kin(home, desk, typed):
    answer = desk("lin").post(f"/intake/{home.pk}/", typed | {"then": "submit"})
    case = Case.objects.get(household=home, workflow="assistance.dibao.application")
    assert answer["Location"] == f"/cases/{case.pk}/"
    assert case.state == "submitted"
    assert case.data["near_kin_declared"] is True
    adults = {row.person_id for row in home.memberships.all() if is_adult(row.person, TODAY)}
    signed = Authorisation.objects.filter(household=home).values_list("person_id", flat=True)
    assert set(signed) == adults


def test_draft_is_kept_and_taken_up_again(home, desk, typed):
    lin = desk("lin")
    lin.post(f"/intake/{home.pk}/", typed | {"then": "keep", "story": "老两口无人照料"})
    case = Case.objects.get(household=home, workflow="assistance.dibao.application")
    assert case.state == "draft"
    assert "老两口无人照料" in lin.get(f"/intake/{home.pk}/").content.decode()
    lin.post(f"/intake/{home.pk}/", typed | {"then": "submit"})
    case.refresh_from_db()
    assert case.state == "submitted"


def test_near_kin_must_be_named_whole(home, desk, typed):
    page = desk("lin").post(f"/intake/{home.pk}/", typed | {"kin": "yes", "kin_name": "李强"})
    assert page.status_code == 200
    assert "备案须填写" in page.content.decode()
    assert "李强" in page.content.decode()


def test_blocked_step_says_what_is_missing_in_place_of_a_button(county, desk):
    case = case_of("accepted")
    page = desk("lin").get(f"/cases/{case.pk}/").content.decode()
    assert "尚未记录入户调查" in page
    assert "记录走访" in page


def test_double_click_takes_a_step_once(county, desk):
    case = case_of("submitted")
    lin, seen = desk("lin"), case.events.count()
    for _click in range(2):
        answer = lin.post(f"/cases/{case.pk}/take/accept/", {"seen": seen})
        assert answer.status_code == 303
    assert CaseEvent.objects.filter(case=case, step="accept").count() == 1


def test_step_can_be_taken_from_the_list_of_tasks(county, desk):
    case = case_of("submitted")
    lin = desk("lin")
    assert f"/tasks/{case.pk}/accept/" in lin.get("/").content.decode()
    lin.post(f"/tasks/{case.pk}/accept/", {"seen": case.events.count()})
    case.refresh_from_db()
    assert case.state == "accepted"


def test_refused_step_keeps_what_was_typed(county, desk):
    case = case_of("accepted")
    page = desk("lin").post(
        f"/cases/{case.pk}/take/assess/", {"seen": case.events.count(), "opinion": "邻里证明困难"}
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert "尚未记录入户调查" in text


def test_stale_page_is_refused(county, desk):
    case = case_of("submitted")
    page = desk("lin").post(f"/cases/{case.pk}/take/accept/", {"seen": 99})
    assert "刷新页面" in page.content.decode()


def test_survey_by_one_person_is_refused_and_the_form_stays(county, desk):
    case = case_of("accepted")
    url = f"/households/{case.household_id}/visit/?case={case.pk}"
    form = {
        "kind": "survey",
        "visited_at": "2026-11-16T00:01",
        "conclusion": "情况属实",
        "receipt": "r1",
    }
    page = desk("lin").post(url, form).content.decode()
    assert "两名以上调查人员" in page
    assert "情况属实" in page
    assert not Visit.objects.filter(case=case).exists()


def test_visit_sent_twice_is_one_visit(county, desk):
    case = case_of("accepted")
    url = f"/households/{case.household_id}/visit/?case={case.pk}"
    lin = desk("lin")
    second = second_of(lin.get(url).content.decode())
    form = {
        "kind": "survey", "visited_at": "2026-11-16T00:01", "conclusion": "情况属实",
        "second": second, "receipt": "r2",
    }  # fmt: skip
    assert [lin.post(url, form).status_code for _ in range(2)] == [303, 303]
    assert Visit.objects.filter(case=case).count() == 1


def test_visit_without_a_figure_counts_no_fact(county, desk):
    case = case_of("accepted")
    url = f"/households/{case.household_id}/visit/?case={case.pk}"
    form = {
        "kind": "care", "visited_at": "2026-11-16T00:01", "conclusion": "好", "fact_amount": "20",
        "receipt": "r3",
    }  # fmt: skip
    assert "须一起填写" in desk("lin").post(url, form).content.decode()


def test_explanation_stands_on_the_page_with_its_clause(county, desk):
    case = case_of("refused")
    page = desk("lin").get(f"/cases/{case.pk}/").content.decode()
    assert "家庭人均收入低于当地低保标准" in page
    assert "社会救助法 第十八条" in page


def test_every_deadline_says_its_rule(county, desk):
    case = case_of("accepted")
    page = desk("lin").get(f"/cases/{case.pk}/").content.decode()
    for row in case.deadlines.all():
        assert row.length in page
        assert row.basis in page


def test_officer_sees_what_a_decision_changes_before_opening_it(county, desk):
    page = desk("chen").get("/").content.decode()
    assert "元 → " in page


def test_lead_becomes_a_case_of_the_right_procedure(county, desk):
    lead = Lead.objects.filter(
        division__parent__name="会师镇", kind="missed", state=LeadState.OPEN.value
    ).first()
    answer = desk("lin").post(f"/leads/{lead.pk}/case/")
    case = Case.objects.get(lead_id=lead.pk)
    assert answer["Location"] == f"/cases/{case.pk}/"
    assert case.workflow == "assistance.dibao.application"


def test_lead_is_not_closed_without_a_reason(county, desk):
    lead = Lead.objects.filter(division__parent__name="会师镇", state=LeadState.OPEN.value).first()
    page = desk("lin").post(f"/leads/{lead.pk}/measure/", {"action": "close", "note": ""})
    assert page.status_code == 200
    lead.refresh_from_db()
    assert lead.state == LeadState.OPEN.value


@pytest.mark.requirement("LM-07")
def test_report_of_the_village_becomes_a_lead_with_a_task(county, desk):
    village = Mandate.objects.get(user__username="yang").division_id
    form = {"source": "report", "division": village, "text": "老人独居无人照看"}
    answer = desk("yang").post("/leads/new/", form)
    lead = Lead.objects.get(text="老人独居无人照看")
    assert answer["Location"] == f"/leads/{lead.pk}/"
    assert "老人独居无人照看" in desk("lin").get("/").content.decode()


@pytest.mark.parametrize(
    ("today", "due_on", "left"),
    [
        (date(2026, 11, 16), date(2026, 11, 16), 0),
        (date(2026, 11, 13), date(2026, 11, 16), 1),
        (date(2026, 11, 16), date(2026, 11, 13), -1),
    ],
)
def test_days_are_counted_in_working_days(today, due_on, left):
    assert desks.working_days_left(today, due_on) == left


@pytest.mark.requirement("SA-12")
def test_application_of_another_department_is_accepted_passed_on_and_answered(home, desk):
    lin, chen = desk("lin"), desk("chen")
    asked = {"matter": "医疗救助", "person": str(home.head_id), "text": "住院自付太多"}
    page = lin.post(f"/households/{home.pk}/refer/", asked)["Location"]
    row = Referral.objects.get(household=home)
    assert (page, row.department) == (f"/referrals/{row.pk}/", "县医保局")
    assert page in chen.get("/").content.decode()
    chen.post(f"{page}receive/")
    told = {"result": "given", "decided_on": "2026-11-16", "text": "已纳入医疗救助，下月发放"}
    chen.post(f"{page}answer/", told)
    assert page in lin.get("/").content.decode()
    lin.post(f"{page}tell/")
    row.refresh_from_db()
    assert row.told_applicant_at is not None
    assert page not in lin.get("/").content.decode()


def test_referral_is_not_answered_with_nothing(home, desk):
    asked = {"matter": "住房救助", "person": str(home.head_id), "text": "房屋漏雨"}
    page = desk("lin").post(f"/households/{home.pk}/refer/", asked)["Location"]
    answer = desk("chen").post(f"{page}answer/", {"answer": ""})
    assert answer.status_code == 200
    assert Referral.objects.get(household=home).answered_at is None


def test_recheck_is_answered_by_a_visit_and_a_change_goes_on_as_a_case(county, desk):
    row = Entitlement.objects.filter(
        division__parent__name="会师镇", valid_to=None, benefit="assistance.dibao", case_id=None
    ).exclude(household__cases__closed_at=None, household__cases__isnull=False).first()  # fmt: skip
    clerk = Mandate.objects.get(user__username="lin")
    before = clock.now() - timedelta(days=1)
    task = open_task(
        kind="recheck",
        title="定期复核",
        role="clerk",
        division=clerk.division_id,
        at=before,
        subject=row,
    )
    lin = desk("lin")
    page = lin.get(f"/rechecks/{task.pk}/")["Location"]
    assert page == f"/households/{row.household_id}/visit/?recheck={task.pk}"
    second = second_of(lin.get(page).content.decode())
    form = {
        "kind": "survey", "visited_at": "2026-11-16T00:01", "conclusion": "收入增加",
        "second": second, "receipt": "r4", "is_changed": "on",
    }  # fmt: skip
    answer = lin.post(page, form)
    case = Case.objects.get(
        household=row.household, workflow="assistance.dibao.change", closed_at=None
    )
    assert answer["Location"] == f"/cases/{case.pk}/"
    task.refresh_from_db()
    assert task.done_at is not None


def second_of(page: str) -> str:
    """Return the choice of the township head as the second investigator of a visit."""
    return page.split("苏建民", maxsplit=1)[0].rsplit('value="', 1)[1].split('"', maxsplit=1)[0]


def test_cut_is_computed_heard_and_then_decided(county, desk):
    case = Case.objects.filter(
        division__parent__name="会师镇", workflow="assistance.dibao.change", state="opened"
    ).first()
    lin, chen, page = desk("lin"), desk("chen"), f"/cases/{case.pk}/"
    url = f"/households/{case.household_id}/visit/?case={case.pk}"
    form = {
        "kind": "survey",
        "visited_at": "2026-11-16T00:01",
        "conclusion": "属实",
        "receipt": "r5",
    }
    lin.post(url, form | {"second": second_of(lin.get(url).content.decode())})

    def take(client, step, **typed):
        seen = case.events.count()
        answer = client.post(f"{page}take/{step}/", {"seen": seen, **typed})
        assert answer.status_code == 303, answer.content.decode().split("ui-notice")[1][:300]
        case.refresh_from_db()

    gone = case.household.memberships.filter(valid_to=None).exclude(relation="head").first()
    take(
        lin, "verify", cause="left",
        **{f"what_{gone.person_id}": "moved", f"on_{gone.person_id}": "2026-11-01"},
    )  # fmt: skip
    gone.refresh_from_db()
    assert (str(gone.valid_to), gone.left_reason) == ("2026-11-01", "户口迁出")
    assert case.data["change"]["kind"] == "reduce"
    assert "尚无听取意见记录" in chen.get(page).content.decode()
    take(lin, "ask")
    assert "请记录当事人的意见" in lin.post(f"{page}take/hear/", {"seen": 9}).content.decode()
    take(lin, "hear", opinion="同意")
    assert "拟减发：每月" in chen.get(page).content.decode()
    take(chen, "decide")
    assert case.state == "decided"
    row = Entitlement.objects.get(
        household=case.household, benefit="assistance.dibao", valid_to=None
    )
    assert (row.amount, str(row.valid_from)) == (case.data["change"]["after"], "2026-12-01")


def test_change_without_its_day_is_refused_in_place(county, desk):
    case = Case.objects.filter(
        division__parent__name="会师镇", workflow="assistance.dibao.change", state="opened"
    ).first()
    person = case.household.head_id
    typed = {"cause": "death", f"what_{person}": "died", "seen": case.events.count()}
    page = desk("lin").post(f"/cases/{case.pk}/take/verify/", typed).content.decode()
    case.refresh_from_db()
    assert case.state == "opened"
    assert "请填写发生日期" in page or "尚未记录入户调查" in page
