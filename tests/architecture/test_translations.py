"""Both languages are complete: every text has its Traditional Chinese, with the same placeholders and markup."""

import re

import pytest
from django.utils.translation import gettext, override, pgettext

from tests.support.messages import MO, PO, collected, compiled, read_catalogue

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%s|\{\w*(?::\w+)?\}|</?\w+")
OUTSIDE_BIG5 = frozenset("\n")


@pytest.fixture(scope="module")
def catalogue():
    return read_catalogue()


def sources(message):
    return message.id if isinstance(message.id, tuple) else (message.id,)


def translations(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def texts(catalogue):
    return [message for message in catalogue if message.id]


def test_the_catalogue_holds_exactly_the_texts_of_today(catalogue):
    today = {(m.context, m.id) for m in texts(collected(catalogue))}

    assert {(m.context, m.id) for m in texts(catalogue)} == today


def test_every_text_is_translated(catalogue):
    assert [m.id for m in texts(catalogue) if m.fuzzy or not all(translations(m))] == []


def test_a_translation_fills_the_same_placeholders_in_the_same_markup(catalogue):
    wrong = [
        message.id
        for message in texts(catalogue)
        for translation in translations(message)
        if sorted(PLACEHOLDER.findall(sources(message)[-1])) != sorted(PLACEHOLDER.findall(translation))
    ]

    assert wrong == []


def test_translations_are_written_in_traditional_characters(catalogue):
    def is_written(character):
        return bool(character.encode("cp950", "ignore")) or character in OUTSIDE_BIG5

    found = {c for m in texts(catalogue) for translation in translations(m) for c in translation if not is_written(c)}

    assert found == set()


def test_the_compiled_catalogue_is_that_of_the_source():
    assert MO.read_bytes() == compiled(read_catalogue())
    assert PO.is_file()


def test_readers_of_both_languages_read_their_own():
    with override("zh-hant"):
        assert (gettext("Send back"), pgettext("role", "Secretariat")) == ("退回", "秘書單位")
    with override("en"):
        assert (gettext("Send back"), pgettext("role", "Secretariat")) == ("Send back", "Secretariat")


HAN = r"[\u3400-\u9fff「」『』《》〈〉、。，：；？！（）]"
HALF_WIDTH = re.compile(rf"{HAN} ?[,:;?!]|[,:;?!] ?{HAN}|{HAN} ?\([^)]|[^(]\) ?{HAN}|[。，：；？！] +{HAN}")
NOT_PROSE = re.compile(r"<[^>]*>|`[^`]*`|\(一\)")
"""Markup, code, and the marks that are spoken of."""


def half_width(text):
    return HALF_WIDTH.search(NOT_PROSE.sub("", text)) is not None


def test_chinese_sentences_have_chinese_punctuation(catalogue):
    assert [t for message in texts(catalogue) for t in translations(message) if half_width(t)] == []


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("章節,審查", True),
        ("日期為: 三月", True),
        ("已公告。 請查閱", True),
        ("已核定(首長)。", True),
        ("已核定（首長）。", False),
        ("例如 plan-1:5，依 %(a)s:%(b)s", False),
        ("半形 (一)", False),
    ],
)
def test_half_width_punctuation_is_found(text, is_wrong):
    assert half_width(text) == is_wrong
