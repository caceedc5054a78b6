"""Files in the private storage, each under a path made of its sha256: written once, proven before they are given out.

A file of a folder is hashed when it is first asked for, and again when its inode, size or times are others than then;
what a store gives that has none of these is hashed each time. Nothing is read that is not sent.
"""

import hashlib
import os
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol, Self

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.domain.refusals import Refusal

BLOCK = 256 * 1024
"""Bytes that are in memory at a time."""
MOST_PROOFS = 10_000
"""Files whose hash a process remembers; a few hundred bytes each."""
SETTLED_NANOSECONDS = 2 * 10**9
"""A file changed so lately may be changed once more without its times telling; its hash is not remembered yet."""

logger = structlog.get_logger(__name__)


class UnableToUseStorage(Refusal):
    """A file that is not given out, since it is gone or changed, or a store that does not answer or takes nothing.

    Logged where it is raised.
    """

    texts: ClassVar[Mapping[str, Promise]] = {
        "damaged": _("This file is damaged on the server, so it is not given out. The agency has to restore it."),
        "storage_unavailable": _("The store of the files does not answer now. Try again in a few minutes."),
    }
    statuses: ClassVar[Mapping[str, int]] = {"damaged": 503, "storage_unavailable": 503}


def path_of(folder: str, sha256: str) -> str:
    """Where the bytes with this hash are kept; equal files of one folder are stored once."""
    return f"{folder}/{sha256[:2]}/{sha256}"


def keep(path: str, content: bytes, sha256: str) -> None:
    """Keep the bytes; what a killed process left half-written there is replaced. Raises UnableToUseStorage."""
    with _asking(path):
        if default_storage.exists(path):
            with default_storage.open(path) as stored:
                if hashlib.sha256(stored.read()).hexdigest() == sha256:
                    return
            default_storage.delete(path)
        default_storage.save(path, ContentFile(content))


def read(path: str, sha256: str) -> bytes:
    """All stored bytes. Raises UnableToUseStorage."""
    with _asking(path), default_storage.open(path) as stored:
        content: bytes = stored.read()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _damaged(path, "another sha256")
    return content


class Opened(Protocol):
    """Bytes that were found right, ready to be sent. `close` them."""

    def blocks(self, first: int, count: int) -> Iterator[bytes]:
        """`count` bytes from `first`, piece by piece. UnableToUseStorage when they are changed meanwhile."""

    def close(self) -> None: ...


class Source(Protocol):
    """Bytes that can be given out; how many they are is known without looking at them."""

    @property
    def size(self) -> int: ...

    def require_there(self) -> None:
        """Raises UnableToUseStorage where that shows without reading."""

    def open(self) -> Opened:
        """Find the bytes right. Raises UnableToUseStorage."""


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes that are at hand: a Source and what it opens in one."""

    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def crc32(self) -> int:
        return zlib.crc32(self.content)

    def require_there(self) -> None:
        """They are."""

    def open(self) -> Self:
        return self

    def blocks(self, first: int, count: int) -> Iterator[bytes]:
        yield self.content[first : first + count]

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of the storage, as its row describes it."""

    path: str
    sha256: str
    size: int

    def require_there(self) -> None:
        with _asking(self.path):
            size = default_storage.size(self.path)
        if size != self.size:
            raise _damaged(self.path, "another size")

    def open(self) -> "ProvenFile":
        with _asking(self.path):
            file = default_storage.open(self.path)
            try:
                proof = _proof(self.path, file)
            except BaseException:
                file.close()
                raise
        if (proof.sha256, proof.size) == (self.sha256, self.size):
            return ProvenFile(self.path, file, proof)
        file.close()
        raise _damaged(self.path, "another sha256")


class Proof(NamedTuple):
    """What a file was found to be; it holds as long as `mark` does. `mark` is None for what cannot change under us."""

    mark: tuple[int, ...] | None
    size: int
    sha256: str
    crc32: int


@dataclass(frozen=True, slots=True)
class ProvenFile:
    path: str
    file: Any
    proof: Proof

    @property
    def size(self) -> int:
        return self.proof.size

    @property
    def crc32(self) -> int:
        return self.proof.crc32

    def blocks(self, first: int, count: int) -> Iterator[bytes]:
        """As Opened says: the file is looked at again behind each block, so that no changed byte goes out."""
        self.file.seek(first)
        while count:
            block = self.file.read(min(BLOCK, count))
            if not block or _mark(self.file) != self.proof.mark:
                raise _damaged(self.path, "changed while it was sent")
            count -= len(block)
            yield block

    def close(self) -> None:
        self.file.close()


class Stream:
    """A part of what was opened, on its way. Whoever sends it closes it, sent or not."""

    def __init__(self, opened: Opened, part: range) -> None:
        self._opened, self._part = opened, part

    def __iter__(self) -> Iterator[bytes]:
        return self._opened.blocks(self._part.start, len(self._part))

    def close(self) -> None:
        self._opened.close()


def part_of(source: Source, part: range) -> "Stream | list[bytes]":
    """A stream to be closed; what fits into a block is read at once and leaves nothing open.

    Raises UnableToUseStorage.
    """
    stream = Stream(source.open(), part)
    if len(part) > BLOCK:
        return stream
    with closing(stream):
        return list(stream)


def whole(source: Source) -> bytes:
    """All bytes at once, for what needs them so. Raises UnableToUseStorage."""
    with closing(Stream(source.open(), range(source.size))) as stream:
        return b"".join(stream)


_proofs: dict[str, Proof] = {}


def _proof(path: str, file: Any) -> Proof:
    mark = _mark(file)
    known = _proofs.get(path)
    if known is not None and known.mark == mark:
        return known
    digest, crc, size = hashlib.sha256(), 0, 0
    while block := file.read(BLOCK):
        digest.update(block)
        crc, size = zlib.crc32(block, crc), size + len(block)
    found = Proof(mark, size, digest.hexdigest(), crc)
    if mark is not None and _is_settled(mark) and _mark(file) == mark:
        if len(_proofs) >= MOST_PROOFS:
            _proofs.clear()
        _proofs[path] = found
    return found


def _mark(file: Any) -> tuple[int, ...] | None:
    """What changes with a file of a folder: device, inode, size, times. Others are copies of our own: None."""
    if not isinstance(default_storage, FileSystemStorage):
        return None
    found = os.fstat(file.fileno())
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _is_settled(mark: tuple[int, ...]) -> bool:
    return time.time_ns() - max(mark[-2:]) > SETTLED_NANOSECONDS


@contextmanager
def _asking(path: str) -> Iterator[None]:
    """Say in our words why the storage did not answer; each store's client has words of its own."""
    try:
        yield
    except FileNotFoundError as error:
        raise _damaged(path, "gone") from error
    except Exception as error:
        logger.exception("storage_unavailable", path=path)
        raise UnableToUseStorage("storage_unavailable") from error


def _damaged(path: str, reason: str) -> UnableToUseStorage:
    logger.error("stored_file_damaged", path=path, reason=reason)
    return UnableToUseStorage("damaged")
