"""The clock of a voice: routed, returned once, extended before it is late, hung, answered, called back."""

from datetime import timedelta

import pytest

from minzheng.domains.petitions import queries, services
from minzheng.domains.petitions.choices import ASSIGNED, CLOSED, WAITING
from minzheng.domains.petitions.services import PetitionError
from minzheng.kernel.audit.models import Entry as AuditEntry
from minzheng.kernel.cases.models import Task
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.tests.county import OTHER_TOWN, TOWN, moment


def desk_of(row):
    found = queries.assignment_of(row)
    return found.role, found.division_id


@pytest.mark.requirement("PE-05")
def test_complaint_goes_to_the_unit_of_its_matter_with_a_time_to_reply(told, limits):
    charity = told()
    child = told(matter="children.rights", text="学校门口有人欺负孩子")
    society = told(kind="report", matter="organisations.illegal", text="有个没登记的协会在收会费")
    assert {desk_of(row) for row in (charity, child, society)} == {("officer", "620422")}
    assert charity.due_at.date() == moment(11, 23).date()  # five working days
    assert society.due_at.date() == moment(12, 7).date()  # an inquiry has fifteen
    assert Task.objects.filter(subject_id=charity.pk, role="officer", done_at=None).count() == 1
    services.answer(charity, text="已责令停止并退款。", by=limits["chen"], at=moment(11, 18))
    charity.refresh_from_db()
    assert (charity.state, charity.answer) == ("answered", "已责令停止并退款。")


def test_matter_of_the_township_goes_to_the_township(told):
    row = told("enquiry", "assistance.apply", text="低保怎么申请")
    assert desk_of(row) == ("clerk", TOWN)
    assert row.due_at.date() == moment(11, 17).date()


def test_wrong_kind_for_a_matter_is_refused(told):
    with pytest.raises(PetitionError, match="类别"):
        told("complaint", "organisations.illegal")


def test_accepted_return_gives_the_next_unit_a_fresh_limit_while_the_total_runs_on(told, limits):
    row = told("complaint", "assistance.apply", text="窗口态度不好")
    total = row.due_at
    services.ask_return(row, reason="不属于本镇职责", by=limits["lin"], at=moment(11, 16, 15))
    services.decide_return(row, accepted=True, by=limits["chen"], at=moment(11, 17))
    row.refresh_from_db()
    assert row.state == WAITING
    county = Division.objects.get(pk="620422")
    sent = services.assign(row, role="officer", division=county, by=limits["chen"], at=moment(11, 18))  # fmt: skip
    row.refresh_from_db()
    assert (row.due_at, row.state) == (total, ASSIGNED)
    assert sent.due_at.date() == moment(11, 25).date()


def test_second_return_of_one_unit_is_a_note_to_the_county_and_stops_nothing(told, limits):
    row = told("complaint", "assistance.apply", text="窗口态度不好")
    services.ask_return(row, reason="不属于本镇职责", by=limits["lin"], at=moment(11, 16, 10))
    services.decide_return(row, accepted=False, by=limits["chen"], at=moment(11, 16, 11))
    services.ask_return(row, reason="还是不属于", by=limits["lin"], at=moment(11, 16, 12))
    mine = queries.assignment_of(row)
    assert (mine.return_accepted, mine.ended_at) == (False, None)
    with pytest.raises(PetitionError, match="没有待审定的退单"):
        services.decide_return(row, accepted=True, by=limits["chen"], at=moment(11, 16, 13))


def test_return_after_the_hours_of_the_place_is_refused(told, limits):
    row = told("complaint", "assistance.apply", text="窗口态度不好")
    with pytest.raises(PetitionError, match="24 小时"):
        services.ask_return(row, reason="不属于本镇", by=limits["lin"], at=moment(11, 17, 10))


def test_extension_needs_another_s_approval_before_the_limit(told, limits):
    row = told()
    services.ask_more_time(row, days=3, reason="等审计报告", by=limits["chen"], at=moment(11, 17))
    with pytest.raises(PetitionError, match="自己"):
        services.decide_more_time(row, accepted=True, by=limits["chen"], at=moment(11, 17, 10))
    with pytest.raises(PetitionError, match="期限已过"):
        services.decide_more_time(row, accepted=True, by=limits["reviewer"], at=moment(11, 24))
    services.decide_more_time(row, accepted=True, by=limits["reviewer"], at=moment(11, 18))
    row.refresh_from_db()
    assert row.due_at.date() == moment(11, 26).date()


