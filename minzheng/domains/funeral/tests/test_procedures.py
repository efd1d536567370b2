"""Waivers and awards after a death: by the register of the last day of the life."""

from datetime import date

import pytest

from minzheng.domains.funeral import services, views
from minzheng.domains.funeral.choices import BASIC, ECO_BURIAL
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.bodies import services as bodies
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.enrolment.services import EnrolmentRefused
from minzheng.kernel.enrolment.tests.township import moment
from minzheng.kernel.people import services as people

BILL = {
    "transport_fee": 30000, "storage_days": 3, "storage_day_fee": 6000, "cremation_fee": 68000,
    "ash_keeping_fee": 12000,
}  # fmt: skip


@pytest.fixture
def deceased(resident, office):
    """Somebody of a family on dibao who died."""
    person = resident("赵有福", "1944-02-01")
    benefits.grant(
        "assistance.dibao", household=person.memberships.get().household, amount=40000,
        since=date(2026, 2, 1), basis=benefits.Basis(reason="低保"), by=office["officer"],
        at=moment("2026-01-10"),
    )  # fmt: skip
    people.record_death(
        person, died_on=date(2026, 9, 10), by=office["clerk"], at=moment("2026-09-11")
    )
    person.refresh_from_db()
    return person


@pytest.mark.requirement("FU-08")
def test_eco_burial_is_awarded_once_against_proof(deceased, confirmed):
    confirmed(ECO_BURIAL, deceased, burial_kind="tree", burial_proved=True)
    row = Entitlement.objects.get(benefit=ECO_BURIAL)
    assert (row.person, row.amount) == (deceased, 100000)


def test_eco_burial_without_proof_is_refused(deceased, accepted, act):
    case = accepted(ECO_BURIAL, deceased)
    act(
        case,
        "assess",
        "clerk",
        "2026-09-15",
        answers={"burial_kind": "tree", "burial_proved": False},
    )
    assert case.data["outcome"] == "not_eligible"


def test_basic_items_are_waived_for_a_dead_recipient_of_dibao(deceased, confirmed):
    case = confirmed(BASIC, deceased, **BILL)
    assert case.data["amount"] == 30000 + 3 * 6000 + 68000 + 12000
    assert Entitlement.objects.filter(benefit=BASIC, person=deceased).count() == 1


def test_the_living_are_not_buried(resident, office):
    with pytest.raises(StepRefused, match="没有死亡登记"):
        enrolment.open_application(
            BASIC, resident("赵有福", "1944-02-01"), by=office["clerk"], at=moment("2026-09-14")
        )


@pytest.mark.requirement("FU-06")
def test_waived_items_stand_with_their_fees_and_are_settled_once_with_the_facility(
    deceased, confirmed, office
):
    confirmed(BASIC, deceased, **BILL)
    (row,) = views.waivers(office["officer"], date(2026, 9, 20))
    told = {column.key: column.cell(row).text for column in views.waiver_columns(date(2026, 9, 20))}
    assert (told["degree"], told["amount"]) == ("免费", "1,280.00")
    assert told["items"].startswith("遗体接运 300.00、遗体存放 180.00")
    homes = [
        bodies.register_body(
            name=name, kind="funeral_home", division=deceased.division, by=office["officer"],
            at=moment("2026-01-10"),
        )
        for name in ("县殡仪馆", "某殡仪服务站")
    ]  # fmt: skip
    done = {"settled_on": date(2026, 10, 8), "by": office["officer"], "at": moment("2026-10-08")}
    assert services.settle(row, homes[0], **done) == services.settle(row, homes[0], **done)
    with pytest.raises(EnrolmentRefused, match="已于2026-10-08与县殡仪馆结算"):
        services.settle(row, homes[1], **done)
    (row,) = views.waivers(office["officer"], date(2026, 10, 9))
    assert (row.facility, row.settled_on) == ("县殡仪馆", date(2026, 10, 8))
    assert not views.waivers(office["stranger"], date(2026, 10, 9)).exists()
