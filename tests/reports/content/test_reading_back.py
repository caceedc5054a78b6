"""What is printed can be read again: report → blocks → plain text → importer → report → the same blocks."""

from dataclasses import replace

from reports.content import Document, DocumentChapter, DocumentSection
from reports.content.blocks import Block, TableBlock
from reports.content.layout import blocks, title_lines
from reports.importing import import_report
from tests.support.documents import rich_document


def printed(document: Document) -> str:
    """The report as a text file: one block a paragraph, table cells divided by tabs."""
    paragraphs = [*title_lines(document), *map(_printed_block, blocks(document))]
    return "\n\n".join(paragraphs) + "\n"


def _printed_block(block: Block) -> str:
    if isinstance(block, TableBlock):
        rows = ["\t".join(row) for row in (block.columns, *block.rows)]
        return "\n".join([*rows, block.note]).rstrip()
    # A line break inside a paragraph is not told from a line that was too long.
    return (block.mark + getattr(block, "label", "") + block.text).replace("\n", "")


def test_printed_report_reads_back_to_the_same_print():
    text = printed(rich_document())

    found = import_report(text)
    chapters = tuple(
        DocumentChapter(c.title, c.kind, tuple(DocumentSection(s.code, s.content) for s in c.sections))
        for c in found.chapters
    )
    assert printed(replace(rich_document(), chapters=chapters)) == text
    assert found.remainder == ()
