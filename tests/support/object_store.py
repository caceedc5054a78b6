"""A real server that speaks S3, with one private bucket, and the bucket's own view of it."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "jibao"


@dataclass
class ObjectStore:
    url: str
    """As STORAGE_URL takes it."""
    bucket: Any

    def refuse_everybody(self) -> None:
        """From now on it asks for the rights of the key, which has none: every request is answered 403."""
        self._ask_for_rights("0")

    def let_in(self) -> None:
        self._ask_for_rights("inf")

    def _ask_for_rights(self, free_requests: str) -> None:
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(place.hostname, place.port)
        connection.request("POST", "/moto-api/reset-auth", free_requests)
        assert connection.getresponse().status == 200
        connection.close()

    def keys(self) -> list[str]:
        return sorted(item.key for item in self.bucket.objects.all())


@contextmanager
def object_store(prefix: str = "files") -> Iterator[ObjectStore]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        client = boto3.resource(
            "s3", endpoint_url=f"http://{host}:{port}", aws_access_key_id="key", aws_secret_access_key="secret",
            region_name="us-east-1",
        )  # fmt: skip
        bucket = client.create_bucket(Bucket=BUCKET)
        yield ObjectStore(f"s3+http://key:secret@{host}:{port}/{BUCKET}/{prefix}", bucket)
    finally:
        server.stop()
