import pytest

from reports.enums import BracketWidth
from reports.values.numbering import from_chinese, mark, to_chinese


@pytest.mark.parametrize(
    ("number", "plain", "formal"),
    [
        (1, "一", "壹"), (10, "十", "拾"), (12, "十二", "拾貳"), (20, "二十", "貳拾"), (99, "九十九", "玖拾玖"),
        (105, "一百零五", "壹佰零伍"), (110, "一百一十", "壹佰壹拾"), (1003, "一千零三", "壹仟零參"),
        (9999, "九千九百九十九", "玖仟玖佰玖拾玖"),
    ],
)  # fmt: skip
def test_numeral_is_written_plain_and_formal(number, plain, formal):
    assert (to_chinese(number), to_chinese(number, is_formal=True)) == (plain, formal)


def test_every_numeral_reads_back():
    assert [from_chinese(to_chinese(number)) for number in range(1, 10_000)] == list(range(1, 10_000))


def test_every_formal_numeral_reads_back():
    assert [from_chinese(to_chinese(n, is_formal=True)) for n in range(1, 10_000)] == list(range(1, 10_000))


@pytest.mark.parametrize(
    ("text", "number"),
    [("一一四", 114), ("一〇八", 108), ("一百十二", 112), ("一十", 10), ("兩千零二十", 2020), ("叁", 3)],
)
def test_other_spelling_is_read(text, number):
    assert from_chinese(text) == number


@pytest.mark.parametrize(
    "text", ["", "零", "一百一", "十十", "百", "一千五", "甲", "12", "一十百", "零一", "二零十", "一 二"]
)
def test_malformed_numeral_is_refused(text):
    with pytest.raises(ValueError, match="not a Chinese numeral"):
        from_chinese(text)


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_number_without_numeral_is_refused(number):
    with pytest.raises(ValueError, match="only 1 to 9999"):
        to_chinese(number)


def test_marks_follow_the_level():
    assert [mark(level, 3) for level in range(1, 6)] == ["參、", "三、", "(三) ", "3. ", "(3)"]


def test_bracket_width_changes_the_third_level_alone():
    marks = [mark(level, 3, BracketWidth.FULL) for level in range(1, 6)]

    assert marks == ["參、", "三、", "（三）", "3. ", "(3)"]


@pytest.mark.parametrize("level", [0, 6])
def test_level_outside_the_outline_is_refused(level):
    with pytest.raises(ValueError, match="five levels"):
        mark(level, 1)
