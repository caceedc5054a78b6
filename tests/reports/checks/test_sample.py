"""The published report of year 114: what its human reviewers missed is found, what holds is accepted."""

from collections import Counter
from pathlib import Path

import pytest

from reports.checks import Finding, run_checks
from reports.content import Document, DocumentChapter, DocumentSection
from reports.importing import import_report, read_text

SAMPLE = Path(__file__).resolve().parents[4] / "shared" / "data" / "sample-report-114.txt"


@pytest.fixture(scope="module")
def document() -> Document:
    if not SAMPLE.exists():
        pytest.skip(f"the published sample is not on this machine: {SAMPLE}")
    report = import_report(read_text(SAMPLE.read_bytes()))
    chapters = tuple(
        DocumentChapter(
            chapter.title,
            chapter.kind,
            tuple(DocumentSection(section.code, section.content) for section in chapter.sections),
        )
        for chapter in report.chapters
    )
    return Document(report.agency_name, "NIA", 114, report.heading.title, chapters)


@pytest.fixture(scope="module")
def findings(document: Document) -> tuple[Finding, ...]:
    return run_checks(document)


def places(findings: tuple[Finding, ...], check_id: str) -> list[tuple[str, str]]:
    return [(found.section_code, found.place) for found in findings if found.check_id == check_id]


def test_sample_cites_the_second_goal_in_other_words(findings: tuple[Finding, ...]) -> None:
    (finding,) = [found for found in findings if found.check_id == "TXT-01"]

    assert (finding.section_code, finding.params["goal_key"]) == ("achievement-2", "g2")
    assert finding.params["goal"].startswith("提升便民服務，體現")
    assert finding.params["cited"].startswith("精進便民服務，實踐")


def test_sample_has_one_full_width_mark_and_two_headings_without_colon(findings: tuple[Finding, ...]) -> None:
    assert places(findings, "STR-02") == [("plan-2", "title"), ("plan-3", "title"), ("achievement-1", "t3")]


def test_sample_rates_and_ratios_are_accepted(document: Document, findings: tuple[Finding, ...]) -> None:
    plans = [section.content for section in document.sections() if section.code.startswith("plan-")]
    assert (sum(len(plan.indicators) for plan in plans), sum(len(plan.budgets) for plan in plans)) == (14, 4)

    assert not {"KPI-01", "KPI-09", "BUD-01", "BUD-02", "BUD-04"} & {found.check_id for found in findings}


def test_sample_caps_without_a_note_and_doubts_one_target(findings: tuple[Finding, ...]) -> None:
    assert places(findings, "KPI-02") == [("plan-2", "indicator_note"), ("plan-4", "indicator_note")]
    assert places(findings, "KPI-03") == [("plan-4", "i1"), ("plan-4", "i2")]


def test_sample_plans_are_linked_to_no_goal_and_nothing_else_is_found(findings: tuple[Finding, ...]) -> None:
    assert places(findings, "STR-03") == [(f"plan-{number}", "goal_keys") for number in (1, 2, 3, 4)]
    assert Counter(found.check_id for found in findings) == {
        "KPI-02": 2, "KPI-03": 2, "STR-02": 3, "STR-03": 4, "TXT-01": 1,
    }  # fmt: skip
