"""Downloads of a published file in a second, beside the same bytes from the bare web server.

Both are gunicorn with the workers of the Procfile; the bare one runs `bare_file`, which does nothing but answer with
the bytes. The difference is what routing, the query and seeing that the file is still the one hashed before cost.
"""

import http.client
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config import env
from config.embedded.processes import start
from config.embedded.servers import free_port, tail, wait_until

CLIENTS = 8
PATIENCE = 60  # seconds
FILE = "BENCH_FILE"
"""The bare server's environment: which file."""


def bare_file(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """A WSGI application: the file, whatever is asked."""
    content = Path(os.environ[FILE]).read_bytes()
    start_response("200 OK", [("Content-Type", "application/pdf"), ("Content-Length", str(len(content)))])
    return [content]


def compare(path: str, content: bytes, seconds: float) -> dict[str, float]:
    """Downloads in a second from the site at `path` and from the bare server."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file"
        file.write_bytes(content)
        with _server("config.wsgi", Path(folder), {}) as site:
            ours = _rate(site, path, len(content), seconds)
        with _server("bench.downloads:bare_file", Path(folder), {FILE: str(file)}) as bare:
            theirs = _rate(bare, "/", len(content), seconds)
    return {"size": len(content), "site": round(ours, 1), "bare": round(theirs, 1)}


@contextmanager
def _server(application: str, folder: Path, extra: dict[str, str]) -> Iterator[int]:
    port = free_port()
    line = f"gunicorn {application} --bind 127.0.0.1:{port} --worker-class gthread --workers 2 --threads 4"
    log = folder / "web.log"
    process = start("web", f"{line} --no-control-socket", environment=env.for_child(extra), log=log)
    try:
        assert wait_until(lambda: _answers(port), seconds=PATIENCE), tail(log)
        yield port
    finally:
        process.stop()


def _answers(port: int) -> bool:
    try:
        _get(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE), "/healthz")
    except OSError:
        return False
    return True


def _rate(port: int, path: str, size: int, seconds: float) -> float:
    """Of several clients that each keep their connection."""
    end = time.monotonic() + seconds

    def client(_number: int) -> int:
        connection, done = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE), 0
        while time.monotonic() < end:
            assert _get(connection, path) == size
            done += 1
        connection.close()
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(client, range(CLIENTS))) / seconds


def _get(connection: http.client.HTTPConnection, path: str) -> int:
    connection.request("GET", path)
    return len(connection.getresponse().read())
