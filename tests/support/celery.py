"""Real Celery workers and beats, as the Procfile starts them, on the test's database and a broker of their own."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import redis
from django.conf import settings
from django.db import connection

from config import env
from config.embedded.processes import Process, procfile, start
from config.embedded.servers import tail

PATIENCE = 60
"""Seconds until something that should happen soon counts as not happening; the machine may be busy."""
FIRST_BROKER = 8
"""The test's own broker database, so that nothing else of this run is taken or flushed."""


class Fleet:
    """Starts and kills workers and beats. `lease` is what their claims hold, in seconds; they live by `clock`."""

    def __init__(
        self, folder: Path, *, smtp: str = "smtp://127.0.0.1:9", lease: float = 60, clock: Path | None = None
    ) -> None:
        self.folder = folder
        self.processes: list[Process] = []
        self.broker_url = f"{settings.CELERY_BROKER_URL.rpartition('/')[0]}/{FIRST_BROKER + _xdist_number()}"
        self.environment = env.for_child(
            {
                "DJANGO_SETTINGS_MODULE": "tests.support.worker_settings",
                "DATABASE_URL": database_url(),
                "REDIS_URL": self.broker_url,
                "EMAIL_URL": smtp,
                "STORAGE_DIR": str(settings.STORAGE_DIR),
                "TEST_LEASE_SECONDS": str(lease),
                "TEST_CLOCK": str(clock or ""),
            }
        )

    def worker(self) -> Process:
        return self._start("worker", procfile()["worker"])

    def beat(self) -> Process:
        number = len(self.processes)
        return self._start("beat", f"{procfile()['beat']} --schedule {self.folder / f'schedule-{number}'}")

    def _start(self, name: str, line: str) -> Process:
        log = self.folder / f"{name}-{len(self.processes)}.log"
        process = start(name, line, environment=self.environment, log=log)
        self.processes.append(process)
        return process

    def flush_broker(self) -> None:
        """Empty it, as a restart without persistence does."""
        with redis.Redis.from_url(self.broker_url) as client:
            client.flushdb()

    def stop(self) -> None:
        """Ask all to end first: one after the other would wait for each."""
        for process in self.processes:
            send(process, signal.SIGTERM)
        for process in self.processes:
            process.stop()

    def until(self, happened: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Wait for something; when it does not happen, fail with the end of every log."""
        end = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > end:
                logs = "\n".join(f"--- {process.log.name}\n{tail(process.log)}" for process in self.processes)
                raise AssertionError(f"it did not happen within {seconds} seconds\n{logs}")
            time.sleep(0.02)


def send(process: Process, number: signal.Signals) -> None:
    """Signal the whole process group, so that a worker's children are hit with it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.popen.pid, number)


def kill(process: Process) -> None:
    """End it at once, as a power cut does: no handler runs, nothing is given back."""
    send(process, signal.SIGKILL)
    process.popen.wait()


@contextlib.contextmanager
def fleet(folder: Path, **options: object) -> Iterator[Fleet]:
    """A fleet with an empty broker; all of it is gone when the block ends."""
    found = Fleet(folder, **options)  # type: ignore[arg-type]
    found.flush_broker()
    try:
        yield found
    finally:
        found.stop()
        found.flush_broker()


def database_url() -> str:
    """The database that this test writes to, for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    account = f"{quote(values['USER'], safe='')}:{quote(values['PASSWORD'] or '', safe='')}"
    port = f":{values['PORT']}" if values["PORT"] else ""
    return f"postgres://{account}@{quote(values['HOST'], safe='')}{port}/{values['NAME']}"


def _xdist_number() -> int:
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