def test_time_it_hung_does_not_count(told, limits):
    row = told()
    due = row.due_at
    services.hang(row, reason="善款账户被法院冻结", by=limits["chen"], at=moment(11, 17))
    services.resume(row, reason="已解冻", by=limits["chen"], at=moment(11, 20))
    row.refresh_from_db()
    assert (row.due_at, row.state) == (due + timedelta(days=3), ASSIGNED)


def test_displeased_voice_is_dealt_with_a_second_time_and_then_closed(told, limits):
    row = told()
    for day in (18, 23):
        services.answer(row, text="已处理。", by=limits["chen"], at=moment(11, day))
        with pytest.raises(PetitionError, match="自己回访"):
            services.call_back(row, solved=True, satisfied=True, by=limits["chen"], at=moment(11, day, 10))  # fmt: skip
        services.call_back(row, solved=False, satisfied=False, by=limits["reviewer"], at=moment(11, day, 11))  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.rounds, row.is_solved) == (CLOSED, 2, False)


def test_same_thing_told_twice_is_joined_and_both_are_answered(told, limits):
    first = told(place="县城广场")
    second = told(place="县城广场", text="街上有人打着捐款的名义收钱。", phone="13700000000")
    assert (second.state, second.joined_to) == ("joined", first)
    services.answer(first, text="已取缔。", by=limits["chen"], at=moment(11, 18))
    second.refresh_from_db()
    assert second.answer == "已取缔。"
    assert queries.code_of(first) != queries.code_of(second)


def test_same_receipt_is_one_voice(told):
    assert told(receipt_id="r1").pk == told(receipt_id="r1").pk


def test_township_does_not_read_a_complaint_that_is_not_on_its_desk(told, limits):
    conduct = told(kind="complaint", matter="assistance.conduct", text="村干部优亲厚友", by=limits["chen"])  # fmt: skip
    asked = told("enquiry", "assistance.apply", text="低保怎么申请", by=limits["worker"])
    seen = {
        name: set(queries.grievances(limits[name])) for name in ("lin", "chen", "zhao", "worker")
    }
    assert seen["lin"] == {asked}
    assert seen["chen"] == {conduct, asked}
    assert seen["zhao"] == set()
    assert seen["worker"] == {asked}
    with pytest.raises(PetitionError, match="没有派给"):
        services.answer(conduct, text="没有这回事。", by=limits["lin"], at=moment(11, 17))


def test_what_was_told_is_sealed_and_the_audit_does_not_repeat_it(told):
    row = told(told_by="举报人甲", is_anonymous=True)
    line = AuditEntry.objects.get(verb="petitions.grievance.told", subject_id=str(row.pk))
    assert "捐款" not in str(line.detail)
    stored = type(row).objects.filter(pk=row.pk).extra(select={"raw": "told_by"}).values("raw")[0]
    assert "举报人甲".encode() not in bytes(stored["raw"])


def test_three_rates_count_each_voice_once(told, limits):
    late, good = told(place="甲地"), told(place="乙地", text="另一件事：义卖不公开账目")
    services.answer(late, text="迟了。", by=limits["chen"], at=moment(11, 25))
    services.answer(good, text="办好了。", by=limits["chen"], at=moment(11, 17))
    services.call_back(good, solved=True, satisfied=True, by=limits["reviewer"], at=moment(11, 17, 15))  # fmt: skip
    back = told("enquiry", "assistance.apply", text="问低保")
    services.ask_return(back, reason="不是本镇的", by=limits["lin"], at=moment(11, 16, 10))
    services.decide_return(back, accepted=True, by=limits["chen"], at=moment(11, 16, 11))
    town = Division.objects.get(pk=OTHER_TOWN)
    services.assign(back, role="clerk", division=town, by=limits["chen"], at=moment(11, 16, 12))
    found = queries.figures(limits["chen"], moment(11, 1), moment(12, 1), moment(11, 16, 13))
    whole = found["all"][0]
    assert (whole.told, whole.answered, whole.responded_rate) == (3, 2, 0.5)
    assert (whole.solved_rate, whole.satisfied_rate) == (1.0, 1.0)
    assert whole.return_rate == pytest.approx(1 / 3)
    assert {one.label for one in found["unit"]} == {"会宁县 县级经办人", "郭城驿镇 乡镇经办人"}
