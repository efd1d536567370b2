"""A photograph is written anew: upright, small, and with nothing hidden in it."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import PermissionDenied
from PIL import Image

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.documents import services
from minzheng.kernel.documents.services import FileRefused
from minzheng.kernel.documents.services.images import remade
from minzheng.kernel.documents.services.papers import content_of
from minzheng.kernel.documents.tests.county import TOWN, moment
from minzheng.kernel.documents.tests.pictures import JPEG, PNG, picture
from minzheng.kernel.documents.tests.test_papers import store

AT = moment(11, 16)


def opened(content: bytes) -> Image.Image:
    """Open a picture whole."""
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


def test_place_and_device_are_gone_and_the_picture_stands_upright() -> None:
    notes = Image.Exif()
    notes[0x0110], notes[0x0112] = "SECRET-PHONE", 6  # model; turned by a quarter
    notes.get_ifd(0x8825)[1] = "N"
    made = remade(picture("JPEG", (80, 40), exif=notes), "image/jpeg")
    assert opened(made).size == (40, 80)
    assert not opened(made).getexif() and b"SECRET-PHONE" not in made


def test_what_hangs_behind_a_picture_is_cut_off() -> None:
    made = remade(PNG + b"<script>alert(1)</script>", "image/png")
    assert b"script" not in made and opened(made).format == "PNG"


def test_large_photograph_is_made_smaller() -> None:
    assert max(opened(remade(picture("JPEG", (3000, 1500)), "image/jpeg")).size) == 2000


def test_signature_keeps_its_clear_ground() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 4), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(remade(out.getvalue(), "image/png")).mode == "RGBA"


def chunk(name: bytes, body: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9))
    with pytest.raises(FileRefused, match="尺寸过大"):
        remade(bomb + chunk(b"IEND", b""), "image/png")


@pytest.mark.parametrize("content", [JPEG[: len(JPEG) // 2], b"\xff\xd8\xff\xe0" + b"\0" * 40])
def test_broken_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(FileRefused, match="打不开"):
        remade(content, "image/jpeg")


def test_upload_keeps_the_remade_picture(staff: dict[str, Mandate]) -> None:
    document = store(staff, JPEG + b"<?php ?>", "证件.jpg")
    assert b"php" not in content_of(document)
    assert opened(content_of(document)).size == (8, 6)


def test_paper_is_attached_by_its_bringer_once(staff: dict[str, Mandate]) -> None:
    document = store(staff)
    with pytest.raises(PermissionDenied, match="不是您提交"):
        services.attach(document, staff["lin"], by=staff["wang"], at=AT)
    services.attach(document, staff["lin"], by=staff["lin"], at=AT)
    with pytest.raises(PermissionDenied, match="已经归入"):
        services.take_back(document, by=staff["lin"], at=AT)


def test_paper_taken_back_is_destroyed(
    staff: dict[str, Mandate], django_capture_on_commit_callbacks: object
) -> None:
    document = store(staff)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.take_back(document, by=staff["lin"], at=AT)
    with pytest.raises(FileNotFoundError):
        content_of(document)
    assert document.division_id == TOWN
