"""Changes of dibao: the opinion is heard before a cut, months of effect, 渐退."""

from datetime import date

import pytest

from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.documents.models import Document

from .conftest import moment

COUPLE = (("王建军", date(1970, 2, 1), "head"), ("李翠英", date(1972, 5, 1), "spouse"))


@pytest.fixture
def recipient(family, office):
    """A couple that receives 798 yuan: two standards of 399, no income."""

    def make(amount=79_800, *members):
        household = family(*(members or COUPLE))
        benefits.grant(
            "assistance.dibao", household=household, amount=amount, since=date(2026, 3, 1),
            basis=benefits.Basis(reason="试"), by=office["system"], at=moment("2026-02-10"),
        )  # fmt: skip
        return household

    return make


@pytest.fixture
def earning(deliver):
    """Let the head of a family earn a monthly wage, as the department says for June."""

    def deliver_wage(household, yuan, month="2026-06"):
        wages = [
            {
                "person": household.head,
                "employer": "某厂",
                "monthly_wage": yuan,
                "insurance_paid": "0",
            }
        ]
        deliver(month, hr_wages=wages if yuan else [])

    return deliver_wage


@pytest.fixture
def verified(office, act, visited):
    """Open a change and verify it on a day."""

    def verify(household, day, **data):
        case = cases.open_case(
            "assistance.dibao.change", household=household, by=office["clerk"], at=moment(day)
        )
        visited(case, day)
        return act(case, "verify", "clerk", day, **data)

    return verify


def rows(household):
    found = Entitlement.objects.filter(household=household, benefit="assistance.dibao").order_by(
        "valid_from"
    )
    return list(found.values_list("amount", "valid_from", "valid_to"))


def test_reduction_without_an_opinion_is_blocked(recipient, earning, verified, act):
    """Worked example 18: no opinion record → the system must block the decision."""
    household = recipient()
    earning(household, "500")
    case = verified(household, "2026-07-29")
    assert (case.data["change"]["kind"], case.data["change"]["after"]) == ("reduce", 39_800)
    with pytest.raises(StepRefused, match="听取"):
        act(case, "decide", "officer", "2026-08-06")


@pytest.mark.requirement("SA-19")
def test_reduction_is_heard_decided_written_and_begins_the_month_after(
    recipient, earning, verified, act
):
    """Worked example 18: found 2026-07-29, opinion to 08-05, decided 08-06, new amount from 2026-09."""
    household = recipient()
    earning(household, "500")
    case = act(verified(household, "2026-07-29"), "ask", "clerk", "2026-07-29")
    assert case.hearings.get().due_on == date(2026, 8, 5)
    with pytest.raises(StepRefused, match="意见截止日为 2026-08-05"):
        act(case, "decide", "officer", "2026-08-05")
    act(case, "decide", "officer", "2026-08-06")
    assert rows(household) == [
        (79_800, date(2026, 3, 1), date(2026, 9, 1)), (39_800, date(2026, 9, 1), None),
    ]  # fmt: skip
    assert Document.objects.filter(subject_id=case.pk, title__contains="决定书").count() == 1


def test_waiver_opens_the_decision_the_same_day(recipient, earning, verified, act):
    """Worked example 10: waiver on 07-30 and decision that day → stops 2026-08."""
    household = recipient()
    earning(household, "2000")
    case = act(verified(household, "2026-07-29"), "ask", "clerk", "2026-07-29")
    assert case.data["change"]["kind"] == "stop"
    act(case, "hear", "clerk", "2026-07-30", waived=True)
    act(case, "decide", "officer", "2026-07-30")
    assert rows(household) == [(79_800, date(2026, 3, 1), date(2026, 8, 1))]


@pytest.mark.parametrize(
    ("asked", "decided", "stops"),
    [
        ("2026-07-15", "2026-07-23", date(2026, 8, 1)),
        ("2026-07-29", "2026-08-06", date(2026, 9, 1)),
    ],
)
def test_stop_begins_the_month_after_the_decision(
    recipient, earning, verified, act, asked, decided, stops
):
    """Worked example 10: the month of the decision, not of the finding, counts."""
    household = recipient()
    earning(household, "2000")
    case = act(verified(household, asked), "ask", "clerk", asked)
    act(case, "decide", "officer", decided)
    assert rows(household)[-1][2] == stops


