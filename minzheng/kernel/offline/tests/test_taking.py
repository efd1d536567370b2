"""Every operation once, every value kept, whatever order it comes in."""

import random
import uuid

import pytest

from minzheng.kernel.audit.models import Entry
from minzheng.kernel.offline.models import Conflict, FieldVersion, Receipt, Record

pytestmark = pytest.mark.django_db


def heads(record):
    rows = FieldVersion.objects.filter(record=record, is_head=True).order_by("sequence")
    return [(row.field, row.said) for row in rows]


def test_what_comes_twice_is_taken_once(phone):
    mine = phone()
    ops = [mine.begin(), mine.set("note", "房屋漏雨")]
    assert mine.send(*ops) == mine.send(*ops) == [("kept", ""), ("kept", "")]
    assert mine.send(ops[1], ops[1]) == [("kept", "")]
    assert FieldVersion.objects.count() == 1
    assert Receipt.objects.count() == 2
    assert Entry.objects.filter(verb="offline.taken").count() == 1


def test_a_later_value_stands_and_the_earlier_one_is_kept(phone):
    mine = phone()
    mine.begin()
    first = mine.set("note", "好")
    second = mine.set("note", "不好", first)
    mine.send(first, second)
    assert heads(first["record"]["id"]) == [("note", "不好")]
    assert FieldVersion.objects.count() == 2


def test_an_earlier_value_that_comes_late_does_not_stand(phone):
    mine = phone()
    mine.begin()
    first = mine.set("note", "好")
    second = mine.set("note", "不好", first)
    mine.send(second)
    mine.send(first)
    assert heads(first["record"]["id"]) == [("note", "不好")]
    assert not Conflict.objects.exists()


def test_two_phones_that_did_not_see_each_other_leave_both_values(phone):
    mine, other = phone(), phone("lin")
    first = (mine.begin(), mine.set("note", "好"))[1]
    record = first["record"]["id"]
    mine.send(first)
    other.begin(record)
    ours, theirs = mine.set("note", "我写的", first), other.set("note", "他写的", first)
    mine.send(ours)
    other.send(theirs)
    assert heads(record) == [("note", "我写的"), ("note", "他写的")]
    assert Conflict.objects.get().resolved_at is None
    other.send(other.set("note", "两人商定", ours, theirs))
    assert heads(record) == [("note", "两人商定")]
    assert Conflict.objects.get().resolved_by == other.by


def test_the_same_value_on_two_phones_is_no_conflict(phone):
    mine, other = phone(), phone("lin")
    mine.begin("6d3c2a57-0000-4000-8000-000000000001")
    other.begin("6d3c2a57-0000-4000-8000-000000000001")
    mine.send(mine.set("note", {"a": 1, "b": 2}))
    other.send(other.set("note", {"b": 2, "a": 1}))
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("seed", range(6))
def test_any_order_and_any_repetition_ends_in_the_same(phone, seed):
    draw = random.Random(seed)
    mine, other = phone(), phone("lin")
    begun = mine.begin()
    other.begin(begun["record"]["id"])
    first = mine.set("note", "一")
    chain = [begun, first, mine.set("note", "二", first), mine.set("income", "5")]
    theirs = [other.set("note", "三", first), other.set("income", "6")]
    sent = [(mine, one) for one in chain] * 2 + [(other, one) for one in theirs] * 2
    draw.shuffle(sent)
    for who, one in sent:
        who.send(one)
    stands = {(field, said) for field, said in heads(begun["record"]["id"])}
    assert stands == {("note", "二"), ("note", "三"), ("income", "5"), ("income", "6")}
    assert Conflict.objects.filter(resolved_at=None).count() == 2


def test_outside_the_mandate_nothing_is_taken_and_the_phone_keeps_it(phone):
    stranger = phone("zhao")
    stranger.begin()
    [(state, text)] = stranger.send(stranger.set("note", "别处"))
    assert state == "waiting" and "辖区" in text
    assert not Record.objects.exists() and not Receipt.objects.exists()


def test_an_operation_that_cannot_be_read_does_not_stop_the_others(phone):
    mine = phone()
    mine.begin()
    good, bad = mine.set("note", "好"), mine.set("note", "坏")
    bad["type"] = "drop table"
    unknown = mine.set("note", "？")
    unknown["record"] = {**unknown["record"], "id": str(uuid.uuid4()), "kind": "nothing"}
    answers = mine.send(bad, good, unknown, {"no": "number"})
    assert sorted(state for state, _text in answers) == ["kept", "refused", "refused"]


def test_a_record_stays_about_whom_it_was_begun(phone, register):
    mine = phone()
    mine.begin()
    mine.send(mine.set("note", "一"))
    mine.header["household"] = None
    [(state, text)] = mine.send(mine.set("note", "二"))
    assert (state, text) == ("refused", "同一编号的记录对象不一致，不能接收。")
