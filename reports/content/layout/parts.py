"""What the layouts of every kind of section share."""

import re
from collections.abc import Iterator

from reports.content.blocks import Block, TextBlock
from reports.content.figures import Paragraph
from reports.values.numbering import mark

UNTITLED = "（尚未填寫名稱）"
"""Stands where a draft has no title yet: a heading without words is refused by every accessible format."""


def title_or_placeholder(title: str) -> str:
    return title if title.strip() else UNTITLED


def is_list_item(block: Block) -> bool:
    """Neighbouring items form one list, which formats with lists draw as such."""
    return isinstance(block, TextBlock) and block.mark.endswith(". ") and not block.label


def anchor(*parts: str) -> str:
    """ "plan-2-i1": letters, digits, - and _ as they are, anything else as its code point."""
    return re.sub(r"[^0-9A-Za-z_-]", lambda found: f"_{ord(found[0]):x}", "-".join(parts))


def numbered_items(code: str, rows: tuple[Paragraph, ...]) -> Iterator[Block]:
    for number, row in enumerate(rows, 1):
        yield TextBlock(mark(4, number), row.text, anchor(code, row.key))


def written(rows: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    return tuple(row for row in rows if row.text.strip())
