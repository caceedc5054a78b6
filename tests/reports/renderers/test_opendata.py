import json
from dataclasses import replace

from reports.content import section_from_json
from reports.enums import RenditionFormat
from reports.renderers.opendata import render_json
from tests.support.documents import draft_document, rich_document


def test_json_gives_back_every_section(rich_files):
    data = json.loads(rich_files[RenditionFormat.JSON].content)

    sections = [part for chapter in data["chapters"] for part in chapter["sections"]]
    contents = [section_from_json(part["content"]) for part in sections]
    assert contents == [part.content for part in rich_document().sections()]
    assert [part["code"] for part in sections] == [part.code for part in rich_document().sections()]


def test_json_names_report_schema_and_licence(rich_files):
    data = json.loads(rich_files[RenditionFormat.JSON].content)

    names = ("schema_version", "roc_year", "edition", "corrects_edition", "is_draft", "approved_at", "announced_on")
    assert {key: data[key] for key in names} == {
        "schema_version": 1,
        "roc_year": 114,
        "edition": 1,
        "corrects_edition": None,
        "is_draft": False,
        "approved_at": "2026-02-25T08:30:00Z",
        "announced_on": "2026-03-31",
    }
    assert data["licence"]["attribution"].startswith(
        "交通部場站示範局 民國114年 交通部場站示範局114年度施政績效報告第1版 此開放資料依"
    )


def test_a_correction_names_both_editions():
    document = replace(rich_document(), edition=2, corrects_edition=1)

    data = json.loads(render_json(document).content)

    assert (data["edition"], data["corrects_edition"]) == (2, 1)
    assert "年度施政績效報告第2版 此開放資料依" in data["licence"]["attribution"]


def test_draft_says_so_in_json():
    data = json.loads(render_json(draft_document()).content)

    assert (data["is_draft"], data["edition"], data["approved_at"], data["announced_on"]) == (True, None, None, None)


def test_every_figure_is_listed_with_its_identifier(rich_files):
    data = json.loads(rich_files[RenditionFormat.JSON].content)

    assert data["id"] == "DEMO/114"
    assert [part["id"] for part in data["chapters"][1]["sections"]] == ["DEMO/114#plan-1", "DEMO/114#plan-2"]
    assert {
        "id": "DEMO/114#plan-1-i3-actual", "section_code": "plan-1", "row_key": "i3", "quantity": "actual",
        "label": "服務人次成長率", "printed": "27,700%", "value": "27700", "unit": "%",
    } in data["figures"]  # fmt: skip
