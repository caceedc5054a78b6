"""The desk and the admin's pages work with Django's own look as well; the theme is chosen when the process starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SERVICES = {"DATABASE_URL", "REDIS_URL", "STORAGE_DIR", "DJANGO_SETTINGS_MODULE"}
"""What the running suite has found for itself; the other process has to find its own."""


@pytest.mark.slow
@pytest.mark.e2e
def test_the_desk_and_the_pages_work_with_the_stock_theme():
    environment = {name: value for name, value in os.environ.items() if name not in SERVICES}
    environment |= {"ADMIN_THEME": "stock", "JIBAO_TEST_DATABASE": "sqlite"}
    chosen = ["tests/approvals/admin/test_desk.py", "tests/reports/admin/test_pages.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen]
    command += ["-k", "endorsing or reason or item_opens or approves_it or sends_up"]

    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=110, check=False)

    assert ran.returncode == 0, ran.stdout[-3000:]
    assert " passed" in ran.stdout
