"""Campaigns: lists without doubles, results once, what is found goes on, a report that stays."""

from datetime import date

import pytest

from minzheng.kernel.campaigns import queries, services
from minzheng.kernel.campaigns.models import CampaignLine
from minzheng.kernel.campaigns.services import CampaignError
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.monitoring import services as monitoring
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.visits.models import Visit, VisitFact


@pytest.fixture
def campaign(network, county, everybody):
    return services.plan_campaign(
        title="冬季摸排", basis="县民发〔2026〕12号", division=county, target=everybody,
        starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30), by=network["chen"], at=moment(11, 1),
    )  # fmt: skip


@pytest.fixture
def listed(campaign, network, family):
    services.fill_lists(campaign, by=network["chen"], at=moment(11, 2))
    return campaign


@pytest.fixture
def record(network):
    """Return a function that records the result of a line."""

    def act(line, who="worker", **more):
        told = {"result": "fine", "answers": {"roof": "完好"}, "note": "", "visited_at": moment(11, 3, 8)}  # fmt: skip
        return services.record_result(line, by=network[who], at=moment(11, 3), **told | more)

    return act


def test_list_is_shared_among_the_workers_of_the_village(listed, network):
    workers = [row.worker_id for row in listed.lines.order_by("pk")]
    assert workers == [network[n].pk for n in ("worker", "second", "worker")]
    assert listed.state == "running"


@pytest.mark.requirement("LM-11")
def test_interrupted_listing_goes_on_and_lists_nobody_twice(
    campaign, network, family, register, monkeypatch
):
    monkeypatch.setattr("minzheng.kernel.campaigns.services.screening.BATCH", 2)
    made = CampaignLine.objects.bulk_create
    calls = []

    def dying(rows, **more):
        calls.append(rows)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return made(rows, **more)

    monkeypatch.setattr(CampaignLine.objects, "bulk_create", dying)
    with pytest.raises(KeyboardInterrupt):
        services.fill_lists(campaign, by=network["chen"], at=moment(11, 2))
    assert campaign.lines.count() == 2
    assert services.fill_lists(campaign, by=network["chen"], at=moment(11, 2)) == 1
    assert services.fill_lists(campaign, by=network["chen"], at=moment(11, 2)) == 0
    register(("李新", date(1990, 1, 1), "head"))
    assert services.fill_lists(campaign, by=network["chen"], at=moment(11, 3)) == 1
    people = list(campaign.lines.values_list("person", flat=True))
    assert len(people) == len(set(people)) == 4


def test_same_receipt_is_one_result_and_another_is_refused(listed, record):
    line = listed.lines.first()
    first = record(line, receipt_id="r1")
    assert record(line, receipt_id="r1").pk == first.pk
    with pytest.raises(CampaignError, match="已经登记"):
        record(line, "second", receipt_id="r2", result="away")
    assert Visit.objects.count() == 1


def test_receipt_of_another_line_is_refused_in_words(listed, record):
    first, second = listed.lines.order_by("pk")[:2]
    record(first, receipt_id="r1")
    with pytest.raises(CampaignError, match="另一户"):
        record(second, receipt_id="r1")
    second.refresh_from_db()
    assert second.done_at is None


@pytest.mark.requirement("LM-11")
def test_result_becomes_visit_fact_lead_and_case_and_is_followed(
    listed, network, record, procedure, family
):
    line = listed.lines.order_by("pk").first()
    done = record(line, result="need", note="腿脚不便", answers={"roof": "漏雨", "aids": "轮椅"})
    assert VisitFact.objects.get().text == "轮椅"
    assert done.visit.findings == {"房屋": "漏雨", "辅具": "轮椅"}
    assert Lead.objects.get() == done.lead
    case = services.open_line_case(
        done, "test.dibao.application", by=network["lin"], at=moment(11, 4)
    )
    assert case.person_id == line.person_id
    (row,) = queries.progress(network["chen"], listed)
    assert (row.listed, row.done, row.needs, row.cases, row.settled) == (3, 1, 1, 1, 0)
    with pytest.raises(CampaignError, match="总结"):
        services.close_campaign(listed, conclusion="", by=network["chen"], at=moment(11, 30))
    closed = services.close_campaign(listed, conclusion="两人外出", by=network["chen"], at=moment(11, 30))  # fmt: skip
    monitoring.close_lead(Lead.objects.get(), reason="已纳入", by=network["lin"], at=moment(12, 1))
    assert closed.closing[0]["settled"] == 0
    assert queries.progress(network["chen"], closed)[0].settled == 1
    with pytest.raises(CampaignError, match="结束"):
        record(listed.lines.order_by("pk").last())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"who": "zhao"}, "辖区"),
        ({"result": "need"}, "写明"),
        ({"result": "what"}, "选择"),
        ({"answers": {"roof": "飞了"}}, "没有"),
        ({"visited_at": moment(11, 5)}, "晚于"),
    ],
)
def test_unsound_result_is_refused(listed, record, more, words):
    with pytest.raises(CampaignError, match=words):
        record(listed.lines.first(), **more)
    assert not Visit.objects.exists()


def test_worker_plans_nothing_and_the_next_township_sees_no_line(listed, network, county):
    with pytest.raises(CampaignError):
        services.fill_lists(listed, by=network["worker"], at=moment(11, 2))
    assert not queries.lines(network["zhao"], listed).exists()
    assert queries.lines(network["worker"], listed).count() == 3
