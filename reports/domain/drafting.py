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
    PlanContent,
    SectionContent,
    frozen_json,
    sha256_hex,
)
from reports.content.keys import Keyed
from reports.content.titles import with_bare_titles
from reports.domain import access, audit, row_keys
from reports.domain.acceptance import MAX_TITLE_LENGTH, require_acceptable
from reports.domain.locks import lock_section
from reports.domain.refusals import Refusal
from reports.domain.revisions import freeze, write_rows
from reports.enums import Ability, SectionStatus
from reports.models import Section, SectionRevision, User


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

    What a title ends with is left off: its heading is printed with a colon.
    Raises NotPermitted, UnableToSave (not_drafting, stale) and ContentError (with the path of the bad value).
    """
    access.require(actor, Ability.EDIT, section, now)
    content = with_bare_titles(content)
    require_acceptable(section=section, content=content)
    with transaction.atomic():
        locked = lock_section(section)
        if locked.status != SectionStatus.DRAFTING:
            raise UnableToSave("not_drafting", current=locked.current_revision)
        if locked.etag != based_on:
            raise UnableToSave("stale", current=locked.current_revision)
        keyed = row_keys.keyed(section=locked, content=content)
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
