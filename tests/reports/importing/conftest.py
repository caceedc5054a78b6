from pathlib import Path

import pytest

from reports.importing import ImportResult, import_report, read_text

PROJECT_ROOT = Path(__file__).resolve().parents[3]
OWN_REPORT = PROJECT_ROOT / "tests" / "data" / "report-114.txt"
SAMPLE_REPORT = PROJECT_ROOT.parent / "shared" / "data" / "sample-report-114.txt"


@pytest.fixture(params=[OWN_REPORT, SAMPLE_REPORT], ids=["own", "sample"], scope="session")
def report_text(request) -> str:
    """The report in our own words and, where the machine has it, the published one it has the shape of."""
    if not request.param.exists():
        pytest.skip(f"the published sample is not on this machine: {request.param}")
    return read_text(request.param.read_bytes())


@pytest.fixture(scope="session")
def report(report_text) -> ImportResult:
    return import_report(report_text)
