import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta, timezone
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typst
from pypdf import PdfReader

from reports.content import Paragraph
from reports.enums import RENDERED_FORMATS, RenditionFormat
from reports.renderers import RenderError, render
from reports.renderers.tables import TABLES
from tests.support.documents import draft_document, long_document, plan_content, printed_facts, rich_document, section

EVERY_FORMAT = RENDERED_FORMATS
TEXT_FORMATS = tuple(RenditionFormat(name) for name in ("pdf", "odt", "docx", "html", "json"))
TIMELESS_FORMATS = frozenset(
    {RenditionFormat.HTML, RenditionFormat.JSON_SCHEMA, *(RenditionFormat(f"{table.name}_csv") for table in TABLES)}
)

PRINT_DIGESTS = """
import hashlib
from reports.enums import RENDERED_FORMATS
from reports.renderers import render
from tests.support.documents import rich_document
print([hashlib.sha256(render(kind, rich_document()).content).hexdigest() for kind in RENDERED_FORMATS])
"""


def digests(document) -> list[str]:
    return [sha256(render(kind, document).content).hexdigest() for kind in EVERY_FORMAT]


def text_of(kind: RenditionFormat, content: bytes) -> str:
    """Everything a reader of the file can read, without white space."""
    if kind is RenditionFormat.PDF:
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    elif kind is RenditionFormat.HTML:
        text = "".join(ElementTree.fromstring(content.decode().removeprefix("<!DOCTYPE html>")).itertext())
    elif kind is RenditionFormat.JSON:
        text = "".join(json.dumps(value, ensure_ascii=False) for value in _values(json.loads(content)))
    else:
        name = {RenditionFormat.ODT: "content.xml", RenditionFormat.DOCX: "word/document.xml"}[kind]
        text = "".join(ElementTree.fromstring(zipfile.ZipFile(BytesIO(content)).read(name)).itertext())
    return "".join(text.split())


def _values(data: object) -> list[object]:
    if isinstance(data, dict):
        return [value for inner in data.values() for value in _values(inner)]
    if isinstance(data, list):
        return [value for inner in data for value in _values(inner)]
    return [f"{data:,}千元" if isinstance(data, int) else data]


@pytest.mark.parametrize("kind", TEXT_FORMATS)
def test_every_text_and_figure_is_in_the_file(rich_files, kind):
    text = text_of(kind, rich_files[kind].content)

    facts = printed_facts(rich_document())
    if kind is RenditionFormat.JSON:
        facts = [json.dumps(fact, ensure_ascii=False)[1:-1] for fact in facts]
    assert len(facts) > 60
    assert [fact for fact in facts if "".join(fact.split()) not in text] == []


def test_same_document_gives_the_same_bytes():
    assert digests(rich_document()) == digests(rich_document())


def test_same_draft_gives_the_same_bytes():
    assert digests(draft_document()) == digests(draft_document())


def test_time_zone_of_the_approval_does_not_change_the_bytes():
    taipei = rich_document().approved_at.astimezone(timezone(timedelta(hours=8)))

    assert digests(replace(rich_document(), approved_at=taipei)) == digests(rich_document())


def test_another_process_time_zone_and_hash_seed_give_the_same_bytes(rich_files):
    answer = subprocess.run(
        [sys.executable, "-c", PRINT_DIGESTS],
        env={"TZ": "America/New_York", "PYTHONHASHSEED": "7", "LC_ALL": "C", "PYTHONPATH": "."},
        capture_output=True, check=True, text=True, timeout=60,
    )  # fmt: skip

    assert answer.stdout.strip() == str([sha256(rich_files[kind].content).hexdigest() for kind in EVERY_FORMAT])


def another_python(folder: Path) -> Path:
    """An environment of another version on the packages in use here: plain Python, or built for every version."""
    names = [f"3.{minor}" for minor in range(11, 16) if minor != sys.version_info.minor]
    installed = [path for name in names for path in (Path.home() / ".pyenv" / "versions").glob(f"{name}.*/bin/python")]
    for program in [*filter(None, (shutil.which(f"python{name}") for name in names)), *installed]:
        made = subprocess.run([program, "-m", "venv", "--without-pip", folder], capture_output=True, check=False)
        if made.returncode == 0:
            [packages] = folder.glob("lib/python*/site-packages")
            (packages / "shared.pth").write_text(str(Path(typst.__file__).parents[1]))
            return folder / "bin" / "python"
    pytest.skip(f"no other Python is installed here: looked for {', '.join(names)} on the PATH and among pyenv's")


def test_another_version_of_python_gives_the_same_bytes(rich_files, tmp_path):
    program = another_python(tmp_path / "other")

    answer = subprocess.run(
        [program, "-c", f"import sys; print(sys.version_info[:2]){PRINT_DIGESTS}"],
        env={"PYTHONPATH": "."}, capture_output=True, check=True, text=True, timeout=60,
    )  # fmt: skip

    version, made = answer.stdout.splitlines()
    assert version != str(sys.version_info[:2])
    assert made == str([sha256(rich_files[kind].content).hexdigest() for kind in EVERY_FORMAT])


def test_another_approval_gives_other_bytes():
    later = replace(rich_document(), approved_at=rich_document().approved_at + timedelta(seconds=2))

    changed = [a != b for a, b in zip(digests(later), digests(rich_document()), strict=True)]

    # The page, a table alone and the schema have no timestamp in them; every other format does.
    assert dict(zip(EVERY_FORMAT, changed, strict=True)) == {
        kind: kind not in TIMELESS_FORMATS for kind in EVERY_FORMAT
    }


def test_names_and_media_types(rich_files):
    assert [(file.name, file.media_type) for file in rich_files.values()] == [
        ("DEMO-114-1.pdf", "application/pdf"),
        ("DEMO-114-1.odt", "application/vnd.oasis.opendocument.text"),
        ("DEMO-114-1.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("DEMO-114-1.html", "text/html; charset=utf-8"),
        ("DEMO-114-1.json", "application/json"),
        ("DEMO-114-1.schema.json", "application/schema+json"),
        *((f"DEMO-114-1-{table.name}.csv", "text/csv; charset=utf-8") for table in TABLES),
        ("DEMO-114-1-csv.zip", "application/zip"),
    ]


@pytest.mark.parametrize("code", ["../../etc", 'a"b;c', "機關", ""])
def test_agency_code_cannot_leave_the_file_name(code):
    name = render(RenditionFormat.JSON, replace(rich_document(), agency_code=code)).name

    assert name in {"etc-114-1.json", "a-b-c-114-1.json", "report-114-1.json"}


@pytest.mark.parametrize("kind", EVERY_FORMAT)
def test_control_character_is_refused_in_every_format(kind):
    content = replace(plan_content(), paragraphs=(Paragraph("p1", "甲\x0b乙"),))
    document = long_document(1)
    chapter = replace(document.chapters[0], sections=(section("plan-1", content),))

    with pytest.raises(RenderError, match=r"U\+000B") as refusal:
        render(kind, replace(document, chapters=(chapter,)))

    assert refusal.value.code == "unprintable_character"
