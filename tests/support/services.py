"""Pytest plugin: the database and the broker run before Django reads its settings.

Loaded by `-p` in pyproject.toml, since pytest-django reads the settings before any conftest.py.
"""

import contextlib
import shutil
import tempfile
from pathlib import Path

import pytest

from config import env
from config.services import services

# These print something and run nothing.
WITHOUT_SERVICES = frozenset({"--help", "-h", "--version", "-V", "--fixtures", "--markers", "--collect-only", "--co"})
_open = pytest.StashKey[contextlib.ExitStack]()
_origins = pytest.StashKey[list[str]]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Start what the environment does not name; a worker of pytest-xdist inherits the addresses."""
    if hasattr(early_config, "workerinput"):
        _keep_apart(int(early_config.workerinput["workerid"].removeprefix("gw")))
        return
    if WITHOUT_SERVICES.intersection(args):
        return
    stack = early_config.stash[_open] = contextlib.ExitStack()
    scratch = Path(tempfile.mkdtemp(prefix="jibao-test-"))
    scratch.chmod(0o711)  # run as root, the servers' account has to pass
    stack.callback(shutil.rmtree, scratch, ignore_errors=True)
    kind = env.one_of("JIBAO_TEST_DATABASE", allowed=("postgres", "sqlite"))
    found = stack.enter_context(services(state=scratch / "state", database=kind, disposable=True))
    early_config.stash[_origins] = found.origins
    env.export({"STORAGE_DIR": str(scratch / "files"), **found.environment})


def _keep_apart(number: int) -> None:
    """Files and a broker database of its own for each worker; pytest-django does the same for the database."""
    broker = env.text("REDIS_URL").rpartition("/")[0]
    env.export({"STORAGE_DIR": f"{env.text('STORAGE_DIR')}-{number}", "REDIS_URL": f"{broker}/{1 + number}"})


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which services the run uses."""
    return config.stash.get(_origins, [])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started, and remove its files."""
    if stack := config.stash.get(_open, None):
        stack.close()
