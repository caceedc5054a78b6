import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from reports import checks
from reports.checks import REGISTRY, run_checks
from reports.domain.wording import (
    CHECK_TITLES,
    WORDINGS,
    check_title,
    finding_remedy,
    finding_text,
    severity_label,
)
from reports.enums import SectionKind, Severity
from tests.support.clean_report import assemble, contents, with_part

MESSAGE = re.compile(r"[a-z]{3}_\d\d\.[a-z_]+")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def emitted_messages() -> set[str]:
    """Every message code that stands in the source of the checks."""
    sources = Path(checks.__file__).parent.glob("*.py")
    nodes = (node for path in sources for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text for text in texts if MESSAGE.fullmatch(text)}


def test_every_message_a_check_can_emit_has_words_and_no_other_has() -> None:
    assert set(WORDINGS) == emitted_messages()


def test_every_check_has_a_title_and_no_other_has() -> None:
    assert set(CHECK_TITLES) == {check.id for check in REGISTRY}


def test_finding_text_and_remedy_fill_in_the_params() -> None:
    params = {"rate": "87.44%", "limit": "90%"}

    text = finding_text("bud_02.explanation_missing", params)

    assert text == "The execution rate of 87.44% is below 90% and is not explained."
    assert finding_remedy("bud_02.explanation_missing", params) == (
        "Explain the shortfall beside the budget, or under review and actions."
    )


def test_finding_text_prints_lists_and_percent_signs() -> None:
    (finding,) = run_checks(with_part("plan-1", indicator_note=""))

    assert finding_text(finding.message, finding.params) == (
        "Rates above 100% are printed as 100% (rows 2, 3), and the table does not say so."
    )


def test_finding_text_names_a_missing_chapter_by_its_label() -> None:
    parts = {code: part for code, part in contents().items() if part.kind is not SectionKind.FOLLOW_UP}
    (finding,) = run_checks(assemble(parts))

    assert finding_text(finding.message, finding.params) == (
        "The report has no section of the kind “Follow-up of last year's opinions”."
    )


def test_finding_text_shows_a_retired_message_as_its_code() -> None:
    assert finding_text("kpi_99.retired", {}) == "kpi_99.retired"
    assert finding_remedy("kpi_99.retired", {}) == ""
    assert check_title("KPI-99") == "KPI-99"


def test_titles_and_severities_are_labelled() -> None:
    assert check_title("TXT-01") == "Goals are cited word for word"
    assert [severity_label(severity) for severity in Severity] == ["Error", "Warning", "Information"]
