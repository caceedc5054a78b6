"""Imports point one way; the contracts are in pyproject.toml."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _contracts() -> list[dict[str, object]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts: list[dict[str, object]] = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    return contracts


def _lint(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-cache", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_every_contract_is_kept() -> None:
    done = _lint(ROOT)

    assert done.returncode == 0, done.stdout
    assert f"Contracts: {len(_contracts())} kept, 0 broken." in done.stdout


def test_the_contracts_are_those_of_the_architecture() -> None:
    assert [contract["id"] for contract in _contracts()] == [
        "one-way",
        "reports-layers",
        "approvals-layers",
        "pure",
        "rules",
    ]


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("reports/domain/planted.py", "import approvals.workflow"),
        ("reports/values/planted.py", "import django"),
        ("reports/models/planted.py", "import reports.domain"),
        ("reports/api/planted.py", "import reports.pages"),
        ("approvals/domain/planted.py", "import rest_framework"),
        ("approvals/helpers.py", ""),
    ],
)
def test_a_planted_import_breaks_a_contract(tmp_path: Path, module: str, line: str) -> None:
    for package in ("config", "reports", "approvals"):
        for file in (ROOT / package).rglob("*.py"):
            copy = tmp_path / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (tmp_path / module).write_text(f"{line}\n")

    done = _lint(tmp_path)

    assert done.returncode == 1
    assert Path(module).stem in done.stdout
