"""What a file really is: its type by content, and nothing in it that could run or explode."""

import io
import re
import zipfile
from pathlib import PurePosixPath

from minzheng.core.text import half_width

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_RATIO = 200
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS = {
    "application/pdf": {".pdf"},
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg"},
    DOCX: {".docx"},
    XLSX: {".xlsx"},
}
# What may run when the reader opens the file.
_ACTIVE_PARTS = re.compile(
    r"vbaProject|vbaData|/activeX/|/embeddings/|\.(exe|dll|js|vbs|bat|ps1)$", re.IGNORECASE
)
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")


class FileRefused(ValueError):
    """A file is not taken; the text says why, in Chinese, for the person who brought it."""


def inspect(content: bytes, file_name: str) -> str:
    """Return the content type of ``content``; raise FileRefused for anything not allowed.

    Allowed are PDF, PNG, JPEG, .docx and .xlsx of at most 20 MB, without macros, embedded
    objects or scripts, and of a size that stays sane when unpacked.
    """
    if not content:
        raise FileRefused("文件是空的")
    if len(content) > MAX_BYTES:
        raise FileRefused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请压缩或分开上传")
    kind = _sniff(content)
    if PurePosixPath(half_width(file_name).lower()).suffix not in EXTENSIONS[kind]:
        raise FileRefused("文件扩展名与实际内容不符，请确认文件没有改过扩展名")
    if kind == "application/pdf" and _ACTIVE_PDF.search(content):
        raise FileRefused("PDF 中含有脚本或嵌入文件，不能接收；请打印为普通 PDF 后重试")
    return kind


def _sniff(content: bytes) -> str:
    """Return the type the first bytes tell of."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    if content.startswith((b"MZ", b"\x7fELF", b"#!")):
        raise FileRefused("这是可执行程序，不能上传")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused("旧版 Office 文件可能带宏，请另存为 .docx 或 .xlsx 后上传")
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}:
        raise FileRefused(
            "苹果手机的 HEIC 照片打不开，请在手机“设置-相机-格式”里选“兼容性最佳”后重拍"
        )
    raise FileRefused("只接收 PDF、图片（JPG、PNG）、Word（.docx）和 Excel（.xlsx）文件")


def _office_type(content: bytes) -> str:
    """Return which Office file a zip is, after making sure it is safe to unpack."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            names = {entry.filename for entry in entries}
            types = (
                archive.read("[Content_Types].xml").decode("utf-8", "replace")
                if "[Content_Types].xml" in names
                else ""
            )
    except zipfile.BadZipFile as broken:
        raise FileRefused("文件已损坏，打不开") from broken
    if "macroEnabled" in types or any(_ACTIVE_PARTS.search(name) for name in names):
        raise FileRefused("文件中含有宏或嵌入对象，不能接收；请另存为不带宏的文件")
    if "wordprocessingml.document.main" in types and "word/document.xml" in names:
        return DOCX
    if "spreadsheetml.sheet.main" in types and "xl/workbook.xml" in names:
        return XLSX
    raise FileRefused("压缩包不能上传，请逐个上传其中的文件")


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse a zip whose content would swell beyond reason."""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileRefused("文件解压后过大，不能接收")
    if any(
        entry.file_size > 1024 * 1024 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    ):
        raise FileRefused("文件压缩比异常，疑似压缩炸弹，不能接收")
