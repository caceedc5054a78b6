"""The web server's own log of requests."""

from typing import Any

from gunicorn.glogging import Logger

from config.logs import without_keys

ADDRESSES = ("r", "U", "f")
"""The request line, its path, and the page it came from."""


class MaskedLogger(Logger):
    """Writes no key that an address holds."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return found | {name: without_keys(str(found[name])) for name in ADDRESSES}
