"""Which keys a save may name: those of the section as it stands, and of its own earlier rows."""

import json

from reports.content import SectionContent
from reports.content.keys import IsFormer, Keyed, is_key_of, is_same_row, rows, with_keys, without_unknown_keys
from reports.models import Section, SectionRevision


def keyed(*, section: Section, content: SectionContent) -> Keyed:
    """`content` with a key in every row. Raises ContentError: bad_key, duplicate_key, unknown_key."""
    return with_keys(
        content, last_number=section.last_key_number, current=_current(section), is_former=_former_rows(section)
    )


def with_own_keys(*, section: Section, content: SectionContent) -> SectionContent:
    """For a form, in which nobody chooses keys: a row that somebody else removed meanwhile is a new one."""
    return without_unknown_keys(content, current=_current(section), is_former=_former_rows(section))


def _current(section: Section) -> SectionContent | None:
    return section.current_revision.content if section.current_revision else None


def _former_rows(section: Section) -> IsFormer:
    """An undone removal: some revision of the section had this row, under this key and in these words."""

    def is_former(row: object) -> bool:
        if not is_key_of(row):
            return False
        key = row.key  # type: ignore[attr-defined]
        found = SectionRevision.objects.filter(section=section, content_json__contains=f'"key":{json.dumps(key)}')
        revisions = found.order_by("-number").iterator(chunk_size=20)
        same = (other for revision in revisions for _path, other in rows(revision.content) if other.key == key)
        return any(is_same_row(row, other) for other in same)

    return is_former
