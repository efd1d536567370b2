"""Papers are inspected at the door, sealed on disk, and opened on record only."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from docx import Document as Word
from xlsxwriter import Workbook

from minzheng.core.sealing import SealBroken
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.documents import queries, services
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.services import FileRefused
from minzheng.kernel.documents.services.inspection import DOCX, MAX_BYTES, XLSX
from minzheng.kernel.documents.tests.county import TOWN, moment

AT = moment(11, 2)
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def word() -> bytes:
    """Return a real .docx."""
    stream = io.BytesIO()
    Word().save(stream)
    return stream.getvalue()


def sheet() -> bytes:
    """Return a real .xlsx."""
    stream = io.BytesIO()
    with Workbook(stream) as book:
        book.add_worksheet().write(0, 0, "姓名")
    return stream.getvalue()


def with_part(content: bytes, name: str, data: bytes = b"x") -> bytes:
    """Return an Office file with one more part inside."""
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def store(staff, content=PDF, name="户口簿.pdf"):
    """Store an upload as Lin."""
    return services.store(
        ContentFile(content, name),
        kind="application_paper",
        title="户口簿",
        division=TOWN,
        by=staff["lin"],
        at=AT,
    )


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (PNG, "a.PNG", "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 9, "照片．JPG", "image/jpeg"),
        (word(), "a.docx", DOCX),
        (sheet(), "a.xlsx", XLSX),
    ],
)
def test_allowed_kinds_are_known_by_content(content, name, kind):
    assert services.inspect(content, name) == kind


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.pdf", "空的"),
        (PDF, "a.docx", "扩展名与实际内容不符"),
        (b"MZ\x90\0", "a.pdf", "可执行程序"),
        (b"\x7fELF", "a.png", "可执行程序"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "旧版 Office"),
        (b"<html>", "a.pdf", "只接收"),
        (PDF + b"/JavaScript (app.alert(1))", "a.pdf", "脚本"),
        (b"PK\x03\x04broken", "a.docx", "已损坏"),
        (b"%PDF-" + b"0" * MAX_BYTES, "a.pdf", "超过 20 MB"),
        (with_part(word(), "word/vbaProject.bin"), "a.docx", "宏"),
        (with_part(word(), "word/embeddings/oleObject1.bin"), "a.docx", "嵌入对象"),
        (with_part(sheet(), "xl/big.xml", b"0" * 5_000_000), "a.xlsx", "压缩炸弹"),
    ],
)
def test_anything_else_is_refused_with_its_reason(content, name, reason):
    with pytest.raises(FileRefused, match=reason):
        services.inspect(content, name)


def test_plain_zip_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(FileRefused, match="逐个上传"):
        services.inspect(stream.getvalue(), "a.docx")


@pytest.mark.requirement("KC-02")
def test_paper_lies_sealed_and_comes_back_whole(staff, settings):
    document = store(staff)
    on_disk = (Path(settings.MEDIA_ROOT) / document.path).read_bytes()
    assert b"PDF" not in on_disk
    assert services.open_document(document, by=staff["chen"], at=AT, reason="核对") == PDF


def test_every_opening_is_on_record(staff):
    document = store(staff)
    services.open_document(document, by=staff["chen"], at=AT, reason="审核办件")
    entry = Entry.objects.order_by("-sequence").first()
    assert (entry.verb, entry.actor_user_id) == ("documents.document.looked", staff["chen"].user_id)
    assert entry.detail["reason"] == "审核办件"


def test_opening_needs_a_reason_and_the_right_division(staff):
    document = store(staff)
    with pytest.raises(ValueError, match="请填写查看原因"):
        services.open_document(document, by=staff["lin"], at=AT, reason=" ")
    with pytest.raises(PermissionDenied):
        services.open_document(document, by=staff["zhao"], at=AT, reason="好奇")


def test_altered_file_does_not_open(staff, settings):
    document = store(staff)
    path = Path(settings.MEDIA_ROOT) / document.path
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(SealBroken):
        services.open_document(document, by=staff["lin"], at=AT, reason="核对")


def test_folder_in_a_file_name_is_dropped(staff):
    assert store(staff, name="..\\..\\etc\\户口簿.pdf").file_name == "户口簿.pdf"


def test_stranger_sees_no_paper(staff):
    document = store(staff)
    assert list(queries.documents(staff["zhao"])) == []
    assert list(queries.documents(staff["lin"])) == [document]


def test_refused_upload_leaves_no_row_and_no_file(staff, settings):
    with pytest.raises(FileRefused):
        store(staff, content=b"MZ\x90", name="a.pdf")
    assert not Document.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.sealed"))
