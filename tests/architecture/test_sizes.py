"""Small rooms: how long a module, a function and a test may be. The limits only ever go down."""

import ast
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
LONGEST_TEST = 25
MEDIAN_FUNCTION = 8

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _sources(*folders: str) -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if name.endswith(".py") and "/migrations/" not in name and (ROOT / name).exists():
            yield ROOT / name


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length of every function; a docstring counts as explanation, not as length."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", length(node)


def length(node: Function) -> int:
    """Lines from `def` to the end, without the docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_modules_are_short_enough() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in _sources("config", "reports", "approvals", "tests", "bench")
    }

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_functions_are_short_enough() -> None:
    found = [each for path in _sources("config", "reports", "approvals", "bench") for each in _functions(path)]

    assert {name: lines for name, lines in found if lines > LONGEST_FUNCTION} == {}


def test_the_median_function_is_short() -> None:
    found = [lines for path in _sources("config", "reports", "approvals") for _name, lines in _functions(path)]

    assert statistics.median(found) <= MEDIAN_FUNCTION


def test_tests_are_short_enough() -> None:
    found = [each for path in _sources("tests") for each in _functions(path) if each[0].split()[1].startswith("test_")]

    assert {name: lines for name, lines in found if lines > LONGEST_TEST} == {}


def test_length_leaves_the_docstring_out() -> None:
    function = ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n    return a\n').body[0]
    assert isinstance(function, ast.FunctionDef)

    assert length(function) == 3
