"""One 年度重要計畫: title with period, (一) indicator table, (二) budget sentence, (三) narrative."""

import re
from dataclasses import dataclass, field, replace

from reports.content.figures import BudgetExecution, Indicator, Paragraph
from reports.content.sections import PlanContent
from reports.enums import ValueKind
from reports.importing.blocks import Block, BlockKind
from reports.importing.budgets import BudgetNotRead, BudgetSentence, read_budget_sentence
from reports.importing.headings import PartRole, ends_with_colon, part_role, split_heading, without_colon
from reports.importing.indicators import RowNotRead, columns_of, is_milestone_table, read_row
from reports.importing.marks import PART
from reports.importing.paragraphs import SectionReader, groups_of
from reports.values.roc import RocError, parse_year, parse_year_range

_PERIOD = re.compile(r"[（(](?P<years>[^（()）]*\d[^（()）]*年[^（()）]*)[）)]$")
_NOTE = re.compile(r"(?:備?註|附註)[：:]?\s*")
_REMARK = re.compile(r"(?:指標[(（](?P<row>\d+)[)）])?(?P<kind>說明|策進作為)[：:]\s*")
_REMARK_FIELDS = {"說明": "explanation", "策進作為": "improvement"}
# How much of a sentence without heading may tell what the part is about.
_TELLING_LENGTH = 30
_SHORTFALL = re.compile(r"執行率|預算執行|達成率|未達|落後")
_CAUSE = re.compile(r"因|致|影響|受")
_ANOTHER_BUDGET = re.compile(r"(?:實際執行|實支|執行).{0,6}?\d[\d,.]*\s*[千萬億]?元")


@dataclass
class _Draft:
    """A plan while it is read."""

    reader: SectionReader
    roc_year: int | None
    indicators: list[Indicator] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    budgets: list[BudgetExecution] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    review: list[Paragraph] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)


def read_plan(group: list[Block], reader: SectionReader, *, roc_year: int | None) -> PlanContent:
    """The plan below a 一、 heading. Parts are told by their words: one may be missing or stand elsewhere."""
    heading, running = split_heading(group[0])
    reader.place(heading, "title")
    draft = _Draft(reader, roc_year)
    before, parts = groups_of(group[1:], PART)
    draft.paragraphs.extend(reader.paragraphs(([running] if running else []) + before))
    for part in parts:
        _read_part(part, draft)
    title, start, end = split_period(without_colon(heading.text))
    return PlanContent(
        title=title,
        period_start_year=start,
        period_end_year=end,
        indicators=_with_kinds(draft.indicators),
        indicator_note=" ".join(draft.notes),
        budgets=tuple(draft.budgets),
        paragraphs=tuple(draft.paragraphs),
        review_and_actions=tuple(draft.review),
        has_heading_colon=ends_with_colon(heading.raw),
    )


def split_period(title: str) -> tuple[str, int | None, int | None]:
    """A plan's title without （112年—115年）, （112年起）, （至115年） or （114年）, and these years."""
    match = _PERIOD.search(title)
    if match is None:
        return title, None, None
    try:
        start, end = _years(match["years"].strip())
    except RocError:
        return title, None, None
    return title[: match.start()].rstrip(), start, end


def _years(printed: str) -> tuple[int | None, int | None]:
    if printed.endswith("起"):
        return parse_year(printed.removesuffix("起")), None
    if printed.startswith("至"):
        return None, parse_year(printed.removeprefix("至"))
    try:
        return parse_year_range(printed)
    except RocError:
        year = parse_year(printed)
        return year, year


def _read_part(part: list[Block], draft: _Draft) -> None:
    heading, running = _part_heading(part[0])
    role = part_role(heading.text if heading else part[0].text[:_TELLING_LENGTH])
    body = ([running] if running else []) + part[1:]
    if role is None:
        for block in ([heading] if heading else []) + body:
            draft.reader.leave(block, "unknown_part", heading.text if heading else "")
        return
    if heading:
        draft.reader.place(heading, role.value)
    _READERS[role](body, draft)


def _part_heading(block: Block) -> tuple[Block | None, Block | None]:
    """The part's heading and the text behind it; a sentence right after the mark is no heading."""
    heading, running = split_heading(block)
    if running is None and not ends_with_colon(block.raw) and re.search("[，。]", block.raw):
        return None, block
    return heading, running


def _read_indicators(body: list[Block], draft: _Draft) -> None:
    for block in body:
        if block.kind is BlockKind.TEXT:
            _read_beside_table(block, draft)
            continue
        try:
            if block.kind is BlockKind.TABLE_HEAD:
                draft.columns = {}
                draft.columns = columns_of(block.cells)
                draft.reader.place(block, "indicators")
            else:
                _read_row(block, draft)
        except RowNotRead as problem:
            draft.reader.leave(block, problem.reason, problem.detail)


