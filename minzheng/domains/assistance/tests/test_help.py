"""All help in one place; relief beside other help; referrals with their results."""

from datetime import date

import pytest

from minzheng.domains.assistance import queries
from minzheng.domains.assistance.models import HelpRecord, SpecialReferral
from minzheng.domains.assistance.services import orders, plans, referrals, resources
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Task
from minzheng.kernel.credit import services as credit

from .conftest import moment
from .test_relief import DAY, FIRE, HOME, asked, edge, fund, home, surveyed

__all__ = ["HOME", "asked", "fund", "home"]


def given(household, office, **more) -> HelpRecord:
    """Write down what a charity gave the family."""
    told = {
        "giver": "charity", "provider": "县慈善会", "need": "housing", "form": "money", "what": "火灾救助",
        "amount": 200_000, "given_on": date(2026, 8, 1),
    }  # fmt: skip
    return resources.record_help(household, **{**told, **more}, by=office["clerk"], at=moment(DAY))


@pytest.mark.requirement("SA-05")
def test_one_store_holds_help_of_departments_charities_and_our_own(
    home, fund, asked, act, office, deliver
):
    row = {
        "person": home.head, "giver": "群团组织", "provider": "县妇联", "need": "生活物品", "form": "物质",
        "what": "棉被两床", "given_on": "2026-09-10",
    }  # fmt: skip
    deliver("2026-09", help_given=[row])
    told = {"by": office["system"], "at": moment("2026-10-05")}
    assert resources.take_in_help("2026-09", **told) == 1
    assert resources.take_in_help("2026-09", **told) == 0
    given(home, office)
    case = asked(home, **FIRE, requested_amount=30_000)
    act(case, "help_first", "head", DAY, source="reserve", voucher="支-001")
    lines = queries.help_given(home, since=date(2026, 1, 1), until=date(2026, 12, 31))
    assert [(line.giver, line.amount) for line in lines] == [
        ("own", 30_000), ("mass", None), ("charity", 200_000),
    ]  # fmt: skip
    totals = {(t.year, t.need): (t.times, t.amount) for t in queries.help_totals(lines)}
    assert totals == {(2026, "housing"): (2, 230_000), (2026, "goods"): (1, 0)}
    assert not queries.help_records(office["stranger"]).exists()


@pytest.mark.requirement("SA-61")
def test_relief_for_a_need_others_met_asks_for_a_reason_and_the_rest_goes_to_charity(
    home, asked, act, office
):
    given(home, office)
    given(home, office, need="medical", what="医疗互助")
    edge(home, office)
    case = asked(home, **{**FIRE, "is_urgent": False}, requested_amount=100_000)
    surveyed(case, office, "2026-09-19")
    with pytest.raises(StepRefused, match="已获得帮扶 1 次（最近一次：2026-08-01 县慈善会"):
        act(case, "assess", "clerk", "2026-09-21", assessed_amount=100_000)
    act(
        case,
        "assess",
        "clerk",
        "2026-09-21",
        assessed_amount=100_000,
        duplicate_reason="慈善救助不足以修缮",
    )
    assert case.data["other_help"] == ["2026-08-01 县慈善会 火灾救助"]
    told = {
        "text": "修缮房屋尚缺",
        "amount": 50_000,
        "by": office["clerk"],
        "at": moment("2026-09-22"),
    }
    with pytest.raises(StepRefused, match="作出决定后"):
        orders.pass_on(case, **told)
    case.state = "confirmed"
    order = orders.pass_on(case, **told)
    assert (order.need, order.quantity, order.source_id) == ("housing", 50_000, case.pk)
    with pytest.raises(StepRefused, match="已经提出过"):
        orders.pass_on(case, **told)


