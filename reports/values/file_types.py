"""What kind of file some bytes are, by what is in them. Only kinds that an office may attach as evidence are known.

Nothing is unpacked beyond the short entries that name an office file's kind, so a packed bomb stays packed.
"""

import io
import unicodedata
import zipfile
from enum import StrEnum

HEAD = 8 * 1024 * 1024
"""Bytes of a text that are looked at; a control character behind them is not searched for."""
ODF_KINDS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
OOXML_KINDS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
PROGRAM_ENTRIES = ("Basic/", "Scripts/")
"""Where an office file of either family keeps macros, beside every vbaProject.bin."""
LAYOUT_CONTROLS = frozenset("\t\n\r\f")


class FileType(StrEnum):
    """The kinds that may be attached; the value is the extension."""

    PDF = "pdf"
    PNG = "png"
    JPG = "jpg"
    ODT = "odt"
    ODS = "ods"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    TXT = "txt"


MEDIA_TYPES: dict[FileType, str] = {
    FileType.PDF: "application/pdf",
    FileType.PNG: "image/png",
    FileType.JPG: "image/jpeg",
    FileType.ODT: "application/vnd.oasis.opendocument.text",
    FileType.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileType.CSV: "text/csv",
    FileType.TXT: "text/plain",
}
_ALIASES = {"jpeg": FileType.JPG}
_TEXTS = frozenset({FileType.CSV, FileType.TXT})


def type_of_name(name: str) -> FileType | None:
    """The kind that a name's last extension claims; None for one that is not on the list."""
    _stem, dot, extension = name.rpartition(".")
    extension = extension.lower()
    if not dot:
        return None
    return _ALIASES.get(extension) or next((kind for kind in FileType if kind.value == extension), None)


def is_of_type(content: bytes, claimed: FileType) -> bool:
    """Whether the bytes are what their name claims."""
    if claimed in _TEXTS:
        return not _magic(content) and _is_text(content)
    return _magic(content) == claimed.value


def has_macros(content: bytes) -> bool:
    """Whether an office file brings programs of its own; False for what is no such file."""
    return any(name.endswith("vbaProject.bin") or name.startswith(PROGRAM_ENTRIES) for name in _entries(content))


def _magic(content: bytes) -> str:
    """The kind by its first bytes, "" for what has no such mark."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    return "other" if content.startswith((b"MZ", b"\x7fELF", b"#!", b"\xd0\xcf\x11\xe0", b"PK", b"Rar!")) else ""


def _office_kind(content: bytes) -> str:
    names = _entries(content)
    if names[:1] == ["mimetype"]:
        return ODF_KINDS.get(_entry(content, "mimetype").strip(), "zip")
    if "[Content_Types].xml" in names:
        return next((kind for name, kind in OOXML_KINDS.items() if name in names), "zip")
    return "zip"


def _entries(content: bytes) -> list[str]:
    if not content.startswith(b"PK"):
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return []


def _entry(content: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(name) as entry:
            return entry.read(200)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError):
        return b""


def _is_text(content: bytes) -> bool:
    """UTF-8 or Big5, as offices write them, without control characters."""
    for encoding in ("utf-8-sig", "cp950"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(unicodedata.category(c) == "Cc" and c not in LAYOUT_CONTROLS for c in set(text[:HEAD]))
    return False
