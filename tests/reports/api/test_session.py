"""Logging in with a cookie."""

import pytest
from django.test import Client

from tests.factories.office import PASSWORD, make_office
from tests.support.api import ROOT, refusal

pytestmark = pytest.mark.django_db
LOGIN = {"username": "nia-writer", "password": PASSWORD}


@pytest.fixture
def browser() -> Client:
    make_office()
    return Client(enforce_csrf_checks=True)


def csrf(browser: Client) -> dict[str, str]:
    return {"X-CSRFToken": browser.get(f"{ROOT}/session").json()["csrf_token"]}


def log_in(browser: Client, **changes: str):
    return browser.post(f"{ROOT}/session", {**LOGIN, **changes}, content_type="application/json", headers=csrf(browser))


def test_nobody_is_logged_in_at_first(browser):
    assert browser.get(f"{ROOT}/session").json()["user"] is None
    assert refusal(browser.get(f"{ROOT}/reports")) == (401, "not_authenticated")


def test_a_login_lasts_until_the_logout(browser):
    response = log_in(browser)

    assert (response.status_code, response.json()["user"]["username"]) == (200, "nia-writer")
    assert browser.get(f"{ROOT}/reports").status_code == 200
    assert browser.delete(f"{ROOT}/session", headers=csrf(browser)).status_code == 204
    assert browser.get(f"{ROOT}/reports").status_code == 401


def test_another_login_is_another_session(browser):
    log_in(browser)
    first = browser.cookies["sessionid"].value
    log_in(browser, username="nia-chief")

    assert browser.cookies["sessionid"].value != first


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"username": "nobody"}])
def test_a_wrong_login_does_not_say_what_was_wrong(browser, changes):
    response = log_in(browser, **changes)

    assert refusal(response) == (400, "login_failed")
    assert response.json()["error"]["message"] == "The user name or the password is wrong."
    assert browser.get(f"{ROOT}/reports").status_code == 401


def test_without_the_csrf_token_nothing_is_written(browser):
    without = browser.post(f"{ROOT}/session", LOGIN, content_type="application/json")
    log_in(browser)
    made = browser.post(f"{ROOT}/tokens", {"label": "x"}, content_type="application/json")

    assert refusal(without) == (403, "csrf_failed")
    assert made.status_code == 403


def test_too_many_wrong_logins_lock_the_name(browser, settings):
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 3

    answers = [refusal(log_in(browser, password="wrong")) for _attempt in range(3)]
    right = log_in(browser)

    assert answers == [(400, "login_failed"), (400, "login_failed"), (429, "locked_out")]
    assert refusal(right) == (429, "locked_out")
    assert right["Retry-After"] == "900"
