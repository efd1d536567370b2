"""What leaves, against a real server: granted fields, granted people, once, with receipts."""

import json

import pytest

from minzheng.core.sealing import digest_sm3
from minzheng.kernel.exchange.partners import wire
from minzheng.kernel.sharing import queries, services
from minzheng.kernel.sharing.models import BatchLine, ExchangeRecord, HeldRow
from minzheng.kernel.sharing.services import SharingRefused
from minzheng.kernel.sharing.tests.system import AT, granted, quick

SET = "trial.recipients"


def held(national):
    """Return the rows the other side holds, by name."""
    return {data["name"]: data for data in national.held.get(SET, {}).values()}


def push(row, staff, **more):
    return services.push(row, by=staff["chen"], at=AT, pause=quick, **more)


@pytest.mark.requirement("HD-21")
def test_only_granted_fields_of_people_of_the_granted_area_leave(
    shared, staff, places, national, connected
):
    push(granted(staff, places["会师镇"], "name", "sex", "id_no"), staff)
    assert held(national) == {
        "王建军": {"name": "王建军", "XB": "1", "GMSFHM": "629901196005170014"},
        "=SUM(A:A)": {"name": "=SUM(A:A)", "XB": "2", "GMSFHM": "629901196005170022"},
    }
    assert "李梅" not in json.dumps(national.held, ensure_ascii=False)
    assert "赵外县" not in json.dumps(national.held, ensure_ascii=False)
    assert "300.00" not in json.dumps(national.held)


def test_names_and_codes_are_those_of_the_other_side(shared, staff, places, national, connected):
    push(granted(staff, places["会宁县"]), staff)
    assert held(national)["李梅"] == {
        "name": "李梅",
        "GMSFHM": "629901196005170030",
        "XB": "2",
        "amount": "412.50",
    }


def test_next_batch_holds_what_changed_and_what_is_gone(
    shared, staff, places, national, connected, people
):
    row = granted(staff, places["会宁县"])
    assert push(row, staff).rows == 3
    assert push(row, staff) is None
    people[0]["amount"] = 31000
    gone = people.pop(2)
    second = push(row, staff)
    assert [(x.is_delete, x.state) for x in second.lines.order_by("line")] == [
        (False, "accepted"),
        (True, "accepted"),
    ]
    assert gone["name"] not in held(national)
    assert held(national)["王建军"]["amount"] == "310.00"


def test_row_that_comes_back_says_why_and_goes_again_once_mended(
    shared, staff, places, national, connected, people
):
    people[0]["name"] = "王建军2"
    row = granted(staff, places["会宁县"])
    first = push(row, staff)
    returned = first.lines.get(state="rejected")
    assert (first.state, first.rejected) == ("partly", 1)
    assert (returned.message, returned.title) == ("字段 name 不符合代码表或格式", "王***")
    # Unmended it waits for a hand; nothing is sent twice by itself.
    assert push(row, staff) is None
    people[0]["name"] = "王建军"
    assert push(row, staff).rows == 1
    returned.refresh_from_db()
    assert returned.state == "resent"
    assert returned.sealed is None
    assert "王建军" in held(national)


def test_returned_row_is_sent_again_unmended_when_asked_to(
    shared, staff, places, national, connected, people
):
    people[0]["name"] = "王建军2"
    row = granted(staff, places["会宁县"])
    push(row, staff)
    national.schemas.clear()
    assert push(row, staff, again=True).rows == 1
    assert "王建军2" in held(national)


def test_outage_is_waited_out(shared, staff, places, national, connected):
    national.out_of_order = 2
    batch = push(granted(staff, places["会宁县"]), staff)
    assert (batch.state, batch.attempts) == ("done", 3)


def test_batch_whose_answer_was_lost_goes_again_under_its_number_and_counts_once(
    shared, staff, places, national, connected
):
    row = granted(staff, places["会宁县"])
    national.lost_answers = wire.ATTEMPTS
    failed = push(row, staff)
    assert (failed.state, national.received) == ("failed", 1)
    again = push(row, staff)
    assert (again.pk, again.state, national.received) == (failed.pk, "done", 1)
    outcomes = list(ExchangeRecord.objects.order_by("pk").values_list("is_ok", flat=True))
    assert outcomes == [False, True]


