"""Every code an import can give has a text with its parameters filled in."""

import re
from pathlib import Path

import pytest

import reports.importing
from reports.domain import import_texts
from reports.domain.content_errors import CONTENT_TEXTS
from reports.importing import ImportRefused, Notice, Span

SOURCE = "\n".join(path.read_text("utf-8") for path in Path(reports.importing.__file__).parent.glob("*.py"))


def codes(*patterns: str) -> set[str]:
    return {code for pattern in patterns for code in re.findall(pattern, SOURCE)}


def test_every_refusal_has_a_text():
    assert codes(r'ImportRefused\(\s*"(\w+)"') == set(import_texts.REFUSAL_TEXTS)


def test_every_reason_for_leaving_words_has_a_text():
    given = codes(
        r'\.leave\([^"\n]*"(\w+)"', r'NotRead\("(\w+)"', r'reason="(\w+)"', r'return "(\w+)", (?:""|f")',
        r'"(repeated_chapter)" if kind', r'else "(unknown_chapter)"',
    )  # fmt: skip

    assert given == set(import_texts.LEFTOVER_TEXTS) | {"text_too_long"}
    assert "text_too_long" in CONTENT_TEXTS


def test_every_notice_has_a_text():
    assert codes(r'\.notice\("(\w+)"', r'Notice\("(\w+)"') == set(import_texts.NOTICE_TEXTS)


@pytest.mark.parametrize("reason", sorted({*import_texts.LEFTOVER_TEXTS, *CONTENT_TEXTS}))
def test_reasons_are_sentences(reason):
    text = import_texts.leftover_text(Span(0, "甲", 1, reason=reason, detail="乙"))

    assert text.endswith(".")
    assert "%(" not in text


@pytest.mark.parametrize("code", sorted(import_texts.NOTICE_TEXTS))
def test_notices_are_sentences(code):
    text = import_texts.notice_text(Notice(code, 1, "2→3"))

    assert text.endswith(".")
    assert "%(" not in text


def test_refusal_names_place_and_remedy():
    text = import_texts.refusal_text(ImportRefused("not_utf8", offset=4, line=2))

    assert text == (
        "The file is not UTF-8: byte 4, line 2. Save it as plain text in UTF-8 and load it again."
    )  # fmt: skip
