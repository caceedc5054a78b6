"""`make bench` in its smallest sizes: the parts measure and the tables are printed. No figure is asserted."""

import subprocess
import sys

import pytest

from config import env

PARTS = ("publication", "chain", "verbs", "reminders", "writes", "lists", "downloads")
"""Those without a test of their own in this folder."""
OWN_SERVICES = frozenset({"DATABASE_URL", "REDIS_URL", "STORAGE_DIR", "PROMETHEUS_MULTIPROC_DIR"})


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_quick_run_prints_the_tables() -> None:
    environment = {name: value for name, value in env.for_child().items() if name not in OWN_SERVICES}

    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", *(word for part in PARTS for word in ("--part", part))],
        cwd=env.BASE_DIR, env=environment, capture_output=True, text=True, timeout=380, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-4000:]
    titles = [line for line in done.stdout.splitlines() if line.startswith("## ")]
    assert titles == [
        "## Publishing 5 pages (5 sections)",
        "## A page's cost by the report's length",
        "## Appending to the audit chain",
        "## The verbs without HTTP",
        "## A sweep for reminders",
        "## Sending mail",
        "## A save and the moves of a section",
        "## Listing sections over HTTP",
        "## Downloads from the public site",
    ]
