"""Calling the API in a test as one person, and reading its refusals."""

from typing import Any

from rest_framework.test import APIClient

from reports.content import SectionContent, to_json
from reports.models import User

ROOT = "/api/v1"


def client_of(user: User | None = None, **headers: str) -> APIClient:
    """A client that is already known as `user`; every test of how one becomes known uses a plain one."""
    client = APIClient(headers=headers or None)
    if user is not None:
        client.force_authenticate(user)
    return client


def put_content(client: APIClient, section_id: int, content: SectionContent | Any, etag: str | None) -> Any:
    """PUT a section's content; without an ETag there is no If-Match header."""
    data = content if isinstance(content, dict | list | str) else to_json(content)
    headers = {"If-Match": etag} if etag is not None else {}
    return client.put(f"{ROOT}/sections/{section_id}/content", data, format="json", headers=headers)


def refusal(response: Any) -> tuple[int, str]:
    """Status and code; asserts that the body has the one shape of an error."""
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "details", "request_id"}
    assert body["error"]["message"]
    return response.status_code, body["error"]["code"]
