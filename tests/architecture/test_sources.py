"""What the sources of the product may not contain."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT_READER = "config/env.py"
# An import inside a function says why after its noqa.
HEAVY = re.compile(r"# noqa: [A-Z0-9, ]*PLC0415\W+\w+")
UNSAFE = {
    "eval(": re.compile(r"(?<![\w.])eval\("),
    "exec(": re.compile(r"(?<![\w.])exec\("),
    "pickle": re.compile(r"^\s*(import|from) pickle\b", re.MULTILINE),
    "shell=True": re.compile(r"shell=True"),
    "mark_safe": re.compile(r"\bmark_safe\("),
    "csrf_exempt": re.compile(r"\bcsrf_exempt\b"),
    ".extra(": re.compile(r"\.extra\("),
    "yaml.load": re.compile(r"\byaml\.load\("),
}


# Files that may use a word, each with a reason beside the place.
ALLOWED = {
    "csrf_exempt": ["approvals/pages/unsubscribe.py"],  # a mail program posts there; the signed link is the permission
    "mark_safe": ["reports/pages/report_body.py"],  # the body our own renderer made and escaped
}
ALLOWED_TEMPLATES = ["reports/templates/reports/plain_form.html"]  # help texts of Django's own validators are markup


def _sources() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text()
        for package in ("config", "reports", "approvals")
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def _environment_reads(source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv", "putenv"}:
            yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            yield from (node.lineno for name in node.names if name.name in {"environ", "getenv"})
        if isinstance(node, ast.Import | ast.ImportFrom) and "environ" in {name.name for name in node.names}:
            yield node.lineno


def test_the_environment_is_read_in_one_place() -> None:
    found = {name: sorted(set(_environment_reads(source))) for name, source in _sources().items()}

    assert [name for name, lines in found.items() if lines] == [ENVIRONMENT_READER]


@pytest.mark.parametrize(
    "source", ["os.environ['A']", "os.getenv('A')", "from os import environ", "import environ", "from os import getenv"]
)
def test_a_planted_environment_read_is_found(source: str) -> None:
    assert list(_environment_reads(source)) != []


def _inner_imports(source: str) -> Iterator[tuple[str, int]]:
    """(function, line) of imports inside functions that give no reason."""
    lines = source.splitlines()
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            is_import = isinstance(node, ast.Import | ast.ImportFrom)
            if is_import and not HEAVY.search(lines[node.lineno - 1]):  # type: ignore[attr-defined]
                yield function.name, node.lineno  # type: ignore[attr-defined]


def test_imports_inside_functions_give_a_reason() -> None:
    found = {name: list(_inner_imports(source)) for name, source in _sources().items()}

    assert {name: places for name, places in found.items() if places} == {}


def test_imports_inside_functions_are_few() -> None:
    allowed = ("config/apps.py", "approvals/apps.py", "reports/apps.py", "reports/renderers/")
    found = [name for name, source in _sources().items() if HEAVY.search(source)]

    assert [name for name in found if not name.startswith(allowed)] == []


def test_a_planted_inner_import_is_found() -> None:
    assert list(_inner_imports("def f():\n    import os\n")) == [("f", 2)]
    assert list(_inner_imports("def f():\n    import os  # noqa: PLC0415\n")) == [("f", 2)]
    assert list(_inner_imports("def f():\n    import os  # noqa: PLC0415  it is heavy\n")) == []


@pytest.mark.parametrize("name", UNSAFE)
def test_unsafe_words_do_not_occur(name: str) -> None:
    found = [file for file, source in _sources().items() if UNSAFE[name].search(source)]

    assert found == ALLOWED.get(name, [])


def test_templates_switch_no_escaping_off_and_load_nothing_from_elsewhere() -> None:
    unsafe = re.compile(r"\|\s*safe\b|{%\s*autoescape off|<script(?![^>]*\bsrc=)|\bon\w+=\"|(?:src|href)=\"https?://")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "reports/*.html", "approvals/*.html"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    found = [name for name in listed.stdout.splitlines() if unsafe.search((ROOT / name).read_text())]

    assert found == ALLOWED_TEMPLATES


def test_no_room_for_leftovers() -> None:
    names = {path.stem for package in ("config", "reports", "approvals") for path in (ROOT / package).rglob("*.py")}

    assert names & {"utils", "helpers", "common", "core", "misc", "base_utils"} == set()
