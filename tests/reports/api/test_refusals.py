"""Every way of asking wrongly has its status, its code and the one shape; nothing of it is written."""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle, SimpleRateThrottle, UserRateThrottle
from rest_framework.views import APIView

from config.settings import base
from reports.api.parsers import LARGEST_BODY
from reports.domain.tokens import issue_token
from reports.models import SectionRevision
from tests.factories.office import Office, make_office
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db

OPEN = {"session"}
"""What answers without a login: logging in."""


ARGUMENTS = {
    "comment_id": 1, "consultation_id": 1, "deadline_id": 1, "delivery_id": 1, "edition_id": 1, "evidence_id": 1,
    "extension_id": 1, "notice_id": 1, "report_id": 1, "section_id": 1, "substitution_id": 1, "token_id": 1,
    "webhook_id": 1, "number": 1, "name": "a", "fingerprint": "b", "code": "c",
}  # fmt: skip


def patterns() -> list[URLPattern]:
    """Everything under the API."""
    [api] = [part for part in get_resolver().url_patterns if getattr(part, "app_name", None) == "api"]
    return api.url_patterns


def address_of(pattern: URLPattern) -> str:
    return reverse(f"api:{pattern.name}", kwargs={name: ARGUMENTS[name] for name in pattern.pattern.converters})


def test_every_address_needs_a_login_but_the_login():
    answers = {pattern.name: Client().get(address_of(pattern)).status_code for pattern in patterns()}

    assert len(answers) > 20
    assert {name for name, status in answers.items() if status != 401} == OPEN


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def client(office) -> APIClient:
    return client_of(office.people["writer"])


def put(client: APIClient, office: Office, body: bytes, content_type: str = "application/json"):
    section = office.section()
    return client.generic(
        "PUT", f"{ROOT}/sections/{section.pk}/content", body, content_type, headers={"If-Match": section.etag}
    )


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b'{"kind": "plan", "title": "cut', (400, "parse_error")),
        (b"", (400, "invalid_content")),
        (b"\xff\xfe\x00", (400, "parse_error")),
        ('{"kind": "計畫"}'.encode("big5"), (400, "parse_error")),
        (b"[" * 100_000, (400, "parse_error")),
        (b'{"kind": "plan", "period_start_year": ' + b"9" * 5000 + b"}", (400, "parse_error")),
        (b'{"kind": "plan", "period_start_year": NaN}', (400, "parse_error")),
        (b'{"kind": "plan", "period_start_year": 1e400}', (400, "invalid_content")),
        (b'{"kind": "plan", "title": "\\ud800"}', (400, "invalid_content")),
        (b'{"kind": "plan", "title": "\\u0000"}', (400, "invalid_content")),
        (b'{"kind": "\\ud800"}', (400, "invalid_content")),
        (b'{"kind": "plan", "\\ud800": 1}', (400, "invalid_content")),
        (b'{"kind": "plan", "period_start_year": "\\ud800"}', (400, "invalid_content")),
        (b"[]", (400, "invalid_content")),
        (b"null", (400, "invalid_content")),
        (b'"plan"', (400, "invalid_content")),
        (b'{"kind": ["plan"]}', (400, "invalid_content")),
        (b'{"kind": {}}', (400, "invalid_content")),
        (b'"' + b"x" * LARGEST_BODY + b'"', (413, "too_large")),
    ],
)
def test_a_body_that_is_no_content_is_refused(client, office, body, answer):
    assert refusal(put(client, office, body)) == answer
    assert SectionRevision.objects.count() == 0


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "x"])
def test_only_json_is_read(client, office, content_type):
    assert refusal(put(client, office, b"{}", content_type)) == (415, "unsupported_media_type")


def test_only_json_is_spoken(client):
    response = client.get(f"{ROOT}/reports", headers={"Accept": "application/xml"})

    assert refusal(response) == (406, "not_acceptable")


def test_what_an_address_cannot_do_is_405(client):
    response = client.delete(f"{ROOT}/reports")

    assert refusal(response) == (405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["nothing", "sections/abc", f"sections/{10**30}", f"reports/{2**63}", "sections/0"])
def test_an_address_that_names_nothing_is_404(client, path):
    assert refusal(client.get(f"{ROOT}/{path}")) == (404, "not_found")


def test_words_follow_accept_language(office):
    client = client_of(office.people["writer"])
    section = office.section()

    chinese, english = (
        client.put(
            f"{ROOT}/sections/{section.pk}/content",
            {"kind": "plan", "surplus": 1},
            headers={"If-Match": section.etag, "Accept-Language": language},
        ).json()["error"]
        for language in ("zh-hant", "en")
    )

    assert english["details"][0]["message"] == "There is no value of this name."
    assert chinese["code"] == english["code"]


@pytest.mark.parametrize(("limits", "address"), [({"user": "2/min"}, "sections"), ({"tokens": "2/min"}, "tokens")])
def test_who_asks_too_often_is_told_when_to_come_back(office, monkeypatch, limits, address):
    monkeypatch.setattr(APIView, "throttle_classes", [UserRateThrottle, ScopedRateThrottle])
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"user": None, "tokens": None, "actions": None, **limits})
    client = client_of(office.people["writer"])

    statuses = [client.get(f"{ROOT}/{address}").status_code for _time in range(2)]
    response = client.get(f"{ROOT}/{address}")

    assert statuses == [200, 200]
    assert refusal(response) == (429, "throttled")
    assert 0 < response.json()["error"]["details"]["retry_after_seconds"] <= 60
    assert int(response["Retry-After"]) <= 60


def test_every_scope_has_a_rate():
    rates = base.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    scopes = {getattr(pattern.callback.cls, "throttle_scope", None) for pattern in patterns()} - {None}

    assert scopes == {"actions", "tokens"}
    assert scopes <= set(rates)


def test_a_key_is_asked_for_by_its_scheme(office):
    _token, key = issue_token(user=office.people["writer"], label="x", days=1, now=office.now())

    response = APIClient(headers={"Authorization": f"Bearer {key}"}).get(f"{ROOT}/reports")

    assert refusal(response) == (401, "not_authenticated")
    assert response["WWW-Authenticate"] == "Token"
