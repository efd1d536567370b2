"""Temporary relief: help before papers, follow-up, parts, the meeting, the limit of a township."""

from datetime import date, timedelta
from typing import Any

import pytest

from minzheng.core.money import yuan_to_fen
from minzheng.domains.assistance.models import Instalment
from minzheng.domains.assistance.services import instalments, relief, reserve
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case, Deadline, Task
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.models import Document
from minzheng.kernel.visits import services as visits

from .conftest import NEXT_TOWN, TOWN, moment

HOME = ("王秀兰", date(1960, 5, 1), "head")
FIRE = {
    "relief_type": "emergency",
    "hardship_cause": "fire",
    "living_difficult": True,
    "is_urgent": True,
}
DAY = "2026-09-18"


@pytest.fixture
def home(family, deliver):
    household = family(HOME)
    deliver()
    return household


@pytest.fixture
def fund(office):
    """The township's fund with 5,000 yuan in it."""
    made = reserve.open_fund(
        Division.objects.get(pk=TOWN), by=office["officer"], at=moment("2026-01-05")
    )
    order = reserve.ask_deposit(
        made, amount=500_000, reason="年度备用金", document="会财社〔2026〕1号", by=office["officer"], at=moment("2026-01-05"),
    )  # fmt: skip
    reserve.confirm(order, voucher="拨-001", by=office["reviewer"], at=moment("2026-01-06"))
    made.refresh_from_db()
    return made


@pytest.fixture
def asked(office, act):
    """Hand in an application and accept it on the same day."""

    def ask(household: Any, day: str = DAY, **told: Any) -> Case:
        case = relief.open_relief(household, told=told, by=office["clerk"], at=moment(day))
        return act(act(case, "submit", "clerk", day), "accept", "clerk", day)

    return ask


def surveyed(case: Case, office: Any, day: str) -> None:
    visits.record_visit(
        case.household, kind="survey", purpose="入户调查", visited_at=moment(day, 8), by=office["clerk"], at=moment(day),
        second_visitor=office["second"], case=case, conclusion="属实",
    )  # fmt: skip


@pytest.fixture
def ordinary(asked, act, office, home):
    """Bring an emergency that can wait through survey, opinion and publicity."""

    def go(**told: Any) -> Case:
        edge(home, office)
        case = asked(home, **{**FIRE, "is_urgent": False, **told})
        surveyed(case, office, "2026-09-19")
        act(case, "assess", "clerk", "2026-09-21")
        return act(case, "notify", "head", "2026-09-21")

    return go


def edge(household: Any, office: Any) -> None:
    """Put a family into the register of marginal families, so that it need not be checked again."""
    Entitlement.objects.create(
        benefit="assistance.dibao_edge", holder=f"h{household.pk}", household=household, payee=household.head,
        division=household.division, amount=0, valid_from=date(2026, 1, 1),
    )  # fmt: skip


@pytest.mark.requirement("SA-47", "SA-53")
def test_urgent_small_help_is_paid_at_once_by_the_township_and_explained_later(
    home, fund, asked, act, office
):
    case = asked(home, **FIRE, requested_amount=yuan_to_fen("300"))
    assert Deadline.objects.get(case=case, name="help_first").due_on == date(2026, 9, 21)
    act(case, "help_first", "head", DAY, source="reserve", voucher="支-001")
    paid = Instalment.objects.get(case=case)
    assert (paid.state, paid.amount, case.state) == ("paid", 30_000, "helped")
    assert not case.verifications.exists()
    assert not case.notices.exists()
    # Ten working days on: the holiday of October lies between.
    assert case.deadlines.get(name="explain").due_on == date(2026, 10, 9)
    assert Task.objects.filter(case=case, role="clerk", done_at=None).exists()
    with pytest.raises(StepRefused, match="请补充说明"):
        act(case, "explain", "clerk", "2026-09-25")
    assert (
        act(case, "explain", "clerk", "2026-09-25", explanation="房屋失火，无处居住").state
        == "confirmed"
    )


def test_three_days_of_quick_help_never_roll(home, asked):
    """Handbook example 14: opened Thu 2026-10-01 → 2026-10-04, a holiday Sunday."""
    case = asked(home, day="2026-10-01", **FIRE, requested_amount=30_000)
    assert case.deadlines.get(name="help_first").due_on == date(2026, 10, 4)


