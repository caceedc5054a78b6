"""What every renderer hands back, and the rules that make its bytes depend on the document alone."""

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from reports.content.document import Document

DRAFT_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""A draft has no moment of its own: a fixed one keeps equal drafts equal byte for byte."""

DRAFT = "草稿 DRAFT"
"""What stands on every page of what is not approved."""


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """One finished file: `name` is safe in a path and a header, `media_type` has its charset where it needs one.

    `records` are the rows of a table, 1 for anything else.
    """

    name: str
    media_type: str
    content: bytes
    records: int = 1


class RenderError(Exception):
    """A document that could not be rendered. `code` is stable, `detail` says what to do something about.

    timed_out, crashed, refused_by_compiler, unprintable_character, not_rendered.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


def produced_at(document: Document) -> datetime:
    """The timestamp inside every produced file, in UTC and whole seconds: the head's decision."""
    moment = document.approved_at or DRAFT_TIME
    return moment.astimezone(UTC).replace(microsecond=0)


def iso_time(document: Document) -> str:
    return produced_at(document).strftime("%Y-%m-%dT%H:%M:%SZ")


def file_stem(document: Document) -> str:
    """ "DEMO-114-1", so that two editions can lie in one folder; a draft says so in its name."""
    code = re.sub(r"[^0-9A-Za-z]+", "-", document.agency_code).strip("-") or "report"
    edition = f"-{document.edition}" if document.edition else ""
    return f"{code}-{document.roc_year}{edition if document.approved_at else '-draft'}"


def zipped(
    entries: Iterable[tuple[str, str | bytes]], *, moment: datetime, stored: frozenset[str] = frozenset()
) -> bytes:
    """A zip whose order, dates and modes are given, not taken from the machine; `stored` names stay uncompressed."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()
