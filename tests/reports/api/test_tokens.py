"""Keys to the API: made with a password, kept as a hash, expiring, revocable."""

import base64
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from reports.domain.tokens import digest_of, issue_token, revoke_token
from reports.models import ApiToken, User
from tests.factories.office import PASSWORD, make_user
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user("alice")


def by_key(key: str) -> APIClient:
    return APIClient(headers={"Authorization": f"Token {key}"})


def by_password(password: str = PASSWORD) -> APIClient:
    pair = base64.b64encode(f"alice:{password}".encode()).decode()
    return APIClient(headers={"Authorization": f"Basic {pair}"})


def test_a_key_is_made_with_the_password_and_opens_the_api(user):
    made = by_password().post(f"{ROOT}/tokens", {"label": "script", "days": 30}, format="json")

    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    assert made.json()["key"].startswith("jibao_")
    assert by_key(made.json()["key"]).get(f"{ROOT}/reports").status_code == 200


@pytest.mark.parametrize("pair", [b"alice\0:x", b"alice:x\0"])
def test_a_login_that_no_database_can_look_up_is_refused(user, pair):
    client = APIClient(headers={"Authorization": f"Basic {base64.b64encode(pair).decode()}"})

    assert refusal(client.get(f"{ROOT}/tokens")) == (401, "invalid_login")


def test_only_the_hash_of_a_key_is_kept(user):
    token, key = issue_token(user=user, label="x", days=1, now=timezone.now())

    row = ApiToken.objects.filter(pk=token.pk).values().get()

    assert row["digest"] == digest_of(key) != key
    assert not any(key.removeprefix("jibao_") in str(value) for value in row.values())
    assert "key" not in by_key(key).get(f"{ROOT}/tokens").json()["results"][0]


@pytest.mark.parametrize(("days", "status"), [(1, 200), (-1, 401), (0, 401)])
def test_a_key_expires(user, days, status):
    _token, key = issue_token(user=user, label="x", days=days, now=timezone.now())

    assert by_key(key).get(f"{ROOT}/reports").status_code == status


def test_a_revoked_key_opens_nothing(user):
    token, key = issue_token(user=user, label="x", days=1, now=timezone.now())
    client = by_key(key)

    assert client.delete(f"{ROOT}/tokens/{token.pk}").status_code == 204
    assert refusal(client.get(f"{ROOT}/reports")) == (401, "invalid_token")


def test_revoking_again_keeps_the_first_moment(user, now):
    token, _key = issue_token(user=user, label="x", days=1, now=now)
    revoke_token(token=token, now=now)

    revoke_token(token=token, now=now + timedelta(hours=1))

    token.refresh_from_db()
    assert token.revoked_at == now


def test_the_key_of_a_person_who_left_opens_nothing(user):
    _token, key = issue_token(user=user, label="x", days=1, now=timezone.now())
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert refusal(by_key(key).get(f"{ROOT}/reports")) == (401, "invalid_token")


@pytest.mark.parametrize("header", ["Token jibao_wrong", "Token", "Token  ", "token \udcff", "Token " + "x" * 5000])
def test_a_key_that_is_none_is_401_and_says_how_to_log_in(user, header):
    response = APIClient().get(f"{ROOT}/reports", HTTP_AUTHORIZATION=header)

    assert refusal(response) == (401, "invalid_token")
    assert response["WWW-Authenticate"] == "Token"


def test_use_is_noted_at_most_once_a_minute(user, django_assert_num_queries):
    token, key = issue_token(user=user, label="x", days=1, now=timezone.now())
    client = by_key(key)

    with django_assert_num_queries(3):
        client.get(f"{ROOT}/reports")
    token.refresh_from_db()
    first = token.last_used_at
    with django_assert_num_queries(2):
        client.get(f"{ROOT}/reports")
    token.refresh_from_db()

    assert first is not None
    assert token.last_used_at == first


def test_a_key_cannot_make_another(user):
    _token, key = issue_token(user=user, label="x", days=1, now=timezone.now())

    response = by_key(key).post(f"{ROOT}/tokens", {"label": "more"}, format="json")

    assert refusal(response) == (403, "password_needed")
    assert ApiToken.objects.count() == 1


def test_the_password_opens_nothing_but_the_keys(user):
    assert refusal(by_password().get(f"{ROOT}/reports")) == (401, "not_authenticated")
    assert refusal(by_password("wrong").get(f"{ROOT}/tokens")) == (401, "invalid_login")


@pytest.mark.parametrize(
    "body", [{}, {"label": ""}, {"label": "x" * 61}, {"label": "x", "days": 366}, {"label": 3.5e9}]
)
def test_a_key_that_cannot_be_is_not_made(user, body):
    response = client_of(user).post(f"{ROOT}/tokens", {"days": 0, **body}, format="json")

    assert refusal(response) == (400, "invalid")
    assert ApiToken.objects.count() == 0


def test_the_command_prints_a_key_once(user):
    out, err = StringIO(), StringIO()

    call_command("issue_token", "alice", "--label", "night job", "--days", "7", stdout=out, stderr=err)

    key = out.getvalue().strip()
    token = ApiToken.objects.get(digest=digest_of(key))
    assert (token.user, token.label) == (user, "night job")
    assert token.expires_at - token.created_at == timedelta(days=7)
    assert key not in err.getvalue()


@pytest.mark.parametrize(
    "arguments", [["bob"], ["alice", "--days", "0"], ["alice", "--days", "366"], ["alice", "--label", " "]]
)
def test_the_command_refuses_what_cannot_be(user, arguments):
    with pytest.raises(CommandError):
        call_command("issue_token", *arguments)

    assert ApiToken.objects.count() == 0
