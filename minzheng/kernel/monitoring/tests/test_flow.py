"""A warning goes from person to person: dispatched, verified, judged, disposed of, fed back, watched again."""

from datetime import date

import pytest

from minzheng.kernel.cases import queries as cases
from minzheng.kernel.cases.models import Referral
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.monitoring import queries, services
from minzheng.kernel.monitoring.models import Finding, Lead
from minzheng.kernel.monitoring.services import LeadError

NEXT = "2026-11"


def closed(lead, staff, verdict="true", day=5):
    services.take_lead(lead, by=staff["lin"], at=moment(11, day))
    services.judge_lead(lead, verdict=verdict, note="入户核实", by=staff["lin"], at=moment(11, day))
    return services.close_lead(lead, reason="已帮扶", by=staff["lin"], at=moment(11, day))


@pytest.mark.requirement("LM-14")
def test_lead_given_to_a_village_worker_is_verified_by_him_and_fed_back_by_the_county(lead, staff):
    worker, chen, lin = staff["worker"], staff["chen"], staff["lin"]
    with pytest.raises(LeadError, match="不能处理"):
        services.take_lead(lead, by=worker, at=moment(11, 3))
    with pytest.raises(LeadError, match="请派给"):
        services.dispatch_lead(lead, to=staff["zhao"], by=chen, at=moment(11, 3))
    services.dispatch_lead(lead, to=worker, by=chen, at=moment(11, 3), note="两日内入户")
    (task,) = cases.open_tasks(worker)
    assert task.assignee == worker
    services.take_lead(lead, by=worker, at=moment(11, 4))
    services.judge_lead(lead, verdict="true", note="确有困难", by=worker, at=moment(11, 4))
    with pytest.raises(LeadError, match="不能处理"):
        services.close_lead(lead, reason="已帮扶", by=worker, at=moment(11, 4))
    with pytest.raises(LeadError, match="办结后"):
        services.feed_back(lead, text="同意", by=chen, at=moment(11, 5))
    services.close_lead(lead, reason="已帮扶", by=lin, at=moment(11, 5))
    assert queries.awaiting_feedback(chen).get() == lead
    with pytest.raises(LeadError, match="县级经办人"):
        services.feed_back(lead, text="同意", by=lin, at=moment(11, 6))
    services.feed_back(lead, text="处置到位", by=chen, at=moment(11, 6))
    assert not queries.awaiting_feedback(chen).exists()
    actions = list(queries.timeline(chen, lead).values_list("action", flat=True))
    assert actions == ["warned", "dispatched", "taken", "verified", "closed", "fed_back"]


def test_lead_is_disposed_of_by_passing_it_to_another_department(lead, staff):
    services.take_lead(lead, by=staff["lin"], at=moment(11, 4))
    referral = services.refer_lead(
        lead, department="县教育局", matter="助学", text="", by=staff["lin"], at=moment(11, 4)
    )
    lead.refresh_from_db()
    assert (lead.state, lead.referral_id, lead.verdict) == ("closed", referral.pk, "true")
    assert Referral.objects.get().household == lead.household


@pytest.mark.requirement("LM-02")
def test_rule_that_hits_again_adds_to_the_running_lead(lead, compared, staff):
    compared(NEXT)
    services.open_leads(NEXT, by=staff["chen"], at=moment(12, 1))
    services.open_leads(NEXT, by=staff["chen"], at=moment(12, 2))
    row = Lead.objects.get()
    assert (row.hits, row.months) == (2, ["2026-10", "2026-11"])


def test_rule_that_hits_after_feedback_says_it_came_back(lead, compared, staff):
    closed(lead, staff)
    services.feed_back(lead, text="继续观察", by=staff["chen"], at=moment(11, 6))
    compared(NEXT)
    services.open_leads(NEXT, by=staff["chen"], at=moment(12, 1))
    again = Lead.objects.get(finding=Finding.objects.get(month=NEXT))
    assert again.recurs == lead
    assert again.text.startswith("办结后再次出现")


def test_late_lead_goes_to_the_county_once(lead, staff):
    services.escalate_overdue(by=staff["chen"], at=moment(11, 16))
    assert not lead.entries.filter(action="escalated").exists()
    assert services.escalate_overdue(by=staff["chen"], at=moment(11, 17)) == 1
    assert services.escalate_overdue(by=staff["chen"], at=moment(11, 18)) == 0
    (task,) = cases.open_tasks(staff["chen"])
    assert task.title.startswith("逾期督办")
    assert queries.overdue(staff["chen"], date(2026, 11, 17)).get() == lead


def test_right_and_wrong_answers_make_the_rate_of_a_rule(lead, compared, staff):
    viewer = staff["chen"]
    (line,) = queries.rule_quality(viewer, floor=50, least=1)
    assert (line.hits, line.waiting, line.rate, line.flagged) == (1, 1, None, False)
    closed(lead, staff, verdict="false")
    (line,) = queries.rule_quality(viewer, floor=50, least=1)
    assert (line.right, line.wrong, line.rate, line.flagged) == (0, 1, 0.0, True)
    assert not queries.rule_quality(viewer, floor=50, least=2)[0].flagged
    assert queries.rule_months(viewer, "missed") == [("2026-10", 1, 0, 1)]


@pytest.mark.requirement("LM-15")
def test_report_counts_population_warnings_disposal_rate_and_days_by_township(lead, staff):
    closed(lead, staff, day=6)
    town, whole = queries.monthly_report(staff["chen"], "2026-10", date(2026, 11, 20))
    assert (town.code, whole.name) == ("620422100", "合计")
    assert (whole.warned, whole.closed, whole.rate, whole.days) == (1, 1, 100.0, 4.0)
    assert queries.monthly_report(staff["zhao"], "2026-10", date(2026, 11, 20))[-1].warned == 0
