"""The demo's year, step by step, through the same domain calls that pages, admin and API make.

Every step looks at what is there first, so that a run that was cut short goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from approvals.domain import actions, deadlines, office_days, permissions
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Action, Role
from approvals.management.demo import corrections
from approvals.management.demo.cast import Cast
from approvals.management.demo.chasing import chase
from approvals.models import OfficeDay
from reports.domain.checking import section_findings, waive
from reports.domain.drafting import save_content
from reports.domain.opening import NewSection, open_report
from reports.enums import ReportStatus, SectionKind, SectionStatus
from reports.importing import import_report
from reports.models import Edition, Report, Section, User

ROC_YEAR = 114
OPENED_AT = datetime(2026, 1, 12, 9, 0, tzinfo=ZoneInfo("Asia/Taipei"))
"""民國115年1月12日, a Monday: the first office day after the base date for opening."""
REPORT_FILE = Path(__file__).with_name("report-114.txt")
CALENDAR_FILE = Path(__file__).parents[2] / "data" / "office-days-2026.csv"
SERVICES = frozenset({"achievement-2", "follow-up"})
LATE = "follow-up"
"""Due on 2/10 like the others, submitted on 2/24: five office days late, with 春節 in between."""
OF_SECRETARIAT = frozenset({"goals", "overall-opinion"})

Say = Callable[[datetime, User | None, str], None]


class Year:
    """One run through the year. `say` is called once a step with when, who and what."""

    def __init__(self, cast: Cast, say: Say) -> None:
        self.cast, self.say = cast, say
        self.clock = OPENED_AT
        self.imported = import_report(REPORT_FILE.read_text("utf-8"), source_name=REPORT_FILE.name)
        self.report = Report.objects.select_related("agency").filter(agency=cast.agency, roc_year=ROC_YEAR).first()

    def play(self) -> Edition:
        """From the office calendar to the publication; the edition, whose files the workers now make."""
        secretary = self.cast.holding(Role.SECRETARIAT)
        self._calendar(secretary)
        self._open(secretary)
        for code in self._codes():
            self._draft(code)
        self._to(2026, 2, 3)
        for code in self._codes():
            if code != LATE:
                self._submit(code)
        self._to(2026, 2, 5)
        self._send_back()
        for code in self._codes():
            self._endorse(code)
        self._to(2026, 2, 11)
        for code in self._codes():
            self._approve(code)
        self._to(2026, 2, 13)
        self._waive()
        self._come_late()
        return self._decide(secretary)

    # --- the calendar and the year -----------------------------------------------------------------------------

    def _to(self, year: int, month: int, day: int) -> None:
        target = datetime(year, month, day, 9, 0, tzinfo=OPENED_AT.tzinfo)
        for morning, count in chase(self.clock.date(), target.date(), OPENED_AT.tzinfo):
            self.say(morning, None, _("reminders go to %(count)s people, one mail each") % {"count": count})
        self.clock = max(self.clock, target)

    def _next(self) -> datetime:
        self.clock += timedelta(minutes=7)
        return self.clock

    def _calendar(self, secretary: User) -> None:
        if OfficeDay.objects.filter(date__year=2026).exists():
            self.say(self._next(), None, _("The office calendar of 2026 is there already."))
            return
        days = office_days.read_office_days(CALENDAR_FILE.read_bytes())
        office_days.import_office_days(days)
        self.say(
            self._next(), secretary, _("imports the office calendar of 2026 (%(days)s days)") % {"days": len(days)}
        )

    def _open(self, secretary: User) -> None:
        if self.report is not None:
            self.say(self._next(), None, _("Report %(year)s is there already.") % {"year": ROC_YEAR})
            return
        divisions = {division.code: division for division in self.cast.agency.divisions.all()}
        sections = [
            NewSection(SectionKind(chapter.kind), section.title, divisions[_owner(section.code)])
            for chapter in self.imported.chapters
            for section in chapter.sections
        ]
        self.report = open_report(
            agency=self.cast.agency, roc_year=ROC_YEAR, sections=sections, actor=secretary, now=self._next()
        )
        self.say(
            self.clock, secretary,
            _("opens report %(year)s with %(count)s sections") % {"year": ROC_YEAR, "count": len(sections)},
        )  # fmt: skip
        dates = deadlines.default_schedule(ROC_YEAR)
        deadlines.schedule(report=self.report, dates=dates, actor=secretary, now=self._next())
        self.say(self.clock, secretary, _("sets the dates of the year"))

    # --- sections ----------------------------------------------------------------------------------------------

    def _codes(self) -> Iterator[str]:
        yield from (section.code for chapter in self.imported.chapters for section in chapter.sections)

    def _section(self, code: str) -> Section:
        return Section.objects.select_related("report__agency", "division").get(report=self.report, code=code)

    def _writer(self, section: Section) -> User:
        return self.cast.holding(Role.CONTRIBUTOR, section.division)

    def _chief(self, section: Section) -> User:
        return self.cast.holding(Role.SUPERVISOR, section.division)

    def _draft(self, code: str) -> None:
        section = self._section(code)
        if section.current_revision is not None:
            return
        content = next(s.content for c in self.imported.chapters for s in c.sections if s.code == code)
        writer = self._writer(section)
        save_content(section=section, content=content, actor=writer, based_on=section.etag, now=self._next())
        self.say(self.clock, writer, _("loads the draft of “%(title)s”") % {"title": section.title})

    def _submit(self, code: str) -> None:
        section = self._section(code)
        if section.status != SectionStatus.DRAFTING:
            return
        writer, comment = self._writer(section), ""
        if section.signed_off_revision is None and not section.decisions.exists():
            content = corrections.completed(code, section.content)
            section = save_content(
                section=section, content=content, actor=writer, based_on=section.etag, now=self._next()
            ).section
        try:
            actions.submit(section=section, actor=writer, comment=comment, now=self._next())
        except UnableToDecide as refusal:
            self.say(self.clock, writer, _("is refused: %(reason)s") % {"reason": refusal.text})
            self._reword(section, writer)
            actions.submit(section=self._section(code), actor=writer, now=self._next())
        self.say(self.clock, writer, _("submits “%(title)s”") % {"title": section.title})

    def _reword(self, section: Section, writer: User) -> None:
        """The deliberate mismatch: the goal is cited in other words than the first chapter's (TXT-01)."""
        goal = self.report.goals.get(key="g2").text if self.report else ""
        content = corrections.reworded(section.content, goal)
        save_content(section=section, content=content, actor=writer, based_on=section.etag, now=self._next())
        self.say(
            self.clock, writer, _("cites the goal as it is worded in the first chapter: %(goal)s") % {"goal": goal}
        )

    def _send_back(self) -> None:
        section = self._section(corrections.SENT_BACK)
        if section.status != SectionStatus.IN_REVIEW or section.decisions.filter(action=Action.SEND_BACK).exists():
            return
        chief, writer = self._chief(section), self._writer(section)
        actions.send_back(section=section, actor=chief, comment=corrections.REASON, now=self._next())
        words = {"title": section.title, "reason": corrections.REASON}
        self.say(self.clock, chief, _("sends “%(title)s” back: %(reason)s") % words)
        section = self._section(corrections.SENT_BACK)
        content = corrections.revised(section.content)
        save_content(section=section, content=content, actor=writer, based_on=section.etag, now=self._next())
        self.say(self.clock, writer, _("corrects “%(title)s”") % words)
        actions.submit(section=self._section(corrections.SENT_BACK), actor=writer, now=self._next())
        self.say(self.clock, writer, _("submits “%(title)s” again") % words)

    def _endorse(self, code: str) -> None:
        section = self._section(code)
        chief = self._chief(section)
        if permissions.can(chief, Action.ENDORSE, section, self.clock).is_allowed:
            actions.endorse(section=section, actor=chief, now=self._next())
            self.say(self.clock, chief, _("endorses “%(title)s”") % {"title": section.title})

    def _come_late(self) -> None:
        """One section climbs the whole ladder: writer, registry desk, supervisor, the secretariat's list."""
        self._to(2026, 2, 24)
        self._submit(LATE)
        self._endorse(LATE)
        self._approve(LATE)

    def _approve(self, code: str) -> None:
        section, secretary = self._section(code), self.cast.holding(Role.SECRETARIAT)
        if section.status == SectionStatus.IN_REVIEW:
            actions.approve(section=section, actor=secretary, now=self._next())
            self.say(self.clock, secretary, _("approves “%(title)s”: signed off") % {"title": section.title})

    def _waive(self) -> None:
        code, place = corrections.WAIVED
        section = self._section(code)
        for item in section_findings(section):
            if item.finding.place == place and item.waiver is None:
                waive(
                    section=section, fingerprint=item.finding.fingerprint, reason=corrections.WAIVER_REASON,
                    actor=self._chief(section), now=self._next(),
                )  # fmt: skip
                words = {"check": item.finding.check_id, "reason": corrections.WAIVER_REASON}
                self.say(self.clock, self._chief(section), _("lets warning %(check)s stand: %(reason)s") % words)

    # --- the report --------------------------------------------------------------------------------------------

    def _report(self) -> Report:
        return Report.objects.select_related("agency").get(agency=self.cast.agency, roc_year=ROC_YEAR)

    def _decide(self, secretary: User) -> Edition:
        head = self.cast.holding(Role.HEAD)
        if self._report().status == ReportStatus.COMPILING:
            actions.submit_report(report=self._report(), actor=secretary, now=self._next())
            self.say(self.clock, secretary, _("sends the report up for the head's decision"))
        self._to(2026, 2, 25)
        if self._report().status == ReportStatus.AWAITING_APPROVAL:
            actions.approve_report(report=self._report(), actor=head, now=self._next())
            self.say(self.clock, head, _("approves the report"))
        self._to(2026, 3, 30)
        if self._report().status == ReportStatus.APPROVED:
            edition = actions.publish_report(report=self._report(), actor=secretary, now=self._next())
            self.say(self.clock, secretary, _("publishes edition %(number)s") % {"number": edition.number})
            return edition
        edition = self._report().editions.latest("number")
        self.say(self._next(), None, _("Edition %(number)s is published already.") % {"number": edition.number})
        return edition


def _owner(code: str) -> str:
    """The division that writes a section."""
    if code in OF_SECRETARIAT:
        return "secretariat"
    return "services" if code in SERVICES else "border"
