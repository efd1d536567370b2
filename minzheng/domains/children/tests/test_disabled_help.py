"""A disabled child in need: help once where the place has set a sum, else temporary relief at one step."""

from datetime import date

import pytest

from minzheng.domains.children.choices import DISABLED_HELP
from minzheng.domains.children.services import RELIEF
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations.models import ParameterValue

IN_NEED = {
    "disability_kind": "hearing", "disability_grade": 2, "living_difficult": True, "in_rehabilitation": False,
}  # fmt: skip


@pytest.mark.requirement("CH-18")
def test_other_disabled_child_in_need_gets_the_local_sum_once(resident, confirmed):
    ParameterValue.objects.create(
        policy=DISABLED_HELP, name="help_amount", division_id="620422", since=date(2026, 1, 1),
        value="800", unit="元", source="测试依据", state="released",
    )  # fmt: skip
    confirmed(DISABLED_HELP, resident("小雨", "2016-05-01"), **IN_NEED)
    row = Entitlement.objects.get()
    assert (row.benefit, row.amount) == (DISABLED_HELP, 80000)
    assert (row.valid_from, row.valid_to) == (date(2026, 10, 1), date(2026, 11, 1))


@pytest.mark.requirement("CH-18")
def test_where_no_sum_is_set_the_case_becomes_one_of_temporary_relief(resident, accepted, act):
    child = resident("小雨", "2016-05-01")
    case = act(accepted(DISABLED_HELP, child), "assess", "clerk", "2026-09-15", answers=IN_NEED)
    assert (case.data["outcome"], case.data["rules"]["relief_due"]) == ("not_eligible", True)
    assert act(case, "relieve", "clerk", "2026-09-15").state == "relieved"
    opened = Case.objects.get(workflow=RELIEF)
    assert (opened.household, opened.pk) == (case.household, case.data["relief_case"])
    assert opened.data["living_difficult"] is True


def test_a_family_not_in_need_is_not_sent_on(resident, accepted, act):
    found = {**IN_NEED, "living_difficult": False}
    case = accepted(DISABLED_HELP, resident("小雨", "2016-05-01"))
    act(case, "assess", "clerk", "2026-09-15", answers=found)
    with pytest.raises(StepRefused, match="才转临时救助"):
        act(case, "relieve", "clerk", "2026-09-15")
