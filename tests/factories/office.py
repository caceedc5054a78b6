"""An agency at work: divisions, a person in every role, a report with its sections, and ways to bring it to a state.

Everything goes through the domain, so a scene can only hold what the product itself can produce.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from approvals.domain import actions
from approvals.enums import Capacity, Role
from approvals.models import Assignment
from reports.content import SectionContent
from reports.domain.drafting import save_content
from reports.domain.opening import NewSection, open_report
from reports.enums import DivisionKind, SectionKind, SectionStatus
from reports.models import Agency, Division, Edition, Report, Section, User
from tests.factories.contents import CONTENTS
from tests.support.releases import release

NOW = datetime(2026, 1, 12, 2, 0, tzinfo=UTC)
"""Monday 10:00 in Taipei."""
PASSWORD = "correct horse battery staple"


@dataclass
class Office:
    """One agency. `people` by role name: writer, chief, other_writer, other_chief, secretary, head, outsider."""

    agency: Agency
    divisions: dict[str, Division]
    people: dict[str, User]
    report: Report
    clock: datetime = field(default=NOW)

    def now(self) -> datetime:
        """Each call is a minute later, so that the order of events is the order of calls."""
        self.clock += timedelta(minutes=1)
        return self.clock

    def section(self, code: str = "plan-1") -> Section:
        return Section.objects.select_related("report__agency", "division").get(report=self.report, code=code)

    def fresh_report(self) -> Report:
        self.report = Report.objects.select_related("agency").get(pk=self.report.pk)
        return self.report

    def write(self, code: str = "plan-1", content: SectionContent | None = None, by: str = "") -> Section:
        section = self.section(code)
        return save_content(
            section=section,
            content=content or CONTENTS[SectionKind(section.kind)],
            actor=self.people[by or self.writer_of(section)],
            based_on=section.etag,
            now=self.now(),
        ).section

    def writer_of(self, section: Section) -> str:
        return {"line": "writer", "other": "other_writer", "secretariat": "clerk"}[section.division.code]

    def chief_of(self, section: Section) -> str:
        return {"line": "chief", "other": "other_chief", "secretariat": "clerk_chief"}[section.division.code]

    def submit(self, code: str = "plan-1") -> Section:
        """Drafted and submitted."""
        if self.section("goals").current_revision is None and code != "goals":
            self.write("goals")
        section = self.section(code) if self.section(code).current_revision else self.write(code)
        actions.submit(section=self.section(code), actor=self.people[self.writer_of(section)], now=self.now())
        return self.section(code)

    def endorse(self, code: str = "plan-1") -> Section:
        section = self.section(code)
        if section.status == SectionStatus.DRAFTING:
            section = self.submit(code)
        actions.endorse(section=section, actor=self.people[self.chief_of(section)], now=self.now())
        return self.section(code)

    def sign_off(self, code: str = "plan-1") -> Section:
        section = self.endorse(code)
        actions.approve(section=section, actor=self.people["secretary"], now=self.now())
        return self.section(code)

    def sign_off_all(self) -> Report:
        for code in ("goals", *self.report.sections.exclude(code="goals").values_list("code", flat=True)):
            if self.section(code).current_revision is None:
                self.write(code)
        for section in self.report.sections.exclude(status=SectionStatus.SIGNED_OFF):
            self.sign_off(section.code)
        return self.fresh_report()

    def send_up(self) -> Report:
        actions.submit_report(report=self.sign_off_all(), actor=self.people["secretary"], now=self.now())
        return self.fresh_report()

    def approve_report(self) -> Report:
        actions.approve_report(report=self.send_up(), actor=self.people["head"], now=self.now())
        return self.fresh_report()

    def publish(self) -> Edition:
        return actions.publish_report(report=self.approve_report(), actor=self.people["secretary"], now=self.now())

    def make_public(self) -> Edition:
        """Published, its files made (short ones in place of typeset ones) and released."""
        return release(self.publish(), self.now())

    def open_correction(self, reason: str = "數字誤植") -> Report:
        """A public edition, and its correction under way."""
        if not self.report.editions.exists():
            self.make_public()
        self._report_move(actions.correct_report, reason)
        return self.fresh_report()

    def correct(
        self, code: str, content: SectionContent, reason: str = "數字誤植",
        publish: Callable[["Office"], Edition] | None = None,
    ) -> Edition:  # fmt: skip
        """A whole correction of one section, up to the release of its edition; `publish` does the last part."""
        self.open_correction(reason)
        actions.reopen(section=self.section(code), actor=self.people["secretary"], comment=reason, now=self.now())
        self.write(code, content)
        return publish(self) if publish is not None else self.make_public()

    def withdraw(self, number: int | None = None, reason: str = "內含個人資料") -> Edition:
        self._report_move(actions.withdraw_edition, reason, edition=number)
        return self.report.editions.filter(withdrawn_at__isnull=False).latest("withdrawn_at")

    def _report_move(self, move: Callable[..., object], reason: str, **more: object) -> None:
        secretary, now = self.people["secretary"], self.now()
        move(report=self.fresh_report(), actor=secretary, comment=reason, now=now, **more)


PEOPLE: dict[str, tuple[str, Role]] = {
    "writer": ("line", Role.CONTRIBUTOR),
    "second_writer": ("line", Role.CONTRIBUTOR),
    "chief": ("line", Role.SUPERVISOR),
    "other_writer": ("other", Role.CONTRIBUTOR),
    "other_chief": ("other", Role.SUPERVISOR),
    "clerk": ("secretariat", Role.CONTRIBUTOR),
    "clerk_chief": ("secretariat", Role.SUPERVISOR),
    "secretary": ("secretariat", Role.SECRETARIAT),
    "head": ("head", Role.HEAD),
}


def rename(office: Office, name: str = "改名後的機關", title: str = "改名後的標題") -> None:
    """What happens to an agency and to a report under correction; what was published before stays as it was."""
    Agency.objects.filter(pk=office.agency.pk).update(name=name)
    Report.objects.filter(pk=office.report.pk).update(title=title)


def make_user(username: str, agency: Agency | None = None, **fields: object) -> User:
    user = User(username=username, agency=agency, display_name=username, email=f"{username}@example.tw", **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def assign(user: User, division: Division, role: Role, valid_to: date | None = None) -> Assignment:
    return Assignment.objects.create(
        user=user, division=division, role=role, valid_from=date(2025, 1, 1), valid_to=valid_to
    )


def substitute_for(office: Office, name: str, deputy: str, *, section_kind: str = "") -> User:
    """Somebody who acts in the one seat of `name` all the time; for one kind of section when it is given."""
    seat = office.people[name].assignments.get()
    user = office.people[deputy] = make_user(f"{office.agency.code}-{deputy}", office.agency)
    Assignment.objects.create(
        user=user, division=seat.division, role=seat.role, acting_for=seat.user, capacity=Capacity.ACTING,
        valid_from=seat.valid_from, section_kind=section_kind,
    )  # fmt: skip
    return user


def make_office(code: str = "nia", *, plans: int = 1, roc_year: int = 114) -> Office:
    """An agency with two line divisions, secretariat and head's office, and an empty report of 4 + `plans` sections."""
    agency = Agency.objects.create(code=code, name=f"示範機關{code}")
    kinds = {
        "line": DivisionKind.LINE,
        "other": DivisionKind.LINE,
        "secretariat": DivisionKind.SECRETARIAT,
        "head": DivisionKind.HEAD_OFFICE,
    }
    divisions = {
        name: Division.objects.create(agency=agency, code=name, name=f"{name}科", kind=kind)
        for name, kind in kinds.items()
    }
    people = {"outsider": make_user(f"{code}-outsider", agency)}
    for name, (division, role) in PEOPLE.items():
        people[name] = make_user(f"{code}-{name}", agency)
        assign(people[name], divisions[division], role)
    sections = [
        NewSection(SectionKind.GOALS, "年度施政目標", divisions["secretariat"]),
        *(NewSection(SectionKind.PLAN, f"計畫{n}", divisions["line"]) for n in range(1, plans + 1)),
        NewSection(SectionKind.ACHIEVEMENT, "目標一成果", divisions["other"]),
        NewSection(SectionKind.FOLLOW_UP, "辦理情形", divisions["secretariat"]),
        NewSection(SectionKind.OVERALL_OPINION, "綜合意見", divisions["secretariat"]),
    ]
    report = open_report(agency=agency, roc_year=roc_year, sections=sections, actor=people["secretary"], now=NOW)
    return Office(agency, divisions, people, report)
