"""What proves a visit: the place, the hour, the photographs; each doubt is a sentence for whoever checks."""

import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from django.utils.timezone import localtime
from PIL import Image, UnidentifiedImageError

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.services.papers import content_of

from .. import queries
from ..models import HomePlace, Visit, VisitPhoto

EARTH = 6_371_000
HASH_SIDE = 8
HOUR = timedelta(hours=1)
# GPS wanders: a move shorter than this says nothing about speed (metres).
STANDING_STILL = 1000
MOST_PIXELS = 60_000_000
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TakenPhoto:
    """A photograph with what the phone knows of it: when and where it was taken (degrees, WGS 84)."""

    document: Document
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def metres(one: Point, other: Point) -> int:
    """Return the distance of two points (latitude, longitude in degrees) along the earth, in metres."""
    lat, lon, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return round(2 * EARTH * asin(min(1.0, sqrt(half))))


def likeness(content: bytes) -> str:
    """Return the difference hash of a picture, 64 bits in hexadecimal; empty when it cannot be read.

    Each bit says whether a field of the picture, shrunk to nine by eight greys, is brighter than
    the next: scaling, compression and small retouching change few bits.
    """
    try:
        picture = Image.open(io.BytesIO(content))
        if picture.width * picture.height > MOST_PIXELS:
            return ""
        picture.draft("L", (HASH_SIDE * 16, HASH_SIDE * 16))
        grey = picture.convert("L").resize((HASH_SIDE + 1, HASH_SIDE), Image.Resampling.LANCZOS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
    shades = grey.tobytes()
    bits = 0
    for row in range(HASH_SIDE):
        line = shades[row * (HASH_SIDE + 1) : (row + 1) * (HASH_SIDE + 1)]
        for left, right in itertools.pairwise(line):
            bits = bits << 1 | (left > right)
    return f"{bits:016x}"


def difference(one: str, other: str) -> int:
    """Return in how many of 64 bits two difference hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def keep_photos(visit: Visit, photos: Sequence[TakenPhoto]) -> list[VisitPhoto]:
    """Keep the digests of a visit's pictures; papers that are no pictures prove nothing here."""
    return VisitPhoto.objects.bulk_create(
        VisitPhoto(
            visit=visit, document=one.document, division_id=visit.division_id,
            sha256=one.document.sha256, likeness=likeness(content_of(one.document)),
            taken_at=one.taken_at, latitude=degrees(one.latitude), longitude=degrees(one.longitude),
        )
        for one in photos
        if one.document.content_type.startswith("image/")
    )  # fmt: skip


def degrees(value: float | None) -> float | None:
    """Return a coordinate as it is kept: six places, some ten centimetres."""
    return None if value is None else round(value, 6)


def doubts(visit: Visit, photos: Sequence[VisitPhoto]) -> list[str]:
    """Return what does not fit together about a visit, a Chinese sentence for each."""
    terms = queries.limits(visit.division_id, accounts.day_of(visit.visited_at))
    return [
        *_place(visit, terms),
        *_hour(visit, terms),
        *_speed(visit, terms),
        *(words for photo in photos for words in _photo(visit, photo, terms)),
    ]


def learn_home(visit: Visit, *, source: str) -> HomePlace | None:
    """Take the place of a sound visit as the household's, where none is known yet."""
    if visit.latitude is None or visit.longitude is None or visit.suspicions or visit.is_remote:
        return None
    row, _made = HomePlace.objects.get_or_create(
        household=visit.household,
        defaults={
            "latitude": visit.latitude, "longitude": visit.longitude, "accuracy": visit.accuracy or 0,
            "source": source, "by": visit.by, "at": visit.recorded_at,
        },
    )  # fmt: skip
    return row


def _point(row: Visit | VisitPhoto | HomePlace) -> Point | None:
    if row.latitude is None or row.longitude is None:
        return None
    return float(row.latitude), float(row.longitude)


def _far(distance: int) -> str:
    return f"{distance / 1000:.1f}公里" if distance >= 1000 else f"{distance}米"


def _place(visit: Visit, terms: dict[str, int]) -> Iterator[str]:
    here, home = _point(visit), HomePlace.objects.filter(household=visit.household_id).first()
    if here is None or home is None or visit.is_remote:
        return
    away = metres(here, (float(home.latitude), float(home.longitude)))
    allowed = terms.get("place_tolerance")
    if allowed is not None and away > allowed + (visit.accuracy or 0) + home.accuracy:
        yield f"走访位置距该户住址约{_far(away)}，超出允许的{_far(allowed)}。"


def _hour(visit: Visit, terms: dict[str, int]) -> Iterator[str]:
    begins, ends = terms.get("day_begins", 0), terms.get("day_ends", 24)
    came = localtime(visit.visited_at)
    if not begins <= came.hour < ends:
        yield f"走访时间为{came:%H:%M}，不在正常走访时段（{begins}时至{ends}时）。"
    typed = visit.written_at or visit.recorded_at
    if begins <= localtime(typed).hour < ends or "night_batch" not in terms:
        return
    # Synchronised records carry when they were written; those typed in at the office when they were kept.
    near = Visit.objects.filter(by__user=visit.by.user_id).exclude(pk=visit.pk)
    count = 1 + sum(
        near.filter(**{f"{field}__range": (typed - HOUR, typed + HOUR)}, **none).count()
        for field, none in (("written_at", {}), ("recorded_at", {"written_at": None}))
    )
    if count >= terms["night_batch"]:
        yield f"{localtime(typed):%m月%d日 %H:%M}前后一小时内集中填写走访记录{count}条。"


def _speed(visit: Visit, terms: dict[str, int]) -> Iterator[str]:
    here, fastest = _point(visit), terms.get("travel_speed")
    if here is None or not fastest:
        return
    others = Visit.objects.filter(by__user=visit.by.user_id, latitude__isnull=False).exclude(
        household=visit.household_id
    )
    others = others.select_related("household__head")
    before = others.filter(visited_at__lte=visit.visited_at).order_by("-visited_at").first()
    after = others.filter(visited_at__gt=visit.visited_at).order_by("visited_at").first()
    for other in filter(None, (before, after)):
        there = _point(other)
        if there is None:
            continue
        away = metres(here, there) - (visit.accuracy or 0) - (other.accuracy or 0)
        hours = abs((visit.visited_at - other.visited_at).total_seconds()) / 3600
        if away > STANDING_STILL and away / 1000 > fastest * hours:
            head = other.household.head
            yield (
                f"与同一走访人到{head.name if head else '另一户'}家的走访（{localtime(other.visited_at):%m月%d日 %H:%M}）"
                f"相距{_far(away)}、相隔{round(hours * 60)}分钟，时间上不可能。"
            )


def _photo(visit: Visit, photo: VisitPhoto, terms: dict[str, int]) -> Iterator[str]:
    if photo.taken_at is not None and "photo_minutes" in terms:
        apart = abs(photo.taken_at - visit.visited_at)
        if apart > timedelta(minutes=terms["photo_minutes"]):
            yield f"照片拍摄于{localtime(photo.taken_at):%Y年%m月%d日 %H:%M}，与走访时间不符。"
    here, there = _point(visit), _point(photo)
    allowed = terms.get("place_tolerance")
    if here and there and allowed is not None:
        away = metres(here, there)
        if away > allowed + (visit.accuracy or 0):
            yield f"照片拍摄地点距走访位置约{_far(away)}。"
    used = _used(visit, photo, terms)
    if used is not None:
        other, is_same = used
        head = other.household.head
        yield (
            f"照片与{head.name if head else '另一户'}家{localtime(other.visited_at):%Y年%m月%d日}的走访"
            f"{'是同一张' if is_same else '高度相似'}。"
        )


def _used(visit: Visit, photo: VisitPhoto, terms: dict[str, int]) -> tuple[Visit, bool] | None:
    """Return an earlier use of a picture, the very same file anywhere, a look-alike in the same county."""
    others = VisitPhoto.objects.exclude(visit=visit)
    same = others.filter(sha256=photo.sha256).select_related("visit__household__head").first()
    if same is not None:
        return same.visit, True
    if not photo.likeness or "photo_likeness" not in terms:
        return None
    since = visit.visited_at - timedelta(days=31 * terms.get("photo_months", 12))
    line = divisions.lineage(visit.division_id)
    # The township (second in a village's lineage): who copies a picture copies a near one.
    near = divisions.within(others, line[min(1, len(line) - 1)])
    rows = near.filter(visit__visited_at__gte=since).exclude(likeness="")
    for pk, mark in rows.values_list("visit", "likeness").iterator(2000):
        if difference(mark, photo.likeness) <= terms["photo_likeness"]:
            return Visit.objects.select_related("household__head").get(pk=pk), False
    return None
