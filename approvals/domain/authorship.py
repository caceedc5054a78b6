"""Whose work a text is: nobody decides on their own, and nobody decides on it in an author's name.

A substitute writes or submits in the principal's seat, so the text is the work of both.
"""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from approvals.enums import Action
from approvals.models import Decision
from reports.models import Report, Section, SectionRevision


def authors_of(subject: Section | Report) -> set[int]:
    """The people who may not decide on this; one query for a section, two for a report.

    A section: who wrote what is decided or anything since the last sign-off, or submitted the open round. A report:
    whoever wrote any revision on the way to a signed-off one or submitted that, or sent the report up last: the head
    decides on the whole text, and what somebody wrote before others went on with it is in it still.
    """
    return _of_report(subject) if isinstance(subject, Report) else _of_section(subject)


def _of_section(section: Section) -> set[int]:
    signed_off = section.signed_off_revision
    since = Q(number__gt=signed_off.number if signed_off else 0)
    # A text reopened and submitted again as it was is still its author's.
    written = SectionRevision.objects.filter(since | Q(pk=section.current_revision_id), section=section)
    submitted = Decision.objects.filter(action=Action.SUBMIT, round__section=section, round__closed_at__isnull=True)
    return _people(written, submitted)


def _of_report(report: Report) -> set[int]:
    written = SectionRevision.objects.filter(
        section__report=report, number__lte=F("section__signed_off_revision__number")
    )
    submitted = Decision.objects.filter(
        report=report, action=Action.SUBMIT, section__isnull=False, revision=F("section__signed_off_revision")
    )
    sent_up = report.decisions.filter(section__isnull=True, action=Action.SUBMIT).order_by("-id")[:1]
    return _people(written, submitted) | _flat(sent_up.values_list("actor", "acting_for"))


def _people(written: QuerySet[SectionRevision], submitted: QuerySet[Decision]) -> set[int]:
    """The writers and submitters and their principals, in one query."""
    names = written.order_by().values_list("author", "acting_for")
    return _flat(names.union(submitted.order_by().values_list("actor", "acting_for")))


def _flat(pairs: Iterable[tuple[int, int | None]]) -> set[int]:
    return {person for pair in pairs for person in pair if person is not None}