@pytest.mark.requirement("SA-53")
def test_raised_limit_of_the_place_gives_the_township_what_went_to_the_county(home, asked, act):
    standard = yuan_to_fen("399")
    ParameterValue.objects.filter(name="township_limit", division_id="620422").update(value="300")
    case = asked(home, **FIRE, requested_amount=50_000)
    assert (case.data["amount"], case.data["route"]["township"]) == (standard, False)
    with pytest.raises(StepRefused, match="超出乡镇"):
        act(case, "help_first", "head", DAY)
    act(case, "withdraw", "clerk", DAY, note="重新申请")
    ParameterValue.objects.create(
        policy="assistance.temporary", name="township_limit", division_id="620422", since=date(2026, 9, 1),
        value="2000", unit="元", source="县级文件", state="released",
    )  # fmt: skip
    again = asked(home, **FIRE, requested_amount=50_000)
    assert act(again, "help_first", "head", DAY).state == "helped"


@pytest.mark.requirement("SA-54")
def test_ordinary_relief_takes_the_same_steps_for_everybody(ordinary, act, home):
    case = ordinary(assessed_amount=yuan_to_fen("900"))
    with pytest.raises(StepRefused, match="公示期至"):
        act(case, "confirm_township", "head", "2026-09-22")
    act(case, "confirm_township", "head", "2026-09-30")
    assert list(case.events.values_list("step", flat=True)) == [
        "open", "submit", "accept", "assess", "notify", "confirm_township",
    ]  # fmt: skip
    row = Entitlement.objects.get(benefit="assistance.temporary")
    assert (row.amount, row.valid_from, row.valid_to) == (
        90_000,
        date(2026, 9, 1),
        date(2026, 10, 1),
    )
    paper = Document.objects.get(subject_id=case.pk, template="relief_decision")
    assert paper.title == "临时救助决定书"


def test_larger_relief_goes_to_the_county_and_a_family_not_recognised_is_checked(
    home, asked, act, office
):
    told = {
        **FIRE,
        "is_urgent": False,
        "requested_amount": 1,
        "assessed_amount": yuan_to_fen("1500"),
    }
    with pytest.raises(StepRefused, match="核对授权书"):
        asked(home, **told)
    edge(home, office)
    case = Case.objects.get(household=home)
    act(act(case, "submit", "clerk", DAY), "accept", "clerk", DAY)
    surveyed(case, office, "2026-09-19")
    act(act(case, "assess", "clerk", "2026-09-21"), "notify", "head", "2026-09-21")
    with pytest.raises(StepRefused, match="超出乡镇"):
        act(case, "confirm_township", "head", "2026-09-30")
    act(act(case, "report", "head", "2026-09-30"), "confirm", "officer", "2026-09-30")
    assert case.state == "confirmed"


@pytest.mark.requirement("SA-48")
def test_follow_up_takes_the_event_up_again_without_an_application(home, fund, asked, act, office):
    case = asked(home, **FIRE, requested_amount=30_000)
    act(case, "help_first", "head", DAY, source="reserve", voucher="支-001")
    act(case, "explain", "clerk", DAY, explanation="失火")
    plain = asked(home, day="2026-09-20", **FIRE, requested_amount=30_000)
    assert plain.data["outcome"] == "not_eligible"  # the same cause again, no good reason
    act(plain, "withdraw", "clerk", "2026-09-20", note="转跟进救助")
    edge(home, office)
    again = relief.follow_up(
        case, amount=60_000, text="修缮仍有缺口", by=office["clerk"], at=moment("2026-09-21")
    )
    assert (again.state, again.data["hardship_cause"], again.data["followed_number"]) == (
        "accepted",
        "fire",
        case.number,
    )
    assert (again.data["outcome"], again.data["amount"]) == ("eligible", 60_000)
    assert "submit" not in again.events.values_list("step", flat=True)


@pytest.mark.requirement("SA-49")
def test_one_decision_pays_its_dated_parts_once_each(ordinary, act, office):
    case = ordinary(assessed_amount=100_000, instalments=3, first_instalment=50_000)
    act(case, "confirm_township", "head", "2026-09-30")
    rows = list(case.instalments.order_by("sequence"))
    assert [(r.due_on, r.amount, r.state) for r in rows] == [
        (date(2026, 9, 30), 50_000, "issued"), (date(2026, 10, 30), 25_000, "planned"), (date(2026, 11, 30), 25_000, "planned"),
    ]  # fmt: skip
    for _again in range(2):
        instalments.issue_month("2026-10", by=office["officer"], at=moment("2026-10-05"))
    paid = Entitlement.objects.filter(benefit="assistance.temporary").order_by("valid_from")
    assert [(r.valid_from, r.amount) for r in paid] == [
        (date(2026, 9, 1), 50_000),
        (date(2026, 10, 1), 25_000),
    ]
    instalments.issue_month("2026-11", by=office["officer"], at=moment("2026-11-05"))
    assert sum(r.amount for r in paid.all()) == case.data["amount"]


