"""Saving a section's draft: a change freezes a revision, a save that changes nothing writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import (
    AchievementContent,
    ContentError,
    PlanContent,
    SectionContent,
    frozen_json,
    sha256_hex,
    to_json,
)
from reports.content.keys import Keyed, with_keys
from reports.domain import access, audit
from reports.domain.locks import lock_section
from reports.domain.refusals import Refusal
from reports.domain.revisions import freeze, write_rows
from reports.enums import Ability, SectionKind, SectionStatus
from reports.models import Section, SectionRevision, User
from reports.renderers.fonts import uncovered_characters

PLAUSIBLE_ROC_YEARS = range(38, 300)
MAX_TITLE_LENGTH = 200
MAX_PRINTED_RATE_LENGTH = 30


class UnableToSave(Refusal):
    """Why a draft was not saved. `current` is the revision that stands, for a stale save."""

    texts: ClassVar[Mapping[str, Promise]] = {
        "not_drafting": _("This section is not being drafted now, so it cannot be changed."),
        "stale": _("Someone saved revision %(current)s since you opened this section. Compare and save again."),
    }
    statuses: ClassVar[Mapping[str, int]] = {"not_drafting": 409, "stale": 412}

    def __init__(self, code: str, *, current: SectionRevision | None = None) -> None:
        super().__init__(code, current=current.number if current else 0)
        self.current = current


@dataclass(frozen=True, slots=True)
class Saved:
    """The section as it stands after a save; `is_changed` is False for a save that changed nothing."""

    section: Section
    is_changed: bool


def save_content(*, section: Section, content: SectionContent, actor: User, based_on: str, now: datetime) -> Saved:
    """Save `content` as the section's draft. `based_on` is the ETag of the content it was written from.

    Raises NotPermitted, UnableToSave (not_drafting, stale) and ContentError (with the path of the bad value).
    """
    access.require(actor, Ability.EDIT, section, now)
    _validate(section, content)
    with transaction.atomic():
        locked = lock_section(section)
        if locked.status != SectionStatus.DRAFTING:
            raise UnableToSave("not_drafting", current=locked.current_revision)
        if locked.etag != based_on:
            raise UnableToSave("stale", current=locked.current_revision)
        keyed = with_keys(content, last_number=locked.last_key_number)
        if locked.current_revision and sha256_hex(frozen_json(keyed.content)) == locked.current_revision.sha256:
            return Saved(locked, is_changed=False)
        _store(locked, keyed, actor, now)
    return Saved(locked, is_changed=True)


def _store(section: Section, keyed: Keyed, actor: User, now: datetime) -> None:
    write_rows(section=section, content=keyed.content)
    principal = access.policy().principal(actor, section, now)
    revision = freeze(section=section, content=keyed.content, author=actor, now=now, principal=principal)
    section.current_revision = revision
    section.last_key_number = keyed.last_number
    section.title = _title(keyed.content) or section.title
    section.lock_version += 1
    Section.objects.filter(pk=section.pk).update(
        current_revision=revision,
        last_key_number=section.last_key_number,
        title=section.title,
        lock_version=F("lock_version") + 1,
    )
    audit.append_event(
        report=section.report,
        actor=actor,
        action="save",
        subject=f"section:{section.code}",
        payload={
            "revision": revision.number, "sha256": revision.sha256, "acting_for": revision.acting_for_id,
            "capacity": revision.capacity,
        },
        now=now,
    )  # fmt: skip


def _title(content: SectionContent) -> str:
    if isinstance(content, PlanContent):
        return content.title
    return content.goal_title[:MAX_TITLE_LENGTH] if isinstance(content, AchievementContent) else ""


def _validate(section: Section, content: SectionContent) -> None:
    """What the schema's types cannot say. ContentError: wrong_kind, out_of_range, text_too_long, no_glyph."""
    if content.kind != section.kind:
        raise ContentError("wrong_kind", "kind", found=content.kind.value, expected=SectionKind(section.kind).value)
    if isinstance(content, PlanContent):
        _validate_plan(content)
    _validate_glyphs(to_json(content), "")


def _validate_plan(content: PlanContent) -> None:
    if len(content.title) > MAX_TITLE_LENGTH:
        raise ContentError("text_too_long", "title", limit=MAX_TITLE_LENGTH, found=len(content.title))
    start, end = content.period_start_year, content.period_end_year
    for path, year in (("period_start_year", start), ("period_end_year", end)):
        if year is not None and year not in PLAUSIBLE_ROC_YEARS:
            raise ContentError("out_of_range", path, found=year)
    if start is not None and end is not None and end < start:
        raise ContentError("out_of_range", "period_end_year", found=end)
    for number, budget in enumerate(content.budgets):
        for name in ("appropriation_thousands", "carryover_thousands", "expended_thousands"):
            if getattr(budget, name) < 0:
                raise ContentError("out_of_range", f"budgets[{number}].{name}", found=getattr(budget, name))
    _validate_lengths(content)


def _validate_lengths(content: PlanContent) -> None:
    """The columns' own lengths: a database error would not name the place."""
    for number, row in enumerate(content.indicators):
        for name, text, limit in (
            ("target.printed", row.target.printed, 200),
            ("target.unit", row.target.unit, 20),
            ("actual.printed", row.actual.printed, 200),
            ("actual.unit", row.actual.unit, 20),
            ("achievement_printed", row.achievement_printed, MAX_PRINTED_RATE_LENGTH),
        ):
            if len(text) > limit:
                raise ContentError("text_too_long", f"indicators[{number}].{name}", limit=limit, found=len(text))
    for number, budget in enumerate(content.budgets):
        path, found = f"budgets[{number}].execution_printed", len(budget.execution_printed)
        if found > MAX_PRINTED_RATE_LENGTH:
            raise ContentError("text_too_long", path, limit=MAX_PRINTED_RATE_LENGTH, found=found)


def _validate_glyphs(value: object, path: str) -> None:
    """A character that no font can print would make the published PDF impossible; say so now, with its place."""
    if isinstance(value, dict):
        for name, item in value.items():
            _validate_glyphs(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _validate_glyphs(item, f"{path}[{number}]")
    elif isinstance(value, str):
        for found in uncovered_characters(value)[:1]:
            raise ContentError(
                "no_glyph", path,
                character=found.character, code_point=found.code_point, offset=found.offset, line=found.line,
            )  # fmt: skip
