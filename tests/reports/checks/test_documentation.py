"""docs/checks.md has one row a check, with its severity, in id order."""

import re
from pathlib import Path

from reports.checks import REGISTRY

PAGE = Path(__file__).resolve().parents[3] / "docs" / "checks.md"


def test_the_page_lists_every_check_with_its_severity() -> None:
    rows = re.findall(r"^\| ([A-Z]{3}-\d\d) \| (\w+) \|", PAGE.read_text("utf-8"), re.MULTILINE)

    assert rows == [(check.id, check.severity.value) for check in REGISTRY]