def test_full_list_replaces_what_the_other_side_held(
    shared, staff, places, national, connected, people
):
    row = granted(staff, places["会宁县"])
    push(row, staff)
    people.pop(0)
    full = push(row, staff, full=True)
    assert (full.is_full, full.rows) == (True, 2)
    assert HeldRow.objects.filter(subscription=row).count() == len(held(national)) == 2


def test_wrong_secret_is_refused_for_good_and_says_so(
    shared, staff, places, national, connected, monkeypatch
):
    monkeypatch.setenv("MINZHENG_SHARE_TEST", "another")
    batch = push(granted(staff, places["会宁县"]), staff)
    assert (batch.state, batch.attempts) == ("refused", 1)
    assert "401" in batch.problem
    assert national.held == {}


def test_content_of_what_was_accepted_is_not_kept(shared, staff, places, national, connected):
    push(granted(staff, places["会宁县"]), staff)
    assert BatchLine.objects.filter(sealed__isnull=False).count() == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_file_is_whole_flagged_and_holds_no_formula(shared, staff, places, encoding, tmp_path):
    services.connect(
        "jinmin", division=places["会宁县"], mode="file", address="", secret_name="", encoding=encoding,
        by=staff["chen"], at=AT,
    )  # fmt: skip
    batch = push(granted(staff, places["会宁县"]), staff)
    content = (tmp_path / f"outbox/sharing/jinmin/{batch.number}.csv").read_bytes()
    flag = json.loads((tmp_path / f"outbox/sharing/jinmin/{batch.number}.done").read_bytes())
    assert flag == {
        "name": f"{batch.number}.csv",
        "rows": 3,
        "sm3": digest_sm3(content),
        "mode": "increment",
    }
    assert "'=SUM(A:A)" in content.decode(encoding)
    assert batch.state == "sent"
    lines = list(batch.lines.order_by("line"))
    receipt = f"行主键,结果,原因\r\n{lines[0].row_key},退回,姓名有误\r\n".encode(encoding)
    done = services.read_receipts(batch, receipt, by=staff["chen"], at=AT)
    assert (done.state, done.rejected) == ("partly", 1)
    with pytest.raises(SharingRefused, match="已经有回执"):
        services.read_receipts(batch, receipt, by=staff["chen"], at=AT)


@pytest.mark.requirement("HD-05")
def test_ledger_tells_every_exchange_and_no_other_countys(
    shared, staff, places, national, connected
):
    row = granted(staff, places["会宁县"])
    push(row, staff)
    services.answer_query(row, {"GMSFHM": "629901196005170030"}, at=AT)
    lines = queries.ledger(staff["liu"])
    assert [(x.kind, x.partner_label, x.rows, x.is_ok) for x in lines] == [
        ("query", "金民工程（全国民政政务信息系统）", 1, True),
        ("push", "金民工程（全国民政政务信息系统）", 3, True),
    ]
    assert all(x.purpose == "业务数据归集" and x.digest for x in lines)
    assert queries.ledger(staff["wei"]) == []


def test_query_finds_nobody_beyond_the_granted_area_and_no_field_beyond_the_grant(
    shared, staff, places
):
    row = granted(staff, places["会师镇"], "name", "id_no")
    assert services.answer_query(row, {"name": "赵外县"}, at=AT) == []
    assert services.answer_query(row, {"name": "王建军"}, at=AT) == [
        {"name": "王建军", "GMSFHM": "629901196005170014"}
    ]
    with pytest.raises(SharingRefused, match="已批准的字段"):
        services.answer_query(row, {"amount": "300.00"}, at=AT)
    with pytest.raises(SharingRefused, match="已批准的字段"):
        services.answer_query(row, {}, at=AT)
