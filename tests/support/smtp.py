"""A real SMTP server of the test's own, which counts what it takes by Message-ID and can be told to refuse."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.embedded.servers import free_port


class Sink:
    """What arrived. `is_refusing` answers 451 to every mail; `seconds` is how long a mail takes."""

    def __init__(self, seconds: float = 0) -> None:
        self.messages: list[EmailMessage] = []
        self.refusals = 0
        self.is_refusing = False
        self.seconds = seconds
        self.port = free_port()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        await asyncio.sleep(self.seconds)
        if self.is_refusing:
            self.refusals += 1
            return "451 4.3.0 Try again later"
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def counts(self) -> Counter[str]:
        """Message-ID → how often it arrived."""
        return Counter(str(message["Message-ID"]) for message in self.messages)


@contextlib.contextmanager
def smtp_sink(seconds: float = 0) -> Iterator[Sink]:
    """Run a sink on 127.0.0.1 until the block ends."""
    sink = Sink(seconds)
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
