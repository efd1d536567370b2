"""Worked examples 7, 8 and 9 of the assistance handbook, through declared parameters."""

from datetime import date

import pytest

from minzheng.kernel.cases import queries, services
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.tests.procedures import KEY, value
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.tests.county import TOWN, moment


def day(name, start, division=TOWN, *, citizen=False):
    """Return the last day of a declared limit."""
    return services.deadline_for(KEY, name, division=division, start=start, citizen=citizen)


@pytest.fixture
def case(procedure, staff, family):
    """Return a case accepted on 2026-09-14 and ready for publicity."""
    case = services.open_case(KEY, household=family, by=staff["lin"], at=moment(9, 14))
    services.take(case, "accept", by=staff["lin"], at=moment(9, 14), data={"ready": True})
    return case


def post(case, by, at, kind="pre_decision"):
    """Post a notice of the case."""
    rows = services.notice_rows(case, benefit="最低生活保障", members=3, amount=112000, at=at)
    return services.post_notice(case, kind=kind, rows=rows, by=by, at=at)


# Example 7 ---------------------------------------------------------------------------------------
@pytest.mark.requirement("SA-17")
def test_example_7_due_dates_of_a_case_accepted_on_14_september(case):
    running = {row.name: row.due_on for row in case.deadlines.all()}
    assert running == {"notify": date(2026, 9, 17), "limit.case_days": date(2026, 10, 30)}


def test_example_7_check_requested_on_15_september_starts_by_18(procedure):
    found = services.deadline_for(
        "verification", "start_check_days", division=TOWN, start=date(2026, 9, 15)
    )
    assert found["due_on"] == date(2026, 9, 18)


@pytest.mark.parametrize(
    ("days", "due"),
    [
        ("45", date(2026, 11, 20)),
        ("25", date(2026, 10, 23)),
        ("40", date(2026, 11, 13)),
        ("20", date(2026, 10, 16)),
    ],
)
def test_example_7_local_limits_are_rows_not_code(procedure, days, due):
    value("case_days", "620422", "2025-01-01", days, "工作日")
    assert day("case_days", date(2026, 9, 14))["due_on"] == due


def test_nearest_division_and_latest_day_win(procedure):
    value("case_days", "620000", "2025-01-01", "25", "工作日")
    value("case_days", "620422", "2026-09-01", "20", "工作日")
    lengths = [day("case_days", date(2026, m, 14))["length"] for m in (3, 9)]
    assert lengths == ["25 个工作日", "20 个工作日"]


def test_limit_without_a_value_names_what_is_missing(procedure):
    with pytest.raises(StepRefused, match="没有设置参数“hearing_days”"):
        day("hearing_days", date(2026, 9, 14))


def test_count_into_a_year_without_notice_is_marked_provisional(procedure):
    assert day("case_days", date(2026, 12, 10))["is_provisional"] is True
    assert day("case_days", date(2026, 9, 14))["is_provisional"] is False


def test_calendar_limit_of_the_office_ends_on_a_working_day_before(procedure):
    value("case_days", "620422", "2025-01-01", "7", "天")
    assert day("case_days", date(2026, 9, 28))["due_on"] == date(2026, 9, 30)
    assert day("case_days", date(2026, 9, 28), citizen=True)["due_on"] == date(2026, 10, 8)


def test_late_step_is_marked_as_breached(case, staff):
    services.take(case, "notify", by=staff["head"], at=moment(9, 18))
    assert case.deadlines.get(name="notify").breached is True


# Example 8 ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("roll", "until"),
    [
        ("citizen", date(2026, 10, 8)),
        ("all", date(2026, 10, 8)),
        ("none", date(2026, 10, 5)),
    ],
)
def test_example_8_publicity_over_the_holiday(case, staff, roll, until):
    value("publicity_roll", "620422", "2025-01-01", roll)
    services.take(case, "notify", by=staff["head"], at=moment(9, 28))
    assert post(case, staff["head"], moment(9, 28)).until_on == until


