"""Endpoints of other systems."""

from collections.abc import Collection

from approvals.domain.webhooks import EVENTS, register
from approvals.models import WebhookEndpoint
from tests.factories.office import Office

URL = "https://records.example.tw/hooks/jibao?from=nia"


def endpoint(office: Office, url: str = URL, events: Collection[str] = EVENTS) -> WebhookEndpoint:
    return with_secret(office, url, events)[0]


def with_secret(office: Office, url: str = URL, events: Collection[str] = EVENTS) -> tuple[WebhookEndpoint, str]:
    return register(agency=office.agency, url=url, events=events, actor=office.people["secretary"], now=office.now())