@pytest.mark.requirement("SA-61")
def test_gaps_and_overlaps_of_the_last_twelve_months_are_named(home, asked, office):
    case = asked(home, **FIRE, requested_amount=30_000)
    on = date(2026, 9, 21)
    plans.assess_needs(
        case, needs=["medical", "housing"], note="", by=office["clerk"], at=moment(DAY)
    )
    given(home, office)
    picture = queries.help_pictures(office["clerk"], on)[0]
    assert (picture.gaps, picture.overlaps) == (("medical",), ())
    given(home, office, provider="县红十字会", giver="mass")
    referrals.refer(
        home, matter="医疗救助", department="县医疗保障局", text="住院", person=home.head, by=office["clerk"],
        at=moment(DAY),
    )  # fmt: skip
    picture = queries.help_pictures(office["clerk"], on)[0]
    assert (picture.gaps, picture.overlaps) == ((), (("housing", ("县慈善会", "县红十字会")),))
    assert queries.help_pictures(office["stranger"], on) == []


@pytest.mark.requirement("SA-55")
def test_special_help_is_referred_with_certificate_and_its_result_recorded(home, office):
    edge(home, office)
    told = {"text": "住院", "person": home.head, "by": office["clerk"], "at": moment(DAY)}
    for matter in ("疾病应急救助", "医疗救助"):
        row = referrals.refer(home, matter=matter, department="县医疗保障局", **told)
    special = SpecialReferral.objects.get(referral=row)
    assert (special.kind, special.recognised_as) == ("medical", "低保边缘家庭")
    assert special.certificate.template == "recognised_family"
    with pytest.raises(StepRefused, match="正在等待"):
        referrals.refer(home, matter="医疗救助", department="县医疗保障局", **told)
    later = moment("2026-10-20")
    assert referrals.remind_late(by=office["officer"], at=later) == 2
    assert referrals.remind_late(by=office["officer"], at=later) == 0
    assert Task.objects.filter(title__startswith="催办", done_at=None).count() == 2
    answered = {"decided_on": date(2026, 10, 19), "by": office["officer"], "at": later}
    with pytest.raises(StepRefused, match="原因"):
        referrals.record_result(special, result="declined", **answered)
    referrals.record_result(special, result="given", amount=123_400, **answered)
    row.refresh_from_db()
    assert (row.state, row.answer) == ("answered", "已给予救助（2026-10-19），金额 1,234.00 元。")
    assert HelpRecord.objects.get().amount == 123_400
    period = {"since": date(2026, 9, 1), "until": date(2026, 9, 30)}
    figures = {
        f.kind: f for f in queries.referral_figures(office["officer"], later.date(), **period)
    }
    assert len(figures) == 6
    medical, emergency = figures["medical"], figures["disease_emergency"]
    assert (medical.given, medical.amount, medical.days, medical.late) == (1, 123_400, 32, 1)
    assert (emergency.referred, emergency.open, emergency.late) == (1, 1, 1)


@pytest.mark.requirement("KC-20")
def test_dishonest_applicant_goes_on_after_one_more_look(home, asked, act, office):
    entered = credit.enter_record(
        field="assistance", kind="penalty", person=home.head, fact="隐瞒房产", paper="会民罚〔2025〕1号",
        valid_from=date(2026, 1, 1), months_long=24, by=office["officer"], at=moment("2026-01-05"),
    )  # fmt: skip
    credit.decide_record(
        entered, confirmed=True, reason="属实", by=office["reviewer"], at=moment("2026-01-06")
    )
    edge(home, office)
    case = asked(home, **{**FIRE, "is_urgent": False}, requested_amount=100_000)
    surveyed(case, office, "2026-09-19")
    with pytest.raises(StepRefused, match="失信记录，请先登记加核"):
        act(case, "assess", "clerk", "2026-09-21", assessed_amount=100_000)
    credit.note_check(
        case, entered, finding="房产已过户，情况属实", by=office["clerk"], at=moment(DAY)
    )
    assert act(case, "assess", "clerk", "2026-09-21", assessed_amount=100_000).state == "assessed"
