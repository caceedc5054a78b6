"""Text → content → the project's own layout → text → content: nothing changes on the way."""

from dataclasses import replace
from itertools import pairwise

from reports.content import Document, DocumentChapter, DocumentSection
from reports.content.blocks import Block, ChartBlock, TableBlock
from reports.content.layout import appendix, approval_lines, blocks, title_lines
from reports.importing import ImportResult, import_report
from tests.support.documents import printed_facts, rich_document


def as_text(document: Document) -> str:
    return "\n\n".join([*title_lines(document), *map(block_text, blocks(document))])


def block_text(block: Block) -> str:
    if isinstance(block, TableBlock):
        return "\n".join(["\t".join(row) for row in (block.columns, *block.rows)] + [block.note])
    return f"{block.mark}{getattr(block, 'label', '')}{block.text}"


def as_document(result: ImportResult) -> Document:
    chapters = tuple(
        DocumentChapter(
            chapter.title,
            chapter.kind,
            tuple(DocumentSection(section.code, section.content) for section in chapter.sections),
        )
        for chapter in result.chapters
    )
    return Document(result.agency_name, "", result.roc_year or 0, result.heading.title, chapters)


def without_full_width_marks(document: Document) -> Document:
    """The layout prints one bracket width, so that flag cannot come back."""
    return replace(document, chapters=tuple(
        replace(chapter, sections=tuple(
            replace(section, content=replace(section.content, themes=tuple(
                replace(theme, has_full_width_mark=False) for theme in section.content.themes
            ))) if getattr(section.content, "themes", ()) else section
            for section in chapter.sections
        ))
        for chapter in document.chapters
    ))  # fmt: skip


def test_report_is_the_same_after_a_round(report):
    document = without_full_width_marks(as_document(report))

    again = import_report(as_text(document))

    assert as_document(again) == document
    assert again.remainder == ()


def test_every_fact_of_a_full_document_comes_back():
    document = replace(rich_document(), announced_on=None)

    again = import_report(as_text(document))

    facts = "".join("".join(printed_facts(as_document(again))).split())
    assert [fact for fact in printed_facts(document) if "".join(fact.split()) not in facts] == []
    assert again.remainder == ()


def test_explanations_and_improvements_come_back():
    plan = import_report(as_text(rich_document())).chapters[1].sections[0].content

    assert [(row.explanation, row.improvement) for row in plan.indicators if row.explanation] == [
        ("講師調度延後一季。", "改採線上課程補訓。")
    ]
    assert (plan.budgets[0].explanation, plan.budgets[0].improvement) == ("部分設備驗收延後。", "已訂定分期驗收時程。")


def test_what_a_published_file_adds_is_understood_and_no_content():
    """Dates of the cover, captions of tables and the appendix with its charts' tables."""
    document = rich_document()
    lines = [*title_lines(document), *approval_lines(document)]
    for block in (*blocks(document), *appendix(document)):
        lines += [block.heading] if isinstance(block, TableBlock | ChartBlock) else []
        lines += [] if isinstance(block, ChartBlock) else [block_text(block)]

    again = import_report("\n\n".join(lines))

    assert as_document(again) == as_document(import_report(as_text(document)))
    assert again.remainder == ()


def test_order_of_sections_is_the_order_of_lines(report):
    lines = [section.line for section in report.sections]

    assert all(earlier < later for earlier, later in pairwise(lines))
