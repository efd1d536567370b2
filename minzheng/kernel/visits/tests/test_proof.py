"""What does not fit about a visit is said in a sentence, and another person decides."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.tests.county import TOWN, moment
from minzheng.kernel.visits import queries, services
from minzheng.kernel.visits.models import HomePlace, VisitReview
from minzheng.kernel.visits.services import TakenPhoto, VisitRefused

HOME = (35.6921, 105.0534)
FAR = (35.7921, 105.0534)


def visit(household, who, day, hour=10, minute=0, at=None, place=HOME, **more):
    came = moment(11, day, hour).replace(minute=minute)
    latitude, longitude = place or (None, None)
    return services.record_visit(
        household, kind="care", purpose="月探访", visited_at=came, by=who,
        at=at or came.replace(minute=59), latitude=latitude, longitude=longitude, **more,
    )  # fmt: skip


def picture(seed: int, *, quality: int = 80, side: int = 240) -> bytes:
    image = Image.new("RGB", (240, 240), (200, 190, 180))
    draw = ImageDraw.Draw(image)
    for step in range(6):
        left = (seed * 37 + step * 41) % 180
        draw.rectangle(
            (left, step * 40, left + 60, step * 40 + 40), fill=(seed * 13 % 255, 40 * step, 90)
        )
    out = io.BytesIO()
    image.resize((side, side)).save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.fixture
def photo(staff):
    """Return a function that stores a photograph taken at 10 o'clock of a day."""

    def store(content: bytes, day: int = 3, hour: int = 10) -> TakenPhoto:
        paper = documents.store(
            ContentFile(content, "现场.jpg"), kind="photo", title="走访照片", division=TOWN,
            by=staff["lin"], at=moment(11, day),
        )  # fmt: skip
        return TakenPhoto(paper, moment(11, day, hour), *HOME)

    return store


@pytest.fixture
def homes(register, terms):
    """Return two households."""
    born = moment(1, 2).date().replace(year=1944)
    return register(("张桂兰", born, "head")), register(("李大山", born, "head"))


def test_first_sound_visit_shows_where_the_family_lives_and_a_far_one_is_doubted(homes, staff):
    home, _other = homes
    assert visit(home, staff["lin"], 3).standing == ""
    assert HomePlace.objects.get().source == "visit"
    near = visit(home, staff["lin"], 4, place=(HOME[0] + 0.003, HOME[1]), accuracy=20)
    assert near.suspicions == []
    far = visit(home, staff["lin"], 6, place=FAR)
    assert far.standing == "suspicious"
    assert far.suspicions == ["走访位置距该户住址约11.1公里，超出允许的500米。"]


def test_two_visits_too_far_apart_for_the_time_between_are_doubted(homes, staff):
    home, other = homes
    visit(home, staff["lin"], 3, 10, 0)
    quick = visit(other, staff["lin"], 3, 10, 5, place=FAR)
    assert "相距11.1公里、相隔5分钟" in quick.suspicions[0]
    assert visit(other, staff["wang"], 3, 10, 5, place=FAR).suspicions == []


def test_photo_used_before_taken_at_another_time_or_place_is_doubted(homes, staff, photo):
    home, other = homes
    content = picture(1)
    assert visit(home, staff["lin"], 3, photos=[photo(content)]).suspicions == []
    again = visit(other, staff["wang"], 3, 11, photos=[photo(content)])
    assert "是同一张" in again.suspicions[0]
    like = visit(other, staff["wang"], 3, 12, photos=[photo(picture(1, quality=35, side=200))])
    assert "高度相似" in like.suspicions[0]
    assert visit(other, staff["wang"], 5, photos=[photo(picture(3), 5)]).suspicions == []
    old = visit(other, staff["wang"], 6, photos=[photo(picture(5), 2)])
    assert "照片拍摄于2026年11月02日" in old.suspicions[0]


def test_visits_at_night_and_typed_in_bulk_at_night_are_doubted(homes, staff):
    home, other = homes
    assert "23:00" in visit(home, staff["lin"], 3, 23).suspicions[0]
    night = moment(11, 5, 23)
    found = [
        visit(other, staff["wang"], 5, 9 + n, place=None, at=night, written_at=night).suspicions
        for n in range(5)
    ]
    assert found[:4] == [[]] * 4
    assert "集中填写走访记录5条" in found[4][0]


def test_only_another_person_of_the_place_clears_or_rejects_with_a_reason(homes, staff):
    home, _other = homes
    visit(home, staff["lin"], 3)
    odd = visit(home, staff["lin"], 6, place=FAR)
    given = {"verdict": "rejected", "reason": "人不在村里", "at": moment(11, 8)}
    for who, words in (("lin", "自己的走访"), ("zhao", "辖区"), ("worker", "岗位")):
        with pytest.raises(VisitRefused, match=words):
            services.judge_visit(odd, by=staff[who], **given)
    with pytest.raises(VisitRefused, match="理由"):
        services.judge_visit(odd, by=staff["wang"], **{**given, "reason": " "})
    services.judge_visit(odd, by=staff["wang"], **given)
    with pytest.raises(VisitRefused, match="已经核验"):
        services.judge_visit(odd, by=staff["wang"], **given)
    assert VisitReview.objects.get().verdict == "rejected"
    assert [row.standing for row in queries.suspicious(staff["chen"])] == ["rejected"]
    assert not queries.suspicious(staff["zhao"]).exists()


def test_faulty_answers_and_a_rule_nobody_declared_are_refused_item_by_item(homes, staff, ruled):
    ruled()
    home, _other = homes
    with pytest.raises(VisitRefused) as refused:
        visit(home, staff["lin"], 3, rule="test.rule", form_answers={"warm": "perhaps"})
    assert refused.value.reasons == ["“屋里暖和吗”请选择“是”或“否”", "请填写“需要跟进吗”"]
    with pytest.raises(VisitRefused, match="没有这条走访规则"):
        visit(home, staff["lin"], 3, rule="test.other")


def test_difference_hash_survives_compression_and_tells_pictures_apart():
    one, again, other = (services.likeness(picture(*p)) for p in ((1,), (1,), (4,)))
    assert one == again
    assert services.difference(one, services.likeness(picture(1, quality=30, side=120))) <= 4
    assert services.difference(one, other) > 4
    assert services.likeness(b"no picture") == ""
