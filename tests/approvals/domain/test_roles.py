"""Who may enter the admin, and what each role opens there."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from approvals.domain.roles import GROUP_PREFIX, ROLE_PERMISSIONS, group_name, sync_people, sync_person
from approvals.enums import Role
from reports.models import User
from tests.factories.office import NOW, assign, make_office, make_user

pytestmark = pytest.mark.django_db


def groups(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


def test_a_role_opens_its_group_and_the_admin():
    office = make_office()

    sync_people(now=NOW)

    staff = User.objects.filter(is_staff=True).order_by("username").values_list("username", flat=True)
    assert list(staff) == ["nia-chief", "nia-clerk_chief", "nia-head", "nia-other_chief", "nia-secretary"]
    assert groups(office.people["secretary"]) == [group_name(Role.SECRETARIAT)]
    assert groups(office.people["writer"]) == []


def test_a_group_has_exactly_the_permissions_of_the_table():
    office = make_office()
    sync_people(now=NOW)

    assert office.people["chief"].get_all_permissions() == ROLE_PERMISSIONS[Role.SUPERVISOR]
    assert office.people["secretary"].get_all_permissions() == ROLE_PERMISSIONS[Role.SECRETARIAT]


def test_nobody_may_write_what_the_moves_write():
    writing = {name for names in ROLE_PERMISSIONS.values() for name in names if ".view_" not in name}
    guarded = ("decision", "auditevent", "revision", "finding", "round", "edition", "rendition", "waiver", "desk")

    assert [name for name in writing if any(word in name for word in guarded) or "delete" in name] == []


def test_syncing_twice_changes_nothing_more():
    make_office()
    first = sync_people(now=NOW)

    assert len(first) == 5
    assert sync_people(now=NOW) == ()


def test_an_ended_assignment_takes_group_and_access_away():
    office = make_office()
    sync_people(now=NOW)
    office.people["chief"].assignments.update(valid_to=date(2026, 1, 31))

    sync_people(now=NOW + timedelta(days=30))

    chief = User.objects.get(pk=office.people["chief"].pk)
    assert (groups(chief), chief.is_staff) == ([], False)


def test_a_superuser_stays_staff_and_foreign_groups_stay():
    admin = make_user("installation-admin", is_superuser=True, is_staff=True)
    own = admin.groups.create(name="coffee")

    sync_people(now=NOW)

    admin.refresh_from_db()
    assert admin.is_staff
    assert list(admin.groups.all()) == [own]
    assert not own.name.startswith(GROUP_PREFIX)


def test_one_person_can_be_synced_alone():
    office = make_office()
    user = make_user("new-chief", office.agency)
    assign(user, office.divisions["line"], Role.SUPERVISOR)

    change = sync_person(user=user, now=NOW)

    assert change is not None
    assert (groups(user), user.is_staff) == ([group_name(Role.SUPERVISOR)], True)
    assert not User.objects.get(username="nia-chief").is_staff


def test_the_command_says_whom_it_changed(capsys):
    make_office()

    call_command("sync_roles")

    assert "nia-head: role: head; may enter the admin" in capsys.readouterr().out.splitlines()
