"""A record is handed in exactly once, exactly as it was seen, or comes back with a reason."""

import hashlib
import io

import pytest
from PIL import Image

from minzheng.kernel.offline import services
from minzheng.kernel.offline.models import Conflict, FieldVersion, Record
from minzheng.kernel.offline.tests.conftest import AT

pytestmark = pytest.mark.django_db


def picture(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "JPEG")
    return out.getvalue()


def keep(phone, content, sha256=None):
    return services.keep_file(
        content,
        sha256=sha256 or hashlib.sha256(content).hexdigest(),
        header=services.Header.read(phone.header),
        device=phone.device,
        by=phone.by,
        at=AT,
    )


def test_a_record_handed_in_again_and_again_is_received_once(phone, room):
    mine, other = phone(), phone("lin")
    begun, note, income = mine.begin(), mine.set("note", "好"), mine.set("income", "12.50")
    handed = mine.submit(note, income)
    for _time in range(3):
        assert mine.send(begun, note, income, handed)[-1] == ("submitted", "")
    other.begin(begun["record"]["id"])
    assert other.send(other.submit(note, income)) == [("submitted", "")]
    [said] = room.taken
    assert said.answers == {"note": "好", "income": 1250}
    assert said.receipt == begun["record"]["id"]


def test_what_the_room_refuses_can_be_mended_and_handed_in_again(phone, room):
    mine = phone()
    room.refusal = ValueError("走访时间不能晚于当前时间")
    mine.begin()
    note = mine.set("note", "好")
    handed = mine.submit(note)
    assert mine.send(note, handed)[-1] == ("refused", "走访时间不能晚于当前时间")
    room.refusal = None
    # The same handing-in stays refused: only a new one counts.
    assert mine.send(handed) == [("refused", "走访时间不能晚于当前时间")]
    mended = mine.set("note", "改好", note)
    assert mine.send(mended, mine.submit(mended))[-1] == ("submitted", "")
    assert Record.objects.get().state == "submitted" and Record.objects.get().refusal is None


def test_a_fault_of_one_record_does_not_stop_the_next(phone, room, caplog):
    mine = phone()
    room.refusal = RuntimeError("bug")
    mine.begin()
    first = mine.set("note", "一")
    handed = mine.submit(first)
    mine.begin()
    second = mine.set("note", "二")
    states = [state for state, _text in mine.send(first, handed, second)]
    assert states == ["kept", "refused", "kept"]


def test_faulty_answers_come_back_in_words(phone, room):
    mine = phone()
    mine.begin()
    income = mine.set("income", "很多")
    [_kept, (state, text)] = mine.send(income, mine.submit(income))
    assert state == "refused"
    assert "请填写“说明”" in text and "请填写金额" in text
    assert room.taken == []


def test_what_the_worker_did_not_see_is_not_handed_in(phone, room):
    mine, other = phone(), phone("lin")
    begun, note = mine.begin(), mine.set("note", "好")
    mine.send(begun, note)
    other.begin(begun["record"]["id"])
    other.send(other.set("income", "3"))
    [(state, text)] = mine.send(mine.submit(note))
    assert state == "refused" and "另一台设备" in text
    assert room.taken == []


def test_a_disputed_record_is_not_handed_in(phone, room):
    mine = phone()
    mine.begin()
    one, two = mine.set("note", "一"), mine.set("note", "二")
    [*_kept, (state, text)] = mine.send(one, two, mine.submit(one, two))
    assert state == "refused" and "两份不同的填写" in text


def test_what_has_not_arrived_is_waited_for(phone, room):
    mine = phone()
    mine.begin()
    note = mine.set("note", "好")
    handed = mine.submit(note)
    assert mine.send(handed)[0][0] == "waiting"
    assert mine.send(note)[0][0] == "kept"
    assert mine.send(handed) == [("submitted", "")]


def test_a_photograph_goes_with_its_record(phone, room):
    mine = phone()
    mine.begin()
    content = picture()
    sha = hashlib.sha256(content).hexdigest()
    note = mine.set("note", "好")
    shot = mine.set("photos#1", {"sha256": sha, "takenAt": AT.isoformat()})
    handed = mine.submit(note, shot)
    assert mine.send(note, shot, handed)[-1][0] == "waiting"
    assert keep(mine, content).state == keep(mine, content).state == "kept"
    assert mine.send(handed) == [("submitted", "")]
    [file] = room.taken[0].files
    assert (file.field, file.sha256, file.meta["takenAt"]) == ("photos", sha, AT.isoformat())
    assert room.taken[0].answers["photos"] == [sha]


def test_a_broken_file_is_asked_for_again_and_a_wrong_one_refused(phone, room):
    mine = phone()
    mine.begin()
    assert keep(mine, picture(), "0" * 64).state == "waiting"
    program = b"MZ" + b"\0" * 100
    assert keep(mine, program).state == "refused"
    note = mine.set("note", "好")
    shot = mine.set("photos#1", {"sha256": hashlib.sha256(program).hexdigest()})
    [*_kept, (state, text)] = mine.send(note, shot, mine.submit(note, shot))
    assert state == "refused" and "重新拍摄" in text
    off = mine.set("photos#1", None, shot)
    assert mine.send(off, mine.submit(note, off))[-1] == ("submitted", "")
    assert room.taken[0].files == []


def test_a_sound_is_kept(phone, room):
    mine = phone()
    mine.begin()
    assert keep(mine, b"\x1aE\xdf\xa3" + b"\0" * 50).state == "kept"


def test_a_change_after_handing_in_is_shown_and_settled(phone, room):
    mine, other = phone(), phone("lin")
    begun, note = mine.begin(), mine.set("note", "好")
    other.begin(begun["record"]["id"])
    mine.send(begun, note, mine.submit(note))
    assert other.send(other.set("note", "漏雨", note)) == [("kept", "")]
    record = Record.objects.get()
    assert record.is_late and record.state == "submitted"
    conflict = Conflict.objects.get(kind="late")
    with pytest.raises(services.OfflineRefused):
        services.settle_late(conflict, note=" ", by=other.by, at=AT)
    services.settle_late(conflict, note="已另行走访", by=other.by, at=AT)
    conflict.refresh_from_db()
    assert conflict.resolved_by == other.by
    assert room.taken[0].answers["note"] == "好"


def test_the_office_settles_what_two_phones_wrote(phone, room):
    mine = phone()
    mine.begin()
    one, two = mine.set("note", "一"), mine.set("note", "二")
    mine.send(one, two)
    conflict, chosen = Conflict.objects.get(), FieldVersion.objects.get(pk=two["op"])
    settled = services.resolve(conflict, version=chosen, by=mine.by, at=AT)
    assert settled.said == "二" and set(settled.bases) == {one["op"], two["op"]}
    assert FieldVersion.objects.filter(is_head=True).get() == settled
    with pytest.raises(services.OfflineRefused):
        services.resolve(conflict, version=chosen, by=mine.by, at=AT)
