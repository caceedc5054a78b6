"""What was drawn from drafts, on the disk of the machine that drew it: nothing that could not be drawn again.

A key is the hash of what was drawn from, so that what is found is never out of date. The folder cleans itself: what
was not looked at for longest goes first. Apart from the broker's Redis, whose memory the queues need.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import structlog
from django.conf import settings

FOLDER = "drawings"
MOST_BYTES = 256 * 1024 * 1024
_CHECK = sha256().digest_size

logger = structlog.get_logger(__name__)


def kept(key: str) -> bytes | None:
    """What was kept under this key; None when it is gone, or is not whole after a crash."""
    place = _folder() / key
    try:
        stored = place.read_bytes()
        os.utime(place)
    except OSError:
        return None
    check, content = stored[:_CHECK], stored[_CHECK:]
    return content if sha256(content).digest() == check else None


def keep(key: str, content: bytes) -> None:
    """Keep it if the disk lets us; without it the next reader waits a little."""
    folder = _folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / key, sha256(content).digest() + content)
        _clean(folder)
    except OSError as error:
        logger.warning("a drawing is not kept", error=str(error))


def _write(place: Path, content: bytes) -> None:
    """In one step for all others; a full disk is left no fuller."""
    with NamedTemporaryFile(dir=place.parent, delete=False) as file, ExitStack() as on_failure:
        on_failure.callback(Path(file.name).unlink)
        file.write(content)
        file.flush()
        Path(file.name).replace(place)
        on_failure.pop_all()


def _clean(folder: Path) -> None:
    total = 0
    for _looked_at, size, place in sorted(_files(folder), reverse=True):
        total += size
        if total > MOST_BYTES:
            place.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[tuple[int, int, Path]]:
    """Time, size, path. Another process cleans as well."""
    for place in folder.iterdir():
        with suppress(FileNotFoundError):
            found = place.stat()
            yield found.st_mtime_ns, found.st_size, place


def _folder() -> Path:
    return Path(settings.STORAGE_DIR) / FOLDER
