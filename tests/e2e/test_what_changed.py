"""A stranger's script tells from the public files alone what each of many scripted corrections changed, and when.

`--corrections=50` scripts as many; a few are enough for every kind.
"""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports.content import Paragraph, PlanContent
from reports.domain import editions
from reports.models import Edition
from tests.factories.contents import budget, plan
from tests.factories.office import Office, make_office
from tests.support import what_changed
from tests.support.releases import release

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(900)]
SCRIPT = Path(what_changed.__file__)
Told = list[tuple[str, str, str, str]]
"""(row, field, old, new)."""
LAST = "last"
"""The last paragraph, whose key is given when it is saved."""


def rewritten(content: PlanContent, turn: int) -> tuple[PlanContent, Told]:
    first, *others = content.paragraphs
    text = f"第{turn}次更正後的說明。"
    changed = replace(content, paragraphs=(replace(first, text=text), *others))
    return changed, [(first.key, "paragraphs.text", first.text, text)]


def added(content: PlanContent, turn: int) -> tuple[PlanContent, Told]:
    new = Paragraph("", f"第{turn}次補列。")
    return replace(content, paragraphs=(*content.paragraphs, new)), [(LAST, "paragraphs.text", "", new.text)]


def removed(content: PlanContent, turn: int) -> tuple[PlanContent, Told]:
    *kept, last = content.paragraphs
    if not kept:
        return added(content, turn)
    return replace(content, paragraphs=tuple(kept)), [(last.key, "paragraphs.text", last.text, "")]


def recounted(content: PlanContent, turn: int) -> tuple[PlanContent, Told]:
    (money,) = content.budgets
    amount = 1000 + 20 * turn
    new = budget(appropriation_thousands=amount, expended_thousands=amount * 95 // 100)
    fields = ("appropriation_thousands", "expended_thousands")
    told = [("b1", f"budgets.{name}", str(getattr(money, name)), str(getattr(new, name))) for name in fields]
    return replace(content, budgets=(new,)), told


def renamed(content: PlanContent, turn: int) -> tuple[PlanContent, Told]:
    title = f"通關設備汰換計畫第{turn}期"
    return replace(content, title=title), [("", "title", content.title, title)]


SCRIPTED = (rewritten, added, recounted, renamed, added, removed)


def publish(office: Office) -> Edition:
    """With the real JSON file; the others are short ones, which nobody reads here."""
    edition = office.publish()
    row = editions.claim_rendition(rendition_id=edition.renditions.get(format="json").pk, now=office.now())
    assert row is not None
    editions.finish_rendition(rendition=row, file=editions.render_file(row, font_dir=None), now=office.now())
    return release(edition, office.now())


def download(client: Any, folder: Path, number: int) -> None:
    """What a visitor can fetch."""
    base, target = f"/published/nia/114/{number}/", folder / str(number)
    target.mkdir()
    manifest = client.get(f"{base}manifest.json").content
    (target / "manifest.json").write_bytes(manifest)
    (name,) = [file["name"] for file in json.loads(manifest)["files"] if file["format"] == "json"]
    (target / name).write_bytes(client.get(f"{base}files/{name}").getvalue())
    if number > 1:
        (target / "changes.json").write_bytes(client.get(f"{base}changes.json").content)


def told_by_a_stranger(folder: Path) -> list[dict[str, Any]]:
    done = subprocess.run([sys.executable, "-I", SCRIPT, folder], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_public_files_alone_tell_what_changed_when(request, client, tmp_path):
    office, content, expected = make_office(), plan(), []
    publish(office)
    download(client, tmp_path, 1)
    for turn in range(request.config.getoption("--corrections")):
        content, told = SCRIPTED[turn % len(SCRIPTED)](content, turn)
        edition = office.correct("plan-1", content, reason=f"第{turn}次勘誤", publish=publish)
        download(client, tmp_path, edition.number)
        content = office.section().content
        keys = {LAST: content.paragraphs[-1].key} if content.paragraphs else {}
        expected += [
            (edition.number, f"第{turn}次勘誤", "plan-1", keys.get(row, row), *change) for row, *change in told
        ]

    found = told_by_a_stranger(tmp_path)

    names = ("edition", "reason", "section", "row", "field", "old", "new")
    assert sorted(tuple(row[name] for name in names) for row in found) == sorted(expected)
    moments = dict(Edition.objects.values_list("number", "published_at"))
    assert all(row["published_at"] == moments[row["edition"]].isoformat() for row in found)
    _tampering_is_noticed(tmp_path)


def _tampering_is_noticed(folder: Path) -> None:
    """One digit in a file, one manifest that is another: the script says which edition does not fit."""
    wrong = [
        ("1/nia-114-1.json", b"114", "is not the file"), ("1/manifest.json", b"114", "is another one"),
        ("2/changes.json", b"0", "is not the table"),
    ]  # fmt: skip
    for name, digits, said in wrong:
        path = folder / name
        whole = path.read_bytes()
        path.write_bytes(whole.replace(digits, b"9", 1))
        with pytest.raises(what_changed.DoesNotFit, match=said):
            list(what_changed.history(folder))
        path.write_bytes(whole)
    (folder / "2" / "changes.json").unlink()
    assert next(iter(what_changed.history(folder)))["reason"] == ""
