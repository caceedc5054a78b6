"""One table of tampered downloads for both verifiers, the program's and the browser's: each of them is refused."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.support import bundles
from tests.support.bundles import KEY, OTHER_KEY, SIGNED_AT, fingerprint, key_list, manifest, pem
from tests.support.odd_zips import Part, odd_zips, written

SEEDS = 3
FIRST = manifest()
TEXT = manifest(number=2, previous=FIRST)
FILES = {**bundles.FILES, "manifest.json": TEXT, "manifest.sig": KEY.sign(TEXT), "key.pem": pem(KEY)}


@dataclass(frozen=True)
class Case:
    """What a reader has: a zip or the files of a folder, and what was brought from elsewhere."""

    name: str
    download: bytes | dict[str, bytes]
    keys: bytes = key_list()
    fingerprint: str = ""
    previous: tuple[bytes, ...] = (FIRST,)

    def written(self, folder: Path) -> Path:
        """Where the download now lies."""
        if isinstance(self.download, bytes):
            path = folder.with_suffix(".zip")
            path.write_bytes(self.download)
            return path
        folder.mkdir()
        for name, content in self.download.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        return folder


def untouched() -> Iterator[Case]:
    """Those that both accept."""
    yield Case("a folder", FILES)
    yield Case("a zip", written([Part(name.encode(), content) for name, content in FILES.items()]))
    yield Case("a packed zip", written([Part(name.encode(), content, method=8) for name, content in FILES.items()]))
    yield Case("without its key", {name: content for name, content in FILES.items() if name != "key.pem"})
    yield Case("with a fingerprint", FILES, keys=b'{"keys":[]}', fingerprint=fingerprint(KEY).upper())
    yield Case("with the program beside it", {**FILES, "jibao_verify.py": b"evil", "jibao-keys.json": b"{}"})
    yield Case("without the edition before", FILES, previous=())
    for version in (1, 2):
        yield Case(
            f"a manifest of version {version}", _signed(_canonical(json.loads(TEXT) | {"manifest_version": version}))
        )


def unproven() -> Iterator[Case]:
    """Those that both call whole, without saying by whom they are."""
    before, after = ((SIGNED_AT + timedelta(days=days)).isoformat() for days in (-1, 1))
    yield Case("the key came along", FILES, keys=b'{"keys":[]}')
    yield Case("the key was exposed", FILES, keys=key_list(retired_because="exposed"))
    unsigned = manifest(number=2, previous=FIRST, is_signed=False)
    for what, keys in [("never had a key", b'{"keys":[]}'), ("gave signing up", key_list(retired_at=before)),
                       ("made a key later", key_list(valid_from=after))]:  # fmt: skip
        yield Case(f"unsigned, its agency {what}", {**bundles.FILES, "manifest.json": unsigned}, keys=keys)


def tampered() -> Iterator[Case]:
    """Those that both refuse."""
    yield from _bytes()
    yield from _files()
    yield from _fields()
    yield from _manifests()
    yield from _given()
    for what, content in odd_zips(FILES):
        yield Case(f"a zip with {what}", content)


def _bytes() -> Iterator[Case]:
    """Flipped, deleted, inserted, reordered: in every file."""
    for name, content in FILES.items():
        for change in bundles.TAMPERINGS:
            for seed in range(SEEDS):
                yield Case(f"{name} {change.__name__} {seed}", FILES | {name: change(content, random.Random(seed))})


def _files() -> Iterator[Case]:
    names = [name for name in FILES if name != "key.pem"]
    for name in names:
        yield Case(f"{name} gone", {other: content for other, content in FILES.items() if other != name})
        yield Case(f"{name} empty", FILES | {name: b""})
        for other in names:
            if name < other:
                yield Case(f"{name} and {other} exchanged", FILES | {name: FILES[other], other: FILES[name]})
    for name in ("extra.pdf", "demo-114.pdf", "below/DEMO-114.pdf", "manifest.json.bak", "jibao_verify.pyc"):
        yield Case(f"{name} added", FILES | {name: FILES["DEMO-114.pdf"]})
    yield Case("no signature", {n: c for n, c in FILES.items() if n not in {"manifest.sig", "key.pem"}})


def _fields() -> Iterator[Case]:
    """Every field of the manifest changed, emptied and taken away; once with the signature taken away as well."""
    for field, text in bundles.tampered_manifests(TEXT):
        yield Case(f"manifest: {field}", FILES | {"manifest.json": text})
    bare = {**json.loads(TEXT), "signature": None}
    later = (SIGNED_AT + timedelta(days=1)).isoformat()
    for what, keys in [("in use", key_list()), ("retired later", key_list(retired_at=later))]:
        unsigned = {**bundles.FILES, "manifest.json": _canonical(bare)}
        yield Case(f"manifest: signature null, files gone, key {what}", unsigned, keys=keys)


def _manifests() -> Iterator[Case]:
    data = json.loads(TEXT)
    texts = {
        "a line more": TEXT + b"\n",
        "a mark first": b"\xef\xbb\xbf" + TEXT,
        "indented": json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode(),
        "in another order": json.dumps(
            dict(reversed(data.items())), ensure_ascii=False, separators=(",", ":")
        ).encode(),
        "escaped": json.dumps(data, sort_keys=True, separators=(",", ":")).encode(),
        "a field twice": TEXT.replace(b'{"agency":', b'{"agency":{},"agency":', 1),
        "no JSON": b"[" * 9000,
        "a list": b"[]",
    }
    for what, text in texts.items():
        yield Case(f"manifest {what}", _signed(text))
    for name in ("../evil", "a/b", "a\\b", "key.pem", "jibao_verify.py", "DEMO-114.pdf"):
        files = [data["files"][0], {**data["files"][1], "name": name}, *data["files"][2:]]
        yield Case(f"manifest names {name}", _signed(_canonical({**data, "files": files})))
    yield Case("manifest of a later kind", _signed(_canonical({**data, "manifest_version": 9})))
    other = OTHER_KEY.sign(TEXT)
    yield Case("signed by another", FILES | {"manifest.sig": other})
    yield Case("signed by another with the key", FILES | {"manifest.sig": other, "key.pem": pem(OTHER_KEY)})


def _given() -> Iterator[Case]:
    """What the reader brings does not fit."""
    day = timedelta(days=1)
    changes: list[dict[str, Any]] = [
        {"valid_from": (SIGNED_AT + day).isoformat()}, {"retired_at": (SIGNED_AT - day).isoformat()},
        {"agency": {"code": "other", "name": ""}}, {"public_key_pem": pem(OTHER_KEY).decode()}, {"public_key_pem": ""},
    ]  # fmt: skip
    for change in changes:
        yield Case(f"key list: {change}", FILES, keys=key_list(**change))
    yield Case("another fingerprint", FILES, fingerprint=fingerprint(OTHER_KEY))
    for what, previous in {
        "another": (manifest(number=1, previous=FIRST),), "itself": (TEXT,), "twice": (FIRST, FIRST), "empty": (b"",),
        "changed": (FIRST[:-1] + b" }",), "no manifest": (b"{}",),
    }.items():  # fmt: skip
        yield Case(f"the edition before is {what}", FILES, previous=previous)
    later = manifest(number=2, previous=manifest(number=3))
    yield Case("the edition before is later", _signed(later), previous=(manifest(number=3),))


def _signed(text: bytes) -> dict[str, bytes]:
    return FILES | {"manifest.json": text, "manifest.sig": KEY.sign(text)}


def _canonical(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
