"""Findings of a report: computed on what is now in the database, what blocks a move, and the exceptions granted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.checks import Finding, run_checks
from reports.domain import access, audit
from reports.domain.assembly import draft_document
from reports.domain.locks import lock_section
from reports.domain.refusals import Refusal
from reports.enums import Ability, Severity
from reports.models import Report, Section, SectionRevision, StoredFinding, User, Waiver
from reports.values.text import forbidden_characters, normalise


class UnableToWaive(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "no_reason": _("Give a reason for letting this warning stand."),
        "forbidden_character": _(
            "The comment contains a character that cannot be kept: %(code_point)s in line %(line)s."
        ),
        "no_such_finding": _("This finding no longer exists. Reload the page."),
        "not_a_warning": _("Only warnings can be waived: an error has to be corrected, information needs no waiver."),
        "waived_already": _("This warning has been waived already."),
        "own_work": _("You wrote this text, so somebody else has to let its warning stand."),
    }
    statuses: ClassVar[Mapping[str, int]] = {
        "no_reason": 400,
        "forbidden_character": 400,
        "no_such_finding": 404,
        "own_work": 403,
    }


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A finding with the exception granted for it, if there is one."""

    finding: Finding
    waiver: Waiver | None = None


def findings(report: Report) -> tuple[OpenFinding, ...]:
    """Every finding of the report as last saved, in document order."""
    found = run_checks(draft_document(report))
    waivers = {
        (waiver.section.code, waiver.fingerprint): waiver
        for waiver in Waiver.objects.filter(section__report=report).select_related("section", "waived_by")
    }
    return tuple(OpenFinding(item, waivers.get((item.section_code, item.fingerprint))) for item in found)


def section_findings(section: Section) -> tuple[OpenFinding, ...]:
    """The findings whose place is in this section, seen against the whole report."""
    return tuple(item for item in findings(section.report) if item.finding.section_code == section.code)


def blocking(found: Iterable[OpenFinding], least: Severity) -> tuple[Finding, ...]:
    """The findings that refuse a move: errors always, warnings (unless waived) when `least` is WARNING."""
    severities = {Severity.ERROR} if least is Severity.ERROR else {Severity.ERROR, Severity.WARNING}
    return tuple(item.finding for item in found if item.finding.severity in severities and item.waiver is None)


def store_findings(*, revision: SectionRevision, found: Iterable[OpenFinding]) -> None:
    """Keep what the reviewer is shown with a submission; a revision submitted again keeps its first rows."""
    StoredFinding.objects.bulk_create(
        [
            StoredFinding(
                revision=revision,
                check_id=item.finding.check_id,
                severity=item.finding.severity,
                place=item.finding.place,
                message=item.finding.message,
                params=dict(item.finding.params),
                fingerprint=item.finding.fingerprint,
            )
            for item in found
        ],
        ignore_conflicts=True,
    )


def waive(*, section: Section, fingerprint: str, reason: str, actor: User, now: datetime) -> Waiver:
    """Let one warning stand, in the name of `actor`. It lapses by itself when the finding changes."""
    access.require(actor, Ability.WAIVE, section, now)
    if not reason.strip():
        raise UnableToWaive("no_reason")
    for character in forbidden_characters(normalise(reason))[:1]:
        raise UnableToWaive("forbidden_character", code_point=character.code_point, line=character.line)
    with transaction.atomic():
        section = lock_section(section)
        item = next((f for f in section_findings(section) if f.finding.fingerprint == fingerprint), None)
        if item is None:
            raise UnableToWaive("no_such_finding")
        if item.finding.severity is not Severity.WARNING:
            raise UnableToWaive("not_a_warning")
        if item.waiver is not None:
            raise UnableToWaive("waived_already")
        if section.current_revision is not None and section.current_revision.author_id == actor.pk:
            raise UnableToWaive("own_work")
        waiver = Waiver.objects.create(
            section=section,
            check_id=item.finding.check_id,
            fingerprint=fingerprint,
            reason=normalise(reason).strip(),
            waived_by=actor,
            waived_at=now,
        )
        audit.append_event(
            report=section.report,
            actor=actor,
            action="waive",
            subject=f"section:{section.code}",
            payload={"check": waiver.check_id, "fingerprint": fingerprint, "reason": waiver.reason},
            now=now,
        )
    return waiver
