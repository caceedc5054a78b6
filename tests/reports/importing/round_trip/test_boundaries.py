"""What may be saved can be published: at the edge of what is accepted every format still reads back as the document."""

from dataclasses import replace
from functools import cache

import pytest

from reports.content import Document, DocumentChapter, GoalLine, GoalsContent, Measure, Paragraph, Theme
from reports.content.layout import appendix, blocks
from reports.domain.acceptance import (
    MAX_HEADING_LENGTH,
    MAX_NAME_LENGTH,
    MAX_PRINTED_RATE_LENGTH,
    MAX_TITLE_LENGTH,
    require_acceptable,
)
from reports.enums import RenditionFormat
from reports.importing.round_trip import Difference, first_difference
from reports.importing.round_trip.alignment import aligned
from reports.importing.round_trip.contents import contents_difference
from reports.importing.round_trip.pieces import Piece
from reports.importing.round_trip.printed import printed_text
from reports.models import Section
from reports.renderers import render
from tests.reports.importing.round_trip.test_round_trip import EVERY_FORMAT
from tests.support.documents import achievement_content, plan_content, rich_document, section

RULERS = (
    *"…─—●①α々～％！。」（ー-._W\"'",
    "— ", "！ ", ". ", "、\u3000", "a\u00a0", "字\u00a0", "字\u2011", "1-2-", "9％", "●a…W",
)  # fmt: skip
"""Signs between which a line may not end by the rules of writing: repeated they are rulers, leaders and tables."""
LENGTHS = (6, 7, 13, 14, 20, 30, 41)


def repeated(signs: str, length: int) -> str:
    return (signs * length)[:length].strip()


def of_sections(*contents) -> Document:
    parts = [section(f"part-{number}", content) for number, content in enumerate(contents, 1)]
    chapters = (DocumentChapter("章", part.content.kind, (part,)) for part in parts)
    return replace(rich_document(), chapters=tuple(chapters))


@cache
def with_rulers() -> Document:
    """Each longer than a line, wherever a text may stand; in cells of every length around a line."""
    plan, achievement = plan_content(), achievement_content()
    cells = [(signs, length) for signs in RULERS for length in (32, 60)]
    cells += [(signs, length) for signs in "…α" for length in LENGTHS]
    rows = tuple(
        replace(plan.indicators[0], key=f"i{at}", name=repeated(signs, length), target=Measure(repeated(signs, length)),
                achievement_printed=repeated(signs, min(length, MAX_PRINTED_RATE_LENGTH)))
        for at, (signs, length) in enumerate(cells)
    )  # fmt: skip
    paragraphs = tuple(Paragraph(f"p{at}", repeated(signs, 120)) for at, signs in enumerate(RULERS))
    themes = tuple(Theme(f"t{at}", repeated(signs, 60)) for at, signs in enumerate(RULERS))
    goals = tuple(GoalLine(f"g{at}", repeated(signs, 120)) for at, signs in enumerate(RULERS))
    return of_sections(
        GoalsContent(goals),
        replace(plan, title="…" * MAX_TITLE_LENGTH, indicators=rows, paragraphs=paragraphs),
        replace(achievement, goal_title="─" * MAX_TITLE_LENGTH, themes=themes),
    )


def with_cover(title: str, agency: str) -> Document:
    return replace(of_sections(GoalsContent((GoalLine("g1", "目標"),))), title=title, agency_name=agency)


def with_long_names() -> Document:
    """Rows of the appendix that are a little higher than the room on a page while they hold the whole title."""
    plan = plan_content()
    rows = tuple(replace(plan.indicators[0], key=f"i{at}", name="名" * MAX_NAME_LENGTH) for at in range(3))
    return of_sections(replace(plan, title="題" * 150, indicators=rows))


def with_long_headings() -> Document:
    long = "題" * MAX_HEADING_LENGTH
    return of_sections(replace(achievement_content(), goal_title=long, themes=(Theme("t1", long),)))


SCENES = {
    "rulers": with_rulers,
    "words on the cover": lambda: with_cover("W" * 200, "W" * 100),
    "rulers on the cover": lambda: with_cover("-" * 200, "_" * 100),
    "contents in the title": lambda: with_cover("示範局114年度施政績效報告（含目錄）", "國家書目錄存中心"),
    "a formula for a name": lambda: with_cover("114年度施政績效報告", "－示範機關"),
    "long names": with_long_names,
    "long headings": with_long_headings,
}


@cache
def produced(scene: str, format_: RenditionFormat) -> bytes:
    return render(format_, SCENES[scene]()).content


@pytest.mark.parametrize("format_", EVERY_FORMAT)
@pytest.mark.parametrize("scene", SCENES)
def test_what_is_accepted_reads_back_without_a_difference(scene, format_):
    document = SCENES[scene]()
    for part in document.sections():
        require_acceptable(section=Section(kind=part.content.kind), content=part.content)

    assert first_difference(format_, produced(scene, format_), document) is None


@pytest.mark.parametrize("at", [0, 20])
def test_a_sign_that_a_ruler_lacks_is_found(at):
    document = with_rulers()
    goals, *others = (part.content for part in document.sections())
    row = goals.goals[at]
    longer = (*goals.goals[:at], replace(row, text=row.text + row.text[0]), *goals.goals[at + 1 :])
    stated = of_sections(GoalsContent(longer), *others)

    assert (
        first_difference(RenditionFormat.PDF, produced("rulers", RenditionFormat.PDF), stated).place == f"part-1-g{at}"
    )


def test_a_statement_behind_an_apostrophe_is_compared_all_the_same():
    document = SCENES["a formula for a name"]()
    table = produced("a formula for a name", RenditionFormat.PARAGRAPHS_CSV)
    assert "'－示範機關 民國114年".encode() in table

    for other in ("－示範機開", "'－示範機關"):
        changed = table.replace("－示範機關 民國".encode(), f"{other} 民國".encode())
        assert first_difference(RenditionFormat.PARAGRAPHS_CSV, changed, document).place == "front"


def test_the_contents_are_compared_where_they_stand():
    document, pdf_file = SCENES["contents in the title"](), produced("contents in the title", RenditionFormat.PDF)
    printed = printed_text(RenditionFormat.PDF, pdf_file)
    found = (*blocks(document), *appendix(document))

    def difference(text):
        return contents_difference(RenditionFormat.PDF, pdf_file, text, found)

    assert difference(printed) is None
    assert difference(printed.replace("目錄壹、章1", "目錄壹、章2")).place == "chapter-goals"
    assert difference(printed.replace("目錄", "")).place == "contents"


def test_lines_of_the_front_that_begin_alike_are_told_apart():
    def difference(text):
        return aligned(text, title="甲甲", front=["甲", "甲甲"], pieces=[Piece("g1", "文")])

    assert difference("甲甲甲文") is None
    assert difference("甲甲文") is None
    assert difference("甲甲甲甲文") == Difference("front", "", "甲")
