"""Random histories of one office: after every step what was promised still holds, and the audit chain explains it."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from approvals.domain import actions, consultations, substitutes
from approvals.domain.mandates import office_date
from approvals.enums import Action, Capacity, Reply, Role
from approvals.models import Assignment, Consultation, Decision, Desk, Round
from reports.content import Paragraph, frozen_json, sha256_hex
from reports.content.codec import document_from_json
from reports.domain.audit import first_break
from reports.domain.refusals import Refusal
from reports.enums import ReportStatus, Scope, SectionKind, SectionStatus
from reports.models import Edition, Section, SectionRevision
from tests.factories.contents import CONTENTS, budget, plan
from tests.factories.office import Office, assign, make_office, make_user
from tests.factories.routes import decide, make_route, with_accounting
from tests.support.releases import release
from tests.support.replay import replayed

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive, pytest.mark.slow, pytest.mark.timeout(300)]

EXAMPLES = 3
STEPS = 30
CODES = ("plan-1", "achievement-1", "goals", "follow-up", "overall-opinion")
DECISIONS = (Action.ENDORSE, Action.APPROVE, Action.SEND_BACK)
# Who has any chance with a move, so that not every step is a refusal.
LIKELY: dict[Action, tuple[str, ...]] = {
    Action.SUBMIT: ("writer", "second_writer", "double", "other_writer", "clerk"),
    Action.RECALL: ("writer", "second_writer", "double", "other_writer", "clerk"),
    Action.ENDORSE: ("chief", "double", "deputy", "other_chief", "clerk_chief"),
    Action.APPROVE: ("secretary", "second_secretary", "deputy"),
    Action.SEND_BACK: ("chief", "double", "deputy", "secretary", "other_chief"),
    Action.REOPEN: ("secretary", "second_secretary"),
}
EVERYBODY = (
    "writer", "second_writer", "double", "chief", "deputy", "other_writer", "other_chief", "clerk", "clerk_chief",
    "accountant", "secretary", "second_secretary", "head", "outsider",
)  # fmt: skip
codes = st.sampled_from(CODES)
busy = st.one_of(st.just("plan-1"), codes)
people = st.sampled_from(EVERYBODY)
likely = st.sampled_from([(action, who) for action, names in LIKELY.items() for who in names])


def crowded_office(with_levels: bool) -> Office:
    """With accounting, a second secretary, somebody with two roles, a free substitute; perhaps a third level."""
    office = with_accounting(make_office())
    for name, roles in {
        "double": (("line", Role.CONTRIBUTOR), ("line", Role.SUPERVISOR)),
        "second_secretary": (("secretariat", Role.SECRETARIAT),),
        "deputy": (),
    }.items():
        office.people[name] = make_user(f"m-{name}", office.agency)
        for division, role in roles:
            assign(office.people[name], office.divisions[division], role)
    if with_levels:
        make_route(office, {"scope": Scope.TEXT}, {"scope": Scope.BUDGET}, decide(), section_kind="plan")
    office.write("goals")
    return office


class History(RuleBasedStateMachine):
    """Each example is one office in one transaction, rolled back at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.seen: dict[str, Section] = {}
        self.judged = 0
        self.published = 0
        self.shown: dict[int, tuple[str, str]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(with_levels=st.booleans(), is_published=st.booleans())
    def open_the_year(self, with_levels: bool, is_published: bool) -> None:
        self.office = crowded_office(with_levels)
        if is_published:
            self.bring_the_report_up()
            self.approve_and_publish()
            self.make_the_files()

    def attempt(self, verb, **arguments) -> None:
        """A refusal is an answer; anything else that is raised ends the history."""
        try:
            with transaction.atomic():
                verb(now=self.office.now(), **arguments)
        except Refusal:
            return

    def move(self, code: str, action: Action, who: str, section: Section | None = None, **more) -> None:
        self.attempt(
            actions.SECTION_MOVES[action], section=section or self.office.section(code),
            actor=self.office.people[who], comment="理由", **more,
        )  # fmt: skip

    # --- what people do ---

    @rule(code=busy, who=people, text=st.sampled_from("甲乙丙"), amount=st.integers(1, 2))
    def edit(self, code: str, who: str, text: str, amount: int) -> None:
        section = self.office.section(code)
        content = CONTENTS[SectionKind(section.kind)]
        if section.kind == SectionKind.PLAN:
            money = budget(appropriation_thousands=1000 * amount, expended_thousands=950 * amount)
            content = plan(paragraphs=(Paragraph("p1", f"{text}版。"),), budgets=(money,))
        try:
            with transaction.atomic():
                self.office.write(code, content, by=who)
        except Refusal:
            return

    @rule(code=busy, pair=likely)
    def likely_move(self, code: str, pair: tuple[Action, str]) -> None:
        self.move(code, *pair)

    @rule(code=busy, action=st.sampled_from(list(actions.SECTION_MOVES)), who=people)
    def any_move(self, code: str, action: Action, who: str) -> None:
        self.move(code, action, who)

    @rule(code=codes)
    def look(self, code: str) -> None:
        self.seen[code] = self.office.section(code)

    @rule(code=codes, pair=likely)
    def move_on_an_old_view(self, code: str, pair: tuple[Action, str]) -> None:
        if code in self.seen:
            self.move(code, *pair, section=self.seen[code])

    @rule(code=busy, who=st.sampled_from(["double", "secretary", "deputy"]), step=st.integers(1, 3))
    def send_back_to_a_step(self, code: str, who: str, step: int) -> None:
        self.move(code, Action.SEND_BACK, who, to_step=step)

    @rule(code=busy, person=people, who=st.sampled_from(["secretary", "chief"]))
    def reassign(self, code: str, person: str, who: str) -> None:
        to = self.office.people[person]
        section, actor = self.office.section(code), self.office.people[who]
        self.attempt(actions.reassign, section=section, actor=actor, person=to, comment="改派")

    @rule(code=busy)
    def bring_to_its_end(self, code: str) -> None:
        """What usually happens: written, submitted, answered, endorsed, approved."""
        if self.office.section(code).current_revision is None:
            self.office.write(code)
        section = self.office.section(code)
        self.move(code, Action.SUBMIT, self.office.writer_of(section))
        self._answer_everything(section)
        for _level in range(2):
            self.move(code, Action.ENDORSE, self.office.chief_of(section))
        self.move(code, Action.APPROVE, "secretary")

    def _answer_everything(self, section: Section) -> None:
        for row in Consultation.objects.filter(section=section, replied_at__isnull=True, withdrawn_at__isnull=True):
            who = self.office.people["accountant"]
            self.attempt(consultations.reply, consultation=row, answer=Reply.AGREE, text="", actor=who)

    # --- consultations and substitutes ---

    @rule(
        code=busy, who=people, division=st.sampled_from(["accounting", "other", "line"]), scope=st.sampled_from(Scope)
    )
    def consult(self, code: str, who: str, division: str, scope: Scope) -> None:
        self.attempt(
            consultations.request_consultation, section=self.office.section(code), scope=scope, is_mandatory=True,
            division=self.office.divisions[division], actor=self.office.people[who],
        )  # fmt: skip

    @rule(verb=st.sampled_from(["reply", "answer", "withdraw"]), who=people, answer=st.sampled_from(Reply))
    def on_a_consultation(self, verb: str, who: str, answer: Reply) -> None:
        row = Consultation.objects.filter(section__report=self.office.report).order_by("-id").first()
        shared = {"consultation": row, "actor": self.office.people[who]}
        if row is None:
            return
        if verb == "reply":
            self.attempt(consultations.reply, answer=answer, text="意見", **shared)
        elif verb == "answer":
            self.attempt(consultations.answer_objection, text="說明", **shared)
        else:
            self.attempt(consultations.withdraw_consultation, **shared)

    @rule(principal=people, substitute=st.one_of(st.just("deputy"), people), kind=st.sampled_from(["", "plan"]))
    def appoint(self, principal: str, substitute: str, kind: str) -> None:
        seat = Assignment.objects.filter(user=self.office.people[principal]).order_by("id").first()
        today = office_date(self.office.clock)
        if seat is not None:
            self.attempt(
                substitutes.appoint, principal=seat, substitute=self.office.people[substitute], section_kind=kind,
                capacity=Capacity.ACTING, valid_from=today, valid_to=today + timedelta(days=9), actor=seat.user,
            )  # fmt: skip

    # --- the report ---

    @rule()
    def bring_the_report_up(self) -> None:
        for code in ("goals", "plan-1", "achievement-1", "follow-up", "overall-opinion"):
            self.bring_to_its_end(code)
        self.report_move(Action.SUBMIT, "secretary")

    @rule(
        action=st.sampled_from(list(actions.REPORT_MOVES)),
        who=st.sampled_from(["secretary", "second_secretary", "head", "deputy", "chief"]),
    )
    def report_move(self, action: Action, who: str) -> None:
        report, actor = self.office.fresh_report(), self.office.people[who]
        self.attempt(actions.REPORT_MOVES[action], report=report, actor=actor, comment="理由")

    @precondition(lambda self: self.office.fresh_report().status == ReportStatus.AWAITING_APPROVAL)
    @rule()
    def approve_and_publish(self) -> None:
        self.report_move(Action.APPROVE, "head")
        self.report_move(Action.PUBLISH, "secretary")

    @precondition(lambda self: Edition.objects.live().filter(released_at__isnull=True).exists())
    @rule()
    def make_the_files(self) -> None:
        release(Edition.objects.live().get(released_at__isnull=True), self.office.now())

    @precondition(lambda self: Edition.objects.public().exists())
    @rule(action=st.sampled_from([Action.CORRECT, Action.CORRECT, Action.WITHDRAW]))
    def after_the_release(self, action: Action) -> None:
        self.report_move(action, "secretary")
        if action is Action.CORRECT:
            self.move("plan-1", Action.REOPEN, "secretary")

    # --- what holds after every step ---

    @invariant()
    def the_chain_is_whole_and_explains_every_state(self) -> None:
        report = self.office.fresh_report()
        told = replayed(report)
        held = {
            section.code: (section.status, _number(section.current_revision), _number(section.signed_off_revision))
            for section in Section.objects.filter(report=report).select_related(
                "current_revision", "signed_off_revision"
            )
        }

        assert first_break(report) is None
        assert {code: (s.status, s.revision, s.signed_off) for code, s in told.sections.items()} == held
        assert (told.status, told.editions) == (report.status, report.editions.live().count())

    @invariant()
    def a_section_in_review_has_one_open_round(self) -> None:
        in_review = Section.objects.filter(report=self.office.report, status=SectionStatus.IN_REVIEW)
        rounds = Round.objects.filter(closed_at__isnull=True)
        assert sorted(rounds.values_list("section", "revision")) == sorted(
            in_review.values_list("pk", "current_revision")
        )
        open_desks = Desk.objects.filter(closed_at__isnull=True).select_related("round")
        assert all(desk.step == desk.round.step for desk in open_desks)
        assert {desk.round_id for desk in open_desks} == set(
            Round.objects.filter(closed_at__isnull=True).values_list("pk", flat=True)
        )

    @invariant()
    def nobody_decides_on_their_own_text(self) -> None:
        """A decision is never changed, so each is looked at once."""
        decided = Decision.objects.filter(section__isnull=False, action__in=DECISIONS, id__gt=self.judged)
        for decision in decided.select_related("revision").order_by("id"):
            self.judged = decision.pk
            deciders = {decision.actor_id, decision.acting_for_id}
            assert not deciders & _authors(decision)

    @invariant()
    def what_is_published_was_signed_off_to_the_byte(self) -> None:
        for edition in Edition.objects.filter(report=self.office.report, pk__gt=self.published):
            self.published = edition.pk
            document = document_from_json(json.loads(edition.document_json))
            for section in document.sections():
                signed = Decision.objects.filter(
                    section__report=self.office.report, section__code=section.code, action=Action.APPROVE,
                    to_status=SectionStatus.SIGNED_OFF, revision__number=section.revision_number,
                ).latest("id")  # fmt: skip
                assert sha256_hex(frozen_json(section.content)) == signed.revision.sha256 == section.revision_sha256
                assert sha256_hex(signed.revision.content_json) == signed.revision.sha256

    @invariant()
    def what_was_shown_stays_as_it_was_in_one_chain(self) -> None:
        """Every edition after the first carries a correction, and its manifest the hash of the one before."""
        before = None
        for edition in Edition.objects.released().filter(report=self.office.report).order_by("number"):
            now_shown = (edition.document_sha256, edition.manifest_json)
            assert self.shown.setdefault(edition.pk, now_shown) == now_shown
            manifest = json.loads(edition.manifest_json)
            assert manifest["previous_manifest_sha256"] == (sha256_hex(before.manifest_json) if before else None)
            assert (manifest["erratum"] is None) == (before is None)
            before = edition

    @invariant()
    def a_correction_is_under_way_until_its_edition_comes(self) -> None:
        is_open = self.office.report.errata.filter(edition__isnull=True).exists()
        newest = self.office.report.editions.live().order_by("-number").first()
        unpublished = self.office.fresh_report().status != ReportStatus.PUBLISHED
        assert is_open == (newest is not None and unpublished)


def _number(revision: SectionRevision | None) -> int:
    return revision.number if revision is not None else 0


def _authors(decision: Decision) -> set[int]:
    """Who wrote what was decided on since the sign-off before it, or submitted it, with those they did it for."""
    before = Decision.objects.filter(
        section=decision.section_id, to_status=SectionStatus.SIGNED_OFF, action=Action.APPROVE, id__lt=decision.pk
    ).order_by("-id").first()  # fmt: skip
    written = SectionRevision.objects.filter(
        section=decision.section_id, number__lte=decision.revision.number,
        number__gt=before.revision.number if before is not None else 0,
    )  # fmt: skip
    submissions = Decision.objects.filter(round=decision.round_id, action=Action.SUBMIT)
    people = {*written.values_list("author", flat=True)}
    for actor, principal in submissions.values_list("actor", "acting_for"):
        people |= {actor, principal}
    return people - {None}


def test_every_history_keeps_what_was_promised():
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
