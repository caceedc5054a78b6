"""An import as JSON: the content that would be stored, and all that was not placed."""

from typing import Any

from reports.content.codec import SCHEMA_VERSION, to_json
from reports.importing.result import ImportedSection, ImportResult

_KEYS = frozenset({"key", "goal_key", "goal_keys"})


def import_as_json(result: ImportResult) -> dict[str, Any]:
    """Plain JSON values. `content` is what the API takes for a section; offsets count characters from 0.

    It has no keys: saving gives them, or keeps those of the rows that are repeated (reports/content/keys.py). Which
    goals a section belongs to is for its writer to say.
    """
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
        "content": _without_keys(to_json(section.content)),
    }


def _without_keys(data: Any) -> Any:
    """A text numbers its rows by their place, which says nothing of the rows that are stored, nor of the goals."""
    if isinstance(data, dict):
        return {name: _without_keys(value) for name, value in data.items() if name not in _KEYS}
    return [_without_keys(item) for item in data] if isinstance(data, list) else data
