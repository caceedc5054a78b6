"""Every address needs a login unless it is on this list."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter

PUBLIC = {
    "healthz",
    "readyz",
    "metrics",  # behind its own token
    "admin/login/",
    "accounts/login/",
    "i18n/setlang/",
    "api/v1/session",  # logs in and says who is
    "",  # leads to the published reports, or to one's own desk
    ".well-known/jibao-keys.json",
    ".well-known/jibao-keys/<slug:key_id>.pem",
    "verify/",
    "verify/jibao_verify.py",
    "calendar/<str:token>.ics",  # the address is a key; the sample opens nothing
    "unsubscribe/<str:token>/",  # the address is signed; the sample is not
    "robots.txt",
    "published/",
    "published/catalogue.csv",
    "published/catalogue.jsonld",
    "published/<slug:agency>/<int:roc_year>/<int:number>/dataset.csv",
    "published/<slug:agency>/<int:roc_year>/<int:number>/dataset.jsonld",
    "published/feed.atom",
    "published/<slug:agency>/feed.atom",
    "published/<slug:agency>/<int:roc_year>/",
    "published/<slug:agency>/<int:roc_year>/<int:number>/",
    "published/<slug:agency>/<int:roc_year>/<int:number>/files/<str:name>",
    "published/<slug:agency>/<int:roc_year>/<int:number>/manifest.json",
    "published/<slug:agency>/<int:roc_year>/<int:number>/changes/",
    "published/<slug:agency>/<int:roc_year>/<int:number>/changes.json",
    "published/<slug:agency>/<int:roc_year>/<int:number>/manifest.sig",
    "published/<slug:agency>/<int:roc_year>/<int:number>/everything.zip",
}
# A visitor may leave; the answer is a redirect to the public page, not a login.
LEAVING = {"accounts/logout/", "admin/logout/"}
SAMPLES = {
    IntConverter: "1",
    UUIDConverter: "00000000-0000-0000-0000-000000000001",
    SlugConverter: "a",
    StringConverter: "a",
    PathConverter: "a/b",
}


def addresses() -> Iterator[tuple[str, str]]:
    """(pattern, an address that fits it) of every view."""
    yield from _below(get_resolver().url_patterns, "", "")


def _below(patterns: list[URLPattern | URLResolver], pattern: str, address: str) -> Iterator[tuple[str, str]]:
    for each in patterns:
        route = getattr(each.pattern, "_route", None)
        if route is None:  # the admin's catch-all and format suffixes are regular expressions
            route = str(each.pattern)
            sample = route.lstrip("^").rstrip("$").replace("\\Z", "")
            sample = sample.replace("(?P<url>.*)", "no-such-page/")
            sample = re.sub(r"\(\?P<app_label>(\w+)[^)]*\)", r"\1", sample)
        else:
            sample = route
            for name, converter in each.pattern.converters.items():
                kind = next(value for key, value in SAMPLES.items() if isinstance(converter, key))
                sample = sample.replace(_placeholder(route, name), kind)
        if isinstance(each, URLResolver):
            yield from _below(each.url_patterns, pattern + route, address + sample)
        else:
            yield pattern + route, address + sample


def _placeholder(route: str, name: str) -> str:
    return next(f"<{part.split('>')[0]}>" for part in route.split("<")[1:] if part.split(">")[0].split(":")[-1] == name)


def _lets_in(client: Client, address: str) -> bool:
    """True when the view answered by itself: neither a login page nor a refusal."""
    response = client.get(f"/{address}")
    if response.status_code in {401, 403}:
        return False
    location = response.headers.get("Location", "")
    return not (response.status_code == 302 and "/login/" in location)


@pytest.mark.django_db
def test_every_address_needs_a_login_unless_listed(client: Client) -> None:
    open_addresses = {pattern for pattern, address in addresses() if _lets_in(client, address)}

    assert open_addresses - LEAVING == PUBLIC


@pytest.mark.django_db
def test_every_api_address_answers_json_and_never_a_login_page(client: Client) -> None:
    closed = [address for pattern, address in addresses() if address.startswith("api/") and pattern not in PUBLIC]
    answers = {address: client.get(f"/{address}") for address in closed}

    wrong = {
        address: response.status_code
        for address, response in answers.items()
        if response.status_code != 401 or set(response.json()) != {"error"}
    }
    assert wrong == {}
    assert len(answers) > 10


def test_the_walk_sees_the_admin_the_api_and_the_pages() -> None:
    patterns = {pattern for pattern, _address in addresses()}

    assert {"healthz", "admin/login/", "accounts/login/"} <= patterns
    assert any(pattern.startswith("api/v1/") for pattern in patterns)
    assert all("<" not in address and "(" not in address for _pattern, address in addresses()), sorted(addresses())
