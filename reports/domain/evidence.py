"""佐證資料: attaching a file to a section while it is drafted, and what lay beside it when it was submitted.

Attaching and removing grow the section's `lock_version`, so that a move on a view without them is refused.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import Indicator
from reports.content.keys import rows
from reports.domain import access, audit, stored_files
from reports.domain.locks import lock_section
from reports.domain.refusals import Refusal
from reports.enums import Ability, SectionStatus
from reports.models import Evidence, EvidencePin, Section, SectionRevision, User
from reports.values.file_types import MEDIA_TYPES, FileType, has_macros, is_of_type, type_of_name
from reports.values.text import is_forbidden, normalise

LONGEST_NAME = 150
FOLDER = "evidence"


class UnableToAttach(Refusal):
    """Why a file was not attached or removed; nothing was written."""

    texts: ClassVar[Mapping[str, Promise]] = {
        "not_drafting": _("This section is not being drafted now, so its evidence cannot be changed."),
        "no_such_row": _("The section as last saved has no such indicator: %(place)s"),
        "bad_name": _("The file needs a name of at most %(limit)s characters, without control characters."),
        "wrong_type": _("Files of this type are not accepted. Accepted: %(accepted)s"),
        "mismatch": _("“%(name)s” is not what its name says: the content is not that of a .%(extension)s file."),
        "has_macros": _("“%(name)s” contains macros. Save it without them and attach it again."),
        "empty": _("“%(name)s” is empty."),
        "too_big": _("The file is larger than %(limit_mb)s MB."),
        "duplicate": _("This very file is attached here already, as “%(name)s”."),
        "removed_already": _("This file has been removed already."),
    }
    statuses: ClassVar[Mapping[str, int]] = {
        "no_such_row": 400, "bad_name": 400, "too_big": 413, "wrong_type": 422, "mismatch": 422, "has_macros": 422,
        "empty": 422,
    }  # fmt: skip


def attach(
    *, section: Section, place: str, name: str, content: bytes, actor: User, now: datetime, address: str | None = None
) -> Evidence:
    """Attach a file to the section (`place` "") or to one of its indicators (its key), by a contributor."""
    access.require(actor, Ability.EDIT, section, now)
    name = _checked_name(name)
    kind = _checked_type(name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        locked = _drafting(section)
        _check_place(locked, place)
        twin = current(locked).filter(place=place, sha256=sha256).first()
        if twin is not None:
            raise UnableToAttach("duplicate", name=twin.name)
        # Before the row: bytes without a row harm nobody, a row without its bytes would.
        stored_files.keep(path_of(sha256), content, sha256)
        row = Evidence.objects.create(
            section=locked, place=place, name=name, media_type=MEDIA_TYPES[kind], size=len(content), sha256=sha256,
            attached_by=actor, attached_at=now,
        )  # fmt: skip
        _record(row, locked, "attach_evidence", actor=actor, address=address, now=now)
    return row


def remove(*, evidence: Evidence, actor: User, now: datetime, address: str | None = None) -> Evidence:
    """Take a file out of what is submitted next. What was submitted with it keeps it."""
    access.require(actor, Ability.EDIT, evidence.section, now)
    with transaction.atomic():
        locked = _drafting(evidence.section)
        row = Evidence.objects.get(pk=evidence.pk)
        if row.removed_at is not None:
            raise UnableToAttach("removed_already")
        row.removed_by, row.removed_at = actor, now
        row.save(update_fields=["removed_by", "removed_at"])
        _record(row, locked, "remove_evidence", actor=actor, address=address, now=now)
    return row


def read(evidence: Evidence) -> bytes:
    """The stored bytes, checked against their hash. Raises UnableToUseStorage."""
    return stored_files.read(path_of(evidence.sha256), evidence.sha256)


def path_of(sha256: str) -> str:
    return stored_files.path_of(FOLDER, sha256)


def current(section: Section) -> QuerySet[Evidence]:
    """The files that the next submission takes along."""
    return Evidence.objects.filter(section=section, removed_at__isnull=True).order_by("id")


def submitted(section: Section, submission: int) -> QuerySet[Evidence]:
    """The files that the n-th submission took along, removed since or not."""
    return Evidence.objects.filter(section=section, pins__submission=submission).order_by("id")


def readable(user: User, now: datetime) -> QuerySet[Evidence]:
    """The files this person may have: of the sections they see, attached now or once submitted."""
    visible = access.policy().visible_sections(user, now).order_by().values("pk")
    pinned = EvidencePin.objects.values("evidence")
    return (
        Evidence.objects.filter(section__in=visible)
        .filter(Q(removed_at__isnull=True) | Q(pk__in=pinned))
        .select_related("section__report__agency", "section__division", "attached_by")
    )


def pin(*, files: Sequence[Evidence], revision: SectionRevision, submission: int) -> None:
    """Record, inside the submission's transaction, that these files lay beside the revision."""
    EvidencePin.objects.bulk_create(
        EvidencePin(revision=revision, submission=submission, evidence=file) for file in files
    )


def manifest(files: Sequence[Evidence]) -> list[dict[str, str]]:
    """What the audit chain says of a set of files."""
    return [{"place": file.place, "name": file.name, "sha256": file.sha256} for file in files]


def is_same_set(section: Section, first: int, second: int) -> bool:
    """Whether two submissions of a section had the same bytes at the same places."""
    pins = EvidencePin.objects.filter(evidence__section=section, submission__in=[first, second])
    found: dict[int, set[tuple[str, str]]] = {first: set(), second: set()}
    for submission, place, sha256 in pins.values_list("submission", "evidence__place", "evidence__sha256"):
        found[submission].add((place, sha256))
    return found[first] == found[second]


def _checked_name(name: str) -> str:
    name = normalise(name).replace("\\", "/").rpartition("/")[2].strip()
    if not name.strip(".") or len(name) > LONGEST_NAME or any(is_forbidden(c) or c == "\n" for c in name):
        raise UnableToAttach("bad_name", limit=LONGEST_NAME)
    return name


def _checked_type(name: str, content: bytes) -> FileType:
    kind = type_of_name(name)
    if kind is None:
        raise UnableToAttach("wrong_type", accepted=", ".join(FileType))
    if not content:
        raise UnableToAttach("empty", name=name)
    if len(content) > settings.JIBAO_EVIDENCE_MAX_BYTES:
        raise too_big()
    if not is_of_type(content, kind):
        raise UnableToAttach("mismatch", name=name, extension=kind.value)
    if has_macros(content):
        raise UnableToAttach("has_macros", name=name)
    return kind


def too_big() -> UnableToAttach:
    """The refusal of a file over the limit, also for an edge that need not read it to know."""
    return UnableToAttach("too_big", limit_mb=settings.JIBAO_EVIDENCE_MAX_BYTES // (1024 * 1024))


def _drafting(section: Section) -> Section:
    locked = lock_section(section)
    if locked.status != SectionStatus.DRAFTING:
        raise UnableToAttach("not_drafting")
    return locked


def _check_place(section: Section, place: str) -> None:
    known = {row.key for _path, row in rows(section.content) if isinstance(row, Indicator)}
    if place and place not in known:
        raise UnableToAttach("no_such_row", place=place)


def _record(row: Evidence, section: Section, action: str, *, actor: User, address: str | None, now: datetime) -> None:
    Section.objects.filter(pk=section.pk).update(lock_version=F("lock_version") + 1)
    audit.append_event(
        report=section.report, actor=actor, action=action, subject=f"section:{section.code}",
        payload={"evidence": row.pk, **manifest([row])[0], "size": row.size, "address": address or ""},
        now=now,
    )  # fmt: skip
