"""The registers of elders: who they are, who must be assessed again, who comes first, who is insured."""

from datetime import date

import pytest

from minzheng.domains.elderly import views
from minzheng.domains.elderly.workflows import OLD_AGE, SERVICE
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.enrolment import queries
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.enrolment.tests.township import moment

TODAY = date(2026, 11, 16)


def shown(columns, row):
    return {column.key: column.cell(row).text for column in columns}


def record(office, person, column, value, review_on=None):
    determinations.record_fact(
        column, value, person=person, since=date(2026, 10, 8), review_on=review_on,
        by=office["clerk"], at=moment("2026-10-08"),
    )  # fmt: skip


def paid(office, person, benefit, amount):
    return benefits.grant(
        benefit, household=person.memberships.get().household, person=person, amount=amount,
        since=date(2026, 11, 1), basis=benefits.Basis(reason="确认"), by=office["officer"],
        at=moment("2026-10-12"),
    )  # fmt: skip


@pytest.mark.requirement("EL-16")
def test_register_shows_age_ability_living_state_flags_and_allowances(resident, office):
    person = resident("张桂兰", "1945-03-02")
    resident("王小花", "1990-01-01")
    record(office, person, "ability_level", 3, review_on=date(2027, 10, 8))
    record(office, person, "lost_only_child", True)
    paid(office, person, OLD_AGE, 2500)
    (row,) = views.elders(office["clerk"], TODAY)
    told = shown(views.elder_columns(TODAY), row)
    assert (told["age"], told["ability"], told["living"]) == ("81", "重度失能", "独居")
    assert (told["marks"], told["held"]) == ("失能、计划生育特殊家庭", "高龄津贴")
    assert list(views.elders(office["stranger"], TODAY)) == []


@pytest.mark.requirement("EL-17")
def test_assessment_falls_due_again_and_drives_the_subsidy(resident, office, accepted):
    person = resident("张桂兰", "1945-03-02")
    record(office, person, "ability_level", 3, review_on=date(2026, 11, 1))
    due = next(f for f in views.elder_filters(TODAY) if f.key == "review_ability_level_due")
    assert [row.pk for row in due.narrow(views.elders(office["clerk"], TODAY), True)] == [person.pk]
    case = accepted("elderly.nursing", person, "2026-11-03")
    trial = queries.trial(case, case.applied_on)
    assert "ability_level" not in trial.missing
    assert trial.rules["disabled_enough"] is True


@pytest.mark.requirement("EL-23")
def test_poor_and_most_disabled_come_first_for_care(resident, office):
    rich, poor = resident("李福", "1940-01-01"), resident("赵勤", "1946-01-01")
    cared, well = resident("孙芳", "1942-01-01"), resident("周康", "1941-01-01")
    for person, level in ((rich, 4), (poor, 3), (cared, 4), (well, 1)):
        record(office, person, "ability_level", level)
    record(office, cared, "in_central_care", True)
    benefits.grant(
        "assistance.dibao", household=poor.memberships.get().household, amount=40000,
        since=date(2026, 2, 1), basis=benefits.Basis(reason="低保"), by=office["officer"],
        at=moment("2026-01-10"),
    )  # fmt: skip
    order = next(r.order for r in views.REGISTERS if r.key == "elderly.care")
    rows = views.waiting_for_care(office["clerk"], TODAY).order_by(*order)
    assert [row.name for row in rows] == ["赵勤", "李福"]


@pytest.mark.requirement("EL-24")
def test_elder_of_sixty_is_listed_insured_and_claims(resident, office):
    person = resident("张桂兰", "1966-11-16")
    young = resident("王小花", "1966-11-17")
    assert [row.name for row in views.insurable(office["officer"], TODAY)] == ["张桂兰"]
    enrolment.insure(
        views.SCHEME, [(person, person.division_id)], insurer="某保险公司", policy_number="P001",
        valid_from=date(2026, 12, 1), valid_to=date(2027, 12, 1), premium=3000,
        by=office["officer"], at=moment("2026-11-16"),
    )  # fmt: skip
    row = views.insurable(office["officer"], date(2026, 12, 1)).get(pk=person.pk)
    assert (row.insurer, row.policy_number) == ("某保险公司", "P001")
    cover = person.insurance_covers.get()
    with pytest.raises(enrolment.EnrolmentRefused, match="保险期间"):
        enrolment.report_claim(
            cover, happened_on=date(2026, 11, 30), event="跌倒", by=office["clerk"],
            at=moment("2026-12-02"),
        )  # fmt: skip
    claim = enrolment.report_claim(
        cover, happened_on=date(2026, 12, 5), event="跌倒骨折", by=office["clerk"],
        at=moment("2026-12-06"),
    )  # fmt: skip
    enrolment.settle_claim(
        claim,
        paid=200000,
        settled_on=date(2027, 1, 8),
        by=office["officer"],
        at=moment("2027-01-08"),
    )
    claim.refresh_from_db()
    assert (claim.paid, young.insurance_covers.count()) == (200000, 0)


@pytest.mark.requirement("EL-22")
def test_allowance_is_spent_as_service_up_to_its_amount_and_no_money_is_paid(resident, office):
    person = resident("张桂兰", "1945-03-02")
    row = paid(office, person, SERVICE, 5000)
    clerk, day = office["clerk"], moment("2026-11-16")
    enrolment.choose_mode(row, "service", since=date(2026, 11, 1), by=clerk, at=day)
    assert Entitlement.objects.get(pk=row.pk).state == "suspended"
    service = {"service": "助浴", "provider": "某养老服务中心", "by": clerk, "at": day}
    enrolment.spend_on_service(row, served_on=date(2026, 11, 12), amount=3000, **service)
    with pytest.raises(enrolment.EnrolmentRefused, match=r"20\.00元"):
        enrolment.spend_on_service(row, served_on=date(2026, 11, 15), amount=2100, **service)
    assert queries.spent(row, "2026-11") == 3000
    enrolment.choose_mode(row, "cash", since=date(2026, 12, 1), by=clerk, at=day)
    assert Entitlement.objects.get(pk=row.pk).state == "active"
