"""The consultations of a section as one person sees them: what was asked and said, and what they may do about it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from approvals.domain.authorship import authors_of
from approvals.domain.consultations import is_contributor, is_sitting
from approvals.domain.mandates import Mandate, mandates
from approvals.enums import Action, ConsultationOrigin, Reply, Role
from approvals.models import Consultation, Round
from reports.enums import SectionStatus
from reports.models import Division, Section, User

RELATED = (
    "section__report__agency", "section__division", "section__signed_off_revision", "division", "revision",
    "requested_by", "replied_by", "acting_for", "answered_by", "withdrawn_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """One consultation, and the verbs that this person may use on it now."""

    consultation: Consultation
    verbs: frozenset[Action]


@dataclass(frozen=True, slots=True)
class Consulting:
    """The questions, oldest first, and the divisions that this person may ask now (none: they may not ask)."""

    questions: tuple[Question, ...]
    divisions: tuple[Division, ...]


def consulting(section: Section, user: User, now: datetime) -> Consulting:
    """What the section's page and the API show; a fixed number of queries. The verbs themselves ask again."""
    seat = _seat(section, user, now)
    rows = read_whole(Consultation.objects.filter(section=section).order_by("id"))
    return Consulting(
        tuple(Question(row, _verbs(row, seat)) for row in rows),
        tuple(_askable(section)) if seat.may_ask else (),
    )


def question(row: Consultation, user: User, now: datetime) -> Question:
    return Question(row, _verbs(row, _seat(row.section, user, now)))


def read_whole(rows: QuerySet[Consultation]) -> QuerySet[Consultation]:
    """With everybody and everything that a consultation names, and without the text it is about."""
    return rows.select_related(*RELATED).defer("revision__content_json")


@dataclass(frozen=True, slots=True)
class _Seat:
    """What this person is to the section."""

    user_id: int
    held: tuple[Mandate, ...]
    may_ask: bool
    may_answer: bool
    authors: frozenset[int]


def _seat(section: Section, user: User, now: datetime) -> _Seat:
    held = mandates(user, agency_id=section.report.agency_id, now=now, section=section)
    is_writer, sits = is_contributor(section, held), is_sitting(section, held)
    if section.status == SectionStatus.DRAFTING:
        may_ask = is_writer and section.current_revision_id is not None
    else:
        may_ask = sits and Round.objects.filter(section=section, closed_at__isnull=True).exists()
    return _Seat(user.pk, held, may_ask, is_writer or sits, frozenset(authors_of(section)))


def _verbs(row: Consultation, seat: _Seat) -> frozenset[Action]:
    found = set()
    if row.is_open:
        replying = (m for m in seat.held if m.holds(Role.SUPERVISOR, row.division_id))
        if (mandate := next(replying, None)) and not seat.authors & {seat.user_id, mandate.principal_id}:
            found.add(Action.REPLY)
        asked_it = row.requested_by_id == seat.user_id and row.origin != ConsultationOrigin.ROUTE
        if asked_it or any(mandate.role is Role.SECRETARIAT for mandate in seat.held):
            found.add(Action.WITHDRAW_CONSULTATION)
    elif row.reply == Reply.OBJECT and not row.is_settled and seat.may_answer:
        found.add(Action.ANSWER_OBJECTION)
    return frozenset(found)


def _askable(section: Section) -> QuerySet[Division]:
    return Division.objects.filter(agency=section.report.agency_id).exclude(pk=section.division_id).order_by("code")
