"""Substitutes in the admin: appointed and ended by whose seat it is, or by the secretariat."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from approvals.models import Assignment, Substitution
from reports.models import User
from tests.factories.office import make_office
from tests.factories.staff import staff_client

pytestmark = pytest.mark.django_db
ADD = "/admin/approvals/substitution/add/"


def today():
    return timezone.localdate()


def form(office, substitute="other_chief", principal="chief", days=10):
    seat = Assignment.objects.get(user=office.people[principal], acting_for=None)
    last = today() + timedelta(days=days)
    return {
        "seat": seat.pk, "substitute": office.people[substitute].pk, "capacity": "acting", "section_kind": "",
        "valid_from": str(today()), "valid_to": str(last),
    }  # fmt: skip


@pytest.mark.parametrize("who", ["chief", "secretary"])
def test_a_substitute_is_appointed_and_enters_the_admin(office, who):
    answer = staff_client(office, who).post(ADD, form(office, substitute="outsider"))

    assert answer.status_code == 302
    row = Substitution.objects.get(acting_for__isnull=False)
    assert (row.user, row.acting_for, row.capacity) == (office.people["outsider"], office.people["chief"], "acting")
    assert User.objects.get(pk=row.user_id).is_staff


def test_a_refusal_keeps_what_was_typed(office):
    client = staff_client(office, "secretary")
    client.post(ADD, form(office))

    answer = client.post(ADD, form(office, substitute="outsider"))

    assert answer.status_code == 200
    assert "nia-other_chief is the substitute from" in answer.content.decode()
    assert Substitution.objects.filter(acting_for__isnull=False).count() == 1


def test_the_form_asks_in_the_themes_menus_and_for_the_capacity(office, settings):
    client = staff_client(office, "chief")

    shown = client.get(ADD).content.decode()
    answer = client.post(ADD, form(office, substitute="outsider") | {"capacity": ""})

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {"capacity"}
    menus = [tag for tag in re.findall(r"<select[^>]*>", shown) if re.search(r'name="(seat|substitute|capacity)"', tag)]
    assert [("appearance-none" in tag) for tag in menus] == [settings.ADMIN_THEME == "unfold"] * 3


@pytest.mark.parametrize("principal", ["other_chief", "head"])
def test_nobody_gives_away_the_seat_of_somebody_else(office, principal):
    answer = staff_client(office, "chief").post(ADD, form(office, substitute="outsider", principal=principal))

    assert answer.status_code == 200
    assert not Assignment.objects.filter(acting_for__isnull=False).exists()


def test_a_person_of_another_agency_cannot_be_chosen(office):
    office.people["far"] = make_office("far").people["chief"]

    assert staff_client(office, "secretary").post(ADD, form(office, substitute="far")).status_code == 200
    assert not Assignment.objects.filter(acting_for__isnull=False).exists()


def test_it_is_ended_earlier_but_not_later(office):
    client = staff_client(office, "chief")
    client.post(ADD, form(office))
    row = Assignment.objects.get(acting_for__isnull=False)
    address = f"/admin/approvals/substitution/{row.pk}/change/"

    later = client.post(address, {"valid_to": "2199-01-01"})
    client.post(address, {"valid_to": str(today())})

    assert later.status_code == 200
    row.refresh_from_db()
    assert row.valid_to == today()


def test_who_is_no_part_of_it_does_not_see_it(office):
    staff_client(office, "chief").post(ADD, form(office))
    row = Assignment.objects.get(acting_for__isnull=False)
    address = f"/admin/approvals/substitution/{row.pk}/change/"

    assert staff_client(office, "clerk_chief").get(address).status_code == 302
    assert staff_client(make_office("far"), "secretary").get(address).status_code == 302
    assert staff_client(office, "other_chief").post(address, {"valid_to": str(date(2026, 1, 1))}).status_code == 403
