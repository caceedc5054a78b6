"""The demo's agency: six divisions and a person for every role, made through the ordinary tables."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from approvals.domain import appointments
from approvals.domain.roles import sync_people
from approvals.enums import Role
from approvals.models import Assignment
from reports.domain.signing import active_key, make_key
from reports.enums import DivisionKind
from reports.models import Agency, Division, User

AGENCY_CODE = "demo"
AGENCY_NAME = "範例移民署"
AGENCY_NAME_EN = "Sample Immigration Agency"
DIVISIONS: dict[str, tuple[str, str, DivisionKind]] = {
    "border": ("國境事務組", "Border Affairs Division", DivisionKind.LINE),
    "services": ("移民服務組", "Immigrant Services Division", DivisionKind.LINE),
    "accounting": ("主計室", "Accounting Office", DivisionKind.ACCOUNTING),
    "personnel": ("人事室", "Personnel Office", DivisionKind.PERSONNEL),
    "secretariat": ("秘書室", "Secretariat", DivisionKind.SECRETARIAT),
    "head": ("署長室", "Office of the Director-General", DivisionKind.HEAD_OFFICE),
}
# username: (name on documents, division, role)
PEOPLE: dict[str, tuple[str, str, Role]] = {
    "chen": ("陳怡君", "border", Role.CONTRIBUTOR),
    "lin": ("林志明", "border", Role.SUPERVISOR),
    "huang": ("黃雅婷", "services", Role.CONTRIBUTOR),
    "chang": ("張建宏", "services", Role.SUPERVISOR),
    "hsu": ("許麗珠", "services", Role.REGISTRY),
    "lee": ("李淑芬", "secretariat", Role.CONTRIBUTOR),
    "wang": ("王俊傑", "secretariat", Role.SUPERVISOR),
    "wu": ("吳美玲", "secretariat", Role.SECRETARIAT),
    "tsai": ("蔡文雄", "head", Role.HEAD),
}
ADMINISTRATOR = "admin"
IN_OFFICE_SINCE = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Cast:
    """The agency and its people; `passwords` by username, `is_new` False when they were there already."""

    agency: Agency
    people: dict[str, User]
    passwords: dict[str, str]
    is_new: bool

    def holding(self, role: Role, division: Division | None = None) -> User:
        """The person with this role, in this division where a division is given."""
        return next(
            self.people[name]
            for name, (_name, code, held) in PEOPLE.items()
            if held is role and (division is None or code == division.code)
        )


def gather(accounts_file: Path, now: datetime) -> Cast:
    """The demo's people, made on the first run; their passwords are kept beside the demo's other files."""
    agency, is_new = Agency.objects.get_or_create(
        code=AGENCY_CODE, defaults={"name": AGENCY_NAME, "name_en": AGENCY_NAME_EN}
    )
    divisions = {
        code: Division.objects.get_or_create(
            agency=agency, code=code, defaults={"name": name, "name_en": name_en, "kind": kind}
        )[0]
        for code, (name, name_en, kind) in DIVISIONS.items()
    }
    if active_key(agency) is None:
        make_key(agency=agency, now=now)
    passwords = _read(accounts_file)
    people = {name: _person(name, agency, passwords) for name in PEOPLE}
    for name, (_name, division, role) in PEOPLE.items():
        seat = {"user": people[name], "division": divisions[division], "role": role, "valid_from": IN_OFFICE_SINCE}
        if not Assignment.objects.filter(**seat).exists():
            appointments.keep(assignment=Assignment(**seat), actor=None, now=now)
    _administrator(passwords)
    sync_people(now=now)
    _write(accounts_file, passwords)
    return Cast(agency, people, passwords, is_new)


def _person(username: str, agency: Agency, passwords: dict[str, str]) -> User:
    user = User.objects.filter(username=username).first() or User(
        username=username, agency=agency, display_name=PEOPLE[username][0], email=f"{username}@demo.example"
    )
    return _with_password(user, passwords)


def _administrator(passwords: dict[str, str]) -> None:
    user = User.objects.filter(username=ADMINISTRATOR).first() or User(
        username=ADMINISTRATOR, display_name="系統管理員", is_staff=True, is_superuser=True, email="admin@demo.example"
    )
    _with_password(user, passwords)


def _with_password(user: User, passwords: dict[str, str]) -> User:
    """A password is made where none is known: for a new person, or when the accounts file was thrown away."""
    if user.username not in passwords or user.pk is None:
        passwords[user.username] = secrets.token_urlsafe(9)
        user.set_password(passwords[user.username])
        user.save()
    return user


def _read(accounts_file: Path) -> dict[str, str]:
    if not accounts_file.exists():
        return {}
    return dict(line.split("\t", 1) for line in accounts_file.read_text("utf-8").splitlines() if "\t" in line)


def _write(accounts_file: Path, passwords: dict[str, str]) -> None:
    accounts_file.parent.mkdir(parents=True, exist_ok=True)
    accounts_file.touch(mode=0o600, exist_ok=True)
    accounts_file.write_text("".join(f"{name}\t{word}\n" for name, word in passwords.items()), "utf-8")
