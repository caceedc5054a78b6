"""Dates and punctuation in the reader's language."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

MARKS = "甲{% colon %}乙{% comma %}丙{% opening %}丁{% closing %}。{% gap %}戊"


@pytest.mark.parametrize(("language", "written"), [("zh-hant", "甲：乙，丙（丁）。戊"), ("en", "甲: 乙, 丙 (丁)。 戊")])
def test_marks_are_those_of_the_language(language, written):
    with override(language):
        assert Template("{% load office %}" + MARKS).render(Context()) == written
