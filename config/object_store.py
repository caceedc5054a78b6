"""An S3-compatible store that answers soon or not at all: a reader waits, and a worker tries again later."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

CONNECT_SECONDS = 3
READ_SECONDS = 20
ATTEMPTS = 2
IN_MEMORY = 2 * 1024 * 1024
"""Bytes of a file that is read; what is larger lies in a temporary file meanwhile."""


class ObjectStore(S3Storage):
    def __init__(self, **options: Any) -> None:
        waits = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": ATTEMPTS},
            s3={"addressing_style": "path"},
            signature_version="s3v4",
        )
        super().__init__(client_config=waits, max_memory_size=IN_MEMORY, **options)
