import csv
import zipfile
from io import BytesIO, StringIO

import pytest

from reports.content import to_json
from reports.enums import RenditionFormat
from reports.renderers.csv_files import formula_safe, render_csv
from reports.renderers.licence import attribution
from reports.renderers.tables import TABLES
from tests.support.documents import hostile_document, rich_document, sparse_document


def table(content: bytes, name: str) -> list[dict[str, str]]:
    raw = zipfile.ZipFile(BytesIO(content)).read(name)
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline="")))


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


PARTS = [
    *[("goals", "goals")] * 2,
    ("plan-1", "title"),
    *[("plan-1", "indicator")] * 4,
    ("plan-1", "indicator_note"),
    *[("plan-1", "explanation"), ("plan-1", "improvement")] * 2,
    ("plan-1", "paragraphs"),
    *[("plan-1", "review_and_actions")] * 2,
    ("plan-2", "title"),
    *[("plan-2", "indicator")] * 2,
    ("plan-2", "paragraphs"),
    ("achievement-1", "title"),
    ("achievement-1", "theme"),
    *[("achievement-1", "items")] * 2,
    ("achievement-1", "theme"),
    ("achievement-1", "items"),
    ("achievement-2", "title"),
    ("achievement-2", "paragraphs"),
    ("follow-up", "opinion"),
    *[("follow-up", "answers")] * 2,
    *[("overall-opinion", "paragraphs")] * 2,
]


def test_paragraphs_table_has_every_text(rich_files):
    rows = table(rich_files[RenditionFormat.CSV].content, "paragraphs.csv")

    assert [(r["section_code"], r["part"]) for r in rows] == PARTS
    assert "建置多語服務網頁，\n提供中、英、日等3種語言。" in [row["text"] for row in rows]


def test_a_note_or_remark_has_the_identifier_of_its_place(rich_files):
    rows = table(rich_files[RenditionFormat.CSV].content, "paragraphs.csv")
    found = {(row["part"], row["key"]): row["id"] for row in rows if row["section_code"] == "plan-1"}
    notes = [row["indicator_note"] for row in table(rich_files[RenditionFormat.CSV].content, "indicators.csv")]

    assert found["indicator_note", ""] == "DEMO/114#plan-1-indicator-table-note"
    assert found["explanation", "i4"] == "DEMO/114#plan-1-i4-explanation"
    assert found["improvement", "b1"] == "DEMO/114#plan-1-b1-improvement"
    assert [bool(note) for note in notes] == [True] * 4 + [False] * 2


TOLD_IN_CODES = {"key", "kind", "goal_keys", "goal_key", "direction", "value_kind", "unit"}


def texts_of(value, name=""):
    """Every text anywhere in a content, but for codes."""
    match value:
        case str() if value.strip() and name not in TOLD_IN_CODES:
            yield value
        case dict():
            for inner in value:
                yield from texts_of(value[inner], inner)
        case list():
            for inner in value:
                yield from texts_of(inner, name)


def has_letters(text):
    return any(character.isalpha() for character in text)


@pytest.mark.parametrize("make", [rich_document, sparse_document, hostile_document])
def test_every_text_of_the_document_is_in_some_table(make):
    cells = {cell for each in TABLES for row in each.rows(make()) for cell in row}

    texts = [text for section in make().sections() for text in texts_of(to_json(section.content))]
    assert len(texts) > 5
    assert [text for text in texts if text not in cells and has_letters(text)] == []


def test_achievements_table_has_goal_and_theme(rich_files):
    rows = table(rich_files[RenditionFormat.CSV].content, "achievements.csv")

    assert [(r["id"], r["goal_key"], r["theme_title"]) for r in rows] == [
        ("DEMO/114#achievement-1-p1", "g1", "完善通報機制"),
        ("DEMO/114#achievement-1-p2", "g1", "完善通報機制"),
        ("DEMO/114#achievement-1-p3", "g1", "深化跨域合作"),
        ("DEMO/114#achievement-2-p1", "g2", ""),
    ]


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
def test_a_table_is_a_file_of_its_own_and_carries_the_licence(rich_files, each):
    file = rich_files[RenditionFormat(f"{each.name}_csv")]

    archive = zipfile.ZipFile(BytesIO(rich_files[RenditionFormat.CSV].content))
    rows = list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"), newline="")))
    assert file.content == archive.read(f"{each.name}.csv")
    assert (file.name, file.media_type) == (f"DEMO-114-1-{each.name}.csv", "text/csv; charset=utf-8")
    assert {(row["edition"], row["attribution"]) for row in rows} == {("1", attribution(rich_document()))}
    assert list(rows[0]) == list(each.columns)
    assert attribution(rich_document()) in archive.read("LICENCE.txt").decode("utf-8-sig")


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
