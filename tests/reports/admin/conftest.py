"""The office at whose desks the tests sit."""

import pytest

from tests.factories.office import Office, make_office


@pytest.fixture
def office() -> Office:
    return make_office()
