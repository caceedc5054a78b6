"""Real files of every kind that may be attached, and of some that may not."""

import io
import struct
import zipfile
import zlib

from reports.enums import RenditionFormat
from reports.renderers import render
from reports.values.file_types import MEDIA_TYPES, FileType
from tests.support.clean_report import assemble, contents


def package(*entries: tuple[str, bytes]) -> bytes:
    """A zip of these entries in this order, stored."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in entries:
            made.writestr(name, content)
    return buffer.getvalue()


def png() -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    )


def ods() -> bytes:
    return package(("mimetype", MEDIA_TYPES[FileType.ODS].encode()), ("content.xml", b"<office:document-content/>"))


def xlsx(*more: tuple[str, bytes]) -> bytes:
    return package(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"), *more)


CSV = "指標,實際值\r\n查驗設備可用率,99.00%\r\n".encode("utf-8-sig")
JPG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
"""A JFIF frame without a picture in it."""


def printed(format_: RenditionFormat) -> bytes:
    """A whole report as our own renderers make it."""
    return render(format_, assemble(contents())).content


def real_files() -> dict[str, bytes]:
    """A name and the bytes of each kind that may be attached."""
    return {
        "驗收紀錄.pdf": printed(RenditionFormat.PDF),
        "報告.odt": printed(RenditionFormat.ODT),
        "報告.docx": printed(RenditionFormat.DOCX),
        "統計.ods": ods(),
        "統計.xlsx": xlsx(),
        "照片.png": png(),
        "照片.JPEG": JPG,
        "統計.csv": CSV,
        "說明.txt": "五大碼的說明\r\n".encode("cp950"),
    }