def _read_row(block: Block, draft: _Draft) -> None:
    if not draft.columns:
        raise RowNotRead("unknown_table", "")
    row = read_row(block.cells, draft.columns, key=f"i{len(draft.indicators) + 1}")
    draft.indicators.append(row)
    draft.reader.place(block, row.key)
    if row.value_kind is ValueKind.QUALITATIVE:
        draft.reader.notice("qualitative_measure", block.line, f"{row.target.printed}／{row.actual.printed}")


def _read_beside_table(block: Block, draft: _Draft) -> None:
    """Notes and remarks below the table."""
    if note := _NOTE.match(block.text):
        draft.notes.append(block.text[note.end() :])
        draft.reader.place(block, "note")
        return
    remark = _REMARK.match(block.text)
    number = int(remark["row"] or 0) if remark else 0
    if remark is None or not 1 <= number <= len(draft.indicators):
        draft.reader.leave(block, "no_place")
        return
    row = draft.indicators[number - 1]
    draft.indicators[number - 1] = replace(row, **{_REMARK_FIELDS[remark["kind"]]: block.text[remark.end() :]})
    draft.reader.place(block, row.key)


def _with_kinds(rows: list[Indicator]) -> tuple[Indicator, ...]:
    if is_milestone_table(rows):
        return tuple(replace(row, value_kind=ValueKind.MILESTONE) for row in rows)
    return tuple(rows)


def _read_budgets(body: list[Block], draft: _Draft) -> None:
    for block in body:
        remark = _REMARK.match(block.raw)
        if block.kind is not BlockKind.TEXT:
            draft.reader.leave(block, "table_out_of_place")
        elif remark and draft.budgets:
            _explain(block, block.raw[remark.end() :], _REMARK_FIELDS[remark["kind"]], draft)
        else:
            _read_budget_block(block, draft)


def _read_budget_block(block: Block, draft: _Draft) -> None:
    """Sentence after sentence; what follows the last one is its explanation."""
    rest = block
    while rest.text:
        try:
            sentence = read_budget_sentence(rest.raw)
        except BudgetNotRead as problem:
            _read_after_budget(rest, problem, draft)
            return
        words, rest = rest.split(sentence.length)
        _add_budget(words, sentence, draft)


def _read_after_budget(rest: Block, problem: BudgetNotRead, draft: _Draft) -> None:
    is_reason = problem.reason == "budget_not_understood" and not _ANOTHER_BUDGET.search(rest.raw)
    if is_reason and draft.budgets:
        _explain(rest, rest.raw, "explanation", draft)
    else:
        draft.reader.leave(rest, problem.reason, problem.detail)


def _add_budget(words: Block, sentence: BudgetSentence, draft: _Draft) -> None:
    key = f"b{len(draft.budgets) + 1}"
    draft.budgets.append(
        BudgetExecution(
            key=key,
            appropriation_thousands=sentence.appropriation_thousands,
            carryover_thousands=sentence.carryover_thousands,
            expended_thousands=sentence.expended_thousands,
            execution_rate=sentence.execution_rate,
            execution_printed=sentence.execution_printed,
            is_suspended=sentence.is_suspended,
        )
    )
    draft.reader.place(words, key)
    if sentence.is_unit_converted:
        draft.reader.notice("unit_converted", words.line)
    if sentence.roc_year and draft.roc_year and sentence.roc_year != draft.roc_year:
        draft.reader.notice("other_year", words.line, f"{draft.roc_year}→{sentence.roc_year}")


def _explain(block: Block, words: str, name: str, draft: _Draft) -> None:
    budget = draft.budgets[-1]
    text = (getattr(budget, name) + words.lstrip("，,；;。 \t")).strip()
    draft.budgets[-1] = replace(budget, **{name: text})
    draft.reader.place(block, budget.key)


def _read_narrative(body: list[Block], draft: _Draft) -> None:
    """The trailing paragraphs that say why a figure fell short are 檢討策進; the printed order stays."""
    found = list(draft.reader.paragraphs(body))
    edge = len(found)
    while edge and explains_shortfall(found[edge - 1].text):
        edge -= 1
    draft.paragraphs.extend(found[:edge])
    draft.review.extend(found[edge:])


def explains_shortfall(text: str) -> bool:
    """Whether a paragraph names a rate or a shortfall together with a cause."""
    return bool(_SHORTFALL.search(text) and _CAUSE.search(text))


def _read_review(body: list[Block], draft: _Draft) -> None:
    draft.review.extend(draft.reader.paragraphs(body))


_READERS = {
    PartRole.INDICATORS: _read_indicators,
    PartRole.BUDGET: _read_budgets,
    PartRole.NARRATIVE: _read_narrative,
    PartRole.REVIEW: _read_review,
}
