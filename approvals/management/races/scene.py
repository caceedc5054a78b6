"""A small office for the races: one agency, people in every seat, one report, brought from state to state.

Everything goes through the domain, so that a race starts from what the product itself can produce.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from approvals.domain import actions, appointments
from approvals.enums import Capacity, Quorum, Role, StepKind
from approvals.models import Assignment, Route, RouteConsultation, Step
from reports.content import (
    AchievementContent,
    Answer,
    BudgetExecution,
    FollowUpContent,
    GoalLine,
    GoalsContent,
    Indicator,
    Measure,
    OverallOpinionContent,
    Paragraph,
    PlanContent,
    SectionContent,
)
from reports.domain.drafting import save_content
from reports.domain.opening import NewSection, open_report
from reports.enums import DivisionKind, ReportStatus, Scope, SectionKind, SectionStatus
from reports.models import Agency, Division, Report, Section, User

ROC_YEAR = 114
DIVISIONS = {
    "line": DivisionKind.LINE,
    "accounting": DivisionKind.ACCOUNTING,
    "secretariat": DivisionKind.SECRETARIAT,
    "head": DivisionKind.HEAD_OFFICE,
}
PEOPLE: dict[str, tuple[str, Role]] = {
    "writer": ("line", Role.CONTRIBUTOR),
    "second_writer": ("line", Role.CONTRIBUTOR),
    "chief": ("line", Role.SUPERVISOR),
    "accountant": ("accounting", Role.SUPERVISOR),
    "secretary": ("secretariat", Role.SECRETARIAT),
    "second_secretary": ("secretariat", Role.SECRETARIAT),
    "head": ("head", Role.HEAD),
}
SUBSTITUTE = "deputy"
IN_OFFICE_SINCE = date(2000, 1, 1)


def plan(number: int) -> PlanContent:
    """A plan that passes every check and whose text and budget are those of this number alone."""
    return PlanContent(
        title="競賽計畫",
        goal_keys=("g1",),
        indicators=(
            Indicator(
                key="i1", name="可用率", target=Measure("99.00%", Decimal(99), "%"),
                actual=Measure("99.00%", Decimal(99), "%"), achievement_rate=Decimal(100), achievement_printed="100%",
            ),
        ),
        budgets=(
            BudgetExecution(
                key="b1", appropriation_thousands=1000 * number, carryover_thousands=0,
                expended_thousands=950 * number, execution_rate=Decimal(95), execution_printed="95%",
            ),
        ),
        paragraphs=(Paragraph("p1", f"第{number}次修正。"),),
    )  # fmt: skip


CONTENTS: dict[SectionKind, SectionContent] = {
    SectionKind.GOALS: GoalsContent(goals=(GoalLine("g1", "提升品質。"),)),
    SectionKind.PLAN: plan(1),
    SectionKind.ACHIEVEMENT: AchievementContent(
        goal_key="g1", goal_title="提升品質", paragraphs=(Paragraph("p1", "已達成。"),)
    ),
    SectionKind.FOLLOW_UP: FollowUpContent(answers=(Answer("a1", "宜加強", (Paragraph("p1", "已辦理。"),)),)),
    SectionKind.OVERALL_OPINION: OverallOpinionContent(paragraphs=(Paragraph("p1", "整體良好。"),)),
}


@dataclass
class Scene:
    """One agency at work. `number` grows with every text written, so that no two texts are the same."""

    report: Report
    people: dict[str, User]
    number: int = 1

    def section(self, code: str = "plan-1") -> Section:
        return Section.objects.select_related(
            "report__agency", "division", "current_revision", "signed_off_revision"
        ).get(report=self.report, code=code)

    def fresh_report(self) -> Report:
        self.report = Report.objects.select_related("agency").get(pk=self.report.pk)
        return self.report

    def new_plan(self) -> PlanContent:
        self.number += 1
        return plan(self.number)

    def write(self, content: SectionContent, code: str = "plan-1") -> Section:
        section = self.section(code)
        now = timezone.now()
        writer = self.people["writer"]
        return save_content(section=section, content=content, actor=writer, based_on=section.etag, now=now).section

    def move(self, action: str, who: str, code: str = "plan-1", **more: object) -> Section:
        """One move by one of the people, on the section as it is."""
        verb = getattr(actions, action)
        verb(section=self.section(code), actor=self.people[who], comment="重來", now=timezone.now(), **more)
        return self.section(code)

    def drafting(self) -> Section:
        """The plan in drafting, with a text that nobody has seen yet."""
        section = self.section()
        if section.status == SectionStatus.IN_REVIEW:
            step = section.rounds.get(closed_at__isnull=True).step
            self.move("send_back", "chief" if step == 1 else "secretary")
        elif section.status == SectionStatus.SIGNED_OFF:
            self.move("reopen", "secretary")
        return self.write(self.new_plan())

    def at_first_desk(self) -> Section:
        self.drafting()
        return self.move("submit", "writer")

    def at_last_desk(self) -> Section:
        self.at_first_desk()
        return self.move("endorse", "chief")

    def approved(self) -> Report:
        """The report approved by the head; one that was taken back is brought there again."""
        for section in self.report.sections.exclude(status=SectionStatus.SIGNED_OFF):
            if section.current_revision is None:
                self.write(CONTENTS[SectionKind(section.kind)], section.code)
            for action, who in (("submit", "writer"), ("endorse", "chief"), ("approve", "secretary")):
                if action != "endorse" or self._is_at_first_desk(section.code):
                    self.move(action, who, section.code)
        if self.fresh_report().status == ReportStatus.COMPILING:
            actions.submit_report(report=self.report, actor=self.people["secretary"], now=timezone.now())
        actions.approve_report(report=self.fresh_report(), actor=self.people["head"], now=timezone.now())
        return self.fresh_report()

    def _is_at_first_desk(self, code: str) -> bool:
        """An endorsement of the same text from before still stands, and then the round starts at the second desk."""
        return self.section(code).rounds.get(closed_at__isnull=True).step == 1


def make_scene(code: str) -> Scene:
    """An office with a section of every kind; only the goals are written."""
    agency = Agency.objects.create(code=code, name=f"競賽機關{code}")
    divisions = {
        name: Division.objects.create(agency=agency, code=name, name=name, kind=kind)
        for name, kind in DIVISIONS.items()
    }
    people = {name: _person(f"{code}-{name}", agency) for name in (*PEOPLE, SUBSTITUTE)}
    for name, (division, role) in PEOPLE.items():
        _assign(people[name], divisions[division], role)
    _assign(people[SUBSTITUTE], divisions["line"], Role.SUPERVISOR, acting_for=people["chief"])
    sections = [NewSection(kind, kind.value, divisions["line"]) for kind in SectionKind]
    report = open_report(
        agency=agency, roc_year=ROC_YEAR, sections=sections, actor=people["secretary"], now=timezone.now()
    )
    scene = Scene(report, people)
    scene.write(CONTENTS[SectionKind.GOALS], "goals")
    return scene


def _person(username: str, agency: Agency) -> User:
    user = User(username=username, agency=agency, display_name=username)
    user.set_unusable_password()
    user.save()
    return user


def _assign(user: User, division: Division, role: Role, acting_for: User | None = None) -> None:
    made = Assignment(
        user=user, division=division, role=role, valid_from=IN_OFFICE_SINCE, acting_for=acting_for,
        capacity=Capacity.ACTING if acting_for else "",
    )  # fmt: skip
    appointments.keep(assignment=made, actor=None, now=timezone.now())


def consult_accounting(scene: Scene) -> None:
    """From now on a plan's budget goes to accounting with its first step."""
    route = Route.objects.create(agency=scene.report.agency, name="會主計")
    first = Step.objects.create(
        route=route, position=1, name="核章", kind=StepKind.ENDORSE, role=Role.SUPERVISOR, quorum=Quorum.ANY
    )
    Step.objects.create(route=route, position=2, name="核定", kind=StepKind.DECIDE, role=Role.SECRETARIAT)
    RouteConsultation.objects.create(step=first, division_kind=DivisionKind.ACCOUNTING, scope=Scope.BUDGET)
