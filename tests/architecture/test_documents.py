"""The documents find each other: the map lists every page, and no link leads nowhere."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def pages() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines()]


def targets(page: Path) -> set[Path]:
    """The files of the project that a page links to."""
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    return {(page.parent / link).resolve() for link in links}


def test_no_link_leads_nowhere():
    dead = [
        f"{page.relative_to(ROOT)}: {target}" for page in pages() for target in targets(page) if not target.exists()
    ]

    assert len(pages()) > 20
    assert dead == []


def test_the_map_lists_every_page_once():
    documents = ROOT / "docs"
    written = {page for page in pages() if page.parent in (documents, documents / "how-to", documents / "operations")}
    listing = LINK.findall((documents / "README.md").read_text("utf-8"))

    assert written - {documents / "README.md"} - targets(documents / "README.md") == set()
    assert len(listing) == len(set(listing))


def test_the_list_of_decisions_names_every_one():
    decisions = ROOT / "docs" / "adr"

    assert set(decisions.glob("0*.md")) - targets(decisions / "README.md") == set()


def test_the_changelog_says_nothing_twice():
    lines = [line for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("- ")]

    assert len(lines) == len(set(lines))
