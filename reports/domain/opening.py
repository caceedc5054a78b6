"""Opening a report for a year: from a family's template, or by rolling last year's outline forward."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.domain import access, audit
from reports.domain.acceptance import PLAUSIBLE_ROC_YEARS
from reports.domain.names import unprintable
from reports.domain.refusals import Refusal
from reports.domain.styles import bracket_width_of
from reports.enums import Ability, ReportFamily, ReportStatus, SectionKind
from reports.models import Agency, Chapter, Division, Report, Section, User
from reports.models.report import TITLE_LENGTH
from reports.values.text import normalise


class UnableToOpen(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "year_exists": _("%(agency)s already has a report for year %(year)s. Open that one instead."),
        "other_agency": _("%(division)s is not a division of %(agency)s."),
        "no_such_chapter": _("This kind of report has no chapter for such a section."),
        "not_compiling": _("Sections can only be added while the report is being compiled."),
        "implausible_year": _("%(year)s is not a plausible ROC year (38 to 299)."),
        "unprintable": _("The title contains a character that cannot be printed: “%(character)s”."),
        "too_long": _("A title has at most %(limit)s characters."),
    }
    statuses: ClassVar[Mapping[str, int]] = {
        "other_agency": 400,
        "no_such_chapter": 400,
        "implausible_year": 400,
        "unprintable": 400,
        "too_long": 400,
    }


# Family A (內政部移民署 114年度): 壹 to 伍. Numbers are computed from the order.
TEMPLATES: dict[ReportFamily, tuple[tuple[SectionKind, str], ...]] = {
    ReportFamily.A: (
        (SectionKind.GOALS, "年度施政目標"),
        (SectionKind.PLAN, "年度重要計畫達成情形"),
        (SectionKind.ACHIEVEMENT, "年度目標推動成果具體事蹟"),
        (SectionKind.FOLLOW_UP, "前年度「綜合意見」辦理情形"),
        (SectionKind.OVERALL_OPINION, "綜合意見"),
    ),
}
CODES = {
    SectionKind.GOALS: "goals",
    SectionKind.PLAN: "plan",
    SectionKind.ACHIEVEMENT: "achievement",
    SectionKind.FOLLOW_UP: "follow-up",
    SectionKind.OVERALL_OPINION: "overall-opinion",
}
REPEATED = frozenset({SectionKind.PLAN, SectionKind.ACHIEVEMENT})
"""Kinds of which a chapter holds several sections; their code ends in a number."""


@dataclass(frozen=True, slots=True)
class NewSection:
    """A section to be opened: what it is, what it is called, and which division writes it."""

    kind: SectionKind
    title: str
    division: Division


def open_report(
    *,
    agency: Agency,
    roc_year: int,
    sections: Sequence[NewSection],
    actor: User,
    now: datetime,
    title: str = "",
    family: ReportFamily = ReportFamily.A,
) -> Report:
    """Open a year with its chapters and sections. NotPermitted unless `actor` manages the agency's reports."""
    access.require(actor, Ability.MANAGE, agency, now)
    if roc_year not in PLAUSIBLE_ROC_YEARS:
        raise UnableToOpen("implausible_year", year=roc_year)
    title = normalise(title or f"{agency.name}{roc_year}年度施政績效報告")
    _validate_title(title)
    try:
        with transaction.atomic():
            report = Report.objects.create(
                agency=agency,
                roc_year=roc_year,
                title=title,
                family=family,
                bracket_width=bracket_width_of(agency),
                opened_at=now,
            )
            audit.start_chain(report=report)
            Chapter.objects.bulk_create(
                Chapter(report=report, kind=kind, title=name, position=position)
                for position, (kind, name) in enumerate(TEMPLATES[family], 1)
            )
            audit.append_event(
                report=report, actor=actor, action="open", subject="report",
                payload={"family": family.value, "title": report.title}, now=now,
            )  # fmt: skip
            for section in sections:
                add_section(report=report, new=section, actor=actor, now=now)
    except IntegrityError:
        if Report.objects.filter(agency=agency, roc_year=roc_year).exists():
            raise UnableToOpen("year_exists", agency=agency.name, year=roc_year) from None
        raise
    return report


def _validate_title(title: str) -> None:
    if len(title) > TITLE_LENGTH:
        raise UnableToOpen("too_long", limit=TITLE_LENGTH)
    if character := unprintable(title):
        raise UnableToOpen("unprintable", character=character)


def add_section(*, report: Report, new: NewSection, actor: User, now: datetime) -> Section:
    """Add one section at the end of its chapter."""
    access.require(actor, Ability.MANAGE, report.agency, now)
    with transaction.atomic():
        report = Report.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=report.pk)
        if report.status != ReportStatus.COMPILING:
            raise UnableToOpen("not_compiling")
        if new.division.agency_id != report.agency_id:
            raise UnableToOpen("other_agency", division=new.division.name, agency=report.agency.name)
        chapter = report.chapters.filter(kind=new.kind).first()
        taken = Section.objects.filter(chapter=chapter).count()
        if chapter is None or (taken and new.kind not in REPEATED):
            raise UnableToOpen("no_such_chapter")
        section = Section.objects.create(
            report=report,
            chapter=chapter,
            division=new.division,
            kind=new.kind,
            code=f"{CODES[new.kind]}-{taken + 1}" if new.kind in REPEATED else CODES[new.kind],
            title=new.title[:200],
            position=taken + 1,
        )
        audit.append_event(
            report=report, actor=actor, action="add_section", subject=f"section:{section.code}",
            payload={"division": new.division.code, "kind": new.kind.value, "title": section.title}, now=now,
        )  # fmt: skip
    return section


def roll_forward(*, last: Report, actor: User, now: datetime) -> Report:
    """Open the year after `last` with the same sections in the same hands, all of them empty."""
    sections = [
        NewSection(SectionKind(section.kind), section.title, section.division)
        for section in last.sections.select_related("division").order_by("chapter__position", "position")
    ]
    return open_report(
        agency=last.agency, roc_year=last.roc_year + 1, sections=sections, actor=actor, now=now,
        family=ReportFamily(last.family),
    )  # fmt: skip
