import re
from base64 import b64decode
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from reports.content import ReportSettings, Style
from reports.content.blocks import Bar, ChartBlock
from reports.content.keys import rows
from reports.content.stated import identifier, report_id, stated_figures
from reports.enums import Face, Quantity, RenditionFormat
from reports.renderers import html_body, html_contents, render
from reports.renderers.html.charts import BAR_AREA, chart
from reports.renderers.licence import attribution
from reports.renderers.opendata import as_data
from reports.renderers.tables import TABLES
from tests.support.documents import (
    EVERY_DOCUMENT,
    HOSTILE_TEXTS,
    draft_document,
    hostile_document,
    plan_content,
    rich_document,
    section,
)
from tests.support.validators import html_findings

XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content.decode().removeprefix("<!DOCTYPE html>"))


@pytest.mark.parametrize("document", EVERY_DOCUMENT)
def test_body_is_well_formed_and_has_unique_ids(document):
    root = ElementTree.fromstring(html_body(document()))

    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_body_has_no_style_and_no_script():
    elements = list(ElementTree.fromstring(html_body(hostile_document())).iter())

    assert {element.tag for element in elements} & {"script", "style", "link", "img", "iframe"} == set()
    names = {name for element in elements for name in element.attrib}
    assert "style" not in names
    assert {name for name in names if name.startswith("on")} == set()


def test_headings_step_down_one_level_at_a_time():
    levels = [int(level) for level in re.findall(r"<h(\d)", html_body(rich_document()))]

    assert levels[0] == 1
    assert max(after - before for before, after in pairwise(levels)) == 1


def test_sections_carry_their_codes():
    found = [(e.get("class"), e.get("id")) for e in ElementTree.fromstring(html_body(rich_document())).iter("section")]

    assert found == [
        ("chapter", "chapter-goals"),
        ("chapter", "chapter-plan"),
        ("plan", "plan-1"),
        ("plan", "plan-2"),
        ("chapter", "chapter-achievement"),
        ("achievement", "achievement-1"),
        ("achievement", "achievement-2"),
        ("chapter", "chapter-follow-up"),
        ("chapter", "chapter-overall-opinion"),
        ("appendix", "appendix"),
        ("chapter", "appendix-execution"),
        ("chapter", "appendix-achievement"),
    ]


def test_table_has_scoped_headers_and_a_caption():
    table = next(ElementTree.fromstring(html_body(rich_document())).iter("table"))

    assert [cell.get("scope") for cell in table.iter("th")] == ["col"] * 4 + ["row"] * 4
    assert table.findtext("caption") == "表1　計畫目標及達成情形"


def test_every_figure_has_an_anchor_of_its_own():
    document = rich_document()
    texts = {e.get("id"): "".join(e.itertext()) for e in ElementTree.fromstring(html_body(document)).iter()}

    stated = {figure.id.partition("#")[2]: figure.printed for figure in stated_figures(document)}
    assert len(stated) > 20
    assert {name: texts.get(name) for name in stated} == stated


STRUCTURE = re.compile(r"report|chapter-.*|appendix.*|.*-(indicators|indicator-table|budget|narrative)")
OF_A_ROW = "|".join([*Quantity, "explanation", "improvement"])


def test_every_identifier_leads_to_a_place_and_every_place_has_one():
    plan = plan_content()
    plan = replace(plan, review_and_actions=(), budgets=(plan.budgets[0], replace(plan.budgets[0], key="b2")))
    goals, plans, *others = rich_document().chapters
    document = replace(rich_document(), chapters=(goals, replace(plans, sections=(section("plan-1", plan),)), *others))
    data = as_data(document)
    sections = [part for found in data["chapters"] for part in found["sections"]]
    identifiers = {part["id"] for part in sections} | {figure["id"] for figure in data["figures"]}
    for part in document.sections():
        identifiers |= {identifier(document, part.code, row.key) for _path, row in rows(part.content)}
    identifiers |= {row[0] for table in TABLES for row in table.rows(document)}

    places = [e.get("id") for e in ElementTree.fromstring(html_body(document)).iter() if e.get("id")]

    assert len(places) == len(set(places))
    assert identifiers - {f"{report_id(document)}#{place}" for place in places} == set()
    stated = {re.sub(f"-({OF_A_ROW})$", "", place) for place in places if not STRUCTURE.fullmatch(place)}
    assert {f"{report_id(document)}#{place}" for place in stated} - identifiers == set()


