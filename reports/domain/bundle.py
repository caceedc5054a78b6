"""A whole edition as one zip: its files, the manifest, the signature and the public key, ready to be checked.

Nothing is compressed and every date is the publication's, so the same edition gives the same bytes anywhere, and they
are sent from where they lie: the zip itself is kept nowhere.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from reports.domain.editions import stored
from reports.domain.stored_files import ProvenFile, StoredFile, Text
from reports.models import Edition
from reports.renderers.stored_zip import Entry, frame, size_of

MANIFEST, SIGNATURE, PUBLIC_KEY = "manifest.json", "manifest.sig", "key.pem"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The zip of a released edition, as a Source."""

    entries: Sequence[tuple[str, Text | StoredFile]]
    moment: datetime

    @property
    def size(self) -> int:
        return size_of([Entry(name, content.size) for name, content in self.entries])

    def require_there(self) -> None:
        for _name, content in self.entries:
            content.require_there()

    def open(self) -> "Joined":
        """Every file is found right before the first byte: their check sums stand in front of them."""
        with ExitStack() as opening:
            found = [(name, _opened(content, opening)) for name, content in self.entries]
            heads, tail = frame([Entry(name, part.size, part.crc32) for name, part in found], moment=self.moment)
            opening.pop_all()
        parts = [each for head, (_name, part) in zip(heads, found, strict=True) for each in (Text(head), part)]
        return Joined([*parts, Text(tail)])


def _opened(content: Text | StoredFile, opening: ExitStack) -> Text | ProvenFile:
    found = content.open()
    opening.callback(found.close)
    return found


@dataclass(frozen=True, slots=True)
class Joined:
    """Several that are read as one."""

    parts: Sequence[Text | ProvenFile]

    def blocks(self, first: int, count: int) -> Iterator[bytes]:
        for part in self.parts:
            taken = min(max(part.size - first, 0), count)
            if taken:
                yield from part.blocks(first, taken)
            first, count = max(first - part.size, 0), count - taken

    def close(self) -> None:
        for part in self.parts:
            part.close()


def everything(edition: Edition) -> Bundle:
    moment = edition.published_at.astimezone(UTC).replace(microsecond=0)
    return Bundle(list(entries(edition)), moment)


def zip_name(edition: Edition) -> str:
    return f"{edition.report.agency.code}-{edition.report.roc_year}-{edition.number}.zip"


def entries(edition: Edition) -> Iterator[tuple[str, Text | StoredFile]]:
    """Name and bytes of everything that belongs to a released edition."""
    yield MANIFEST, Text(edition.manifest_json.encode())
    if edition.signing_key is not None:
        yield SIGNATURE, Text(bytes.fromhex(edition.signature))
        yield PUBLIC_KEY, Text(edition.signing_key.public_pem.encode())
    for rendition in edition.renditions.order_by("id"):
        yield rendition.name, stored(rendition)
