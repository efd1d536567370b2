"""Accounts with an owner, checked in time, their risk answered."""

from datetime import date

import pytest

from minzheng.domains.publicity import queries, services
from minzheng.domains.publicity.services import PublicityError
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.documents.tests.county import moment

TOLD = {
    "name": "会宁民政", "kind": "wechat", "identifier": "hnmz", "unit": "民政局", "owner": "李主任",
    "opened_on": date(2020, 1, 1), "filing_number": "",
}  # fmt: skip


@pytest.fixture
def account(bureau):
    """Return an account of the county."""
    return services.register_account(
        bureau["chen"].division, by=bureau["chen"], at=moment(11, 2), phone="13900000000", **TOLD
    )


@pytest.mark.requirement("PO-15")
def test_a_check_says_what_is_wrong_how_risky_and_until_when(account, bureau):
    assert list(queries.unchecked(bureau["chen"], date(2026, 11, 2))) == [account]
    check = services.check_account(
        account, on=date(2026, 11, 3), risk="middle", findings=["评论区有不实信息"], measure="核实后回应",
        last_post_on=date(2026, 10, 1), by=bureau["chen"], at=moment(11, 3),
    )  # fmt: skip
    assert check.findings == ["评论区有不实信息", "33 天未更新（超过 14 天）"]
    assert check.due_on == date(2026, 11, 17)
    assert list(queries.unchecked(bureau["chen"], date(2026, 11, 3))) == []
    assert [task.due_on for task in cases.open_tasks(bureau["chen"])] == [check.due_on]
    services.mend_check(
        check, on=date(2026, 11, 5), note="已更正", by=bureau["chen"], at=moment(11, 5)
    )
    assert cases.open_tasks(bureau["chen"]).count() == 0
    assert [a.unmended for a in queries.online_accounts(bureau["chen"])] == [0]


def test_a_risk_without_a_measure_is_refused(account, bureau):
    with pytest.raises(PublicityError, match="处置措施"):
        services.check_account(
            account, on=date(2026, 11, 3), risk="high", findings=[], by=bureau["chen"], at=moment(11, 3)
        )  # fmt: skip


def test_an_account_stands_once(account, bureau):
    with pytest.raises(PublicityError, match="已经登记"):
        services.register_account(
            bureau["chen"].division, by=bureau["chen"], at=moment(11, 2), **TOLD
        )


def test_a_closed_account_is_not_asked_for_a_check(account, bureau):
    services.change_account(
        account, state="closed", on=date(2026, 11, 1), owner="李主任", phone="", by=bureau["chen"], at=moment(11, 2)
    )  # fmt: skip
    assert list(queries.unchecked(bureau["chen"], date(2026, 11, 2))) == []


def test_the_neighbouring_township_does_not_see_it(account, bureau):
    assert queries.online_accounts(bureau["zhao"]).count() == 0
