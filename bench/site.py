"""Asking the running site as a program or a browser would, one request after the other."""

import http.client
import json
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from reports.domain.tokens import issue_token
from reports.models import User


@dataclass(frozen=True, slots=True)
class Answer:
    """`seconds` from opening the connection to the last byte of the body."""

    seconds: float
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks the site at `port`, known by `headers`. Every request is a connection of its own."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, address: str, data: object = None, **headers: str) -> Answer:
        """RuntimeError with the answer's words unless it is 200: another answer would measure something else."""
        body = None if data is None else json.dumps(data)
        sent = {**self.headers, "Content-Type": "application/json", **headers}
        started = time.perf_counter()
        connection = http.client.HTTPConnection("localhost", self.port, timeout=120)
        connection.request(method, address, body, sent)
        response = connection.getresponse()
        text = response.read()
        seconds = time.perf_counter() - started
        connection.close()
        if response.status != HTTPStatus.OK:
            raise RuntimeError(f"{method} {address}: {response.status} {text.decode()[:500]}")
        return Answer(seconds, response.headers, text)


def with_key(port: int, user: User) -> Caller:
    """A program of this person's."""
    _token, key = issue_token(user=user, label="bench", days=1, now=timezone.now())
    return Caller(port, {"Authorization": f"Token {key}"})


def with_session(port: int, user: User) -> Caller:
    """A browser in which this person is logged in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return Caller(port, {"Cookie": f"{name}={client.cookies[name].value}"})
