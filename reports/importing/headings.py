"""Headings: the title block above 壹, and what a chapter or a part is about, told by its words."""

import re
from dataclasses import replace
from enum import StrEnum

from reports.enums import SectionKind
from reports.importing.blocks import Block
from reports.importing.ledger import Ledger
from reports.importing.result import TitleBlock
from reports.values.roc import RocError, parse_date, parse_year

_COLON = re.compile(r"[：:]")
_TRAILING = "：: 。"
_TITLE = re.compile(
    r"(?P<agency>.*?)\s*(?P<year>(?:中華民國|民國)?\s*(?:\d{2,3}|[一二三四五六七八九十百零〇○]{2,6})\s*年度?)\s*"
    r".*績效報告.*"
)
_ANNOUNCED = re.compile(r"公告日期\s*[：:]?\s*(?P<day>.+)")
# What a published file prints from its own records: understood, but no content.
_OF_A_COVER = re.compile(
    r"核定日期\s*[：:].+|版次\s*[：:]\s*第\d+版(?:（勘誤：更正第\d+版）)?|中華民國\s*\d{2,3}\s*年度|目錄"
)
_YEAR_LINE = re.compile(r"(?P<agency>.+?)[\s\u3000]+(?P<year>(?:中華民國|民國)\s*\S+年度)")


class PartRole(StrEnum):
    """What a (一) part of a plan holds."""

    INDICATORS = "indicators"
    BUDGET = "budget"
    NARRATIVE = "narrative"
    REVIEW = "review"


def chapter_kind(title: str) -> SectionKind | None:
    """The kind of a 壹 chapter, by the words all reports of family A share."""
    if "綜合意見" in title:
        is_answer = "前年度" in title or "上年度" in title or "辦理情形" in title
        return SectionKind.FOLLOW_UP if is_answer else SectionKind.OVERALL_OPINION
    if "成果" in title or "事蹟" in title:
        return SectionKind.ACHIEVEMENT
    if "計畫" in title:
        return SectionKind.PLAN
    return SectionKind.GOALS if "目標" in title else None


def part_role(words: str) -> PartRole | None:
    """The role of a plan's part; 預算執行情形 is a budget though 執行情形 alone is narrative."""
    if "預算" in words:
        return PartRole.BUDGET
    if "目標" in words or "指標" in words:
        return PartRole.INDICATORS
    if "執行情形" in words or "辦理情形" in words:
        return PartRole.NARRATIVE
    return PartRole.REVIEW if "檢討" in words or "策進" in words else None


def split_heading(block: Block) -> tuple[Block, Block | None]:
    """The heading with its first colon, and the text that runs on behind it."""
    match = _COLON.search(block.raw)
    if match is None:
        return block, None
    heading, rest = block.split(match.end())
    return heading, rest if rest.text else None


def without_colon(text: str) -> str:
    """A title without its trailing colon or full stop."""
    return text.rstrip(_TRAILING)


def ends_with_colon(text: str) -> bool:
    return text.rstrip().endswith(("：", ":"))


def read_title_block(blocks: tuple[Block, ...], ledger: Ledger) -> TitleBlock:
    """Title, agency, year and 公告日期 from the lines above the first chapter; other lines stay unplaced."""
    found = TitleBlock()
    agency_line: Block | None = None
    for block in blocks:
        changed = _read_title_line(found, block.text)
        if changed is None:
            agency_line = agency_line or (block if not found.title else None)
            continue
        found = changed
        block.place(ledger, "title")
    if agency_line is not None and found.title and found.agency_name in {"", agency_line.text}:
        agency_line.place(ledger, "title")
        found = replace(found, agency_name=agency_line.text)
    return found


def _read_title_line(found: TitleBlock, text: str) -> TitleBlock | None:
    try:
        if match := _ANNOUNCED.fullmatch(text):
            return replace(found, announced_on=parse_date(match["day"]))
        if _OF_A_COVER.fullmatch(text):
            return found
        if not found.title and (match := _TITLE.fullmatch(text)):
            year = parse_year(match["year"])
            return replace(found, title=text, agency_name=match["agency"].strip(), roc_year=year)
        if found.title and (match := _YEAR_LINE.fullmatch(text)):
            return replace(found, agency_name=match["agency"].strip(), roc_year=parse_year(match["year"]))
    except RocError:
        return None
    return None
