"""A zip laid out by sizes alone is the zip that Python's own writer makes."""

from datetime import UTC, datetime
from zlib import crc32

import pytest

from reports.renderers.files import zipped
from reports.renderers.stored_zip import Entry, frame, size_of

MOMENT = datetime(2026, 3, 31, 13, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "files", [{}, {"empty.txt": b""}, {"manifest.json": b"{}", "績效.pdf": bytes(range(256)) * 40, "z": b"z"}]
)
def test_it_has_the_bytes_of_pythons_zipfile(files):
    entries = [Entry(name, len(content), crc32(content)) for name, content in files.items()]

    heads, tail = frame(entries, moment=MOMENT)

    made = b"".join(head + content for head, content in zip(heads, files.values(), strict=True)) + tail
    assert made == zipped(files.items(), moment=MOMENT, stored=frozenset(files))
    assert size_of(entries) == len(made)
