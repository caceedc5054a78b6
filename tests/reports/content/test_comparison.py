"""The comparison table of two documents: every difference has its place, and nothing else is in it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from reports.content import DocumentSection, Paragraph, PlanContent, Style
from reports.content.comparison import compare_documents
from tests.support.documents import rich_document


def with_section(document, code, content):
    """The document with this content in the section of this code; None takes the section out."""
    chapters = []
    for chapter in document.chapters:
        kept = [
            replace(section, content=content) if section.code == code else section
            for section in chapter.sections
            if not (section.code == code and content is None)
        ]
        chapters.append(replace(chapter, sections=tuple(kept)))
    return replace(document, chapters=tuple(chapters))


def first_plan(document) -> DocumentSection:
    return next(section for section in document.sections() if isinstance(section.content, PlanContent))


def told(old, new):
    return [
        (change.code, each.row, each.field, each.kind.value, each.old, each.new)
        for change in compare_documents(old, new)
        for each in change.differences
    ]


def test_equal_documents_have_no_table_whatever_their_dates():
    document = rich_document()
    later = replace(document, approved_at=datetime(2026, 5, 1, tzinfo=UTC), announced_on=date(2026, 5, 2))

    assert compare_documents(document, later) == ()


def test_a_changed_figure_stands_under_its_section_row_and_field():
    document = rich_document()
    section = first_plan(document)
    first, *others = section.content.indicators
    changed = replace(first, actual=replace(first.actual, printed="12.34%"))
    content = replace(section.content, indicators=(changed, *others))

    assert told(document, with_section(document, section.code, content)) == [
        (section.code, first.key, "indicators.actual.printed", "changed", first.actual.printed, "12.34%")
    ]


def test_a_section_that_comes_or_goes_is_all_additions_or_removals():
    document = rich_document()
    section = first_plan(document)
    without = with_section(document, section.code, None)

    assert {row[3] for row in told(document, without)} == {"removed"}
    assert {row[3] for row in told(without, document)} == {"added"}
    assert {row[0] for row in told(document, without)} == {section.code}


def test_titles_and_settings_of_the_report_are_told_too():
    document = rich_document()
    other = replace(document, title="另一個標題", settings=replace(document.settings, rate_decimals=1))

    assert told(document, other) == [
        ("", "", "title", "changed", document.title, "另一個標題"),
        ("", "", "settings.rate_decimals", "changed", "2", "1"),
    ]


def test_a_look_that_one_edition_has_and_the_other_has_not_is_told_by_its_parts():
    plain = rich_document()
    settings = replace(plain.settings, style=Style(has_cover=False, header_text="頁首"))
    styled = replace(plain, settings=settings)

    assert told(plain, styled) == [
        ("", "", "settings.style.has_cover", "changed", "True", "False"),
        ("", "", "settings.style.header_text", "added", "", "頁首"),
    ]
    assert [(row[2], row[3]) for row in told(styled, plain)] == [
        ("settings.style.has_cover", "changed"), ("settings.style.header_text", "removed"),
    ]  # fmt: skip


def test_a_change_names_its_section_in_words():
    document = rich_document()
    section = first_plan(document)
    content = replace(section.content, paragraphs=(Paragraph("p99", "新增的一段。"),))

    (change,) = compare_documents(document, with_section(document, section.code, content))

    assert change.title == section.content.title