@pytest.mark.parametrize("document", EVERY_DOCUMENT)
def test_contents_lead_to_every_heading(document):
    body, contents = ElementTree.fromstring(html_body(document())), ElementTree.fromstring(html_contents(document()))

    headed = [section.get("id") for section in body.iter("section")]
    assert [link.get("href") for link in contents.iter("a")] == [f"#{name}" for name in headed]


def test_a_chart_says_what_its_table_says():
    body = ElementTree.fromstring(html_body(rich_document()))
    chart = next(e for e in body.iter("figure") if e.get("id") == "appendix-achievement-1")
    table = next(e for e in body.iter("table") if e.get("id") == "appendix-achievement-1-table")

    picture = chart.find("svg")
    printed = [row[-1].text for row in table.find("tbody")]
    assert picture.get("role") == "img"
    assert [e.text for e in picture.iter("text") if e.get("class") == "bar-figure"] == printed
    assert all(figure in picture.get("aria-label") for figure in printed)


def test_bars_are_as_long_as_their_figures_and_end_at_the_scale():
    bars = tuple(Bar(f"甲{value}", Decimal(value), f"{value}%") for value in ("0", "50", "75.5", "27700"))
    svg = ElementTree.fromstring(chart(ChartBlock("圖", "圖", bars, "a", marks=(Decimal(80),))))

    assert [float(e.get("width")) / BAR_AREA for e in svg.iter("rect") if e.get("class") == "bar"] == [
        0, 0.5, pytest.approx(0.755, abs=0.001), 1,
    ]  # fmt: skip
    assert next(svg.iter("line")).get("x1") == "248.0"


def test_a_note_stands_behind_every_block_and_row():
    asked = []
    html_body(rich_document(), lambda anchor: asked.append(anchor) or "")

    assert {"plan-1", "plan-1-i1", "plan-1-b1", "plan-1-p1", "achievement-1-p3", "goals-g1"} <= set(asked)
    assert len(asked) == len(set(asked))


def test_page_allows_only_its_own_stylesheet(rich_files):
    root = parsed(rich_files[RenditionFormat.HTML].content)

    policy = next(e.get("content") for e in root.iter(f"{XHTML}meta") if e.get("http-equiv"))
    style = root.findtext(f".//{XHTML}style")
    allowed = b64decode(re.search(r"style-src 'sha256-([^']+)'", policy)[1])
    assert policy.startswith("default-src 'none'; ")
    assert allowed == sha256(style.encode()).digest()


def test_page_is_in_the_colours_and_faces_of_the_agency():
    style = Style(heading_colour="#123456", body_face=Face.SANS)
    page = render(RenditionFormat.HTML, replace(rich_document(), settings=ReportSettings(style=style))).content.decode()

    assert page.index("--heading: #123456; ") < page.index("@media screen and (prefers-color-scheme: dark)")
    assert '--body-face: "Noto Sans TC"' in page


def test_page_says_under_which_licence_it_is(rich_files):
    page = parsed(rich_files[RenditionFormat.HTML].content)

    assert page.findtext(f".//{XHTML}footer/{XHTML}p") == attribution(rich_document())
    assert "此開放資料依" not in render(RenditionFormat.HTML, draft_document()).content.decode()


@pytest.mark.parametrize("document", EVERY_DOCUMENT)
def test_page_is_valid_html(document):
    page = render(RenditionFormat.HTML, document()).content.decode()

    assert html_findings(page) == []


@pytest.mark.parametrize(
    ("broken", "found"),
    [("</article>", "end-tag-too-early"), ("<!DOCTYPE html>", "expected-doctype-but-got-start-tag"),
     ("</table>", "unexpected-end-tag"), ("</h1>", "end-tag-too-early")],
)  # fmt: skip
def test_the_judge_of_html_finds_a_planted_error(rich_files, broken, found):
    page = rich_files[RenditionFormat.HTML].content.decode()

    assert html_findings(page.replace(broken, "", 1))[0].startswith(found)


def test_page_has_language_and_title(rich_files):
    root = parsed(rich_files[RenditionFormat.HTML].content)

    assert root.get("lang") == "zh-Hant-TW"
    assert root.findtext(f".//{XHTML}title") == "交通部場站示範局114年度施政績效報告"


def test_hostile_text_prints_literally(hostile_files):
    text = "".join(parsed(hostile_files[RenditionFormat.HTML].content).itertext())

    assert [word for word in HOSTILE_TEXTS if word not in text] == []


def test_draft_is_marked(rich_files):
    assert '<p class="draft">草稿</p>' in html_body(draft_document())
    assert "草稿" not in rich_files[RenditionFormat.HTML].content.decode()
