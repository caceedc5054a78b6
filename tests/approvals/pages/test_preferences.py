"""The page on which people set their own language, hour and mail."""

import pytest

from approvals.domain import preferences
from approvals.enums import OPTIONAL_BY_MAIL, NoticeKind

pytestmark = pytest.mark.django_db

PAGE = "/account/settings/"


def test_a_person_chooses_language_hour_and_mail(office, client_of):
    client = client_of("writer")
    answer = client.post(PAGE, {"language": "en", "digest_hour": "10", "by_mail": ["reminder", "mentioned"]})

    user = office.people["writer"]
    user.refresh_from_db()
    chosen = preferences.of([user])[user.pk]
    assert (answer["Location"], user.language, chosen.digest_hour) == (PAGE, "en", 10)
    assert chosen.without_mail == OPTIONAL_BY_MAIL - {NoticeKind.REMINDER, NoticeKind.MENTIONED}
    page = client.get(PAGE).content.decode()
    assert '<html lang="en">' in page
    assert "Your settings have been saved." in page
    assert page.count(" checked") == 2


def test_the_usual_hour_is_a_choice_of_its_own(office, client_of):
    client = client_of("writer")
    client.post(PAGE, {"language": "en", "digest_hour": "10"})
    client.post(PAGE, {"language": "en", "digest_hour": ""})

    assert preferences.of_person(type(office.people["writer"]).objects.get(username="nia-writer")).has_usual_hour


@pytest.mark.parametrize(
    "field", [{"language": "tlh"}, {"digest_hour": "7"}, {"digest_hour": "x"}, {"by_mail": "overdue"}]
)
def test_what_is_not_offered_is_refused(office, client_of, field):
    answer = client_of("writer").post(PAGE, {"language": "en", "digest_hour": "10", **field})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == list(field)
    assert preferences.of([office.people["writer"]])[office.people["writer"].pk].has_usual_hour


def test_the_page_says_what_cannot_be_switched_off(office, client_of):
    answer = client_of("chief").get(PAGE)

    assert [str(label) for label in answer.context["mandatory"]].count("A deadline has passed") == 1
    assert answer.context["form"].fields["by_mail"].choices[-1][0] == "reminder"
