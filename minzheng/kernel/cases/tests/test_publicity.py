"""Notices show what the law allows and nothing else, and come down by themselves."""

from datetime import date

import pytest

from minzheng.core.resident_id import make
from minzheng.kernel.cases import queries, services
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.services import NoticeBlocked
from minzheng.kernel.cases.tests.procedures import KEY
from minzheng.kernel.documents.tests.county import OTHER_TOWN, VILLAGE, moment

AT = moment(9, 28)
CLEAN = {"applicant": "张**", "village": "东山根村", "members": 3, "amount": "1,120.00"}


@pytest.fixture
def case(procedure, staff, family):
    """Return an open case."""
    return services.open_case(KEY, household=family, by=staff["lin"], at=moment(9, 14))


def post(case, staff, rows=None):
    """Post rows before the decision."""
    rows = [CLEAN] if rows is None else rows
    return services.post_notice(case, kind="pre_decision", rows=rows, by=staff["head"], at=AT)


def test_sum_paid_once_does_not_stand_under_the_monthly_amount(case):
    (row,) = services.notice_rows(
        case, benefit="临时救助", members=1, amount=62300, at=AT, once=True
    )
    assert (row["sum"], "amount" in row) == ("623.00", False)


@pytest.mark.requirement("SA-18")
def test_row_of_a_case_is_masked(case):
    rows = services.notice_rows(case, benefit="低保", members=3, amount=112000, at=AT)
    assert rows == [
        {
            "applicant": "张**",
            "village": "东山根村",
            "members": 3,
            "benefit": "低保",
            "amount": "1,120.00",
        }
    ]


def test_minor_is_never_named(procedure, staff, register):
    alone = register(("王小宝", date(2016, 2, 3), "head"))
    case = services.open_case(KEY, household=alone, by=staff["lin"], at=moment(9, 14))
    rows = services.notice_rows(case, benefit="低保", members=1, amount=None, at=AT)
    assert rows[0]["applicant"] == "未成年人"


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("phone", "138****5678"),
        ("手机号", "138****5678"),
        ("银行账号", "************1234"),
        ("address", "某某社"),
    ],
)
def test_phone_account_and_address_columns_block_even_masked(case, staff, column, text):
    """Platform handbook, worked example 8."""
    with pytest.raises(NoticeBlocked, match="即使脱敏也不得公示"):
        post(case, staff, [{**CLEAN, column: text}])
    assert not case.notices.exists()


def test_unknown_column_blocks(case, staff):
    with pytest.raises(NoticeBlocked, match="不在允许公示的内容之内"):
        post(case, staff, [{**CLEAN, "disease": "重病"}])


@pytest.mark.parametrize(
    "text",
    [
        "150425199003072310",
        "１５０４２５１９９００３０７２３１０",
        "150425 19900307 2310",
        make("629901", date(1980, 3, 1), 7),
    ],
)
def test_unmasked_valid_number_blocks_however_it_is_written(case, staff, text):
    with pytest.raises(NoticeBlocked, match="未脱敏的公民身份号码"):
        post(case, staff, [{**CLEAN, "category": f"号码{text}"}])


def test_mobile_and_card_numbers_in_cells_block(case, staff):
    with pytest.raises(NoticeBlocked) as blocked:
        post(case, staff, [{**CLEAN, "category": "13812345678", "period": "6228480402564890018"}])
    assert blocked.value.reasons == ["第 1 行：含手机号码", "第 1 行：含疑似证件号或银行卡号"]


def test_masked_number_may_stand(case, staff):
    assert post(case, staff, [{**CLEAN, "category": "150425********2310"}]).pk


def test_empty_notice_is_refused(case, staff):
    with pytest.raises(NoticeBlocked, match="公示内容为空"):
        post(case, staff, [])


def test_second_click_posts_no_second_notice(case, staff):
    assert post(case, staff) == post(case, staff)
    assert case.notices.count() == 1


@pytest.mark.requirement("SA-18")
def test_posting_is_logged_and_expires_by_itself(case, staff):
    notice = post(case, staff)
    services.check_notice(notice, by=staff["worker"], at=moment(9, 30), note="公示栏完好")
    assert services.expire_notices(by=staff["chen"], at=moment(10, 8)) == 0
    assert services.expire_notices(by=staff["chen"], at=moment(10, 9)) == 1
    notice.refresh_from_db()
    assert [line.act for line in notice.log.all()] == ["posted", "checked", "expired"]
    assert notice.withdrawn_at == moment(10, 9)
    assert queries.notice_elapsed(case, moment(10, 9))[0] is True


def test_public_sees_a_notice_only_within_its_period_and_place(case, staff):
    notice = post(case, staff)
    seen = {
        (place, on): list(queries.public_notices(place, on))
        for place in (VILLAGE, OTHER_TOWN)
        for on in (date(2026, 9, 28), date(2026, 10, 8), date(2026, 10, 9))
    }
    assert [key for key, rows in seen.items() if rows == [notice]] == [
        (VILLAGE, date(2026, 9, 28)),
        (VILLAGE, date(2026, 10, 8)),
    ]


def test_notice_taken_down_early_does_not_count(case, staff):
    notice = post(case, staff)
    with pytest.raises(StepRefused, match="请填写撤下公示的原因"):
        services.withdraw_notice(notice, reason=" ", by=staff["head"], at=moment(9, 29))
    services.withdraw_notice(notice, reason="收到异议", by=staff["head"], at=moment(9, 29))
    holds, reason = queries.notice_elapsed(case, moment(10, 20))
    assert (holds, reason) == (False, "公示在 2026-09-29 提前撤下，须重新公示")
    assert post(case, staff).pk != notice.pk


def test_stranger_posts_and_sees_nothing(case, staff):
    with pytest.raises(NoticeBlocked, match="不属于您的辖区"):
        services.post_notice(case, kind="pre_decision", rows=[CLEAN], by=staff["zhao"], at=AT)
    post(case, staff)
    assert list(queries.notices(staff["zhao"])) == []
    assert queries.notices(staff["chen"]).count() == 1
