import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from reports.checks import run_checks
from reports.domain.assembly import draft_document
from reports.domain.checking import section_findings, waive
from reports.models import Report
from tests.factories.contents import warned_plan, wrong_plan
from tests.factories.office import Office, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = make_office()
    for code in office.report.sections.values_list("code", flat=True):
        office.write(code)
    return office


def check(*arguments: str) -> tuple[int, str, str]:
    """(exit code, standard output, message)."""
    out = StringIO()
    try:
        with translation.override("en"):
            call_command("check_report", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), ""


def test_check_report_accepts_a_clean_report(office: Office) -> None:
    code, out, message = check("114", "--agency", "nia")

    assert (code, message) == (0, "")
    assert out.splitlines() == [office.report.title, "", "Error 0 · Warning 0 · Information 0"]


def test_check_report_groups_by_section_with_place_and_remedy(office: Office) -> None:
    office.write("plan-1", wrong_plan())

    code, out, message = check("114", "--agency", "nia")

    title = office.section("plan-1").title
    assert (code, message) == (1, "1 error has to be corrected.")
    assert out.splitlines()[1:6] == [
        "",
        f"{title} [plan-1]",
        "  KPI-01 Error Indicator 1 “查驗設備可用率”",
        "    The achievement rate reads 97%, but target and actual value give 100%.",
        "    → Correct the rate, the target or the actual value, or the direction of the indicator.",
    ]


def test_check_report_prints_the_same_findings_as_json(office: Office) -> None:
    office.write("plan-1", wrong_plan())
    report = Report.objects.get()

    code, out, _message = check("114", "--json")

    result = json.loads(out)
    assert (code, result["agency"], result["roc_year"]) == (1, "nia", 114)
    assert [row["fingerprint"] for row in result["findings"]] == [
        finding.fingerprint for finding in run_checks(draft_document(report))
    ]
    assert result["counts"]["error"] == len([row for row in result["findings"] if row["severity"] == "error"])


def test_check_report_does_not_fail_on_warnings_and_shows_who_waived_them(office: Office) -> None:
    office.write("plan-1", warned_plan())
    found = section_findings(office.section("plan-1"))
    for item in found:
        waive(
            section=office.section("plan-1"), fingerprint=item.finding.fingerprint, reason="已核對原始資料。",
            actor=office.people["secretary"], now=office.now(),
        )  # fmt: skip

    code, out, message = check("114")

    assert (code, message) == (0, "")
    assert out.count("waived by nia-secretary: 已核對原始資料。") == len(found) == 2


def test_check_report_of_an_empty_report_names_every_section(office: Office) -> None:
    empty = make_office("other")

    code, out, _message = check("114", "--agency", "other", "--json")

    sections = {row["section"] for row in json.loads(out)["findings"]}
    assert code == 1
    assert sections == set(empty.report.sections.values_list("code", flat=True))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("114", "--agency", "no"), "There is no agency no. Known agencies: nia、other"),
        (("115", "--agency", "nia"), "There is no report for year 115. Open it first."),
        (("114",), "Several agencies report on year 114. Choose one with --agency: nia、other"),
    ],
)
def test_check_report_refuses_what_is_not_one_report(office: Office, arguments: Any, message: str) -> None:
    make_office("other")

    assert check(*arguments) == (2, "", message)
