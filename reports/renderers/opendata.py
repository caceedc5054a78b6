"""The report as open data: one JSON file with the whole content. Its schema is reports/renderers/json_schema.py."""

import json
from typing import Any

from reports.content.codec import SCHEMA_VERSION, to_json
from reports.content.document import Document
from reports.content.stated import identifier, report_id, stated_figures
from reports.renderers.files import RenderedFile, file_stem, iso_time
from reports.renderers.json_schema import report_schema
from reports.renderers.licence import LICENCE_NAME, LICENCE_URL, attribution


def render_json(document: Document) -> RenderedFile:
    return RenderedFile(f"{file_stem(document)}.json", "application/json", _written(as_data(document)))


def render_json_schema(document: Document) -> RenderedFile:
    return RenderedFile(schema_name(document), "application/schema+json", _written(report_schema()))


def schema_name(document: Document) -> str:
    """The file that `$schema` in the JSON names: it lies beside it."""
    return f"{file_stem(document)}.schema.json"


def as_data(document: Document) -> dict[str, Any]:
    """The whole document. Exact decimals are strings ("65.00"), amounts are integers in 千元, codes and keys stay."""
    return {
        "$schema": schema_name(document),
        "schema_version": SCHEMA_VERSION,
        "id": report_id(document),
        "title": document.title,
        "agency": {"code": document.agency_code, "name": document.agency_name},
        "roc_year": document.roc_year,
        "edition": document.edition or None,
        "corrects_edition": document.corrects_edition or None,
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
                "sections": [
                    {"id": identifier(document, section.code), **to_json(section)} for section in chapter.sections
                ],
            }
            for number, chapter in enumerate(document.chapters, 1)
        ],
        "figures": [to_json(figure) for figure in stated_figures(document)],
    }


def _written(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
