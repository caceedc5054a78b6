"""Files in the private storage, each under a path made of its sha256: written once, checked whenever it is read."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def path_of(folder: str, sha256: str) -> str:
    """Where the bytes with this hash are kept; equal files of one folder are stored once."""
    return f"{folder}/{sha256[:2]}/{sha256}"


def keep(path: str, content: bytes, sha256: str) -> None:
    """Keep the bytes; what a killed process left half-written there is replaced."""
    if default_storage.exists(path):
        with default_storage.open(path) as stored:
            if hashlib.sha256(stored.read()).hexdigest() == sha256:
                return
        default_storage.delete(path)
    default_storage.save(path, ContentFile(content))


def read(path: str, sha256: str) -> bytes:
    """The stored bytes. OSError when they are gone, or are not those with this hash: such a file is not given out."""
    with default_storage.open(path) as stored:
        content: bytes = stored.read()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise OSError(f"the stored file {path} does not have its recorded sha256")
    return content
