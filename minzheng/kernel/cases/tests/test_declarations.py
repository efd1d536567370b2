"""A procedure that is not sound cannot be registered."""

import pytest

from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.cases.declarations import (
    Length,
    Paper,
    States,
    Step,
    Workflow,
    diagram,
    problems,
    register_workflow,
)
from minzheng.kernel.cases.tests.procedures import table


class S(States):
    """Three states."""

    NEW = "new", "新建"
    WORK = "work", "办理"
    DONE = "done", "办结"


def flow(*steps: Step) -> Workflow:
    """Return a procedure of these steps."""
    return Workflow("test.flow", "测试流程", "household", S, "测试", steps)


GOOD = (
    Step("take", "受理", S.NEW, S.WORK, by=CLERK),
    Step("end", "办结", S.WORK, S.DONE, by=CLERK),
)


def test_sound_procedure_has_no_problems():
    assert problems(flow(*GOOD)) == []
    assert problems(table()) == []


def test_first_state_and_ends_follow_from_the_table():
    assert (flow(*GOOD).first_state, flow(*GOOD).ends()) == ("new", ["done"])


def test_step_without_role_is_refused():
    with pytest.raises(ValueError, match="环节 end 没有经办角色"):
        register_workflow(flow(GOOD[0], Step("end", "办结", S.WORK, S.DONE)))


def test_unreachable_state_is_named():
    only = Step("end", "办结", S.NEW, S.DONE, by=CLERK)
    assert problems(flow(only)) == ["状态 work 无法到达"]


def test_state_without_a_way_out_to_an_end_is_named():
    loop = (
        Step("take", "受理", S.NEW, S.WORK, by=CLERK),
        Step("again", "重办", S.WORK, S.WORK, by=CLERK),
        Step("end", "办结", S.NEW, S.DONE, by=CLERK),
    )
    assert problems(flow(*loop)) == ["状态 work 无法办结"]


def test_unknown_state_and_duplicate_steps_are_named():
    steps = (*GOOD, Step("end", "办结", S.WORK, "gone", by=CLERK))
    assert problems(flow(*steps)) == ["环节名称重复", "环节 end 使用了未知状态 gone"]


def test_role_must_be_declared():
    steps = (GOOD[0], Step("end", "办结", S.WORK, S.DONE, by="mayor"))
    assert problems(flow(*steps)) == ["环节 end 的角色 'mayor' 未知"]


def test_four_eyes_must_name_an_existing_step():
    steps = (GOOD[0], Step("end", "办结", S.WORK, S.DONE, by=CLERK, not_by="sign"))
    assert problems(flow(*steps)) == ["环节 end 的回避环节 sign 不存在"]


@pytest.mark.requirement("SA-14")
def test_paper_the_office_can_look_up_itself_is_refused():
    """Worked example 20: a form may not ask for a property certificate (社会救助法 62)."""
    deed = Paper("property_certificate", "不动产权证书", data_set="housing.properties")
    steps = (Step("take", "受理", S.NEW, S.WORK, by=CLERK, papers=(deed,)), GOOD[1])
    assert len(problems(flow(*steps))) == 1
    assert "社会救助法第六十二条" in problems(flow(*steps))[0]


def test_same_version_twice_is_refused(procedure):
    with pytest.raises(ValueError, match="第 1 版重复登记"):
        register_workflow(table())


def test_lengths_are_read_as_offices_write_them():
    assert str(Length.parse("30", "工作日")) == "30 个工作日"
    assert Length.parse("12", "月").unit == "months"
    with pytest.raises(ValueError, match="不是期限"):
        Length.parse("soon", "天")


def test_diagram_names_every_step():
    drawn = diagram(flow(*GOOD))
    assert "new --> work: 受理" in drawn
    assert drawn.endswith("done --> [*]")
