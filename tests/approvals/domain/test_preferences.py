"""What people set about their notices, and what nobody can switch off."""

import pytest

from approvals.domain import preferences
from approvals.domain.preferences import UnableToSetPreferences, set_preferences
from approvals.enums import OPTIONAL_BY_MAIL, NoticeKind
from approvals.models import Preference
from reports.models import User
from tests.factories.office import make_user

pytestmark = pytest.mark.django_db


def choose(user: User, **changes):
    given = {"language": "zh-hant", "digest_hour": None, "without_mail": ()} | changes
    return set_preferences(user=user, **given)


@pytest.fixture
def user() -> User:
    return make_user("alice")


def test_without_a_choice_the_offices_usual_holds(user, settings):
    settings.JIBAO_DIGEST_HOUR = 9

    found = preferences.of([user])[user.pk]

    assert (found.digest_hour, found.has_usual_hour) == (9, True)
    assert all(found.wants_mail(kind) for kind in NoticeKind)


def test_a_choice_replaces_the_one_before(user):
    choose(user, language="en", digest_hour=14, without_mail=[NoticeKind.MENTIONED])
    found = choose(user, language="en", digest_hour=16, without_mail=[NoticeKind.RECALLED, NoticeKind.SIGNED_OFF])

    assert preferences.of([user])[user.pk] == found
    assert (found.digest_hour, found.has_usual_hour) == (16, False)
    assert {kind for kind in NoticeKind if not found.wants_mail(kind)} == {NoticeKind.RECALLED, NoticeKind.SIGNED_OFF}
    assert User.objects.get(pk=user.pk).language == "en"
    assert Preference.objects.count() == 1


def test_whose_hour_is_the_usual_one_follows_it(user, settings):
    choose(user, digest_hour=None)
    settings.JIBAO_DIGEST_HOUR = 11

    assert preferences.of([user])[user.pk].digest_hour == 11


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"language": "tlh"}, "unknown_language"),
        ({"digest_hour": 7}, "outside_office_hours"),
        ({"digest_hour": 18}, "outside_office_hours"),
        ({"without_mail": [NoticeKind.MENTIONED, NoticeKind.OVERDUE]}, "mandatory"),
    ],
)
def test_a_refused_choice_changes_nothing(user, changes, code):
    with pytest.raises(UnableToSetPreferences) as refused:
        choose(user, **{"language": "en", **changes})

    assert (refused.value.code, refused.value.http_status) == (code, 422)
    assert "%(" not in refused.value.text
    assert not Preference.objects.exists()
    assert User.objects.get(pk=user.pk).language == "zh-hant"


def test_what_lies_on_a_desk_or_is_late_cannot_be_switched_off(user):
    to_do = {
        NoticeKind.SUBMITTED, NoticeKind.ENDORSED, NoticeKind.SENT_BACK, NoticeKind.REOPENED, NoticeKind.REASSIGNED,
        NoticeKind.CONSULTED, NoticeKind.REPORT_SUBMITTED, NoticeKind.REPORT_SENT_BACK, NoticeKind.REPORT_APPROVED,
        NoticeKind.OVERDUE,
    }  # fmt: skip
    # Even if a row came to hold them.
    Preference.objects.create(user=user, without_mail=sorted(NoticeKind))

    assert to_do.isdisjoint(OPTIONAL_BY_MAIL)
    assert {kind for kind in NoticeKind if preferences.wants_mail(user, kind)} >= to_do
    assert not any(preferences.wants_mail(user, kind) for kind in OPTIONAL_BY_MAIL)


@pytest.mark.parametrize("number", [1, 3])
def test_the_choices_of_many_are_read_at_once(number, django_assert_num_queries):
    people = [make_user(f"person-{n}") for n in range(number)]
    choose(people[0], digest_hour=10)

    with django_assert_num_queries(1):
        found = preferences.of(people)

    assert [found[user.pk].digest_hour for user in people] == [10, *[8] * (number - 1)]
