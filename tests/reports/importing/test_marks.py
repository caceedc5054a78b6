import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.enums import BracketWidth
from reports.importing.marks import Mark, read_mark
from reports.values import numbering


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("壹、目標", Mark(1, 1, 2)),
        ("叁、成果", Mark(1, 3, 2)),
        ("十二、計畫", Mark(2, 12, 3)),
        ("(三) 人流", Mark(3, 3, 4)),
        ("（三）人流", Mark(3, 3, 3, is_full_width=True)),
        ("1. 完成", Mark(4, 1, 3)),
        ("1、完成", Mark(4, 1, 2)),
        ("１．完成", Mark(4, 1, 2)),
        ("1.114年起", Mark(4, 1, 2)),
        ("2. 114年10月", Mark(4, 2, 3)),
        ("(1)完成", Mark(5, 1, 3)),
        ("（12） 完成", Mark(5, 12, 5, is_full_width=True)),
    ],
)
def test_marks(text, mark):
    assert read_mark(text) == mark


@pytest.mark.parametrize(
    "text",
    ["", "目標", "1.5倍", "3、4樓", "114、115年", "一般行政", "一百、", "十十、", "(ICERD)", "（以下簡稱", "100%"],
)
def test_no_marks(text):
    assert read_mark(text) is None


@given(st.integers(1, 5), st.integers(1, 19), st.sampled_from(BracketWidth))
def test_every_printed_mark_is_read_back(level, number, width):
    printed = numbering.mark(level, number, width)

    found = read_mark(printed + "文字")

    assert found is not None
    assert (found.level, found.number, found.length) == (level, number, len(printed))
