"""What the layouts of every kind of section share."""

import re
from collections.abc import Iterator

from reports.content.blocks import AppendixBlock, Block, TextBlock
from reports.content.figures import Paragraph
from reports.enums import ItemMark
from reports.values.numbering import mark

_ITEM_MARK = re.compile(r"\d+(?:\. |、)")
UNTITLED = "（尚未填寫名稱）"
"""Stands where a draft has no title yet: a heading without words is refused by every accessible format."""


def title_or_placeholder(title: str) -> str:
    return title if title.strip() else UNTITLED


def is_list_item(block: Block | AppendixBlock) -> bool:
    """Neighbouring items form one list, which formats with lists draw as such."""
    return isinstance(block, TextBlock) and _ITEM_MARK.fullmatch(block.mark) is not None and not block.label


def anchor(*parts: str) -> str:
    """ "plan-2-i1": letters, digits, - and _ as they are, anything else as its code point."""
    return re.sub(r"[^0-9A-Za-z_-]", lambda found: f"_{ord(found[0]):x}", "-".join(parts))


def numbered_items(code: str, rows: tuple[Paragraph, ...], item_mark: ItemMark) -> Iterator[Block]:
    for number, row in enumerate(rows, 1):
        yield TextBlock(mark(4, number, item_mark=item_mark), row.text, anchor(code, row.key))


def written(rows: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    return tuple(row for row in rows if row.text.strip())
