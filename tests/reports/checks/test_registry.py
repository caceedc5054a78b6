import hashlib
import json
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from reports.checks import REGISTRY, Finding, findings_of, run_checks
from reports.content import Document, Paragraph
from reports.enums import Severity
from tests.support.clean_report import assemble, contents, row_changed, seen

SEVERITIES = {
    "BUD-01": Severity.ERROR,
    "BUD-02": Severity.ERROR,
    "BUD-04": Severity.ERROR,
    "KPI-01": Severity.ERROR,
    "KPI-02": Severity.WARNING,
    "KPI-03": Severity.WARNING,
    "KPI-09": Severity.ERROR,
    "STR-02": Severity.WARNING,
    "STR-03": Severity.ERROR,
    "TXT-01": Severity.ERROR,
    "TXT-02": Severity.WARNING,
}


def faulty() -> Document:
    """One fault a check, in four sections."""
    parts = contents()
    parts = row_changed(parts, "plan-1", "indicators", "i1", achievement_rate=Decimal("99.5"), achievement_printed="")
    parts = row_changed(parts, "plan-1", "indicators", "i4", improvement="")
    parts = row_changed(
        parts, "plan-1", "budgets", "b1", explanation="", execution_rate=Decimal(86), execution_printed=""
    )
    parts["plan-1"] = replace(parts["plan-1"], indicator_note="", goal_keys=())
    parts = row_changed(parts, "plan-2", "budgets", "b1", is_suspended=False)
    parts = row_changed(parts, "achievement-1", "themes", "t2", has_full_width_mark=True)
    parts["achievement-2"] = replace(parts["achievement-2"], goal_title="便利旅客")
    parts["overall-opinion"] = replace(parts["overall-opinion"], paragraphs=(Paragraph("p1", "甲、乙及丙等2項。"),))
    return assemble(parts, explain_achievement_above=Decimal(105))


EXPECTED = [
    ("plan-1", "goal_keys", "str_03.plan_not_linked"),
    ("plan-1", "i1", "kpi_01.rate_differs"),
    ("plan-1", "i2", "kpi_03.far_above_target"),
    ("plan-1", "i4", "kpi_09.improvement_missing"),
    ("plan-1", "indicator_note", "kpi_02.note_missing"),
    ("plan-1", "b1", "bud_01.rate_differs"),
    ("plan-1", "b1", "bud_02.explanation_missing"),
    ("plan-2", "b1", "bud_04.reason_missing"),
    ("achievement-1", "t2", "str_02.full_width_mark"),
    ("achievement-2", "title", "txt_01.goal_worded_differently"),
    ("overall-opinion", "p1", "txt_02.count_differs"),
]


def test_registry_holds_each_check_once_in_id_order_with_its_rule() -> None:
    assert {check.id: check.severity for check in REGISTRY} == SEVERITIES
    assert [check.id for check in REGISTRY] == sorted(SEVERITIES)
    assert all(check.rule and check.observe.__name__ == check.id.lower().replace("-", "_") for check in REGISTRY)


def test_run_checks_finds_nothing_in_a_clean_report() -> None:
    assert run_checks(assemble(contents())) == ()


def test_run_checks_finds_exactly_the_seeded_faults_in_document_order() -> None:
    assert seen(run_checks(faulty())) == EXPECTED


def test_every_check_has_found_something_and_says_so_with_its_own_id_and_severity() -> None:
    findings = run_checks(faulty())

    assert {finding.check_id: finding.severity for finding in findings} == SEVERITIES
    assert all(finding.message.startswith(finding.check_id.lower().replace("-", "_")) for finding in findings)


def test_findings_of_gives_the_same_findings_section_by_section() -> None:
    document = faulty()

    apart = [finding for section in document.sections() for finding in findings_of(document, section.code)]

    assert apart == list(run_checks(document))


def test_findings_of_an_unknown_section_is_empty() -> None:
    assert findings_of(faulty(), "plan-9") == ()


def test_findings_travel_as_json() -> None:
    for finding in run_checks(faulty()):
        assert json.loads(json.dumps(dict(finding.params))) == dict(finding.params)


def test_fingerprints_differ_and_stay_the_same_from_run_to_run() -> None:
    first, second = run_checks(faulty()), run_checks(faulty())

    assert [finding.fingerprint for finding in first] == [finding.fingerprint for finding in second]
    assert len({finding.fingerprint for finding in first}) == len(first)


@pytest.mark.parametrize(
    "changes",
    [
        {"check_id": "KPI-02"},
        {"section_code": "plan-2"},
        {"place": "i2"},
        {"message": "kpi_01.rate_missing"},
        {"params": {"computed": "88%"}},
    ],
)
def test_fingerprint_changes_with_every_part_of_the_finding(changes: dict) -> None:
    finding = Finding("KPI-01", Severity.ERROR, "plan-1", "i1", "kpi_01.rate_differs", {"computed": "87%"})

    assert replace(finding, **changes).fingerprint != finding.fingerprint


def test_fingerprint_is_the_hash_of_this_very_text() -> None:
    """Stored waivers point at it: a change of the recipe would void them all."""
    finding = Finding("KPI-01", Severity.ERROR, "plan-1", "i1", "kpi_01.rate_differs", {"rate": "七", "at": "8%"})
    text = '["KPI-01","plan-1","i1","kpi_01.rate_differs",{"at":"8%","rate":"七"}]'

    assert finding.fingerprint == hashlib.sha256(text.encode()).hexdigest()


def test_run_checks_stays_fast_on_three_hundred_sections() -> None:
    parts = contents()
    for number in range(3, 301):
        parts[f"plan-{number}"] = parts["plan-1"]
        parts[f"achievement-{number}"] = parts["achievement-1"]

    started = time.perf_counter()
    assert run_checks(assemble(parts)) == ()

    assert time.perf_counter() - started < 1
