"""The four-level network: everybody reports and is tasked, doubles fold, each reporter is answered."""

from datetime import date

import pytest

from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.campaigns import queries, services
from minzheng.kernel.campaigns.services import CampaignError
from minzheng.kernel.campaigns.shares import HOTLINE_ANSWERS
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.monitoring.services import LeadError


@pytest.fixture
def report(network, village):
    """Return a function that reports a need as somebody."""

    def act(who="worker", day=2, **more):
        told = {"division": village, "text": "独居老人摔伤", "place": "三社老井旁"} | more
        return services.report_need(by=network[who], at=moment(11, day), **told)

    return act


def asked(viewer, kind="campaigns.errand"):
    """Return the open tasks of somebody that are about one kind of thing."""
    return [task for task in cases.open_tasks(viewer) if task.subject_key == kind]


@pytest.mark.requirement("LM-04")
def test_each_of_the_four_levels_reports_and_is_tasked(report, network):
    for who, place, where in (
        ("worker", "patrol", "三社老井旁"), ("lin", "liaison", "卫生院对面"),
        ("chen", "coordinator", "汽车站"), ("ren", "informant", "县医院住院部"),
    ):  # fmt: skip
        row = report(who, place=where, text=f"{who} 报告")
        assert (row.channel, row.is_joined) == (place, False)
        assert f"{who} 报告" in {told.text for told in queries.reports(network[who])}
        errand = services.send_errand(
            row, network[who], "请上门看看", by=network["chen"], at=moment(11, 3)
        )
        (task,) = asked(network[who])
        assert (task.subject_id, task.due_on) == (errand.pk, date(2026, 11, 10))
        services.reply_errand(errand, "已看，情况属实", by=network[who], at=moment(11, 4))
        assert asked(network[who]) == []
    assert Lead.objects.count() == 4


def test_informant_sees_only_the_own_reports(report, network):
    report("worker")
    own = report("ren", place="县医院")
    assert [row.pk for row in queries.reports(network["ren"])] == [own.pk]


def test_reports_of_one_household_join_the_running_lead(report, network, family):
    first = report(household=family)
    again = report("lin", day=5, household=family, text="又有人反映")
    assert (again.lead_id, again.is_joined) == (first.lead_id, True)
    assert {r.by_id for r in queries.told_together(network["chen"], first)} == {
        network["worker"].pk, network["lin"].pk,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "day", "joined"),
    [("三社老井边", 5, True), ("五社小学对面", 5, False), ("", 5, False)],
)
def test_nameless_needs_fold_by_a_similar_place(report, place, day, joined):
    report()
    assert report("lin", day=day, place=place).is_joined is joined


def test_fold_ends_after_its_days(report, network, village, family):
    report(household=family)
    late = services.report_need(
        division=village, text="又摔伤", household=family, by=network["worker"], at=moment(12, 20)
    )
    assert not late.is_joined


def test_hotline_order_comes_once_and_needs_its_number(report):
    one = report("lin", channel="hotline", order_number="GD1", told_by="王先生")
    two = report("lin", channel="hotline", order_number="GD1", place="别处写法")
    assert two.lead_id == one.lead_id
    assert one.lead.source == "hotline"
    with pytest.raises(CampaignError, match="工单号"):
        report("lin", channel="hotline")


def test_nobody_reports_as_another_level_or_elsewhere(report, network):
    with pytest.raises(CampaignError):
        report("worker", channel="coordinator")
    with pytest.raises(LeadError, match="辖区"):
        report("zhao")


def test_same_receipt_is_one_report(report):
    assert report(receipt_id="r1").pk == report(receipt_id="r1").pk
    with pytest.raises(CampaignError, match="回执"):
        report("lin", receipt_id="r1")


def test_reporter_is_owed_an_answer_and_gets_one(report, network):
    row = report()
    assert row.answer_due_on == date(2026, 11, 9)
    assert [r.pk for r in queries.unanswered(network["lin"], date(2026, 11, 10))] == [row.pk]
    with pytest.raises(CampaignError, match="内容"):
        services.answer_report(row, " ", by=network["lin"], at=moment(11, 10))
    services.answer_report(row, "已送医并申请临时救助", by=network["lin"], at=moment(11, 10))
    assert not queries.unanswered(network["lin"]).exists()
    assert queries.reports(network["worker"]).get().answer == "已送医并申请临时救助"
    assert asked(network["lin"], "campaigns.needreport") == []


def test_network_shows_villages_without_a_patrol(report, network):
    report()
    (place, empty) = queries.network(network["chen"], date(2026, 11, 20))
    assert (place.villages, place.covered, place.patrols, place.late) == (1, 1, 2, 1)
    assert (empty.villages, empty.reports) == (0, 0)


def test_where_the_module_is_off_nobody_reports(report, network, county):
    accounts.switch_module(
        "campaigns", Division.objects.get(pk="620422100"), is_on=False, since=date(2026, 11, 1),
        document="县民发〔2026〕8号", by=network["bureau"], at=moment(11, 1),
    )  # fmt: skip
    with pytest.raises(CampaignError, match="尚未启用"):
        report()


def test_answer_to_an_order_of_the_hotline_goes_back_under_its_number(report, network):
    called = report("lin", channel="hotline", order_number="GD1", told_by="王先生")
    seen = report(place="别处")
    assert HOTLINE_ANSWERS.give(date(2026, 11, 30)).is_empty()
    for row in (called, seen):
        services.answer_report(row, "已申请临时救助", by=network["lin"], at=moment(11, 10))
    told = HOTLINE_ANSWERS.give(date(2026, 11, 30)).to_dicts()
    assert [(one["order_number"], one["answer"], one["answered_on"]) for one in told] == [
        ("GD1", "已申请临时救助", date(2026, 11, 10))
    ]
    assert "王先生" not in str(told)
