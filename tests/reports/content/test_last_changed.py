from dataclasses import replace

from reports.content.last_changed import last_changed, row_states
from tests.support.documents import plan_content, rich_document


def with_plan(plan):
    """The rich document with another first plan."""
    document = rich_document()
    chapter = document.chapters[1]
    sections = (replace(chapter.sections[0], content=plan), *chapter.sections[1:])
    return replace(
        document, chapters=(document.chapters[0], replace(chapter, sections=sections), *document.chapters[2:])
    )


def changed_in(*documents):
    return last_changed([(number, row_states(document)) for number, document in enumerate(documents, 1)])


def renamed(row, name):
    return replace(row, name=name)


FIRST = plan_content()
SECOND = replace(FIRST, indicators=(renamed(FIRST.indicators[0], "更正後"), *FIRST.indicators[1:]))
THIRD = replace(SECOND, indicators=(*SECOND.indicators[1:], SECOND.indicators[0]), review_and_actions=())


def test_the_first_edition_is_where_everything_comes_from():
    assert set(changed_in(rich_document()).values()) == {1}


def test_a_corrected_row_and_its_section_change_and_nothing_else():
    found = changed_in(with_plan(FIRST), with_plan(SECOND))

    assert {name for name, number in found.items() if number == 2} == {"plan-1", "plan-1-i1"}


def test_a_new_order_changes_no_row_and_a_later_edition_does_not_forget():
    found = changed_in(with_plan(FIRST), with_plan(SECOND), with_plan(THIRD))

    assert (found["plan-1-i1"], found["plan-1-i2"], found["plan-1"]) == (2, 1, 3)
    assert "plan-1-p2" not in found


def test_what_is_put_back_has_changed_again():
    found = changed_in(with_plan(FIRST), with_plan(SECOND), with_plan(FIRST))

    assert found["plan-1-i1"] == 3


def test_an_item_more_does_not_change_its_theme():
    document = rich_document()
    chapter = document.chapters[2]
    theme, *others = chapter.sections[0].content.themes
    shorter = replace(chapter.sections[0].content, themes=(replace(theme, items=theme.items[:1]), *others))
    sections = (replace(chapter.sections[0], content=shorter), *chapter.sections[1:])
    before = replace(document, chapters=(*document.chapters[:2], replace(chapter, sections=sections)))

    found = changed_in(before, document)

    assert (found["achievement-1-t1"], found["achievement-1-p2"], found["achievement-1"]) == (1, 2, 2)
