"""Findings: kept once, superseded with newer data, never under the hands of a clerk."""

import pytest

from minzheng.kernel.cases.models import Task
from minzheng.kernel.determinations.tests.fixtures import MONTH
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.monitoring import queries, services
from minzheng.kernel.monitoring.models import Finding, Lead, LeadEntry


def rows(model):
    return list(model.objects.order_by("pk").values())


@pytest.mark.requirement("LM-02", "SA-19")
def test_comparison_finds_who_qualifies_and_says_for_how_much(compared, family, staff):
    assert compared()["new"] == 1
    finding = queries.findings(staff["lin"], MONTH).get()
    assert (finding.household, finding.kind, finding.amount_after) == (family, "missed", 120150)
    assert queries.finding_counts(staff["chen"], MONTH) == {"missed": 1}
    assert not queries.findings(staff["zhao"], MONTH).exists()


def test_household_that_does_not_qualify_is_not_found(compared, family, known_pensions):
    known_pensions[family.head_id] = 3 * 40050
    assert compared()["new"] == 0


def test_undetermined_household_is_not_found(compared, family, known_pensions):
    known_pensions[family.head_id] = None
    assert compared()["new"] == 0


def test_second_run_changes_no_row(compared, staff):
    def everything():
        return [rows(model) for model in (Finding, Lead, LeadEntry, Task)]

    compared()
    services.open_leads(MONTH, by=staff["chen"], at=moment(11, 2))
    before = everything()
    assert compared() == {"new": 0, "changed": 0, "superseded": 0, "returned": 0, "unchanged": 1}
    assert services.open_leads(MONTH, by=staff["chen"], at=moment(11, 3)) == {
        "opened": 0,
        "repeated": 0,
    }
    assert everything() == before


def test_newer_data_changes_withdraws_and_brings_back_an_untouched_finding(
    lead, compared, family, known_pensions
):
    known_pensions[family.head_id] = 150
    assert compared()["changed"] == 1
    assert Finding.objects.get().amount_after == 120000
    known_pensions[family.head_id] = 1_000_000
    assert compared()["superseded"] == 1
    lead.refresh_from_db()
    assert (lead.state, lead.close_reason) == ("closed", "数据更新，预警消除")
    assert not Task.objects.filter(done_at=None).exists()
    known_pensions[family.head_id] = 0
    assert compared()["returned"] == 1
    lead.refresh_from_db()
    assert (lead.state, lead.closed_on) == ("open", None)
    assert Task.objects.filter(done_at=None).count() == 1


def test_finding_somebody_works_on_is_left_alone(lead, compared, family, staff, known_pensions):
    services.take_lead(lead, by=staff["lin"], at=moment(11, 3))
    known_pensions[family.head_id] = 1_000_000
    assert compared()["superseded"] == 0
    lead.refresh_from_db()
    assert lead.state == "verifying"


def test_closed_lead_is_not_opened_again_by_the_same_month(lead, compared, staff):
    services.take_lead(lead, by=staff["lin"], at=moment(11, 3))
    services.close_lead(lead, reason="已核实，本人不愿申请", by=staff["lin"], at=moment(11, 4))
    compared()
    services.open_leads(MONTH, by=staff["chen"], at=moment(11, 5))
    assert list(Lead.objects.values_list("state", flat=True)) == ["closed"]


def test_next_month_points_to_the_lead_still_being_worked_on(lead, compared, staff):
    compared("2026-11")
    assert services.open_leads("2026-11", by=staff["chen"], at=moment(12, 2)) == {
        "opened": 0,
        "repeated": 1,
    }
    assert Finding.objects.get(month="2026-11").repeats == lead.finding
    services.take_lead(lead, by=staff["lin"], at=moment(12, 3))
    services.close_lead(lead, reason="不符合条件", by=staff["lin"], at=moment(12, 3))
    compared("2026-12")
    assert (
        services.open_leads("2026-12", by=staff["chen"], at=moment(1, 4, year=2027))["opened"] == 1
    )


def test_month_not_determined_cannot_be_compared(small, kind, staff, family):
    with pytest.raises(FileNotFoundError, match="尚未认定"):
        services.find("2026-09", by=staff["chen"], at=moment(11, 2))


def test_unresolved_findings_hold_payment_until_somebody_decided(lead, staff, family):
    assert queries.unresolved(["missed"], up_to=MONTH) == {family.pk: "应保未保"}
    assert queries.unresolved(["missed"], up_to="2026-09") == {}
    services.take_lead(lead, by=staff["lin"], at=moment(11, 3))
    services.close_lead(lead, reason="已核实", by=staff["lin"], at=moment(11, 4))
    assert queries.unresolved(["missed"], up_to=MONTH) == {}


@pytest.mark.requirement("LM-10")
def test_dropped_and_missed_households_are_told_apart(lead, staff):
    finding = lead.finding
    assert list(queries.dropped_and_missed(staff["chen"], MONTH)["missed"]) == [finding]
    finding.detail = {"dropped": True}
    finding.save()
    told = queries.dropped_and_missed(staff["chen"], MONTH)
    assert (list(told["dropped"]), list(told["missed"])) == ([finding], [])
