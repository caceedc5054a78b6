from datetime import date

import pytest

from reports.enums import SectionKind
from reports.importing import TitleBlock, import_report
from reports.importing.headings import PartRole, chapter_kind, part_role


def heading(text: str) -> TitleBlock:
    return import_report(text + "\n壹、年度施政目標\n").heading


def test_title_with_agency_and_year():
    title = "某某機關 114年度施政績效報告"

    assert heading(title) == TitleBlock(title, "某某機關", 114)


def test_agency_on_its_own_line_and_chinese_year():
    assert heading("某某機關\n民國一百一十四年度施政績效報告") == TitleBlock(
        "民國一百一十四年度施政績效報告", "某某機關", 114
    )


def test_announcement_date():
    assert heading("某某機關114年度施政績效報告\n公告日期：115年3月31日").announced_on == date(2026, 3, 31)


def test_title_block_of_the_projects_own_documents():
    found = heading("114年度施政績效報告\n某某機關　民國114年度\n公告日期：115年3月31日")

    assert found == TitleBlock("114年度施政績效報告", "某某機關", 114, date(2026, 3, 31))


@pytest.mark.parametrize("edition", ["版次：第1版", "版次：第12版（勘誤：更正第11版）"])
def test_the_edition_on_a_published_cover_is_no_content(edition):
    result = import_report(f"某某機關114年度施政績效報告\n{edition}\n壹、年度施政目標\n")

    assert result.remainder == ()


def test_day_that_does_not_exist_is_left_over():
    result = import_report("某某機關114年度施政績效報告\n公告日期：115年2月30日\n壹、年度施政目標\n")

    assert (result.heading.announced_on, [span.line for span in result.remainder]) == (None, [2])


def test_preface_is_left_over():
    result = import_report("某某機關114年度施政績效報告\n前言文字。\n壹、年度施政目標\n")

    assert [(span.reason, span.text) for span in result.remainder] == [("not_read", "前言文字。\n")]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("年度施政目標", SectionKind.GOALS),
        ("年度重要計畫達成情形", SectionKind.PLAN),
        ("年度目標推動成果具體事蹟", SectionKind.ACHIEVEMENT),
        ("前年度「綜合意見」辦理情形", SectionKind.FOLLOW_UP),
        ("綜合意見", SectionKind.OVERALL_OPINION),
        ("附錄", None),
    ],
)
def test_chapters_are_told_by_their_words(title, kind):
    assert chapter_kind(title) is kind


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("計畫目標及達成情形", PartRole.INDICATORS),
        ("計畫預算執行情形", PartRole.BUDGET),
        ("重要執行情形及檢討策進作為", PartRole.NARRATIVE),
        ("檢討及策進作為", PartRole.REVIEW),
        ("其他", None),
    ],
)
def test_parts_are_told_by_their_words(words, role):
    assert part_role(words) is role


def test_unknown_and_repeated_chapters_are_left_over():
    result = import_report("壹、年度施政目標\n一、甲。\n貳、附錄\n一、乙。\n參、年度施政目標\n一、丙。\n")

    assert [(span.reason, span.line, span.detail) for span in result.remainder] == [
        ("unknown_chapter", 3, "附錄"), ("repeated_chapter", 5, "年度施政目標"),
    ]  # fmt: skip
    assert [goal.text for goal in result.sections[0].content.goals] == ["甲。"]


def test_leaving_a_whole_chapter_does_not_throw_doubt_on_the_one_before():
    result = import_report("壹、年度施政目標\n一、甲。\n貳、附錄\n一、乙。\n")

    assert [section.confidence.value for section in result.sections] == ["certain"]
