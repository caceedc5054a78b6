"""The calendar's address over the API."""

import base64

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from approvals.models import CalendarFeed
from reports.domain.tokens import issue_token
from tests.factories.office import PASSWORD, make_user
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db

MINE = f"{ROOT}/me/calendar"
NOTHING = {"created_at": None, "last_used_at": None}


@pytest.fixture
def user():
    return make_user("alice")


def test_an_address_is_made_with_the_password_and_revoked(user):
    pair = base64.b64encode(f"alice:{PASSWORD}".encode()).decode()
    client = APIClient(headers={"Authorization": f"Basic {pair}"})
    assert client.get(MINE).json() == NOTHING

    made = client.post(MINE)

    path = made.json()["address"].removeprefix("http://localhost:8000")
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    assert Client().get(path).status_code == 200
    assert client.get(MINE).json()["last_used_at"] is not None
    assert client.delete(MINE).status_code == 204
    assert (client.get(MINE).json(), Client().get(path).status_code) == (NOTHING, 404)


def test_a_key_makes_no_address(user):
    _token, key = issue_token(user=user, label="x", days=1, now=timezone.now())
    client = APIClient(headers={"Authorization": f"Token {key}"})

    assert refusal(client.post(MINE)) == (403, "password_needed")
    assert not CalendarFeed.objects.exists()


def test_one_person_cannot_revoke_anothers(user):
    client_of(user).post(MINE)

    client_of(make_user("bob")).delete(MINE)

    assert CalendarFeed.objects.filter(user=user).exists()
