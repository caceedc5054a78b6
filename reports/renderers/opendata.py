"""The report as open data: one JSON file with the whole content."""

import json
from typing import Any

from reports.content.codec import SCHEMA_VERSION, to_json
from reports.content.document import Document
from reports.renderers.files import RenderedFile, file_stem, iso_time

LICENCE_NAME = "政府資料開放授權條款-第1版"
LICENCE_URL = "https://data.gov.tw/license"


def render_json(document: Document) -> RenderedFile:
    text = json.dumps(as_data(document), ensure_ascii=False, indent=1) + "\n"
    return RenderedFile(f"{file_stem(document)}.json", "application/json", text.encode("utf-8"))


def as_data(document: Document) -> dict[str, Any]:
    """The whole document. Exact decimals are strings ("65.00"), amounts are integers in 千元, codes and keys stay."""
    return {
        "schema_version": SCHEMA_VERSION,
        "title": document.title,
        "agency": {"code": document.agency_code, "name": document.agency_name},
        "roc_year": document.roc_year,
        "is_draft": document.approved_at is None,
        "approved_at": iso_time(document) if document.approved_at else None,
        "announced_on": document.announced_on.isoformat() if document.announced_on else None,
        "licence": {"name": LICENCE_NAME, "url": LICENCE_URL, "attribution": attribution(document)},
        "settings": to_json(document.settings),
        "chapters": [
            {
                "number": number,
                "title": chapter.title,
                "kind": chapter.kind.value,
                "sections": [to_json(section) for section in chapter.sections],
            }
            for number, chapter in enumerate(document.chapters, 1)
        ],
    }


def attribution(document: Document) -> str:
    """The statement without which the licence does not hold."""
    return (
        f"{document.agency_name} [{document.roc_year}] [{document.title}] 此開放資料依政府資料開放授權條款 "
        "(Open Government Data License) 進行公眾釋出，使用者於遵守本條款各項規定之前提下，得利用之。"
        f"政府資料開放授權條款：{LICENCE_URL}"
    )
