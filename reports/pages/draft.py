"""A section's form under way: what was typed, what it reads as, and everything there is to say about it."""

from dataclasses import dataclass, field
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from reports.content import ContentError, SectionContent, section_from_json
from reports.content.titles import bare
from reports.domain import row_keys
from reports.domain.content_errors import content_error_text
from reports.enums import SectionKind
from reports.models import Goal, Section, SectionRevision
from reports.pages import findings
from reports.pages.changes import ShownChange, shown_changes
from reports.pages.findings import ShownFinding
from reports.pages.forms import SHAPES, ReadForm, Typed, edit_rows, posted, read_form, typed_from


@dataclass
class Draft:
    """`content` is None while some field cannot be read; `based_on` is the ETag it is written from."""

    section: Section
    typed: Typed
    based_on: str
    is_unsaved: bool = False
    form: ReadForm = field(default_factory=ReadForm)
    content: SectionContent | None = None
    refusal: str = ""
    theirs: SectionRevision | None = None
    """The revision that stands, when this draft was written on an older one."""

    def __post_init__(self) -> None:
        self.parse()

    @property
    def kind(self) -> SectionKind:
        return SectionKind(self.section.kind)

    def parse(self) -> None:
        self.form, self.content = read_form(self.kind, self.typed, self.section.report.settings), None
        if self.form.errors:
            return
        try:
            self.content = row_keys.with_own_keys(section=self.section, content=section_from_json(self.form.data))
        except ContentError as error:
            self.refuse(error)

    def refuse(self, error: ContentError) -> None:
        """Put the reason beside the field that the content's path means."""
        self.form.refuse(self.form.field_of(error.path), content_error_text(error))

    def edit_rows(self, command: str) -> None:
        """Raises UnknownRow. The rows get new numbers, so what is said about them is said anew."""
        edit_rows(self.kind, self.typed, command)
        self.parse()

    @cached_property
    def findings(self) -> list[ShownFinding]:
        """Those of what is typed; of what was saved last while the typed content cannot be read."""
        content = self._keyed(self.content or self.section.content)
        return findings.shown(findings.findings_with(self.section, content), content)

    @property
    def placed_findings(self) -> dict[str, list[ShownFinding]]:
        return findings.by_place(self.findings, self._rows_by_key(), SHAPES[self.kind])

    @property
    def summary(self) -> str:
        if self.form.errors:
            return _("Some fields cannot be read. They are marked.")
        return findings.summary(self.findings) or _("No findings.")

    @property
    def changes(self) -> list[ShownChange]:
        """From the revision that stands to what was typed on an older one."""
        if self.theirs is None or self.content is None:
            return []
        return shown_changes(self.theirs.content, self._keyed(self.content))

    def _keyed(self, content: SectionContent) -> SectionContent:
        """With the keys that new rows would be given, so that a finding can name its row."""
        try:
            return row_keys.keyed(section=self.section, content=content).content
        except ContentError:
            return content

    def _rows_by_key(self) -> dict[str, str]:
        """Row key → the row's place in the form."""
        if self.content is None:
            return _keys(self.typed)
        places = _keys(typed_from(self._keyed(self.content)))
        return {key: self.form.places.get(at, at) for key, at in places.items()}


def posted_draft(section: Section, data: QueryDict, *, keep_numbers: bool = False) -> Draft:
    """The form as posted; achievements under a chosen goal cite its words unless others are typed."""
    typed = posted(SectionKind(section.kind), data, keep_numbers=keep_numbers)
    if typed.get("goal_key") and not typed.get("goal_title"):
        goal = Goal.objects.filter(report=section.report_id, key=typed["goal_key"]).first()
        typed["goal_title"] = bare(goal.text) if goal else ""
    return Draft(section, typed, data.get("based_on", ""), is_unsaved=True)


def saved_draft(section: Section) -> Draft:
    return Draft(section, typed_from(section.content), section.etag)


def _keys(typed: Typed) -> dict[str, str]:
    found = {typed["key"]: typed["at"]} if typed.get("key") else {}
    for rows in typed.values():
        if isinstance(rows, list):
            for row in rows:
                found |= _keys(row) if isinstance(row, dict) else {}
    return found
