"""Files that are given out: proven once as long as they stay the same, never with a changed byte."""

import hashlib
import os
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from time_machine import travel

from reports.domain import stored_files
from reports.domain.stored_files import BLOCK, StoredFile, Stream, UnableToUseStorage, part_of, whole

CONTENT = bytes(range(256)) * (4 * BLOCK // 256)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PATH = stored_files.path_of("editions", SHA256)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
"""When the times of a file written by the test tell whether it is changed once more."""


@pytest.fixture
def file(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    stored_files.keep(PATH, CONTENT, SHA256)
    return tmp_path / PATH


@pytest.fixture
def source() -> StoredFile:
    return StoredFile(PATH, SHA256, len(CONTENT))


def read_by_us() -> int:
    """Bytes that this process has read so far, of whatever."""
    return int(Path("/proc/self/io").read_text().split()[1])


def taken(source: StoredFile, part: range) -> bytes:
    content = part_of(source, part)
    with closing(content) if isinstance(content, Stream) else nullcontext():
        return b"".join(content)


@pytest.mark.parametrize("part", [range(1), range(BLOCK - 1, 3 * BLOCK + 1), range(len(CONTENT)), range(7, 7)])
def test_a_part_is_given_as_it_lies_there(file, source, part):
    assert taken(source, part) == CONTENT[part.start : part.stop]


def test_what_was_proven_is_not_read_again_but_for_what_is_sent(file, source):
    with travel(LATER, tick=False):
        whole(source)
        before = read_by_us()
        part = taken(source, range(10, 20))

    assert part == CONTENT[10:20]
    assert read_by_us() - before < BLOCK


def test_a_file_written_just_now_is_not_trusted_by_its_times(file, source):
    whole(source)
    before = read_by_us()
    taken(source, range(1))

    assert read_by_us() - before >= len(CONTENT)


def test_a_file_changed_after_it_was_proven_is_refused(file, source):
    """The same size and the same time of writing: what a forger can set."""
    with travel(LATER, tick=False):
        whole(source)
        written = file.stat().st_mtime_ns
        file.write_bytes(CONTENT[:-1] + b"x")
        os.utime(file, ns=(written, written))
        with pytest.raises(UnableToUseStorage) as refused:
            source.open()

    assert refused.value.code == "damaged"


def test_a_file_changed_while_it_is_sent_gives_no_changed_byte(file, source):
    with closing(source.open()) as opened:
        blocks = opened.blocks(0, len(CONTENT))
        sent = next(blocks)
        with file.open("r+b") as stored:
            stored.seek(BLOCK)
            stored.write(b"forged")
        with pytest.raises(UnableToUseStorage):
            next(blocks)

    assert sent == CONTENT[:BLOCK]


def test_a_file_that_is_gone_or_cut_shows_without_reading(file, source):
    source.require_there()
    os.truncate(file, 5)
    with pytest.raises(UnableToUseStorage):
        source.require_there()
    file.unlink()
    with pytest.raises(UnableToUseStorage):
        source.require_there()


def test_of_many_files_a_process_remembers_a_bounded_number(file, source, monkeypatch):
    monkeypatch.setattr(stored_files, "_proofs", {str(n): None for n in range(stored_files.MOST_PROOFS)})
    with travel(LATER, tick=False):
        whole(source)

    assert list(stored_files._proofs) == [PATH]
