import csv
import json
import zipfile
from io import BytesIO, StringIO

import pytest

from reports.content import section_from_json
from reports.enums import RenditionFormat
from reports.renderers.opendata import render_json
from reports.renderers.tables import formula_safe, render_csv
from tests.support.documents import draft_document, hostile_document, rich_document


def table(content: bytes, name: str) -> list[dict[str, str]]:
    raw = zipfile.ZipFile(BytesIO(content)).read(name)
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline="")))


def test_json_gives_back_every_section(rich_files):
    data = json.loads(rich_files[RenditionFormat.JSON].content)

    sections = [part for chapter in data["chapters"] for part in chapter["sections"]]
    contents = [section_from_json(part["content"]) for part in sections]
    assert contents == [part.content for part in rich_document().sections()]
    assert [part["code"] for part in sections] == [part.code for part in rich_document().sections()]


def test_json_names_report_schema_and_licence(rich_files):
    data = json.loads(rich_files[RenditionFormat.JSON].content)

    assert {key: data[key] for key in ("schema_version", "roc_year", "is_draft", "approved_at", "announced_on")} == {
        "schema_version": 1,
        "roc_year": 114,
        "is_draft": False,
        "approved_at": "2026-02-25T08:30:00Z",
        "announced_on": "2026-03-31",
    }
    assert data["licence"]["attribution"].startswith(
        "交通部場站示範局 [114] [交通部場站示範局114年度施政績效報告] 此開放資料依"
    )


def test_draft_says_so_in_json():
    data = json.loads(render_json(draft_document()).content)

    assert (data["is_draft"], data["approved_at"], data["announced_on"]) == (True, None, None)


def test_indicators_table_has_a_row_each(rich_files):
    rows = table(rich_files[RenditionFormat.CSV].content, "indicators.csv")

    assert [(r["section_code"], r["key"], r["target_value"], r["actual_printed"]) for r in rows] == [
        ("plan-1", "i1", "99.95", "99.95%"),
        ("plan-1", "i2", "65.00", "68.37%"),
        ("plan-1", "i3", "5", "27,700%"),
        ("plan-1", "i4", "80.00", "60.00%"),
        ("plan-2", "i1", "5", "5項"),
        ("plan-2", "i2", "", "完成地下2樓"),
    ]


def test_budgets_table_has_amounts_without_separators(rich_files):
    rows = table(rich_files[RenditionFormat.CSV].content, "budgets.csv")

    assert [
        (r["appropriation_thousands"], r["carryover_thousands"], r["execution_rate"], r["is_suspended"]) for r in rows
    ] == [
        ("242890", "1234", "87.01", "false"),
        ("0", "111046", "93.82", "true"),
    ]


def test_paragraphs_table_has_every_text(rich_files):
    rows = table(rich_files[RenditionFormat.CSV].content, "paragraphs.csv")

    assert [(r["section_code"], r["part"]) for r in rows] == [
        *[("goals", "goals")] * 2,
        ("plan-1", "paragraphs"),
        *[("plan-1", "review_and_actions")] * 2,
        ("plan-2", "paragraphs"),
        *[("achievement-1", "items")] * 3,
        ("achievement-2", "paragraphs"),
        *[("follow-up", "answers")] * 2,
        *[("overall-opinion", "paragraphs")] * 2,
    ]
    assert rows[9]["text"] == "建置多語服務網頁，\n提供中、英、日等3種語言。"


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"), ("+甲", "'+甲"), ("-甲", "'-甲"), ("@sum", "'@sum"), ("＝1", "'＝1"), (" =1", "' =1"),
        ("-3.5", "-3.5"), ("-3", "-3"), ("-3-2", "'-3-2"), ("甲=1", "甲=1"), ("", ""), ("27,700%", "27,700%"),
    ],
)  # fmt: skip
def test_formula_is_disarmed(cell, safe):
    assert formula_safe(cell) == safe


def test_no_cell_of_a_hostile_report_is_a_formula():
    content = render_csv(hostile_document()).content

    cells = [value for row in table(content, "indicators.csv") for value in row.values()]
    assert [cell for cell in cells if cell.startswith("=")] == []
    assert '\'=cmd|"/C calc"!A0' in cells
