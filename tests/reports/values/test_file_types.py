"""What some bytes are, by what is in them; and what a name claims."""

import pytest

from reports.values.file_types import FileType, has_macros, is_of_type, type_of_name
from tests.factories.files import CSV, JPG, ods, package, png, real_files, xlsx


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.pdf", FileType.PDF), ("a.b.PDF", FileType.PDF), ("照片.jpeg", FileType.JPG), ("a.exe", None), ("pdf", None),
     ("a.docm", None), ("a.html", None), ("a.svg", None), ("a.", None), ("", None)],
)  # fmt: skip
def test_the_last_extension_claims_the_type(name, expected):
    assert type_of_name(name) == expected


def test_every_kind_is_told_from_every_other():
    files = {type_of_name(name): content for name, content in real_files().items()}
    texts = {FileType.CSV, FileType.TXT}

    assert set(files) == set(FileType)
    for kind, content in files.items():
        fitting = {claimed for claimed in FileType if is_of_type(content, claimed)}

        assert fitting == (texts if kind in texts else {kind})


@pytest.mark.parametrize(
    "content",
    [b"", b"%PD", b"PK\x03\x04broken", package(("a.txt", b"x")), package(("mimetype", b"application/epub+zip")),
     package(("[Content_Types].xml", b""), ("ppt/presentation.xml", b"")), b"MZ\x90\0\x03", b"\x7fELF\x02"],
)  # fmt: skip
def test_bytes_of_no_accepted_kind_pass_for_none_but_a_text(content):
    fitting = {claimed for claimed in FileType if is_of_type(content, claimed)}

    assert fitting <= {FileType.CSV, FileType.TXT}
    assert not fitting or content in {b"", b"%PD"}


@pytest.mark.parametrize("content", [b"a\0b", b"#!/bin/sh\nrm -rf /", b"a\x1b[31m", "a".encode("utf-16")])
def test_a_text_has_no_control_characters_and_is_no_script(content):
    assert not is_of_type(content, FileType.TXT)


def test_macros_are_seen_in_both_families():
    with_basic = package(("mimetype", b"application/vnd.oasis.opendocument.text"), ("Basic/script-lc.xml", b""))

    assert has_macros(with_basic)
    assert has_macros(xlsx(("xl/vbaProject.bin", b"")))
    assert not any(has_macros(content) for content in (ods(), xlsx(), png(), JPG, CSV, b"PK\x03\x04broken"))
