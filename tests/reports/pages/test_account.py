import pytest

from tests.factories.office import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_language_of_the_account_is_taken_at_login(office, client):
    office.people["writer"].language = "en"
    office.people["writer"].save()

    client.get("/accounts/login/", headers={"Accept-Language": "zh-TW"})
    answer = client.post("/accounts/login/", {"username": "nia-writer", "password": PASSWORD})

    assert answer["Location"] == "/"
    assert client.cookies["django_language"].value == "en"


def test_a_language_chosen_in_the_browser_stays_after_login(office, client):
    client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"})

    client.post("/accounts/login/", {"username": "nia-writer", "password": PASSWORD})

    assert client.cookies["django_language"].value == "en"


@pytest.mark.parametrize(("language", "lang"), [("zh-hant", "zh-Hant-TW"), ("en", "en")])
def test_a_page_says_its_language(office, client, language, lang):
    client.post("/i18n/setlang/", {"language": language, "next": "/"})

    assert f'<html lang="{lang}">' in client.get("/accounts/login/").content.decode()


def test_the_account_leads_to_what_a_person_may_set(office, client_of):
    page = client_of("writer").get("/account/").content.decode()

    assert all(f'href="/account/{name}/"' in page for name in ("settings", "substitutes", "password"))


def test_a_password_is_changed_by_who_knows_it(office, client_of):
    fields = {
        "old_password": PASSWORD,
        "new_password1": "a new long pass phrase",
        "new_password2": "a new long pass phrase",
    }

    refused = client_of("writer").post("/account/password/", {**fields, "old_password": "wrong"})
    done = client_of("writer").post("/account/password/", fields)

    office.people["writer"].refresh_from_db()
    assert refused.status_code == 200
    assert done["Location"] == "/account/"
    assert office.people["writer"].check_password("a new long pass phrase")


def test_a_wrong_password_is_said_so(office, client):
    answer = client.post("/accounts/login/", {"username": "nia-writer", "password": "wrong"})

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
