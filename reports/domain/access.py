"""The question "may this person?", asked here and answered by the policy that the settings name.

The rules live in approvals, which knows roles; reports must not import it. `settings.ACCESS_POLICY` is the dotted
path of an object with the methods of AccessPolicy.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import ClassVar, Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from reports.domain.refusals import Refusal
from reports.enums import Ability
from reports.models import Agency, Report, Section, SectionRevision, User


class NotPermitted(Refusal):
    """The person has no role that allows this. 404 rather than 403 is for objects they may not even see."""

    texts: ClassVar[Mapping[str, Promise]] = {
        "no_role": _("You have no role that allows this."),
    }
    statuses: ClassVar[Mapping[str, int]] = {"no_role": 403}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a move asks for beside words: a field's name, its label, and (value, label) of each option."""

    name: str
    label: Promise | str
    options: tuple[tuple[str, Promise | str], ...]


@dataclass(frozen=True, slots=True)
class OfferedMove:
    """A move this person may make now, for a page to draw as a button that posts to `url`."""

    action: str
    label: Promise | str
    url: str
    needs_comment: bool
    choice: Choice | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a section stands in its review: when it is due, on whose desk it lies, since when, who can act there."""

    due_on: date | None = None
    is_overdue: bool = False
    desk: Promise | str = ""
    since: datetime | None = None
    holders: tuple[str, ...] = ()
    sent_back_by: str = ""
    """Who sent the section back, if that is why it is being drafted, and the reason."""
    sent_back_reason: str = ""


@dataclass(frozen=True, slots=True)
class Principal:
    """Whose seat a substitute writes in; `capacity` is the policy's code (代理, 代行 …)."""

    user_id: int
    capacity: str


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One decision for a page to list: the move, who made it in which role, on which revision.

    `acting_for` and `capacity` are set where a substitute signed (職務代理).
    """

    label: Promise | str
    role: Promise | str
    actor: str
    at: datetime
    comment: str
    revision_number: int | None
    acting_for: str = ""
    capacity: Promise | str = ""

    @property
    def signature(self) -> str:
        """The name on the stamp: 「甲」, or 「甲 代理 乙」 in the capacity of the decision."""
        return stamp(self.actor, self.capacity, self.acting_for)


def stamp(actor: str, capacity: Promise | str, acting_for: str) -> str:
    return f"{actor} {capacity} {acting_for}" if acting_for else actor


class AccessPolicy(Protocol):
    """What reports asks. `now` is an aware datetime; roles hold by office date."""

    def can(self, user: User, ability: Ability, subject: Agency | Report | Section, now: datetime) -> bool: ...

    def visible_reports(self, user: User, now: datetime) -> QuerySet[Report]: ...

    def visible_sections(self, user: User, now: datetime) -> QuerySet[Section]: ...

    def own_sections(self, user: User, now: datetime) -> QuerySet[Section]: ...

    def overseen_agencies(self, user: User, now: datetime) -> QuerySet[Agency]: ...

    def holds_seat(self, user: User, agency: Agency, now: datetime) -> bool:
        """Whether the agency counts on this person: a role now or later, or a signature that only they can give."""

    def principal(self, user: User, section: Section, now: datetime) -> Principal | None:
        """In whose seat this person writes the section; None for their own."""

    def capacity_label(self, capacity: str) -> Promise | str: ...

    def word(self, code: str) -> Promise | str:
        """What people read for an action, a role, a capacity or an event's subject; an unknown code as it is."""

    def offered_moves(self, user: User, subject: Report | Section, now: datetime) -> tuple[OfferedMove, ...]: ...

    def standings(self, sections: Iterable[Section], now: datetime) -> Mapping[int, Standing]: ...

    def trail(self, subject: Report | Section) -> tuple[TrailEntry, ...]: ...

    def trails(self, sections: Iterable[Section]) -> Mapping[int, Sequence[TrailEntry]]: ...


@cache
def policy() -> AccessPolicy:
    loaded: AccessPolicy = import_string(settings.ACCESS_POLICY)
    return loaded


def signature(revision: SectionRevision) -> str:
    """Who wrote a revision, as on a stamp. Reads the two people where they are not at hand."""
    principal = str(revision.acting_for or "")
    return stamp(str(revision.author), policy().capacity_label(revision.capacity) if principal else "", principal)


def require(user: User, ability: Ability, subject: Agency | Report | Section, now: datetime) -> None:
    if not policy().can(user, ability, subject, now):
        raise NotPermitted("no_role")
