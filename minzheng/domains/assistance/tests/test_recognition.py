"""Families recognised for rigid spending or by a local method: statement, notice, term."""

from datetime import date

import pytest

from minzheng.core.money import yuan_to_fen
from minzheng.domains.assistance.services import recognition
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.verification import services as verification

from .conftest import moment

OLD = ("张秀英", date(1954, 3, 1), "head")
SON = ("张建国", date(1985, 6, 1), "child")


@pytest.fixture
def earning(family, deliver):
    """A mother and her son who earns 1,800 yuan: above the marginal line, below the average income."""
    household = family(OLD, SON)
    son = household.memberships.get(relation="child").person
    deliver(
        hr_wages=[
            {"person": son, "employer": "某厂", "monthly_wage": "1800", "insurance_paid": "0"}
        ]
    )
    return household


@pytest.fixture
def asked(office, act, visited):
    """Hand in, accept and survey an application for a recognition."""

    def go(key: str, household, **told) -> Case:
        at = moment("2026-09-14")
        for row in household.memberships.all():
            verification.record_authorisation(
                household, row.person, signed_by=row.person, signed_on=at.date(), by=office["worker"], at=at
            )  # fmt: skip
        case = cases.open_case(
            key, household=household, person=household.head, by=office["worker"], at=at, data=told
        )
        cases.declare_no_near_kin(case, by=office["worker"], at=at)
        act(act(case, "submit", "worker", "2026-09-14"), "accept", "clerk", "2026-09-14")
        visited(case, "2026-09-15")
        return case

    return go


def confirm(case: Case, act) -> Case:
    act(act(case, "notify", "head", "2026-09-17"), "report", "head", "2026-09-25")
    Case.objects.filter(pk=case.pk).update(sampled=False)
    case.refresh_from_db()
    return act(case, "confirm", "officer", "2026-09-28")


@pytest.mark.requirement("SA-24")
@pytest.mark.parametrize(("bill", "outcome"), [("18000", "eligible"), ("3000", "not_eligible")])
def test_family_whose_rigid_spending_eats_its_income_is_recognised_for_a_year(
    earning, asked, act, office, bill, outcome
):
    spent = {str(earning.head_id): {"medical_spending": yuan_to_fen(bill)}}
    case = act(
        asked("assistance.rigid.application", earning, spending=spent, yearly_income=yuan_to_fen("21600")),
        "assess", "clerk", "2026-09-17",
    )  # fmt: skip
    assert case.data["outcome"] == outcome
    if outcome == "eligible":
        confirm(case, act)
        row = Entitlement.objects.get(benefit="assistance.rigid")
        assert (row.amount, row.recheck_on) == (0, date(2027, 9, 28))
        assert recognition.end_expired("2027-08", by=office["system"], at=moment("2027-08-31")) == 0
        assert recognition.end_expired("2027-09", by=office["system"], at=moment("2027-09-30")) == 1


@pytest.mark.requirement("SA-25")
@pytest.mark.parametrize(("wage", "outcome"), [("1100", "eligible"), ("1800", "not_eligible")])
def test_low_income_family_is_recognised_by_the_method_its_place_names(
    family, deliver, asked, act, wage, outcome
):
    household = family(OLD, SON)
    son = household.memberships.get(relation="child").person
    wages = {"person": son, "employer": "某厂", "monthly_wage": wage, "insurance_paid": "0"}
    deliver(hr_wages=[wages])
    case = asked("assistance.low_income.application", household)
    with pytest.raises(StepRefused, match="没有规定低收入家庭认定办法"):
        act(case, "assess", "clerk", "2026-09-17")
    ParameterValue.objects.create(
        policy="assistance", name="low_income_method", division_id="620422", since=date(2026, 1, 1),
        value="assistance.dibao_edge", unit="文本", source="县级办法", state="released",
    )  # fmt: skip
    assessed = act(case, "assess", "clerk", "2026-09-17")
    assert assessed.data["outcome"] == outcome
    held = Entitlement.objects.filter(benefit="assistance.low_income", household=household)
    if outcome == "eligible":
        confirm(assessed, act)
        assert held.exists()
    else:
        with pytest.raises(StepRefused):
            act(assessed, "notify", "head", "2026-09-17")
        assert not held.exists()