@pytest.mark.requirement("SA-50")
def test_meeting_decides_beyond_the_ceiling_only_with_its_minutes(home, asked, act, office):
    edge(home, office)
    case = asked(
        home,
        **{**FIRE, "is_urgent": False},
        requested_amount=1,
        assessed_amount=yuan_to_fen("9000"),
    )
    surveyed(case, office, "2026-09-19")
    act(case, "assess", "clerk", "2026-09-21")
    assert case.data["amount"] == 10 * yuan_to_fen("399")  # the ceiling of the place
    with pytest.raises(StepRefused, match="参加单位"):
        act(case, "discuss", "officer", "2026-09-22", note="重特大困难")
    told = {
        "participants": "民政局、医保局、财政局",
        "approved_amount": yuan_to_fen("9000"),
        "approved_parts": 2,
    }
    act(case, "discuss", "officer", "2026-09-22", note="重特大困难", **told)
    with pytest.raises(StepRefused, match="会议纪要"):
        act(case, "confirm_exception", "reviewer", "2026-09-23")
    documents.keep(
        b"%PDF-1.4", "纪要.pdf", content_type="application/pdf", kind="minutes", title="会议纪要", division=case.division_id,
        subject=case, by=office["officer"], at=moment("2026-09-23"),
    )  # fmt: skip
    act(case, "confirm_exception", "reviewer", "2026-09-23")
    assert sum(case.instalments.values_list("amount", flat=True)) == 900_000


@pytest.mark.requirement("SA-46")
def test_family_of_elsewhere_is_helped_where_the_fire_was(home, office, act):
    """Example 14: registered in A, fire in B: the township of B accepts, registration does not matter."""
    here = Division.objects.get(pk=NEXT_TOWN)
    case = relief.open_relief(
        home,
        told={**FIRE, "requested_amount": 30_000},
        by=office["stranger"],
        at=moment(DAY),
        place=here,
    )
    cases.take(case, "submit", by=office["stranger"], at=moment(DAY))
    cases.take(case, "accept", by=office["stranger"], at=moment(DAY))
    case.refresh_from_db()
    assert (case.division_id, case.data["outcome"]) == (NEXT_TOWN, "eligible")
    with pytest.raises(StepRefused, match="不属于您的辖区"):
        act(case, "help_first", "head", DAY)


def test_hospital_bill_of_a_marginal_family_is_relief_of_spending(home, asked, act, office):
    edge(home, office)
    case = asked(
        home, relief_type="expenditure", hardship_cause="spending", living_difficult=True, is_urgent=False,
        necessary_spending=yuan_to_fen("3000"),
    )  # fmt: skip
    assert (case.data["amount"], case.data["route"]["needs_publicity"]) == (90_000, True)


def test_refused_relief_says_why(home, asked, act, office):
    case = asked(home, **{**FIRE, "living_difficult": False}, requested_amount=30_000)
    act(case, "refuse", "officer", DAY, note="基本生活没有出现困难")
    assert Document.objects.filter(subject_id=case.pk, template="refusal").exists()


@pytest.mark.requirement("SA-78")
def test_place_may_spare_a_family_whose_circumstances_did_not_change_the_second_survey(
    home, asked, act, office
):
    edge(home, office)
    visits.record_visit(
        home, kind="survey", purpose="入户调查", visited_at=moment("2026-08-01", 8), by=office["clerk"], at=moment("2026-08-01"),
        second_visitor=office["second"], conclusion="属实",
    )  # fmt: skip
    case = asked(
        home,
        **{**FIRE, "is_urgent": False},
        requested_amount=1,
        assessed_amount=50_000,
        unchanged=True,
    )
    with pytest.raises(StepRefused, match="尚未记录入户调查"):
        act(case, "assess", "clerk", "2026-09-21")
    ParameterValue.objects.create(
        policy="assistance.temporary.application", name="survey_once", division_id="620422", value="是",
        since=date(2026, 9, 1), unit="是否", source="县级文件", state="released",
    )  # fmt: skip
    assert act(case, "assess", "clerk", "2026-09-21").state == "assessed"


def test_late_explanation_is_marked(home, asked, act, fund):
    case = asked(home, **FIRE, requested_amount=30_000)
    act(case, "help_first", "head", DAY, source="reserve", voucher="支-001")
    due = case.deadlines.get(name="explain").due_on
    act(case, "explain", "clerk", (due + timedelta(days=3)).isoformat(), explanation="失火")
    assert case.deadlines.get(name="explain").breached
