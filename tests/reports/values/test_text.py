"""What may be stored as text, by the corpus of hostile ones."""

import unicodedata

import pytest

from reports.content import ContentError, section_from_json
from reports.renderers.fonts import covered_code_points, uncovered_characters
from reports.values.text import forbidden_characters, is_forbidden, normalise
from tests.support.documents import HOSTILE


def opinion(text):
    return {"kind": "overall_opinion", "paragraphs": [{"key": "p1", "text": text}]}


@pytest.mark.parametrize(("text", "code_point", "offset", "line"), HOSTILE["refused"])
def test_what_hides_or_turns_is_refused_with_its_name_and_place(text, code_point, offset, line):
    with pytest.raises(ContentError) as refusal:
        section_from_json(opinion(text))

    assert (refusal.value.code, refusal.value.path) == ("forbidden_character", "paragraphs[0].text")
    assert refusal.value.params == {"character": code_point, "offset": offset, "line": line}


@pytest.mark.parametrize(("text", "code_point", "offset", "line"), HOSTILE["without_glyph"])
def test_what_no_face_can_print_has_its_place(text, code_point, offset, line):
    found = uncovered_characters(normalise(text))[0]

    assert (found.code_point, found.offset, found.line) == (code_point, offset, line)


@pytest.mark.parametrize("text", HOSTILE["printed"])
def test_markup_of_any_language_is_text(text):
    assert forbidden_characters(text) == []
    assert uncovered_characters(text) == []
    assert section_from_json(opinion(text)).paragraphs[0].text == text


def test_whatever_can_be_saved_and_printed_can_be_seen():
    """Marks that combine are seen on the letter before; everything else takes room."""
    printable = [chr(point) for point in covered_code_points() if not is_forbidden(chr(point))]

    assert {unicodedata.category(c) for c in printable} & {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"} == set()
    assert [
        c for c in printable if unicodedata.bidirectional(c) in {"R", "AL", "RLE", "LRE", "RLO", "LRO", "PDF"}
    ] == []
