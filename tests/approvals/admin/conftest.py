"""A browser's view of the admin: logged in as somebody of an office whose groups are synced."""

from collections.abc import Callable

import pytest
from django.test import Client

from approvals.domain.roles import sync_people
from tests.factories.office import NOW, Office, make_office

LogIn = Callable[[Office, str], Client]


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def log_in() -> LogIn:
    """A client of this person of this office, after the roles were synced."""

    def log_in(office: Office, name: str) -> Client:
        sync_people(now=NOW)
        client = Client()
        client.force_login(office.people[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in
