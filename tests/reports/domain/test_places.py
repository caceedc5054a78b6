import pytest
from django.utils import translation

from reports.domain.places import place_text
from tests.support.clean_report import contents


@pytest.mark.parametrize(
    ("code", "place", "expected"),
    [
        ("goals", "g2", "Goal 2"),
        ("plan-1", "", ""),
        ("plan-1", "title", "Title"),
        ("plan-1", "indicator_note", "Note of the indicator table"),
        ("plan-1", "i2", "Indicator 2 “指標i2”"),
        ("plan-2", "b1", "Budget 1"),
        ("plan-2", "p2", "Paragraph 2"),
        ("achievement-1", "t2", "Theme 2 “精進救援”"),
        ("achievement-1", "p2", "Theme 2, item 1"),
        ("achievement-2", "p1", "Paragraph 1"),
        ("follow-up", "a1", "Answer 1"),
        ("follow-up", "p1", "Answer 1, paragraph 1"),
        ("overall-opinion", "p1", "Paragraph 1"),
        ("plan-1", "x9", "x9"),
    ],
)
def test_place_text_says_where_in_the_section(code: str, place: str, expected: str) -> None:
    with translation.override("en"):
        assert place_text(contents()[code], place) == expected
