import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings
from structlog.contextvars import get_contextvars

from config.middleware import (
    ADMIN_POLICY,
    STRICT_POLICY,
    ContentSecurityPolicyMiddleware,
    LanguageMiddleware,
    RequestIdMiddleware,
    VisitorAddressMiddleware,
    client_ip,
)


def _ok(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def test_request_id_is_made_anew_for_each_request(rf: RequestFactory) -> None:
    answer = RequestIdMiddleware(_ok)

    first, second = answer(rf.get("/")), answer(rf.get("/"))

    assert len(first["X-Request-ID"]) == 32
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_request_id_is_in_the_log_context_only_during_the_request(rf: RequestFactory) -> None:
    seen: list[dict[str, object]] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(dict(get_contextvars()))
        return HttpResponse()

    response = RequestIdMiddleware(view)(rf.get("/"))

    assert seen == [{"request_id": response["X-Request-ID"]}]
    assert get_contextvars() == {}


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [
        (1, "abcd-1234-efgh", True),
        (0, "abcd-1234-efgh", False),
        (1, "short", False),
        (1, "abcd1234\nforged: line", False),
        (1, "x" * 65, False),
    ],
)
def test_request_id_given_from_outside_is_kept_only_behind_a_proxy(
    rf: RequestFactory, settings: Settings, proxies: int, given: str, kept: bool
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies

    response = RequestIdMiddleware(_ok)(rf.get("/", HTTP_X_REQUEST_ID=given))

    assert (response["X-Request-ID"] == given) is kept


@pytest.mark.parametrize(
    ("path", "policy"),
    [("/", STRICT_POLICY), ("/admin/login/", ADMIN_POLICY), ("/administration/", STRICT_POLICY)],
)
def test_policy_is_relaxed_under_admin_alone(rf: RequestFactory, path: str, policy: str) -> None:
    response = ContentSecurityPolicyMiddleware(_ok)(rf.get(path))

    assert response["Content-Security-Policy"] == policy


def test_strict_policy_allows_nothing_unsafe_and_no_other_host() -> None:
    assert "unsafe" not in STRICT_POLICY
    assert "http" not in STRICT_POLICY
    assert "script-src 'self' 'unsafe-eval';" in ADMIN_POLICY


def test_policy_of_a_view_stays(rf: RequestFactory) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    assert ContentSecurityPolicyMiddleware(view)(rf.get("/"))["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "9.9.9.9", "10.0.0.1"),
        (1, "9.9.9.9, 1.1.1.1", "1.1.1.1"),
        (2, "9.9.9.9, 1.1.1.1", "9.9.9.9"),
        (2, "1.1.1.1", "1.1.1.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_client_ip_believes_only_the_trusted_proxies(
    rf: RequestFactory, settings: Settings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies

    request = rf.get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="10.0.0.1")

    assert client_ip(request) == expected


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("1.1.1.1", "1.1.1.1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("unix:", ""),
        ("1.1.1.1:80", ""),
        ("'; DROP TABLE x", ""),
    ],
)
def test_the_address_of_the_visitor_is_an_address(
    rf: RequestFactory, settings: Settings, given: str, address: str
) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", HTTP_X_FORWARDED_FOR=given, REMOTE_ADDR="10.0.0.1")

    VisitorAddressMiddleware(lambda _request: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == address


def test_every_answer_carries_id_and_policy(client: Client) -> None:
    response = client.get("/healthz")

    assert response.headers["Content-Security-Policy"] == STRICT_POLICY
    assert len(response.headers["X-Request-ID"]) == 32


def test_a_cache_is_told_all_that_decides_the_language(rf: RequestFactory) -> None:
    answer = LanguageMiddleware(_ok)(rf.get("/"))

    assert (answer["Vary"], answer["Content-Language"]) == ("Accept-Language, Cookie", "en")


def test_what_names_its_own_language_varies_by_nothing(rf: RequestFactory) -> None:
    answer = LanguageMiddleware(lambda _request: HttpResponse(headers={"Content-Language": "zh-Hant-TW"}))(rf.get("/"))

    assert "Vary" not in answer
