"""The least a web server can do: answer with one file, whatever is asked. A WSGI application."""

import os
from pathlib import Path
from typing import Any

FILE = "BENCH_FILE"
"""The server's environment: which file."""


def application(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
    content = Path(os.environ[FILE]).read_bytes()
    start_response("200 OK", [("Content-Type", "application/pdf"), ("Content-Length", str(len(content)))])
    return [content]
