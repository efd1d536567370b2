"""Tasks appear with the right role at the right place; referrals are followed to their answer."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from minzheng.kernel.accounts.declarations import CLERK, HEAD, OFFICER, VILLAGE_WORKER
from minzheng.kernel.cases import queries, services
from minzheng.kernel.cases.models import Task
from minzheng.kernel.cases.tests.procedures import KEY
from minzheng.kernel.documents.tests.county import TOWN, VILLAGE, moment

AT = moment(9, 14)


@pytest.fixture
def case(procedure, staff, family):
    """Return a case that Lin opened."""
    return services.open_case(KEY, household=family, by=staff["lin"], at=AT)


def waiting(case):
    """Return role, place and day of what waits about a case."""
    rows = case.tasks.filter(done_at=None).order_by("role")
    return [(task.role, task.division_id, task.due_on) for task in rows]


@pytest.mark.parametrize(
    ("role", "place"),
    [(VILLAGE_WORKER, VILLAGE), (CLERK, TOWN), (HEAD, TOWN), (OFFICER, "620422")],
)
def test_role_sits_at_its_level_above_the_village(county, role, place):
    assert services.place_for(role, VILLAGE) == place


def test_task_follows_the_case(case, staff):
    assert waiting(case) == [("clerk", TOWN, None)]
    services.take(case, "accept", by=staff["lin"], at=AT, data={"ready": True})
    assert waiting(case) == [("head", TOWN, date(2026, 9, 17))]
    services.take(case, "notify", by=staff["head"], at=AT)
    assert waiting(case) == [("head", TOWN, date(2026, 10, 30))]
    done = Task.objects.filter(case=case, done_at=AT)
    assert done.count() == 2


def test_task_says_who_and_what(case):
    task = case.tasks.get()
    assert (task.title, task.steps) == ("张秀英户 低保测试申请·受理", ["accept"])


def test_finished_case_leaves_nothing_to_do(case, staff):
    services.take(case, "accept", by=staff["lin"], at=moment(6, 1))
    services.take(case, "refuse", by=staff["chen"], at=moment(6, 2), note="收入超过标准")
    assert waiting(case) == []
    assert not case.deadlines.filter(met_at=None).exists()


def test_bands_hold_every_task_once(case, staff):
    for title, due in (("逾期", date(2026, 9, 11)), ("今日", date(2026, 9, 14)), ("以后", None)):
        services.open_task(
            kind="other", title=title, role="clerk", division=TOWN, at=moment(9, 1), due_on=due
        )
    bands = queries.tasks(staff["lin"], AT)
    assert [task.title for task in bands.overdue] == ["逾期"]
    assert [task.title for task in bands.today] == ["今日"]
    assert [task.case for task in bands.new] == [case]
    assert [task.title for task in bands.coming] == ["以后"]
    assert bands.total == 4


def test_stranger_has_no_task_of_another_town(case, staff):
    assert queries.tasks(staff["zhao"], AT).total == 0
    assert queries.tasks(staff["wang"], AT).total == 1


def test_assigned_task_leaves_the_lists_of_the_others(case, staff):
    services.assign_task(case.tasks.get(), staff["wang"], by=staff["lin"], at=AT)
    assert [queries.tasks(staff[who], AT).total for who in ("lin", "wang")] == [0, 1]
    with pytest.raises(ValueError, match="同一岗位"):
        services.assign_task(case.tasks.get(), staff["head"], by=staff["lin"], at=AT)


def test_many_tasks_are_opened_once(county, staff):
    rows = [
        {
            "kind": "lead",
            "title": f"核查 {n}",
            "role": "clerk",
            "division": TOWN,
            "subject_key": "monitoring.lead",
            "subject_id": n,
        }
        for n in (1, 2, 2)
    ]
    assert services.open_tasks(rows, at=AT) == 2
    assert services.open_tasks(rows, at=AT) == 0


def test_list_costs_the_same_with_one_and_with_five_tasks(case, staff, django_assert_num_queries):
    with django_assert_num_queries(2):
        queries.tasks(staff["lin"], AT)
    for n in range(4):
        services.open_task(kind="other", title=str(n), role="clerk", division=TOWN, at=AT)
    with django_assert_num_queries(2):
        queries.tasks(staff["lin"], AT)


# Referrals ---------------------------------------------------------------------------------------
@pytest.fixture
def referral(procedure, staff, family):
    """Return an application for housing aid that the township passed on."""
    return services.refer(
        family,
        matter="住房救助",
        department="县住房和城乡建设局",
        text="危房",
        by=staff["lin"],
        at=AT,
    )


@pytest.mark.requirement("SA-12")
def test_referral_is_tracked_from_the_window_to_the_answer_told(referral, staff):
    assert referral.due_on == date(2026, 9, 28)
    assert [t.title for t in queries.tasks(staff["chen"], AT).new] == [
        "转办县住房和城乡建设局：住房救助"
    ]
    services.receive_referral(referral, by=staff["chen"], at=moment(9, 15))
    services.answer_referral(referral, answer="已列入改造", by=staff["chen"], at=moment(9, 18))
    assert queries.tasks(staff["chen"], moment(9, 18)).total == 0
    assert queries.tasks(staff["lin"], moment(9, 18)).total == 1
    told = services.tell_applicant(referral, by=staff["lin"], at=moment(9, 19))
    assert (told.state, told.answer, told.told_applicant_at) == (
        "answered",
        "已列入改造",
        moment(9, 19),
    )
    assert queries.tasks(staff["lin"], moment(9, 19)).total == 0


def test_referral_past_its_day_stands_among_the_overdue(referral, staff):
    late = moment(10, 9)
    assert [t.subject_id for t in queries.tasks(staff["chen"], late).overdue] == [referral.pk]


def test_department_not_in_charge_sends_it_back_with_reason(referral, staff):
    with pytest.raises(ValueError, match="请填写答复"):
        services.return_referral(referral, reason="", by=staff["chen"], at=AT)
    back = services.return_referral(referral, reason="属农业农村局", by=staff["chen"], at=AT)
    assert back.state == "returned"
    with pytest.raises(ValueError, match="已退回"):
        services.answer_referral(referral, answer="办结", by=staff["chen"], at=AT)


def test_stranger_neither_sees_nor_answers_a_referral(referral, staff):
    assert list(queries.referrals(staff["zhao"])) == []
    with pytest.raises(PermissionDenied):
        services.answer_referral(referral, answer="办结", by=staff["zhao"], at=AT)


def test_sample_is_drawn_by_key_and_keeps_its_share(procedure, staff, register):
    drawn = []
    for n in range(40):
        home = register((f"样本{n}", date(1950, 1, 1), "head"))
        case = services.open_case(KEY, household=home, by=staff["lin"], at=AT)
        first = services.draw_sample(case, by=staff["lin"], at=AT)
        assert services.draw_sample(case, by=staff["lin"], at=AT) is first
        drawn.append(first)
    assert 0 < sum(drawn) < 20
