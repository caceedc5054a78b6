"""What a section is compared with: its last sign-off, any of its revisions, or last year's published edition."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import SectionContent
from reports.content.codec import document_from_json
from reports.content.differences_between_years import counterpart, with_keys_of
from reports.domain.refusals import Refusal
from reports.models import Edition, Section, SectionRevision

LARGEST_NUMBER = 2**31 - 1


class Baseline(StrEnum):
    """What `against` may be beside a revision's number."""

    SIGNED_OFF = "signed_off"
    LAST_YEAR = "last_year"


class UnableToCompare(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "unknown_baseline": _("Compare with “signed_off”, “last_year” or the number of a revision."),
        "no_such_revision": _("This section has no revision %(number)s."),
        "never_signed_off": _("This section has never been signed off."),
        "nothing_last_year": _("Last year's published edition has no section that this one continues."),
    }
    statuses: ClassVar[Mapping[str, int]] = {"unknown_baseline": 400, "no_such_revision": 404}


@dataclass(frozen=True, slots=True)
class Comparison:
    """`old` against `new`; `old` is None before the first save of all. One of `revision` and `edition` says what it is.

    `newer` is the revision compared, None for a section that was never saved.
    """

    old: SectionContent | None
    new: SectionContent
    newer: SectionRevision | None
    revision: SectionRevision | None = None
    edition: Edition | None = None

    @property
    def against(self) -> str:
        """As the address says it; "" when there is nothing to compare with."""
        if self.edition is not None:
            return Baseline.LAST_YEAR.value
        return str(self.revision.number) if self.revision is not None else ""


def compare(section: Section, *, against: str = "", number: int | None = None) -> Comparison:
    """The current revision, or the one of this `number`, with `against`: a Baseline or a revision's number.

    Without `against`: with the last sign-off, or with the revision before where that is none or the same.
    """
    newer = section.current_revision if number is None else _revision(section, number)
    new = newer.content if newer is not None else section.content
    if against == Baseline.LAST_YEAR:
        edition, old = _last_year(section, new)
        return Comparison(old, new, newer, edition=edition)
    revision = _baseline(section, against) if against else _usual(section, newer)
    return Comparison(revision.content if revision is not None else None, new, newer, revision=revision)


def _baseline(section: Section, against: str) -> SectionRevision:
    if against == Baseline.SIGNED_OFF:
        if section.signed_off_revision is None:
            raise UnableToCompare("never_signed_off")
        return section.signed_off_revision
    if not (against.isascii() and against.isdecimal()):
        raise UnableToCompare("unknown_baseline")
    return _revision(section, int(against[:12]))


def _revision(section: Section, number: int) -> SectionRevision:
    found = section.revisions.filter(number=number).first() if 0 < number <= LARGEST_NUMBER else None
    if found is None:
        raise UnableToCompare("no_such_revision", number=number)
    return found


def _usual(section: Section, newer: SectionRevision | None) -> SectionRevision | None:
    signed = section.signed_off_revision
    if newer is None or (signed is not None and signed.number < newer.number):
        return signed
    return section.revisions.filter(number__lt=newer.number).order_by("-number").first()


def _last_year(section: Section, new: SectionContent) -> tuple[Edition, SectionContent]:
    edition = last_years_edition(section)
    found = None
    if edition is not None:
        document = document_from_json(json.loads(edition.document_json))
        found = counterpart(document, section.code, section.title, new)
    if edition is None or found is None:
        raise UnableToCompare("nothing_last_year")
    return edition, with_keys_of(new, found.content)


def last_years_edition(section: Section) -> Edition | None:
    """The newest one of the year before that the public can read; its document is read when it is asked for.

    A withdrawn edition is quoted nowhere: what was taken from the public is not read here by every writer.
    """
    report = section.report
    earlier = Edition.objects.public().filter(report__agency=report.agency_id, report__roc_year=report.roc_year - 1)
    return earlier.defer("document_json", "provenance_json", "manifest_json").order_by("-number").first()
