import pytest

from reports.checks import run_checks
from reports.content import Paragraph
from tests.support.clean_report import seen, with_part


def test_txt_01_quotes_both_wordings_and_names_the_other_section() -> None:
    (finding,) = run_checks(with_part("achievement-1", goal_title="維護航行安全，守護海洋"))

    assert (finding.check_id, finding.section_code, finding.place) == ("TXT-01", "achievement-1", "title")
    assert finding.params == {
        "cited": "維護航行安全，守護海洋",
        "goal": "確保航行安全，守護海洋。",
        "goal_key": "g1",
        "goal_section": "goals",
    }


@pytest.mark.parametrize(
    "cited",
    ["確保航行安全，守護海洋", "確保航行安全，守護海洋：", "確保航行安全，\n守護海洋。", " 確保航行安全，守護海洋"],
)
def test_txt_01_ignores_the_end_mark_and_blanks(cited: str) -> None:
    assert run_checks(with_part("achievement-1", goal_title=cited)) == ()


@pytest.mark.parametrize("cited", ["確保航行安全守護海洋", "確保航行安全，守護海洋！", "確保航行安全、守護海洋"])
def test_txt_01_sees_every_other_difference(cited: str) -> None:
    assert seen(run_checks(with_part("achievement-1", goal_title=cited))) == [
        ("achievement-1", "title", "txt_01.goal_worded_differently")
    ]


def test_txt_02_names_the_paragraph_the_phrase_and_both_counts() -> None:
    rows = (Paragraph("p1", "全年載客成長。"), Paragraph("p2", "惟與甲國、乙國及丙國等4國合作，持續洽談。"))

    (finding,) = run_checks(with_part("achievement-2", paragraphs=rows))

    assert (finding.check_id, finding.section_code, finding.place) == ("TXT-02", "achievement-2", "p2")
    assert finding.params == {"phrase": "惟與甲國、乙國及丙國等4國", "stated": 4, "counted": 3}


def test_txt_02_reads_explanations_and_not_table_cells() -> None:
    wrong = "甲、乙及丙等4項"
    parts = with_part("plan-2", indicator_note=wrong)
    assert seen(run_checks(parts)) == [("plan-2", "indicator_note", "txt_02.count_differs")]

    row = parts.sections()[2].content.indicators[0]
    table = with_part("plan-2", indicators=(type(row)(row.key, wrong, row.target, row.actual, row.achievement_rate),))
    assert run_checks(table) == ()


def test_txt_02_reports_one_phrase_of_a_paragraph_once() -> None:
    wrong = "甲、乙及丙等4項。甲、乙及丙等4項。"

    assert len(run_checks(with_part("achievement-2", paragraphs=(Paragraph("p1", wrong),)))) == 1
