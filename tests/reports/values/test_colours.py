import pytest

from reports.values.colours import contrast, is_colour


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#1f4e79", True), ("#1F4E79", False), ("1f4e79", False), ("#1f4e7", False), ("#1f4e790", False),
        ("red", False), ("#1f4e79\n", False), ('#1f4e7"', False), ("", False),
    ],
)  # fmt: skip
def test_only_six_hexadecimal_digits_are_a_colour(text, expected):
    assert is_colour(text) is expected
