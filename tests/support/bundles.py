"""A signed edition as it lies in a reader's folder, made without a database, and small ways to tamper with it."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reports.renderers.manifest import build_manifest
from tests.support.documents import rich_document

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
SIGNED_AT = datetime(2026, 3, 31, 1, 0, tzinfo=UTC)
FILES = {f"DEMO-114.{suffix}": f"the {suffix} of the report\n".encode() * 20 for suffix in ("pdf", "odt", "json")}
DECIDED_AT = "2026-02-25T01:00:00+00:00"
PROVENANCE = {
    "sections": [{"code": "goals", "division": "秘書室", "revision": 2, "sha256": "ab" * 32, "decisions": [
        {"action": "approve", "role": "secretariat", "office": "秘書室", "capacity": "", "decided_at": DECIDED_AT},
    ]}],
    "approval": {"action": "approve", "role": "head", "office": "署長室", "capacity": "", "decided_at": DECIDED_AT},
    "audit_head": {"sequence": 7, "hash": "cd" * 32},
}  # fmt: skip


def pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip


def fingerprint(key: Ed25519PrivateKey) -> str:
    public = key.public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return sha256(der).hexdigest()


def key_list(key: Ed25519PrivateKey = KEY, **changes: Any) -> bytes:
    """A jibao-keys.json with this key."""
    entry = {
        "agency": {"code": "DEMO", "name": "示範"},
        "key_id": fingerprint(key)[:16],
        "algorithm": "Ed25519",
        "public_key_pem": pem(key).decode(),
        "sha256": fingerprint(key),
        "valid_from": (SIGNED_AT - timedelta(days=90)).isoformat(),
        "retired_at": None,
        "retired_because": None,
    }
    return json.dumps({"keys": [entry | changes]}).encode()


def manifest(*, number: int = 1, previous: bytes | None = None, is_signed: bool = True) -> bytes:
    stated = {"algorithm": "Ed25519", "key_id": fingerprint(KEY)[:16], "signed_at": SIGNED_AT.isoformat()}
    return build_manifest(
        rich_document(),
        edition_number=number,
        published_at=SIGNED_AT,
        files=[
            {"name": name, "format": name[9:], "media_type": "a/b", "size": len(content),
             "sha256": sha256(content).hexdigest()}
            for name, content in FILES.items()
        ],
        provenance=PROVENANCE,
        previous_manifest_sha256=sha256(previous).hexdigest() if previous else None,
        signature=stated if is_signed else None,
    )  # fmt: skip


def write_edition(folder: Path, *, text: bytes | None = None, is_signed: bool = True) -> Path:
    """The files, the manifest and, when signed, signature and key."""
    folder.mkdir(exist_ok=True)
    text = text or manifest(is_signed=is_signed)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    (folder / "manifest.json").write_bytes(text)
    if is_signed:
        (folder / "manifest.sig").write_bytes(KEY.sign(text))
        (folder / "key.pem").write_bytes(pem(KEY))
    return folder


def flipped(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]


def deleted(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + content[place + 1 :]


def inserted(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + bytes([chance.randrange(256)]) + content[place:]


def reordered(content: bytes, chance: random.Random) -> bytes:
    """Two different bytes change places."""
    while True:
        a, b = sorted(chance.sample(range(len(content)), 2))
        if content[a] != content[b]:
            return b"".join(
                (content[:a], content[b : b + 1], content[a + 1 : b], content[a : a + 1], content[b + 1 :])
            )  # fmt: skip


TAMPERINGS: tuple[Callable[[bytes, random.Random], bytes], ...] = (flipped, deleted, inserted, reordered)


def tampered_manifests(text: bytes) -> Iterator[tuple[str, bytes]]:
    """(path, text) with each field of the manifest changed, emptied and taken away in turn, still canonical."""
    for path in _paths(json.loads(text)):
        for change in ("changed", "null", "gone"):
            data = json.loads(text)
            parent = data
            for step in path[:-1]:
                parent = parent[step]
            if change == "gone":
                del parent[path[-1]]
            else:
                parent[path[-1]] = None if change == "null" else _other(parent[path[-1]])
            again = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
            if again != text:
                yield f"{'.'.join(map(str, path))} {change}", again


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _paths(inner, (*path, key))


def _other(value: Any) -> Any:
    match value:
        case bool() | None:
            return "x"
        case int():
            return value + 1
        case str():
            return value[:-1] + ("0" if value[-1:] != "0" else "1")
        case list():
            return value[::-1] + value[:1]
        case _:
            return {**value, "x": 1}
