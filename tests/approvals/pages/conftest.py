"""Scenes of the pages: an office at work and browsers of its people."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories.office import Office, make_office

Visit = Callable[[str], Client]


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def client_of(office: Office) -> Visit:
    """A logged-in client of one of the office's people, by role name."""

    def visit(name: str) -> Client:
        client = Client()
        client.force_login(office.people[name])
        return client

    return visit
