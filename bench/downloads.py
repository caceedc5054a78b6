"""Downloads of what is published in a second, beside the same bytes from the bare web server.

Both are gunicorn with the workers of the Procfile; the bare one runs `bench/bare_file.py`, which does nothing but
answer with the bytes. The difference is what the site does for them: address, query, headers, access log.
"""

import hashlib
import http.client
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from bench import scenes
from bench.bare_file import FILE
from bench.measuring import Sizes, Table
from config import env
from config.embedded.processes import start
from config.embedded.servers import free_port, tail, wait_until
from reports.domain import editions
from reports.domain.bundle import everything
from reports.domain.stored_files import whole
from reports.enums import RenditionFormat
from reports.models import Edition
from tests.factories.office import make_office

CLIENTS = 8
PATIENCE = 60  # seconds
NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for at `path`, and what must be answered: the status and the sha256 of the body."""

    name: str
    path: str
    sha256: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.OK


def download_table(sizes: Sizes, port: int) -> Table:
    edition = _public_edition()
    pdf = edition.renditions.get(format=RenditionFormat.PDF)
    content = editions.read(pdf)
    at = [edition.report.agency.code, edition.report.roc_year, edition.number]
    path = reverse("reports:edition-file", args=[*at, pdf.name])
    one, unchanged = {"Range": "bytes=0-0"}, {"If-None-Match": f'"{pdf.sha256}"'}
    zipped = hashlib.sha256(whole(everything(edition))).hexdigest()
    first = hashlib.sha256(content[:1]).hexdigest()
    requests = (
        Request("the PDF", path, pdf.sha256),
        Request("one byte of it (206)", path, first, one, HTTPStatus.PARTIAL_CONTENT),
        Request("nothing, it did not change (304)", path, NOTHING, unchanged, HTTPStatus.NOT_MODIFIED),
        Request("everything.zip", reverse("reports:edition-zip", args=at), zipped),
    )
    with _bare_server(content) as bare:
        theirs = _rate(bare, Request("", "/", pdf.sha256), sizes.download_seconds)
        found = [(request.name, _rate(port, request, sizes.download_seconds)) for request in requests]
    rows = [(name, f"{rate:,.0f}", f"{rate / theirs:.2f} ×") for name, rate in found]
    rows.append(("the PDF, from the bare server", f"{theirs:,.0f}", "1.00 ×"))
    note = (
        f"A PDF of {len(content) / 1000:,.0f} kB; {CLIENTS} clients for {sizes.download_seconds:g} s each, which keep "
        "their connection and compare the first answer with its hash. The clients share the processors with the server."
    )
    return Table("Downloads from the public site", ("asked for", "per second", "to the bare server"), rows, note)


def _public_edition() -> Edition:
    """A short report, published and rendered."""
    office = make_office("downloads")
    office.write("goals")
    office.write("plan-1", scenes.plan(1))
    edition = office.publish()
    for rendition_id in edition.renditions.values_list("pk", flat=True):
        claimed = editions.claim_rendition(rendition_id=rendition_id, now=timezone.now())
        assert claimed is not None
        file = editions.render_file(claimed, font_dir=None)
        editions.finish_rendition(rendition=claimed, file=file, now=timezone.now())
    return editions.released_editions().get(pk=edition.pk)


@contextmanager
def _bare_server(content: bytes) -> Iterator[int]:
    """Gives its port."""
    with tempfile.TemporaryDirectory() as folder:
        file, log, port = Path(folder) / "file", Path(folder) / "web.log", free_port()
        file.write_bytes(content)
        line = f"gunicorn bench.bare_file:application --bind 127.0.0.1:{port} --worker-class gthread --workers 2"
        environment = env.for_child({FILE: str(file)})
        process = start("web", f"{line} --threads 4 --no-control-socket", environment=environment, log=log)
        try:
            assert wait_until(lambda: _answers(port), seconds=PATIENCE), tail(log)
            yield port
        finally:
            process.stop()


def _answers(port: int) -> bool:
    try:
        _get(_connection(port), Request("", "/", ""))
    except OSError:
        return False
    return True


def _rate(port: int, request: Request, seconds: float) -> float:
    """Of several clients that each keep their connection."""
    end = time.monotonic() + seconds

    def client(_number: int) -> int:
        connection, done = _connection(port), 0
        status, body = _get(connection, request)
        if (status, hashlib.sha256(body).hexdigest()) != (request.status, request.sha256):
            raise RuntimeError(f"{request.name}: {status} and {len(body)} bytes were not the answer")
        while time.monotonic() < end:
            if _get(connection, request) != (status, body):
                raise RuntimeError(f"{request.name}: another answer than before")
            done += 1
        connection.close()
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(client, range(CLIENTS))) / seconds


def _connection(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)


def _get(connection: http.client.HTTPConnection, request: Request) -> tuple[int, bytes]:
    connection.request("GET", request.path, headers=dict(request.headers))
    response = connection.getresponse()
    return response.status, response.read()
