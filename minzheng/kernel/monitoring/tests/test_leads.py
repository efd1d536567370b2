"""Leads: a task at the right township, a term in working days, closed only with a reason."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from minzheng.core.events import announce
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.divisions.events import DivisionMerged
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.tests.county import VILLAGE, moment
from minzheng.kernel.monitoring import queries, services
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.monitoring.services import LeadError


@pytest.fixture
def village(county):
    return Division.objects.get(pk=VILLAGE)


def report(staff, village, **changes):
    wanted = {
        "source": "visit",
        "division": village,
        "text": "独居老人摔伤，无人照料",
        "by": staff["worker"],
        "at": moment(11, 2),
    }
    return services.report_lead(**{**wanted, **changes})


@pytest.mark.requirement("LM-02", "LM-03")
def test_finding_becomes_one_task_of_the_clerk_of_its_township(lead, staff):
    # Monday 2026-11-02 plus ten working days.
    assert (lead.found_on, lead.due_on) == (date(2026, 11, 2), date(2026, 11, 16))
    (task,) = cases.open_tasks(staff["lin"])
    assert (task.subject_id, task.division_id, task.due_on) == (lead.pk, "620422100", lead.due_on)
    assert list(cases.open_tasks(staff["zhao"])) == []


@pytest.mark.requirement("LM-07")
def test_visit_hotline_and_report_open_leads_like_the_comparison(small, staff, village):
    for source in ("visit", "hotline", "report"):
        report(staff, village, source=source)
    assert list(queries.open_leads(staff["lin"]).values_list("source", flat=True)) == [
        "visit",
        "hotline",
        "report",
    ]
    assert report(staff, village, urgent=True).due_on == date(2026, 11, 3)
    with pytest.raises(LeadError, match="线索来源"):
        report(staff, village, source="cycle")
    with pytest.raises(LeadError, match="岗位"):
        report(staff, village, by=staff["zhao"])
    with pytest.raises(LeadError, match="写明"):
        report(staff, village, text=" ")


@pytest.mark.requirement("LM-07")
def test_lead_is_closed_only_after_verifying_and_with_a_reason(small, staff, village):
    lead = report(staff, village)
    with pytest.raises(LeadError, match="待核查"):
        services.close_lead(lead, reason="无需救助", by=staff["lin"], at=moment(11, 3))
    services.take_lead(lead, by=staff["lin"], at=moment(11, 3))
    with pytest.raises(LeadError, match="原因"):
        services.close_lead(lead, reason=" ", by=staff["lin"], at=moment(11, 3))
    services.close_lead(lead, reason="子女已接回照料", by=staff["lin"], at=moment(11, 4))
    lead.refresh_from_db()
    assert (lead.state, lead.closed_on, lead.verifier) == (
        "closed",
        date(2026, 11, 4),
        staff["lin"],
    )
    assert list(cases.open_tasks(staff["lin"])) == []


def test_database_refuses_a_lead_closed_without_reason(small, staff, village):
    lead = report(staff, village)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(state="closed", closed_on=date(2026, 11, 4))


def test_neighbouring_clerk_neither_sees_nor_touches_a_lead(lead, staff):
    assert not queries.leads(staff["zhao"]).exists()
    assert not queries.timeline(staff["zhao"], lead).exists()
    with pytest.raises(LeadError, match="不能处理"):
        services.take_lead(lead, by=staff["zhao"], at=moment(11, 3))
    with pytest.raises(LeadError, match="不能处理"):
        services.take_lead(lead, by=staff["supervisor"], at=moment(11, 3))


@pytest.mark.requirement("LM-14")
def test_warning_is_followed_by_visit_help_and_recheck(lead, staff):
    clerk = staff["lin"]
    services.take_lead(lead, by=clerk, at=moment(11, 3))
    services.record_measure(
        lead, action="visited", note="入户，情况属实", by=clerk, at=moment(11, 4)
    )
    helped = services.record_measure(
        lead, action="helped", note="临时救助 800 元", by=clerk, at=moment(11, 5)
    )
    assert helped.recheck_on == date(2027, 2, 5)
    with pytest.raises(LeadError, match="回访"):
        services.close_lead(lead, reason="已帮扶", by=clerk, at=moment(11, 6))
    assert list(queries.rechecks_due(clerk, date(2027, 2, 4))) == []
    assert list(queries.rechecks_due(clerk, date(2027, 2, 5))) == [lead]
    services.record_measure(
        lead, action="rechecked", note="生活已稳定", by=clerk, at=moment(2, 4, year=2027)
    )
    services.close_lead(lead, reason="风险消除", by=clerk, at=moment(2, 4, year=2027))
    actions = list(queries.timeline(clerk, lead).values_list("action", flat=True))
    assert actions == ["warned", "taken", "visited", "helped", "rechecked", "closed"]
    told = queries.disposal(clerk, "2026-11", date(2027, 2, 4))
    assert (told.warned, told.visited, told.helped, told.rechecked, told.closed) == (1, 1, 1, 1, 1)


@pytest.mark.requirement("LM-05")
def test_ledger_holds_source_rule_days_verifier_measure_result_and_closing(lead, staff, family):
    clerk = staff["lin"]
    services.take_lead(lead, by=clerk, at=moment(11, 3))
    services.record_measure(lead, action="helped", note="代为申请低保", by=clerk, at=moment(11, 5))
    services.record_measure(lead, action="rechecked", note="已领到低保", by=clerk, at=moment(11, 6))
    services.close_lead(lead, reason="已纳入低保", by=clerk, at=moment(11, 9))
    row = queries.ledger(
        clerk, since=date(2026, 11, 1), until=date(2026, 12, 1), kind="missed"
    ).get()
    assert (row.household, row.source, row.kind, row.found_on) == (
        family,
        "cycle",
        "missed",
        date(2026, 11, 2),
    )
    assert (row.verifier, row.measure, row.result) == (clerk, "代为申请低保", "已领到低保")
    assert (row.closed_on, row.close_reason) == (date(2026, 11, 9), "已纳入低保")
    assert not queries.ledger(clerk, until=date(2026, 11, 2)).exists()


def test_overdue_leads_are_counted(lead, staff):
    assert queries.disposal(staff["chen"], "2026-11", lead.due_on).overdue == 0
    assert queries.disposal(staff["chen"], "2026-11", date(2026, 11, 17)).overdue == 1


def test_reported_lead_needs_a_household_before_it_opens_a_case(small, staff, village):
    lead = report(staff, village)
    with pytest.raises(LeadError, match="请指明"):
        services.open_case_from_lead(lead, by=staff["lin"], at=moment(11, 3))


@pytest.mark.requirement("LM-03", "LM-07")
def test_lead_opens_the_case_that_the_procedure_decides(lead, staff, family, procedure):
    case = services.open_case_from_lead(
        lead, workflow=procedure.key, by=staff["lin"], at=moment(11, 3)
    )
    lead.refresh_from_db()
    assert (lead.state, lead.case_id, lead.verifier) == ("case_opened", case.pk, staff["lin"])
    assert (case.household, case.lead_id, case.state) == (family, lead.pk, "draft")
    assert not cases.open_tasks(staff["lin"]).filter(subject_key="monitoring.lead").exists()
    with pytest.raises(LeadError, match="已转办件"):
        services.open_case_from_lead(
            lead, workflow=procedure.key, by=staff["lin"], at=moment(11, 3)
        )
    services.close_lead(lead, reason="已批准", by=staff["lin"], at=moment(11, 30))
    assert queries.ledger(staff["lin"], state="closed").get().case_id == case.pk


def test_leads_are_listed_by_due_day(lead, staff, village):
    report(staff, village, urgent=True)
    assert list(queries.leads(staff["lin"]).values_list("due_on", flat=True)) == [
        date(2026, 11, 3),
        date(2026, 11, 16),
    ]


def test_leads_follow_a_village_that_was_dissolved_into_another(lead, staff, village):
    other = Division.objects.create(
        code="620422101001", name="红堡子村", level=5, path=f"{village.parent.parent.path}620422101/620422101001/",
        parent_id="620422101",
    )  # fmt: skip
    announce(
        DivisionMerged(village.code, other.code, date(2026, 11, 5), staff["chen"], moment(11, 5))
    )
    assert not queries.leads(staff["lin"]).exists()
    assert queries.leads(staff["zhao"]).get() == lead
