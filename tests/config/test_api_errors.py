from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from reports.domain.refusals import Refusal


class UnableToTest(Refusal):
    texts = {"state_changed": "Somebody was faster: %(winner)s."}  # type: ignore[dict-item]
    statuses = {"not_yours": 403}


class Shape(serializers.Serializer[Any]):
    year = serializers.IntegerField(min_value=100)


ERRORS: dict[str, Exception] = {
    "refusal": UnableToTest("state_changed", winner="alice"),
    "parse": exceptions.ParseError(),
    "unauthenticated": exceptions.NotAuthenticated(),
    "denied": PermissionDenied(),
    "missing": Http404(),
    "conflict": exceptions.APIException(),
    "model": ValidationError({"year": ["Too early."]}),
    "bug": KeyError("a bug"),
}


class Failing(APIView):
    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request, name: str) -> Response:
        raise ERRORS[name]

    def post(self, request: Request, name: str) -> Response:
        Shape(data=request.data).is_valid(raise_exception=True)
        return Response({})


class OneAnHour(SimpleRateThrottle):
    scope = "actions"
    rate = "1/hour"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return "one"


class Throttled(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (OneAnHour,)

    def get(self, request: Request) -> Response:
        return Response({})


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise KeyError("a bug")


@login_not_required
def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("forged")


urlpatterns = [
    path("broken", broken),
    path("suspicious", suspicious),
    path("api/v1/throttled", Throttled.as_view()),
    path("api/v1/<name>", Failing.as_view()),
    path("", include("config.urls")),  # the error pages link to the site's own
]
handler404 = "config.api_errors.not_found"
handler500 = "config.api_errors.server_error"
handler400 = "config.api_errors.bad_request"

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def calm_client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("refusal", 409, "state_changed"),
        ("parse", 400, "parse_error"),
        ("unauthenticated", 401, "not_authenticated"),
        ("denied", 403, "permission_denied"),
        ("missing", 404, "not_found"),
        ("conflict", 500, "error"),
        ("model", 400, "invalid"),
        ("bug", 500, "server_error"),
        ("no/such/address", 404, "not_found"),
    ],
)
def test_every_error_has_the_one_shape(calm_client: Client, name: str, status: int, code: str) -> None:
    response = calm_client.get(f"/api/v1/{name}")

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert set(error) == {"code", "message", "details", "request_id"}
    assert error["message"]
    assert error["request_id"] == response.headers["X-Request-ID"]


def test_refusal_brings_its_text_and_its_parameters(client: Client) -> None:
    error = client.get("/api/v1/refusal").json()["error"]

    assert error["message"] == "Somebody was faster: alice."
    assert error["details"] == {"winner": "alice"}


def test_unauthenticated_says_how_to_log_in(client: Client) -> None:
    assert client.get("/api/v1/unauthenticated").headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("content", "content_type", "status", "code", "details"),
    [
        ('{"year": 1', "application/json", 400, "parse_error", {}),
        ('{"year": 1}', "text/csv", 415, "unsupported_media_type", {}),
        (
            '{"year": 1}',
            "application/json",
            400,
            "invalid",
            {"year": ["Ensure this value is greater than or equal to 100."]},
        ),
    ],
)
def test_a_bad_body_says_what_is_wrong(
    client: Client, content: str, content_type: str, status: int, code: str, details: dict[str, Any]
) -> None:
    response = client.post("/api/v1/any", content, content_type=content_type)

    error = response.json()["error"]
    assert (response.status_code, error["code"], error["details"]) == (status, code, details)


def test_a_body_over_the_limit_is_413(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    response = client.post("/api/v1/any", '{"year": 114, "more": 1}', content_type="application/json")

    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")


def test_another_method_is_405(client: Client) -> None:
    response = client.delete("/api/v1/any")

    assert (response.status_code, response.json()["error"]["code"]) == (405, "method_not_allowed")


def test_throttled_says_when_to_come_back(client: Client) -> None:
    client.get("/api/v1/throttled")

    response = client.get("/api/v1/throttled")

    assert (response.status_code, response.json()["error"]["code"]) == (429, "throttled")
    assert 3590 < response.json()["error"]["details"]["retry_after_seconds"] <= 3600


def test_a_page_outside_the_api_stays_a_page(calm_client: Client) -> None:
    response = calm_client.get("/no/such/page")

    assert (response.status_code, response.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize(("language", "message"), [("en", "Something went wrong."), ("zh-hant", "發生錯誤。")])
def test_a_page_that_breaks_says_so_in_the_readers_language(calm_client: Client, language: str, message: str) -> None:
    response = calm_client.get("/broken", headers={"Accept-Language": language})

    assert response.status_code == 500
    assert f"<h1>{message}</h1>" in response.content.decode()


def test_a_page_that_was_asked_for_wrongly_says_so(calm_client: Client) -> None:
    response = calm_client.get("/suspicious", headers={"Accept-Language": "en"})

    assert response.status_code == 400
    assert "<h1>Bad request.</h1>" in response.content.decode()
