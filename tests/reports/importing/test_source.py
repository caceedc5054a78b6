import pytest

from reports.importing import ImportRefused, read_text
from reports.importing.source import MAX_BYTES


def refusal_of(data: bytes) -> tuple[str, dict]:
    with pytest.raises(ImportRefused) as refusal:
        read_text(data)
    return refusal.value.code, refusal.value.params


def test_byte_order_mark_is_no_part_of_the_text():
    assert read_text("\ufeff壹、目標".encode()) == read_text("壹、目標".encode()) == "壹、目標"


def test_line_ends_become_one_kind():
    assert read_text("一\r\n二\r三\n".encode()) == "一\n二\n三\n"


def test_text_is_composed():
    assert read_text("e\u0301".encode()) == "\u00e9"


def test_tab_and_form_feed_are_layout():
    assert read_text("甲\t乙\f丙".encode()) == "甲\t乙\f丙"


def test_wrong_byte_is_named_with_offset_and_line():
    assert refusal_of("壹\n".encode() + b"\xa7A") == ("not_utf8", {"offset": 4, "line": 2})


def test_big5_is_refused():
    code, params = refusal_of("年度施政目標".encode("big5"))

    assert (code, params["line"]) == ("not_utf8", 1)


def test_truncated_character_is_refused_at_its_first_byte():
    assert refusal_of("甲乙".encode()[:-1]) == ("not_utf8", {"offset": 3, "line": 1})


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf16_is_refused(encoding):
    mark = b"\xfe\xff" if encoding.endswith("be") else b""

    assert refusal_of(mark + "壹、".encode(encoding)) == ("not_utf8", {"offset": 0, "line": 1})


@pytest.mark.parametrize("data", [b"", b"\n \t\r\n", b"\xef\xbb\xbf", "\u3000\n".encode()])
def test_nothing_but_blanks_is_empty(data):
    assert refusal_of(data) == ("empty", {})


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [(b"PK\x03\x04rest", "zip"), (b"%PDF-1.7", "pdf"), (b"\x89PNG\r\n", "png"), (b"\x1f\x8b\x08", "gzip")],
)
def test_known_file_kinds_are_named(data, looks_like):
    assert refusal_of(data) == ("binary", {"offset": 0, "looks_like": looks_like})


def test_nul_byte_makes_a_file_binary():
    assert refusal_of(b"text\0more") == ("binary", {"offset": 4, "looks_like": ""})


def test_fifty_megabytes_are_refused_before_they_are_read():
    size = 50 * 1024 * 1024

    assert refusal_of(bytes(size)) == ("too_large", {"found": size, "limit": MAX_BYTES})


def test_the_limit_itself_is_allowed():
    assert len(read_text(b"a" * MAX_BYTES)) == MAX_BYTES


@pytest.mark.parametrize(
    ("character", "code_point"), [("\x07", "U+0007"), ("\u202e", "U+202E"), ("\u200b", "U+200B"), ("\x0b", "U+000B")]
)
def test_control_characters_are_named_with_line_and_column(character, code_point):
    assert refusal_of(f"一行\n甲乙{character}丙{character}".encode()) == (
        "control_character", {"code_point": code_point, "line": 2, "column": 3, "count": 2},
    )  # fmt: skip