@pytest.mark.requirement("SA-18")
def test_example_8_from_publicity_to_two_records(case, staff):
    services.take(case, "notify", by=staff["head"], at=moment(9, 28))
    post(case, staff["head"], moment(9, 28))
    with pytest.raises(StepRefused, match="公示期至 2026-10-08，尚未届满"):
        services.take(case, "report", by=staff["head"], at=moment(10, 8))
    services.take(case, "report", by=staff["head"], at=moment(10, 9))
    assert case.deadlines.get(name="confirm").due_on == date(2026, 10, 22)
    services.take(case, "confirm", by=staff["chen"], at=moment(10, 20))
    assert queries.announcement_posted(case, moment(10, 20)) == (
        False,
        "确认结果尚未在村（社区）公布",
    )
    post(case, staff["head"], moment(10, 20), kind="announcement")
    assert queries.announcement_posted(case, moment(10, 20))[0] is True
    kinds = [(n.kind, n.posted_on) for n in case.notices.order_by("pk")]
    assert kinds == [
        ("pre_decision", date(2026, 9, 28)),
        ("announcement", date(2026, 10, 20)),
    ]


def test_example_8_refusal_of_20_october_is_written_by_23(procedure):
    assert day("reasons_days", date(2026, 10, 20))["due_on"] == date(2026, 10, 23)


# Example 9 ---------------------------------------------------------------------------------------
@pytest.mark.requirement("SA-17")
@pytest.mark.parametrize(("relation", "near"), [("sibling", True), ("cousin", False)])
def test_example_9_brother_on_the_committee_is_near_kin_a_cousin_is_not(
    case, staff, relation, near
):
    assert queries.near_kin_declared(case, moment(9, 14))[0] is False
    record = services.declare_near_kin(
        case,
        member=case.household.head,
        kin_name="张强",
        kin_role="committee",
        relation=relation,
        by=staff["lin"],
        at=moment(9, 14),
    )
    case.refresh_from_db()
    assert (record.is_near, case.near_kin) == (near, near)
    assert queries.near_kin_declared(case, moment(9, 14))[0] is True


# Hearings (examples 10 and 18) --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "due"),
    [(moment(7, 15), date(2026, 7, 22)), (moment(7, 29), date(2026, 8, 5))],
)
def test_opinion_is_open_five_working_days(case, staff, asked, due):
    hearing = services.ask_opinion(
        case, intended="停发", reasons="收入超过标准", by=staff["chen"], at=asked
    )
    assert hearing.due_on == due


def test_cut_without_a_hearing_is_blocked_from_july_2026(case, staff):
    assert queries.opinion_heard(case, moment(6, 30))[0] is True
    blocked, reason = queries.opinion_heard(case, moment(7, 1))
    assert blocked is False
    assert "社会救助法第四十八条" in reason


def test_waiver_or_passed_time_opens_the_way(case, staff):
    hearing = services.ask_opinion(
        case, intended="减发", reasons="收入增加", by=staff["chen"], at=moment(7, 29)
    )
    answers = {d: queries.opinion_heard(case, moment(8, d))[0] for d in (5, 6)}
    assert answers == {5: False, 6: True}
    services.record_opinion(hearing, waived=True, by=staff["lin"], at=moment(7, 30))
    assert queries.opinion_heard(case, moment(7, 30))[0] is True


def test_opinion_needs_words_or_a_waiver(case, staff):
    hearing = services.ask_opinion(
        case, intended="减发", reasons="收入增加", by=staff["chen"], at=moment(7, 29)
    )
    with pytest.raises(StepRefused, match="请填写意见内容"):
        services.record_opinion(hearing, by=staff["lin"], at=moment(7, 30))


def test_posted_sheet_is_kept_as_a_paper(case, staff):
    notice = post(case, staff["head"], moment(9, 28))
    assert Document.objects.get(pk=notice.document_id).template == "public_list"
