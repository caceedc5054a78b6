"""Drawings are kept on disk, bounded, whole or not at all."""

import os

import pytest

from reports.domain import drawn_files

LARGE = bytes(3 * 1024 * 1024)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STORAGE_DIR = tmp_path
    return tmp_path / drawn_files.FOLDER


def test_what_is_large_is_kept_as_well(folder):
    drawn_files.keep("a", LARGE)

    assert drawn_files.kept("a") == LARGE
    assert drawn_files.kept("b") is None
    assert folder.stat().st_mode & 0o077 == 0


def test_what_was_not_looked_at_for_longest_goes_first(folder, monkeypatch):
    monkeypatch.setattr(drawn_files, "MOST_BYTES", 400)
    for age, key in enumerate(("a", "b", "c")):
        drawn_files.keep(key, b"x" * 100)
        os.utime(folder / key, (age, age))
    assert drawn_files.kept("a")

    drawn_files.keep("d", b"x" * 100)

    assert sorted(place.name for place in folder.iterdir()) == ["a", "c", "d"]


def test_what_a_crash_left_half_written_is_drawn_again(folder):
    drawn_files.keep("a", b"a picture")
    os.truncate(folder / "a", 35)

    assert drawn_files.kept("a") is None


def test_a_disk_that_takes_nothing_stops_nobody(folder, caplog):
    folder.write_text("no folder")

    drawn_files.keep("a", b"a picture")

    assert drawn_files.kept("a") is None
    assert "is not kept" in caplog.text
