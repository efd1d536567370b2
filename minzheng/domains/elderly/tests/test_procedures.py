"""Old-age allowance from the counter to the stop: applied, assessed, confirmed, reviewed, stopped."""

from datetime import date

import pytest

from minzheng.domains.elderly import tasks
from minzheng.domains.elderly.workflows import NURSING, OLD_AGE, SERVICE
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.documents.models import Document
from minzheng.kernel.enrolment import queries
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.enrolment.tests.township import moment
from minzheng.kernel.people import services as people


def test_applicant_of_81_is_paid_from_the_month_after_the_application(confirmed, resident):
    person = resident("张桂兰", "1945-03-02")
    case = confirmed(OLD_AGE, person)
    row = Entitlement.objects.get(person=person)
    assert (row.benefit, row.amount, row.valid_from) == (OLD_AGE, 2500, date(2026, 10, 1))
    assert (case.state, row.case_id, row.recheck_on) == ("confirmed", case.pk, date(2027, 9, 17))
    assert Document.objects.filter(subject_id=case.pk, template="confirmation").exists()


def test_nothing_known_is_asked_and_nothing_at_all_of_an_elder_in_the_register(accepted, resident):
    case = accepted(OLD_AGE, resident("张桂兰", "1945-03-02"))
    assert queries.trial(case, case.applied_on).questions == []


def test_too_young_is_refused_in_writing_with_the_clause(accepted, resident, act):
    case = accepted(OLD_AGE, resident("李福", "1950-05-06"))
    act(case, "assess", "clerk", "2026-09-15")
    with pytest.raises(StepRefused):
        act(case, "report", "head", "2026-09-16")
    act(case, "refuse", "officer", "2026-09-16", note="未到年龄")
    assert case.state == "refused"
    assert Document.objects.filter(subject_id=case.pk, template="refusal").exists()
    assert not Entitlement.objects.exists()


def test_second_application_of_a_recipient_is_refused(confirmed, accepted, resident):
    person = resident("张桂兰", "1945-03-02")
    confirmed(OLD_AGE, person)
    with pytest.raises(StepRefused, match="不能重复申请"):
        accepted(OLD_AGE, person, "2026-10-08")


@pytest.mark.requirement("EL-19")
def test_unconfirmed_life_holds_the_money_and_death_ends_it(confirmed, resident, office):
    person = resident("张桂兰", "1945-03-02")
    confirmed(OLD_AGE, person)
    officer, day = office["officer"], moment("2026-11-02")
    assert [row.person for row in queries.life_checks_due(officer, OLD_AGE, day.date())] == [person]
    assert enrolment.hold_unchecked(OLD_AGE, by=officer, at=day) == 1
    row = Entitlement.objects.get(person=person)
    assert row.state == "suspended"
    enrolment.check_life(person, checked_on=day.date(), method="visit", by=office["clerk"], at=day)
    row.refresh_from_db()
    assert (row.state, queries.valid_check(person, day.date()).valid_to) == (
        "active",
        date(2027, 11, 2),
    )
    people.record_death(
        person, died_on=date(2026, 11, 20), by=office["clerk"], at=moment("2026-11-21")
    )
    row.refresh_from_db()
    assert row.valid_to == date(2026, 12, 1)


def test_month_holds_unconfirmed_money_only_where_the_place_asks_for_the_check(
    confirmed, resident, office
):
    person, place = resident("张桂兰", "1945-03-02"), office["clerk"].division
    confirmed(OLD_AGE, person)
    run, at = tasks.life_checks, moment("2026-11-02")
    assert run("2026-10", by=office["system"], at=at) == {"held": 0}
    ParameterValue.objects.create(
        policy=OLD_AGE, name=tasks.REQUIRED, division=place.parent, since=date(2026, 1, 1),
        value="是", unit="是否", source="县民政局通知", entered_by=office["officer"], entered_at=at,
        state="released",
    )  # fmt: skip
    assert run("2026-10", by=office["system"], at=at) == {"held": 1}
    assert run("2026-10", by=office["system"], at=at) == {"held": 0}


def test_band_rises_at_ninety_by_review(confirmed, resident, act, office):
    person = resident("王秀", "1936-12-20")
    confirmed(OLD_AGE, person)
    case = enrolment.open_change(
        OLD_AGE, person, cause="review", by=office["clerk"], at=moment("2027-01-08")
    )
    act(case, "verify", "clerk", "2027-01-08")
    assert case.data["change"]["kind"] == "raise"
    act(case, "decide", "officer", "2027-01-11")
    assert Entitlement.objects.get(person=person, valid_to=None).amount == 6000


def test_moving_away_stops_from_the_month_after(confirmed, resident, act, office):
    person = resident("王秀", "1940-02-20")
    confirmed(OLD_AGE, person)
    case = enrolment.open_change(
        OLD_AGE, person, cause="moved", by=office["clerk"], at=moment("2026-12-08")
    )
    act(case, "verify", "clerk", "2026-12-08", happened_on="2026-12-05")
    act(case, "decide", "officer", "2026-12-09")
    row = Entitlement.objects.get(person=person)
    assert (row.valid_to, case.data["change"]["kind"]) == (date(2027, 1, 1), "stop")
    assert Document.objects.filter(subject_id=case.pk, template="reduction").exists()


def test_stranger_opens_nothing(resident, office):
    with pytest.raises(StepRefused, match="辖区"):
        enrolment.open_application(
            OLD_AGE, resident("王秀", "1940-02-20"), by=office["stranger"], at=moment("2026-09-14")
        )


def grant(office, person, benefit, amount, *, own=True):
    return benefits.grant(
        benefit, household=person.memberships.get().household, person=person if own else None,
        amount=amount, since=date(2026, 2, 1), basis=benefits.Basis(reason="确认"),
        by=office["officer"], at=moment("2026-01-10"),
    )  # fmt: skip


@pytest.mark.requirement("EL-21")
def test_poor_old_and_disabled_are_paid_and_the_higher_of_two_nursing_subsidies_stays(
    resident, confirmed, accepted, act, office
):
    person, other = resident("张桂兰", "1942-03-02"), resident("王秀", "1944-03-02")
    for one in (person, other):
        grant(office, one, "assistance.dibao", 40000, own=False)
    confirmed(SERVICE, person)
    confirmed(NURSING, person, ability_level=3)
    paid = dict(Entitlement.objects.filter(person=person).values_list("benefit", "amount"))
    assert paid == {SERVICE: 5000, NURSING: 10000}
    grant(office, other, "disability.nursing", 11000)
    case = accepted(NURSING, other)
    act(case, "assess", "clerk", "2026-09-15", answers={"ability_level": 3})
    assert case.data["outcome"] == "not_eligible"
    assert case.data["rules"]["higher_than_disability_nursing"] is False
