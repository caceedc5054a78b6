import pytest

from reports.enums import SectionKind
from reports.pages.forms import UnknownRow, edit_rows, typed_from
from tests.factories import contents


def texts(typed):
    return [row["text"] for row in typed["themes"][0]["items"]]


@pytest.mark.parametrize(
    ("command", "after"),
    [
        ("add:themes[0].items", ["全年無重大資安事件。", "旅客滿意度創新高。", ""]),
        ("remove:themes[0].items[0]", ["旅客滿意度創新高。"]),
        ("up:themes[0].items[1]", ["旅客滿意度創新高。", "全年無重大資安事件。"]),
        ("down:themes[0].items[0]", ["旅客滿意度創新高。", "全年無重大資安事件。"]),
        ("up:themes[0].items[0]", ["全年無重大資安事件。", "旅客滿意度創新高。"]),
        ("down:themes[0].items[1]", ["全年無重大資安事件。", "旅客滿意度創新高。"]),
    ],
)
def test_a_row_is_added_removed_and_moved(command, after):
    typed = typed_from(contents.achievement())

    edit_rows(SectionKind.ACHIEVEMENT, typed, command)

    assert texts(typed) == after
    places = [row["at"] for row in typed["themes"][0]["items"]]
    assert places == [f"themes[0].items[{number}]" for number in range(len(after))]


def test_a_row_of_rows_is_added_with_its_own_lists():
    typed = typed_from(contents.achievement())

    edit_rows(SectionKind.ACHIEVEMENT, typed, "add:themes")
    edit_rows(SectionKind.ACHIEVEMENT, typed, "add:themes[1].items")

    assert typed["themes"][1] == {
        "at": "themes[1]", "key": "", "title": "", "has_full_width_mark": "",
        "items": [{"at": "themes[1].items[0]", "key": "", "text": ""}],
    }  # fmt: skip


@pytest.mark.parametrize(
    "command",
    ["", "add", "add:goal_title", "add:nothing", "remove:themes[5]", "up:themes", "drop:themes[0]",
     "remove:themes[0].items[9]", "add:themes[9].items"],
)  # fmt: skip
def test_a_row_that_is_not_there_is_refused(command):
    with pytest.raises(UnknownRow):
        edit_rows(SectionKind.ACHIEVEMENT, typed_from(contents.achievement()), command)
