"""A declared procedure drives a case: who may, when, only once, with its trace."""

from datetime import timedelta

import pytest

from minzheng.kernel.audit.models import Entry
from minzheng.kernel.cases import queries, services
from minzheng.kernel.cases.declarations import StepRefused, forget_workflow, register_workflow
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.tests.procedures import KEY, table, value
from minzheng.kernel.documents.tests.county import moment

AT = moment(9, 14)


@pytest.fixture
def case(procedure, staff, family):
    """Return a case that Lin opened."""
    return services.open_case(KEY, household=family, by=staff["lin"], at=AT)


def post(case, by, at):
    """Post the notice before the decision."""
    rows = services.notice_rows(case, benefit="低保", members=3, amount=112000, at=at)
    return services.post_notice(case, kind="pre_decision", rows=rows, by=by, at=at)


def test_case_begins_in_the_first_state_with_a_number(case):
    assert (case.state, case.state_label) == ("draft", "草稿")
    assert case.number == f"62042220260914{case.pk:06d}"


def test_second_case_of_the_same_household_is_refused(case, staff, family):
    with pytest.raises(StepRefused, match="不能重复建立"):
        services.open_case(KEY, household=family, by=staff["wang"], at=AT)


@pytest.mark.parametrize("who", ["zhao", "head", "supervisor"])
def test_strangers_and_readers_cannot_open_a_case(procedure, staff, family, who):
    with pytest.raises(StepRefused):
        services.open_case(KEY, household=family, by=staff[who], at=AT)
    assert not Case.objects.exists()


@pytest.mark.requirement("KC-02")
def test_step_is_denied_to_other_roles_and_other_towns(case, staff):
    for who, reason in (("zhao", "不属于您的辖区"), ("head", "不由乡镇负责人办理")):
        with pytest.raises(StepRefused, match=reason):
            services.take(case, "accept", by=staff[who], at=AT)
    assert case.events.count() == 1


def test_expired_mandate_takes_no_step(case, staff):
    staff["lin"].valid_to = AT.date()
    staff["lin"].save()
    with pytest.raises(StepRefused, match="岗位授权不在有效期内"):
        services.take(case, "accept", by=staff["lin"], at=AT)


def test_mandate_of_another_programme_takes_no_step(case, staff):
    staff["lin"].programme = "elderly"
    staff["lin"].save()
    with pytest.raises(StepRefused, match="不在您的授权范围"):
        services.take(case, "accept", by=staff["lin"], at=AT)


def test_step_moves_the_case_and_leaves_event_and_audit_line(case, staff):
    event = services.take(case, "accept", by=staff["lin"], at=AT, data={"ready": True})
    assert (case.state, event.from_state, event.to_state) == ("accepted", "draft", "accepted")
    assert case.data == {"ready": True, "caused": 1}
    assert Entry.objects.filter(verb=f"{KEY}.accept", subject_id=str(case.pk)).count() == 1


def test_double_click_changes_nothing(case, staff):
    twin = Case.objects.get(pk=case.pk)
    first = services.take(case, "accept", by=staff["lin"], at=AT)
    second = services.take(twin, "accept", by=staff["lin"], at=AT + timedelta(seconds=1))
    assert first == second
    assert (twin.data["caused"], twin.events.count()) == (1, 2)


def test_step_on_a_stale_page_is_refused(case, staff):
    stale = Case.objects.get(pk=case.pk)
    services.take(case, "accept", by=staff["lin"], at=AT)
    with pytest.raises(StepRefused, match="已受理"):
        services.take(stale, "accept", by=staff["wang"], at=AT)
    with pytest.raises(StepRefused, match="请刷新页面"):
        services.take(stale, "notify", by=staff["head"], at=AT, seen=1)


def test_unmet_conditions_are_all_named(case, staff):
    services.take(case, "accept", by=staff["lin"], at=AT)
    offered = queries.available_steps(case, staff["head"], AT)
    assert [(step.key, why) for step, why in offered] == [("notify", ["材料尚未备齐"])]
    with pytest.raises(StepRefused) as refused:
        services.take(case, "notify", by=staff["head"], at=AT)
    assert refused.value.reasons == ["材料尚未备齐"]


