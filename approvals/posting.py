"""One message to a receiver: signed, to the very address that was checked, within bounds of time.

The name is resolved once and every address it has must be allowed (approvals.domain.webhooks.is_allowed); the
connection goes to one of these, while the certificate is checked against the name. Nothing of the answer is read
but its status, so a receiver can neither send the site on nor fill its memory.
"""

import hashlib
import hmac
import socket
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection

from approvals.domain.webhooks import is_allowed
from approvals.models import WebhookDelivery
from reports.domain.sealing import unseal
from reports.values.addresses import plain_address

STEP_SECONDS = 5.0
"""For connecting, and for each wait for the receiver."""
WHOLE_SECONDS = 15.0
"""For all of it, however steadily the receiver drips."""
PORTS = {"https": 443, "http": 80}

Resolve = Callable[..., Sequence[tuple[Any, ...]]]


class AddressRefused(OSError):
    """The receiver's name leads to an address that the site does not connect to."""


def post(delivery: WebhookDelivery, now: datetime, *, resolve: Resolve = socket.getaddrinfo) -> int:
    """Send it, and answer the receiver's HTTP status. Raises OSError, HTTPError or UnableToUnseal."""
    parts = urlsplit(delivery.endpoint.url)
    connection = _connection(parts, _checked_address(parts, resolve))
    body = delivery.body.encode()
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    return _exchange(connection, target, body, _headers(delivery, parts, body, now))


def signature(*, secret: str, timestamp: str, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256, in hex, of the timestamp, a full stop and the body."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"


def _headers(delivery: WebhookDelivery, parts: SplitResult, body: bytes, now: datetime) -> dict[str, str]:
    timestamp = str(int(now.timestamp()))
    return {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": "Jibao-Webhooks/1",
        "Jibao-Delivery": str(delivery.delivery_id),
        "Jibao-Event": delivery.name,
        "Jibao-Timestamp": timestamp,
        "Jibao-Signature": signature(secret=unseal(delivery.endpoint.sealed_secret), timestamp=timestamp, body=body),
    }


def _checked_address(parts: SplitResult, resolve: Resolve) -> str:
    found = resolve(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    addresses = [plain_address(entry[4][0]) for entry in found]
    refused = [address for address in addresses if not is_allowed(address, scheme=parts.scheme)]
    if refused or not addresses:
        raise AddressRefused(f"{parts.hostname} is {', '.join(map(str, refused)) or 'unknown'}")
    return str(addresses[0])


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


def _connection(parts: SplitResult, address: str) -> HTTPConnection:
    if parts.scheme == "http":
        return HTTPConnection(address, _port(parts), timeout=STEP_SECONDS)
    return HTTPSConnection(
        address, _port(parts), timeout=STEP_SECONDS, cert_reqs="CERT_REQUIRED", server_hostname=parts.hostname,
        assert_hostname=parts.hostname,
    )  # fmt: skip


def _exchange(connection: HTTPConnection, target: str, body: bytes, headers: dict[str, str]) -> int:
    timer = Timer(WHOLE_SECONDS, _cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", target, body=body, headers=headers, preload_content=False)
        return int(connection.getresponse().status)
    finally:
        timer.cancel()
        connection.close()


def _cut(connection: HTTPConnection) -> None:
    if connection.sock is not None:
        connection.sock.shutdown(socket.SHUT_RDWR)
