"""Running text and numbered items of a section as paragraphs, and the sections that hold nothing else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.content.codec import MAX_TEXT_LENGTH
from reports.content.figures import Paragraph
from reports.content.sections import Answer, FollowUpContent, GoalLine, GoalsContent, OverallOpinionContent
from reports.importing.blocks import Block, BlockKind
from reports.importing.headings import split_heading
from reports.importing.ledger import Ledger
from reports.importing.marks import SECTION, SUB_ITEM
from reports.importing.result import Notice

_OPINION_LABEL = re.compile(r"(?:綜合)?意見[：:]")
_ANSWER_LABEL = re.compile(r"(?:辦理|處理)情形[：:]")


@dataclass
class SectionReader:
    """What the reading of one section shares: code, ledger, notices and the number of its last paragraph."""

    code: str
    ledger: Ledger
    notices: list[Notice] = field(default_factory=list)
    last_paragraph: int = 0

    def place(self, block: Block, name: str) -> None:
        block.place(self.ledger, f"{self.code}/{name}")
        for line in block.cut_lines:
            self.notice("sentence_joined", line)
        if "\t" in block.raw and block.kind is BlockKind.TEXT:
            self.notice("tab_in_text", block.line)

    def leave(self, block: Block, reason: str, detail: str = "") -> None:
        block.leave(self.ledger, reason, detail)

    def notice(self, code: str, line: int, detail: str = "") -> None:
        self.notices.append(Notice(code, line, detail))

    def paragraphs(self, blocks: Iterable[Block]) -> tuple[Paragraph, ...]:
        """One paragraph a block; a (1) sub-item stays in its item's text on a line of its own."""
        found: list[Paragraph] = []
        for block in blocks:
            if block.kind is not BlockKind.TEXT:
                self.leave(block, "table_out_of_place")
            elif not block.text:
                self.leave(block, "empty_item")
            elif block.level == SUB_ITEM and block.mark and found:
                self._add_sub_item(found, block, block.mark.number)
            else:
                self.last_paragraph += 1
                found.append(Paragraph(f"p{self.last_paragraph}", block.text))
                self.place(block, found[-1].key)
        return tuple(found)

    def _add_sub_item(self, found: list[Paragraph], block: Block, number: int) -> None:
        text = f"{found[-1].text}\n({number}){block.text}"
        if len(text) > MAX_TEXT_LENGTH:
            self.leave(block, "text_too_long")
            return
        found[-1] = Paragraph(found[-1].key, text)
        self.place(block, found[-1].key)
        self.notice("sub_item_in_text", block.line)


def groups_of(blocks: Iterable[Block], level: int) -> tuple[list[Block], list[list[Block]]]:
    """The blocks before the first heading of `level`, and each such heading with the blocks below it."""
    before: list[Block] = []
    groups: list[list[Block]] = []
    for block in blocks:
        if block.level == level:
            groups.append([block])
        elif groups:
            groups[-1].append(block)
        else:
            before.append(block)
    return before, groups


def read_goals(blocks: list[Block], reader: SectionReader) -> GoalsContent:
    """One goal for each block of the shallowest mark in the chapter; what is marked deeper has no place."""
    levels = [block.level for block in blocks if block.level]
    goals: list[GoalLine] = []
    for block in blocks:
        if block.kind is BlockKind.TEXT and block.level == min(levels, default=0) and block.text:
            goals.append(GoalLine(f"g{len(goals) + 1}", block.text))
            reader.place(block, goals[-1].key)
        else:
            reader.leave(block, "no_place")
    return GoalsContent(goals=tuple(goals))


def read_opinion(blocks: list[Block], reader: SectionReader) -> OverallOpinionContent:
    return OverallOpinionContent(paragraphs=reader.paragraphs(blocks))


def read_follow_up(blocks: list[Block], reader: SectionReader) -> FollowUpContent:
    """One answer for each 一、 heading, whose words are the opinion; without headings one answer to all."""
    before, groups = groups_of(blocks, SECTION)
    answers: list[Answer] = []
    if before:
        answers.append(Answer("a1", "", reader.paragraphs(before)))
    for group in groups:
        answers.append(_answer(group, f"a{len(answers) + 1}", reader))
    return FollowUpContent(answers=tuple(answers))


def _answer(group: list[Block], key: str, reader: SectionReader) -> Answer:
    heading, running = split_heading(group[0])
    rest = group[1:]
    if _OPINION_LABEL.fullmatch(heading.text) and running:
        reader.place(heading, key)
        heading, running = running, None
    if running is None and not rest:
        return Answer(key, "", reader.paragraphs([heading]))
    reader.place(heading, key)
    blocks = ([running] if running else []) + [_without_label(block, key, reader) for block in rest]
    return Answer(key, heading.text.rstrip("：: "), reader.paragraphs(blocks))


def _without_label(block: Block, key: str, reader: SectionReader) -> Block:
    match = _ANSWER_LABEL.match(block.raw)
    if match is None:
        return block
    label, words = block.split(match.end())
    reader.place(label, key)
    return words
