"""Leaving a kind of mail by its link: asked by a person, done at once by a mail program, for nobody else."""

import pytest
from django.test import Client

from approvals import notifications
from approvals.domain import preferences
from approvals.enums import NoticeKind
from approvals.notifications import message_for
from reports.models import User
from tests.factories.notices import queue

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def link_of(office, kind: NoticeKind = NoticeKind.MENTIONED) -> str:
    header = message_for(queue(office, "writer", kind)).extra_headers["List-Unsubscribe"]
    return header.strip("<>").removeprefix("http://localhost:8000")


def wants(office, kind: NoticeKind = NoticeKind.MENTIONED) -> bool:
    return preferences.wants_mail(User.objects.get(pk=office.people["writer"].pk), kind)


def test_a_mail_program_ends_it_with_one_click_and_no_login(office):
    preferences.set_preferences(
        user=office.people["writer"], language="en", digest_hour=10, without_mail=[NoticeKind.RECALLED]
    )
    answer = Client(enforce_csrf_checks=True).post(link_of(office), ONE_CLICK)

    assert answer.status_code == 200
    kept = preferences.of([office.people["writer"]])[office.people["writer"].pk]
    assert kept.without_mail == {NoticeKind.RECALLED, NoticeKind.MENTIONED}
    assert kept.digest_hour == 10


def test_a_scanner_that_follows_the_link_ends_nothing(office):
    page = Client().get(link_of(office))

    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex, nofollow")
    assert '<form method="post">' in page.content.decode()
    assert wants(office)


def test_the_page_is_in_the_language_of_the_mail(office):
    assert "收件匣" in Client(headers={"Accept-Language": "en"}).get(link_of(office)).content.decode()


def test_a_link_ends_one_kind_for_one_person(office):
    Client().post(link_of(office), ONE_CLICK)
    Client().post(link_of(office), ONE_CLICK)

    assert (wants(office), wants(office, NoticeKind.RECALLED)) == (False, True)
    assert preferences.wants_mail(office.people["chief"], NoticeKind.MENTIONED)


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, lambda token: "a"])
def test_a_link_that_we_did_not_sign_opens_nothing(office, change):
    token = link_of(office).split("/")[2]

    assert Client().post(f"/unsubscribe/{change(token)}/", ONE_CLICK).status_code == 404
    assert wants(office)


def test_a_kind_that_has_become_mandatory_stays(office, monkeypatch):
    link = link_of(office)
    monkeypatch.setattr(preferences, "OPTIONAL_BY_MAIL", frozenset())

    page = Client().post(link, ONE_CLICK).content.decode()

    assert "message warning" in page
    assert wants(office)


def test_a_token_of_another_purpose_is_not_taken(office):
    user = office.people["writer"]

    assert notifications.unsubscribed(notifications.Signer(salt="other").sign_object([user.pk, "mentioned"])) is None
