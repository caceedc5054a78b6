"""A finished file as HTTP wants it (RFC 9110 §13, §14): whole, in part, or not again."""

import pytest
from django.test import RequestFactory

from reports.domain.stored_files import BLOCK, StoredFile, Text
from reports.pages.files import deliver

CONTENT = bytes(range(200))
TAG = "ab" * 32


def answer(method: str = "get", name: str = "nia-114.pdf", **headers: str):
    request = getattr(RequestFactory(), method)("/", headers={key.replace("_", "-"): v for key, v in headers.items()})
    return deliver(request, Text(CONTENT), tag=TAG, media_type="application/pdf", name=name)


def test_a_whole_file_says_that_parts_can_be_asked_for():
    whole = answer()

    assert (whole.status_code, whole.content) == (200, CONTENT)
    assert (whole["ETag"], whole["Accept-Ranges"]) == (f'"{TAG}"', "bytes")
    assert whole["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0), ("bytes=10-19", 10, 19), ("bytes=150-", 150, 199), ("bytes=-5", 195, 199),
        ("bytes=190-999", 190, 199), ("bytes=-999", 0, 199), (" bytes=1-2 ", 1, 2),
    ],
)  # fmt: skip
def test_one_range_is_given_with_its_place(asked, first, last):
    part = answer(Range=asked)

    assert (part.status_code, part["Content-Range"]) == (206, f"bytes {first}-{last}/200")
    assert part.content == CONTENT[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=200-", "bytes=999-1000", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_size(asked):
    refused = answer(Range=asked)

    assert (refused.status_code, refused["Content-Range"], refused.content) == (416, "bytes */200", b"")
    assert (refused["Cache-Control"], refused.get("ETag"), refused.get("Content-Disposition")) == (
        "no-store",
        None,
        None,
    )


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "bytes=5-1", "bytes=-", "bytes", "items=0-1", "bytes=a-b", "bytes=１-２", "bytes=0x1-2"]
)
def test_what_is_no_single_range_gets_the_whole_file(asked):
    whole = answer(Range=asked.encode().decode("latin-1") if not asked.isascii() else asked)

    assert (whole.status_code, whole.content) == (200, CONTENT)


def test_a_part_of_another_version_is_never_mixed_in():
    assert answer(Range="bytes=0-1", If_Range='"other"').status_code == 200
    assert answer(Range="bytes=0-1", If_Range=f'W/"{TAG}"').status_code == 200
    assert answer(Range="bytes=0-1", If_Range=f'"{TAG}"').status_code == 206


def test_what_one_has_is_not_sent_again_not_even_a_part():
    unchanged = answer(If_None_Match=f'"{TAG}"', Range="bytes=0-1")

    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", f'"{TAG}"')
    assert answer(If_Match='"other"', Range="bytes=0-1").status_code == 412


def test_a_head_request_is_about_the_whole_file():
    about = answer("head", Range="bytes=0-1")

    assert (about.status_code, about["Content-Length"], about.content) == (200, "200", b"")


@pytest.mark.parametrize("name", ['a"; filename=evil.exe', "績效 報告.pdf", "a\\b.pdf"])
def test_no_file_name_breaks_out_of_its_header(name):
    header = answer(name=name)["Content-Disposition"]

    assert header.startswith("attachment; filename")
    assert header.count(";") == 1 or '\\"' in header
    assert "\n" not in header


def test_what_is_longer_than_a_block_is_sent_in_blocks():
    content = bytes(3 * BLOCK)
    request = RequestFactory().get("/", headers={"Range": "bytes=1-"})

    part = deliver(request, Text(content), tag=TAG, media_type="application/pdf", name="a.pdf")

    assert part.streaming
    assert (part.status_code, part["Content-Length"]) == (206, str(len(content) - 1))
    assert part["Content-Range"] == f"bytes 1-{len(content) - 1}/{len(content)}"
    assert part.getvalue() == content[1:]


@pytest.fixture
def gone(settings, tmp_path) -> StoredFile:
    settings.MEDIA_ROOT = tmp_path
    return StoredFile("editions/ab/gone", TAG, 200)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_file_that_is_gone_is_said_to_be_damaged_and_not_kept(gone, method):
    request = getattr(RequestFactory(), method)("/")

    refused = deliver(request, gone, tag=TAG, media_type="application/pdf", name="a.pdf")

    assert refused.status_code == 503
    assert "damaged" in refused.content.decode()
    assert "Cache-Control" not in refused


@pytest.mark.parametrize("header", ["If-None-Match", "If-Match"])
def test_what_the_tag_answers_opens_no_file(gone, header):
    tag = TAG if header == "If-None-Match" else "other"
    request = RequestFactory().get("/", headers={header: f'"{tag}"'})

    settled = deliver(request, gone, tag=TAG, media_type="application/pdf", name="a.pdf")

    assert settled.status_code == {"If-None-Match": 304, "If-Match": 412}[header]
