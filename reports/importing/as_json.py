"""An import as JSON: the content that would be stored, and all that was not placed."""

from typing import Any

from reports.content.codec import SCHEMA_VERSION, to_json
from reports.importing.result import ImportedSection, ImportResult


def import_as_json(result: ImportResult) -> dict[str, Any]:
    """Plain JSON values. `content` is what the API takes for a section; offsets count characters from 0."""
    return {
        "schema_version": SCHEMA_VERSION,
        "source": result.source_name,
        **to_json(result.heading),
        "bracket_width": result.bracket_width.value,
        "chapters": [
            {
                "title": chapter.title,
                "kind": chapter.kind.value,
                "sections": [_section(section) for section in chapter.sections],
            }
            for chapter in result.chapters
        ],
        "notices": to_json(result.notices),
        "remainder": [{**to_json(span), "end": span.end} for span in result.remainder],
    }


def _section(section: ImportedSection) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": section.title,
        "line": section.line,
        "confidence": section.confidence.value,
        "notices": to_json(section.notices),
        "content": to_json(section.content),
    }
