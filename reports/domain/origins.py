"""Where what is published comes from: who approved each section, and in which edition each row last changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from reports.content import Document
from reports.content.codec import document_from_json
from reports.content.last_changed import RowState, last_changed, row_states
from reports.content.layout import anchor
from reports.models import Edition

APPROVE = "approve"
KEPT = 64
"""Documents whose rows a process remembers by their hashes; one of a thousand rows takes about 250 kB."""
SIGNATURES = frozenset({"submit", "endorse", APPROVE})
"""The decisions that answer for a text; that it was sent back in between is in the manifest."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One decision as the manifest states it, in the codes of the review; names are "" where none are printed.

    `carried_from` is the earlier revision it was given to, None for one of the published revision itself.
    """

    action: str
    role: str
    office: str
    capacity: str
    decided_at: datetime
    name: str = ""
    acting_for: str = ""
    carried_from: int | None = None


@dataclass(frozen=True, slots=True)
class SectionOrigin:
    """`title` is the section's own, else its chapter's; `changed_in` the edition of its last change."""

    code: str
    title: str
    division: str
    signatures: tuple[Signature, ...]
    changed_in: int

    @property
    def approval(self) -> Signature | None:
        """The deciding signature."""
        return next((found for found in reversed(self.signatures) if found.action == APPROVE), None)


@dataclass(frozen=True, slots=True)
class Origins:
    """`sections` by code in the order of the report; `section_of` and `changed_in` by anchor."""

    approval: Signature
    sections: Mapping[str, SectionOrigin]
    section_of: Mapping[str, str]
    changed_in: Mapping[str, int]


def origins(edition: Edition, document: Document) -> Origins:
    """Reads the editions that were shown before this one, the withdrawn ones too: of them it tells numbers alone, and
    what an edition says of itself must not change when another is withdrawn.
    """
    provenance = json.loads(edition.provenance_json)
    earlier = Edition.objects.released().filter(report=edition.report_id, number__lt=edition.number).order_by("number")
    before = [(number, _states(pk, digest)) for number, pk, digest in earlier.values_list(*_STATED)]
    own = tuple(row_states(document))
    changed = last_changed([*before, (edition.number, own)])
    section_of = {row.anchor: row.section_code for row in own}
    titles = _titles(document)
    sections = {
        entry["code"]: SectionOrigin(
            entry["code"], titles[entry["code"]], entry["division"],
            tuple(_signature(each) for each in entry["decisions"] if each["action"] in SIGNATURES),
            changed[anchor(entry["code"])],
        )
        for entry in provenance["sections"]
    }  # fmt: skip
    return Origins(_signature(provenance["approval"]), sections, section_of, changed)


_STATED = ("number", "pk", "document_sha256")


@lru_cache(maxsize=KEPT)
def _states(pk: int, _document_sha256: str) -> tuple[RowState, ...]:
    """Whoever reads one edition after the other does not have all those before read anew each time."""
    text = Edition.objects.values_list("document_json", flat=True).get(pk=pk)
    return tuple(row_states(document_from_json(json.loads(text))))


def _signature(entry: Mapping[str, Any]) -> Signature:
    """Editions of before offices were named have none."""
    return Signature(
        entry["action"], entry["role"], entry.get("office", ""), entry.get("capacity", ""),
        datetime.fromisoformat(entry["decided_at"]), entry.get("name", ""), entry.get("acting_for", ""),
        entry.get("carried_from_revision"),
    )  # fmt: skip


def _titles(document: Document) -> dict[str, str]:
    return {
        section.code: getattr(section.content, "title", "")
        or getattr(section.content, "goal_title", "")
        or chapter.title
        for chapter in document.chapters
        for section in chapter.sections
    }