def test_same_person_may_not_take_both_steps(case, staff):
    staff["lin"].role = "clerk"
    services.take(case, "accept", by=staff["lin"], at=AT, data={"ready": True})
    also_head = staff["head"]
    also_head.user = staff["lin"].user
    also_head.save()
    with pytest.raises(StepRefused, match="须由他人办理"):
        services.take(case, "notify", by=also_head, at=AT)


def test_required_note_must_be_written(case, staff):
    services.take(case, "accept", by=staff["lin"], at=moment(6, 1))
    with pytest.raises(StepRefused, match="须填写说明"):
        services.take(case, "refuse", by=staff["chen"], at=moment(6, 2), note=" ")


def test_failing_cause_leaves_no_trace(case, staff):
    services.take(case, "accept", by=staff["lin"], at=AT, data={"ready": True})
    before = Entry.objects.count()
    with pytest.raises(RuntimeError):
        services.take(case, "notify", by=staff["head"], at=AT, data={"break": True})
    case.refresh_from_db()
    assert (case.state, case.events.count(), Entry.objects.count()) == ("accepted", 2, before)


def test_clear_identity_number_is_refused_in_answers(case, staff, family):
    with pytest.raises(StepRefused, match="公民身份号码"):
        services.take(case, "accept", by=staff["lin"], at=AT, data={"note": family.head.id_number})


@pytest.mark.requirement("KC-30")
def test_township_accepts_county_decides_prefecture_reads(case, staff):
    """Three levels on one file, no paper between them."""
    services.take(case, "accept", by=staff["lin"], at=AT, data={"ready": True})
    services.take(case, "notify", by=staff["head"], at=AT)
    post(case, staff["head"], AT)
    later = moment(9, 22)
    services.take(case, "report", by=staff["wang"], at=later)
    assert [s.key for s, _ in queries.available_steps(case, staff["chen"], later)] == [
        "confirm",
        "refuse",
    ]
    assert queries.available_steps(case, staff["supervisor"], later) == []
    assert queries.cases(staff["supervisor"]).get() == case
    with pytest.raises(StepRefused):
        services.take(case, "confirm", by=staff["supervisor"], at=later)
    services.take(case, "confirm", by=staff["chen"], at=later)
    assert case.closed_at == later


def test_running_case_keeps_its_version(case, staff):
    newer = table(version=2, limits=())
    register_workflow(newer)
    try:
        services.take(case, "accept", by=staff["lin"], at=AT)
        assert case.definition.version == 1
        assert case.deadlines.filter(name="limit.case_days").exists()
    finally:
        forget_workflow(newer)


def test_stranger_sees_no_case(case, staff):
    assert list(queries.cases(staff["zhao"])) == []
    assert list(queries.cases(staff["worker"])) == [case]


@pytest.mark.requirement("KC-11")
def test_confirming_level_is_a_dated_local_value(case, staff):
    """Worked example 8, last part: a township without a provincial rule has no power (Art. 44)."""
    services.take(case, "accept", by=staff["lin"], at=AT, data={"ready": True})
    case.state = "reported"
    case.save()
    value("confirm_level", "620422", "2022-01-01", "township")
    may = {
        day: [step.key for step, _ in queries.available_steps(case, staff["head"], day)]
        for day in (moment(6, 20), moment(10, 20))
    }
    assert may == {moment(6, 20): ["confirm"], moment(10, 20): []}
    with pytest.raises(StepRefused, match="社会救助法第四十四条"):
        services.take(case, "confirm", by=staff["head"], at=moment(10, 20))
    value("township_decides", "620422", "2026-07-01", "是")
    with pytest.raises(StepRefused, match="乡镇无权"):
        services.take(case, "confirm", by=staff["head"], at=moment(10, 20))
    value("township_decides", "620000", "2026-07-01", "是")
    services.take(case, "confirm", by=staff["head"], at=moment(10, 20))
    assert case.state == "confirmed"


def test_timeline_tells_the_story_in_order(case, staff):
    services.take(case, "accept", by=staff["lin"], at=AT, data={"ready": True})
    services.take(case, "notify", by=staff["head"], at=AT + timedelta(hours=1))
    post(case, staff["head"], AT + timedelta(hours=2))
    told = [entry.label for entry in queries.timeline(case)]
    assert told == ["建立办件", "受理", "公示", "拟确认公示·张贴"]
