"""A rating is given once, a bad one is called back and mended in time, and nobody rated learns who rated."""

from datetime import date, datetime

import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.cases import queries, services
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Rating, RatingInvitation, Task
from minzheng.kernel.cases.tests.procedures import KEY
from minzheng.kernel.citizens import services as citizens
from minzheng.kernel.citizens.tests.signing import citizen_of
from minzheng.kernel.documents.tests.county import TOWN, moment
from minzheng.kernel.messages.models import Message

# 好差评 example of the handbook: Friday before the Spring Festival, Saturday is a working day.
FRIDAY = datetime(2026, 2, 13, 10, tzinfo=SHANGHAI)


@pytest.fixture
def case(procedure, staff, family):
    """Return a case of the family that Lin accepted and Chen refused."""
    made = services.open_case(KEY, household=family, by=staff["lin"], at=moment(2, 2))
    services.take(made, "accept", by=staff["lin"], at=moment(2, 3), data={"ready": True})
    services.take(made, "refuse", by=staff["chen"], at=moment(2, 10), note="收入超过标准")
    return made


@pytest.fixture
def mother(case, family):
    """Return the mandate in which the head of the family acts."""
    citizen = citizen_of(family.head, at=FRIDAY)
    return citizens.seat(citizen, family.division, at=FRIDAY)


def complaint(case, mother, level=2):
    return services.rate(
        case, level=level, tags=["slow"], words="跑了三趟", by=mother, at=FRIDAY
    ).call


def settle(call, who, at, **said):
    words = {
        "outcome": "true",
        "found": "确实让跑了三趟",
        "mended": "材料一次告知",
        "answer": "向您道歉",
    }
    return services.answer_rating(call, **{**words, **said}, by=who, at=at)


@pytest.mark.requirement("PE-07")
def test_bad_rating_is_called_back_mended_answered_and_rated_once_more(case, mother, staff):
    call = complaint(case, mother)
    assert (call.due_on, call.answer_due_on) == (date(2026, 2, 14), date(2026, 3, 12))
    task = Task.objects.get(kind="rating", done_at=None)
    assert (task.role, task.division_id, task.due_on) == ("head", TOWN, date(2026, 2, 14))
    services.call_back(
        call, was_reached=True, said="说明了经过", by=staff["head"], at=moment(2, 14)
    )
    assert Task.objects.get(kind="rating", done_at=None).due_on == date(2026, 3, 12)
    code = settle(call, staff["head"], moment(3, 10)).code
    assert not Task.objects.filter(kind="rating", done_at=None).exists()
    assert "向您道歉" in Message.objects.get(template="cases.rating_answered", channel="inbox").text
    again = services.rate_by_code(code, level=4, at=moment(3, 11))
    assert again.follows == call.rating
    with pytest.raises(StepRefused, match="已使用"):
        services.rate_by_code(code, level=5, at=moment(3, 11))
    (town,) = queries.by_township(None, date(2026, 1, 1), date(2026, 3, 31), moment(3, 31))
    assert (town.label, town.count, town.bad, town.called, town.answered) == ("会师镇", 1, 1, 1, 1)


def test_both_limits_run_from_the_rating_and_late_ones_are_counted(case, mother, staff):
    call = complaint(case, mother, level=1)
    services.call_back(call, was_reached=True, said="道歉", by=staff["head"], at=moment(2, 26))
    settle(call, staff["head"], moment(3, 13))
    (town,) = queries.by_township(staff["chen"], date(2026, 1, 1), date(2026, 3, 31), moment(3, 31))
    assert (town.called_share, town.answered_share) == (0, 0)


def test_who_handled_the_matter_neither_sees_nor_follows_the_bad_rating(case, mother, staff):
    call = complaint(case, mother)
    assert list(queries.calls(staff["head"])) == [call]
    for who in ("lin", "chen", "zhao"):
        assert not queries.calls(staff[who]).exists()
        with pytest.raises(StepRefused, match="以外"):
            services.call_back(call, was_reached=True, said="好", by=staff[who], at=FRIDAY)


def test_a_head_who_took_part_is_not_asked_to_call(procedure, staff, family):
    case = services.open_case(KEY, household=family, by=staff["lin"], at=moment(6, 1))
    services.take(case, "accept", by=staff["lin"], at=moment(6, 1), data={"ready": True})
    services.take(case, "notify", by=staff["head"], at=moment(6, 2))
    case.closed_at = moment(6, 3)
    case.save()
    code = services.invite(case, by=staff["lin"], at=moment(6, 3)).code
    services.rate_by_code(code.lower(), level=1, at=moment(6, 4))
    assert Task.objects.get(kind="rating").role == "reviewer"


def test_one_handling_is_rated_once_by_its_own_people_and_only_when_over(
    case, mother, staff, register
):
    services.rate(case, level=5, by=mother, at=FRIDAY)
    with pytest.raises(StepRefused, match="已经评价过"):
        services.rate(case, level=1, by=mother, at=FRIDAY)
    stranger = citizen_of(register(("李四", date(1970, 1, 1), "head")).head, at=FRIDAY)
    seat = citizens.seat(stranger, case.division, at=FRIDAY)
    for by in (seat, staff["lin"]):
        with pytest.raises(StepRefused, match="只能"):
            services.rate(case, level=1, by=by, at=FRIDAY)
    running = services.open_case(KEY, household=case.household, by=staff["lin"], at=FRIDAY)
    with pytest.raises(StepRefused, match="办结以后"):
        services.rate(running, level=5, by=mother, at=FRIDAY)


def test_a_justified_bad_rating_is_not_closed_without_mending_nor_before_the_call(
    case, mother, staff
):
    call = complaint(case, mother)
    with pytest.raises(StepRefused, match="先回访"):
        settle(call, staff["head"], FRIDAY)
    services.call_back(call, was_reached=True, said="好", by=staff["head"], at=FRIDAY)
    with pytest.raises(StepRefused, match="整改措施"):
        settle(call, staff["head"], FRIDAY, mended="")


def test_who_has_not_rated_is_invited_once_after_some_days(case):
    system = accounts.system_mandate()
    assert services.invite_due(by=system, at=moment(2, 12)) == 0
    assert [services.invite_due(by=system, at=moment(2, 13, 17)) for _ in range(2)] == [1, 0]
    code = RatingInvitation.objects.get().code
    assert code in Message.objects.get(channel="inbox").text
    assert queries.invitation(code, date(2026, 4, 1)) is None
    assert services.rate_by_code(code, level=3, at=moment(2, 14)).channel == "code"
    assert not hasattr(Rating.objects.get(), "call")


def test_the_countys_own_windows_are_counted_under_its_name(case, mother):
    services.rate(case, level=5, by=mother, at=FRIDAY)
    Rating.objects.update(division="620422")
    lines = queries.by_township(None, date(2026, 1, 1), date(2026, 3, 31), moment(3, 31))
    assert [(line.label, line.count) for line in lines] == [("会宁县", 1), ("会师镇", 0)]
