"""Clients that are logged in to the admin, after the roles were synced."""

from django.test import Client

from approvals.domain.roles import sync_people
from reports.models import User
from tests.factories.office import NOW, Office, make_user


def staff_client(office: Office, name: str) -> Client:
    """As this person of this office, with the access that their assignments give."""
    sync_people(now=NOW)
    return client_of(office.people[name])


def administrator_client() -> Client:
    """As the administrator of the installation, who belongs to no agency."""
    return client_of(make_user("administrator", is_superuser=True, is_staff=True))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
