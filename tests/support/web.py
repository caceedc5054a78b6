"""The real web server with several workers on the test's database, and people who call it over HTTP."""

import contextlib
import http.client
import json
import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from config import env
from config.embedded.processes import Process, start
from config.embedded.servers import free_port, tail, wait_until
from reports.domain.tokens import issue_token
from reports.models import User
from tests.support.celery import database_url

PATIENCE = 60  # seconds
ROOT = "/api/v1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Status 0: the connection broke before an answer."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        """The refusal's code, or "" where there is none."""
        body: Any = json.loads(self.text or "{}")
        return str(body["error"]["code"]) if "error" in body else ""


class Web:
    """A running site. `workers` are operating-system processes with four threads each."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.port = free_port()
        environment = env.for_child(
            {
                "DJANGO_SETTINGS_MODULE": "tests.support.web_settings",
                "DATABASE_URL": database_url(),
                "REDIS_URL": "",
                "STORAGE_DIR": str(settings.STORAGE_DIR),
                "LANGUAGE_CODE": "en",
            }
        )
        line = f"gunicorn config.wsgi --bind 127.0.0.1:{self.port} --worker-class gthread --threads 4"
        log = folder / "web.log"
        self.process: Process = start(
            "web", f"{line} --workers {workers} --no-control-socket", environment=environment, log=log
        )

    def call(self, key: str, method: str, path: str, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        """One request with a token."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        sent = {"Authorization": f"Token {key}", "Content-Type": "application/json", **(headers or {})}
        try:
            connection.request(method, f"{ROOT}{path}", json.dumps(body), sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode(), dict(answer.getheaders()))
        except (http.client.HTTPException, OSError):
            return Answer(0, "", {})
        finally:
            connection.close()

    def workers(self) -> list[int]:
        """The process numbers of the workers."""
        children = Path(f"/proc/{self.process.popen.pid}/task/{self.process.popen.pid}/children").read_text()
        return [int(number) for number in children.split()]

    def kill_workers(self) -> None:
        """As the kernel does when memory runs out; the master starts new ones."""
        for number in self.workers():
            os.kill(number, signal.SIGKILL)

    def answers(self) -> bool:
        self.process.require_alive()
        return self.call("none", "GET", "/session", None).status != 0


@contextlib.contextmanager
def web(folder: Path, *, workers: int = 3) -> Iterator[Web]:
    """The site, once it answers; stopped when the block ends."""
    site = Web(folder, workers)
    try:
        assert wait_until(site.answers, seconds=PATIENCE), tail(site.process.log)
        yield site
    finally:
        site.process.stop()


def key_of(user: User) -> str:
    """A token for this person that lasts a day."""
    return issue_token(user=user, label="race", days=1, now=timezone.now())[1]