def test_before_july_a_stop_needs_no_hearing(recipient, earning, verified, act):
    """Worked example 10: found and decided on 2026-06-29 (old rule) → stops 2026-07."""
    household = recipient()
    earning(household, "2000", month="2026-05")
    case = verified(household, "2026-06-29")
    act(case, "decide", "officer", "2026-06-29")
    assert rows(household) == [(79_800, date(2026, 3, 1), date(2026, 7, 1))]


def test_increase_needs_no_hearing(recipient, earning, verified, act):
    """Worked example 18: an increase decided on 2026-10-20 → from 2026-11."""
    household = recipient(40_000)
    earning(household, "", month="2026-09")
    case = verified(household, "2026-10-20")
    assert case.data["change"]["kind"] == "raise"
    act(case, "decide", "officer", "2026-10-20")
    assert rows(household)[-1][:2] == (79_800, date(2026, 11, 1))


@pytest.mark.parametrize(
    ("job_rise", "stops"),
    [(86_000, date(2027, 2, 1)), (15_000, date(2026, 8, 1))],
    ids=["work explains more than half of the excess", "a pension explains it"],
)
def test_who_works_his_way_out_keeps_the_benefit_for_six_months(
    recipient, earning, verified, act, job_rise, stops
):
    """Worked example 10: 渐退, last amount kept 2026-08…2027-01, stops 2027-02."""
    household = recipient()
    earning(household, "2000")
    case = act(verified(household, "2026-07-15"), "ask", "clerk", "2026-07-15")
    facts = {
        "members_counted": 2, "income_before": 60_000, "income_after": 160_000, "job_rise": job_rise, "last_amount": 79_800,
    }  # fmt: skip
    act(case, "decide", "officer", "2026-07-23", fade=facts)
    assert rows(household) == [(79_800, date(2026, 3, 1), stops)]


def test_a_death_lowers_the_amount_without_a_hearing_where_the_rule_says_so(
    recipient, earning, verified, act
):
    """Handbook §1B.2: share recomputed from the month after the decision; the register follows."""
    household = recipient()
    earning(household, "", month="2026-09")
    spouse = household.memberships.get(relation="spouse").person
    case = verified(
        household, "2026-10-12", cause="death", deaths=[{"person": spouse.pk, "on": "2026-09-10"}]
    )
    act(case, "decide", "officer", "2026-10-12")
    spouse.refresh_from_db()
    assert spouse.died_on == date(2026, 9, 10)
    assert rows(household)[-1] == (39_900, date(2026, 11, 1), None)


def test_an_undetermined_change_is_not_decided(recipient, verified, act):
    """No department delivered: unknown never becomes a cut."""
    household = recipient()
    case = verified(household, "2026-07-29")
    assert case.data["change"]["kind"] == "unknown"
    with pytest.raises(StepRefused, match="事实不全"):
        act(case, "decide", "officer", "2026-08-06")


def test_who_verified_does_not_decide(recipient, earning, verified, office, act):
    household = recipient(40_000)
    earning(household, "", month="2026-06")
    case = verified(household, "2026-07-29")
    office["officer"].user = office["clerk"].user
    with pytest.raises(StepRefused):
        act(case, "decide", "officer", "2026-07-30")


def test_nothing_to_change_is_closed_with_a_reason(recipient, earning, verified, act):
    household = recipient()
    earning(household, "", month="2026-06")
    case = verified(household, "2026-07-29")
    assert case.data["change"]["kind"] == "keep"
    assert act(case, "dismiss", "clerk", "2026-07-29", note="核实无变化").closed_at is not None
    assert rows(household) == [(79_800, date(2026, 3, 1), None)]


def test_near_kin_of_the_committee_needs_the_county_visit(
    family, deliver, applied, visited, office, act
):
    """Worked example 9: a brother on the committee → register and county visit required; a cousin → not."""
    seen = {}
    for order, relation in enumerate(("sibling", "cousin")):
        household = family((f"申请人{order}", date(1950, 1, order + 1), "head"))
        deliver("2026-08")
        case = applied(household)
        cases.declare_near_kin(
            case, member=household.head, kin_name="某", kin_role="committee", relation=relation, by=office["clerk"],
            at=moment("2026-09-14"),
        )  # fmt: skip
        seen[relation] = Case.objects.get(pk=case.pk).near_kin
    assert seen == {"sibling": True, "cousin": False}
