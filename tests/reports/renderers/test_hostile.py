"""A contributor's text reads no file, reaches no network and hides nothing: it prints literally in every format."""

import csv
import json
import re
import zipfile
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.content import AchievementContent, DocumentChapter, OverallOpinionContent, Paragraph
from reports.enums import RENDERED_FORMATS, RenditionFormat, SectionKind
from reports.importing import pdf
from reports.importing.round_trip import PDFS, READERS, first_difference
from reports.importing.round_trip.printed import printed_text
from reports.renderers import render
from reports.renderers.fonts import covered_code_points
from reports.values.text import is_forbidden, normalise
from tests.support.documents import hostile_document, plan_content, rich_document, section

LICENCE = '<link rel="license" href="https://data.gov.tw/license"/>'
"""A link that only names; no browser fetches it."""
XML_FORMATS = (RenditionFormat.ODT, RenditionFormat.DOCX)
PRINTABLE = sorted(chr(point) for point in covered_code_points() if not is_forbidden(chr(point)))
ACCEPTED = (
    st.text(st.one_of(st.sampled_from("<>&\"' \n\\#$@=甲,;`*_"), st.sampled_from(PRINTABLE)), min_size=1, max_size=40)
    .map(normalise)
    .filter(lambda text: text.strip() and not any(map(is_forbidden, text)))
)

READ_BACK = [kind for kind in RENDERED_FORMATS if kind in READERS]


def document_of(texts):
    rows = tuple(Paragraph(f"p{number}", text) for number, text in enumerate(texts))
    chapter = DocumentChapter("章", SectionKind.OVERALL_OPINION, (section("s", OverallOpinionContent(rows)),))
    return replace(rich_document(), chapters=(chapter,))


def printing_everywhere(text):
    """`text` where every table of the open data has it."""
    rows = (Paragraph("p1", text),)
    plan = replace(
        plan_content(),
        indicators=(replace(plan_content().indicators[0], name=text),),
        budgets=(replace(plan_content().budgets[0], explanation=text),),
        paragraphs=rows,
    )
    parts = {SectionKind.PLAN: plan, SectionKind.ACHIEVEMENT: AchievementContent(paragraphs=rows)}
    chapters = (DocumentChapter("章", kind, (section(kind.value, part),)) for kind, part in parts.items())
    return replace(rich_document(), chapters=tuple(chapters))


@pytest.mark.parametrize("kind", READ_BACK)
def test_a_reader_gets_exactly_the_hostile_text(hostile_files, kind):
    assert first_difference(kind, hostile_files[kind].content, hostile_document()) is None


def parts_of(kind, content):
    """What can be read in a file, by place; a PDF's text is compressed and coded by glyph, so it is read as printed."""
    parts = {"raw": [content]}
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = {"raw": [archive.read(name) for name in archive.namelist()]}
    if kind in READERS:
        parts["printed"] = [printed_text(kind, content).encode()]
    if kind in PDFS:
        parts["attached"] = pdf.attachments(content)
        del parts["raw"]
    return parts


@pytest.mark.parametrize("kind", RENDERED_FORMATS)
def test_no_file_of_the_machine_is_in_any_format(hostile_files, kind):
    parts = [part for found in parts_of(kind, hostile_files[kind].content).values() for part in found]

    assert [part for part in parts if b"root:x:0:0" in part or b"/bin/bash" in part] == []


@pytest.mark.parametrize("kind", [kind for kind in RENDERED_FORMATS if kind is not RenditionFormat.JSON_SCHEMA])
def test_a_file_of_the_machine_would_be_found_in_every_part(kind):
    document = printing_everywhere("root:x:0:0:root:/root:/bin/bash")
    parts = parts_of(kind, render(kind, document).content)

    for place, found in parts.items():
        assert [part for part in found if b"root:x:0:0" in part and b"/bin/bash" in part], place


@pytest.mark.parametrize("kind", XML_FORMATS)
def test_office_files_declare_no_entity_and_point_at_nothing_outside(hostile_files, kind):
    with zipfile.ZipFile(BytesIO(hostile_files[kind].content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}

    assert [name for name, text in parts.items() if re.search(r"<!(DOCTYPE|ENTITY)|<\?xml-stylesheet", text)] == []
    links = [link for text in parts.values() for link in re.findall(r'xlink:href="([^"]*)"', text)]
    assert [link for link in links if not link.startswith("Pictures/")] == []
    assert not any("TargetMode" in text for text in parts.values())


def test_html_fetches_nothing_and_runs_nothing(hostile_files):
    html = hostile_files[RenditionFormat.HTML].content.decode()
    tags = [tag for tag in re.findall(r"<[^>]*>", html) if tag != LICENCE]

    assert [tag for tag in tags if re.match(r"<(script|iframe|img|object|embed|link|base|form)\b", tag)] == []
    assert [tag for tag in tags if re.search(r"\son\w+=|javascript:|\ssrc=", tag)] == []


def test_no_cell_of_a_table_is_computed(hostile_files):
    found = hostile_files[RenditionFormat.CSV].content
    with zipfile.ZipFile(BytesIO(found)) as archive:
        tables = [archive.read(name).decode("utf-8-sig") for name in archive.namelist() if name.endswith(".csv")]

    cells = [cell for table in tables for row in csv.reader(StringIO(table, newline="")) for cell in row]
    assert len(cells) > 500
    assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "@", "＝", "-1+"))] == []


@settings(max_examples=6, deadline=None)
@given(st.lists(ACCEPTED, min_size=1, max_size=8))
def test_any_accepted_text_survives_every_format_verbatim(texts):
    document = document_of(texts)

    for kind in READ_BACK:
        assert first_difference(kind, render(kind, document).content, document) is None, kind
    data = json.loads(render(RenditionFormat.JSON, document).content)
    rows = data["chapters"][0]["sections"][0]["content"]["paragraphs"]
    assert [row["text"] for row in rows] == texts
