"""One's own settings over the API; nobody else's have an address."""

import pytest

from reports.models import User
from tests.factories.office import make_user
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db

MINE = f"{ROOT}/me/preferences"
CHOICE = {"language": "en", "digest_hour": 9, "without_mail": ["signed_off", "mentioned"]}


@pytest.fixture
def user() -> User:
    return make_user("alice")


def test_what_is_put_is_what_is_got(user):
    client = client_of(user)

    put = client.put(MINE, CHOICE, format="json")
    got = client.get(MINE).json()

    assert put.status_code == 200
    assert put.json() == got
    assert (got["language"], got["digest_hour"], got["usual_digest_hour"]) == ("en", 9, 8)
    assert got["without_mail"] == ["mentioned", "signed_off"]
    assert "overdue" in got["always_by_mail"]


def test_one_persons_choice_is_not_anothers(user):
    client_of(user).put(MINE, CHOICE, format="json")

    got = client_of(make_user("bob")).get(MINE).json()

    assert (got["language"], got["digest_hour"], got["without_mail"]) == ("zh-hant", None, [])


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"without_mail": ["overdue"]}, (422, "mandatory")),
        ({"without_mail": ["no_such_kind"]}, (400, "invalid")),
        ({"digest_hour": 5}, (400, "invalid")),
        ({"language": "tlh"}, (400, "invalid")),
    ],
)
def test_what_cannot_be_chosen_is_refused(user, change, answer):
    assert refusal(client_of(user).put(MINE, CHOICE | change, format="json")) == answer


def test_all_of_it_is_replaced_so_all_of_it_is_needed(user):
    answer = client_of(user).put(MINE, {"language": "en"}, format="json")

    assert refusal(answer) == (400, "invalid")
    assert set(answer.json()["error"]["details"]) == {"digest_hour", "without_mail"}
