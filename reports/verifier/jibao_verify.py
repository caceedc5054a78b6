"""查驗下載的施政績效報告 / Check a downloaded performance report.

    python3 jibao_verify.py FOLDER_OR_ZIP --fingerprint SHA256     (機關另行公布者 / as published elsewhere)
    python3 jibao_verify.py FOLDER_OR_ZIP --keys jibao-keys.json
    python3 jibao_verify.py FOLDER_OR_ZIP --key key.pem --previous manifest-of-the-edition-before.json

Needs Python 3.9 or newer and the package `cryptography`; uses no network and writes nothing.
Exit codes: 0 proven; 1 refused, something does not fit; 2 could not be checked; 3 fits, but who signed is not proven.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PROVEN, REFUSED, NOT_CHECKED, NOT_PROVEN = 0, 1, 2, 3
MANIFEST, SIGNATURE, KEY, KEYS = "manifest.json", "manifest.sig", "key.pem", "jibao-keys.json"
COMPANIONS = frozenset({MANIFEST, SIGNATURE, KEY, KEYS, "jibao_verify.py", ".DS_Store", "desktop.ini", "Thumbs.db"})
VERSIONS = (1, 2)
LARGEST_MANIFEST = 50_000_000  # bytes
CHUNK = 1_000_000  # bytes of a file that are held at once, whatever size is claimed
# All that a damaged, encrypted or strangely packed entry of a zip can end in.
UNREADABLE = (
    OSError, zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error,
)  # fmt: skip
TEXTS = {
    "manifest_missing": ("找不到 manifest.json", "there is no manifest.json"),
    "manifest_unreadable": ("manifest.json 無法解讀或寫法不標準", "manifest.json is unreadable or not canonical"),
    "manifest_version": ("不認得這個版本的 manifest.json", "this version of manifest.json is not known"),
    "unsigned": ("這個版本沒有簽章", "this edition is not signed"),
    "signature_missing": ("缺少 manifest.sig", "manifest.sig is missing"),
    "signature_wrong": ("簽章不符，資訊清單或簽章被更動過", "manifest or signature was changed: it does not fit"),
    "signature_right": ("簽章正確", "the signature is right"),
    "signature_unasked": ("清單說沒有簽章，卻有這個檔案", "the manifest states no signature, yet here is this file"),
    "algorithm": ("不認得的簽章演算法", "the signature's algorithm is not known"),
    "key_missing": ("沒有公鑰，請以 --key 或 --keys 指定", "the public key is missing; give --key or --keys"),
    "key_unreadable": ("公鑰無法解讀", "the public key is unreadable"),
    "key_other": ("公鑰不是清單所說的那一把", "the public key is not the one the manifest names"),
    "key_came_along": (
        "公鑰是隨檔案取得的，請與機關另行公布的指紋比對",
        "the key came with the files; compare its fingerprint with one published elsewhere",
    ),
    "key_dates": ("簽署時間不在金鑰使用期間內", "it was signed outside of the key's period of use"),
    "key_agency": ("這把金鑰屬於另一個機關", "the key is another agency's"),
    "key_exposed": ("這把金鑰後來外洩，單憑簽章不足為證", "the key was exposed: the signature alone is no proof"),
    "fingerprint": ("公鑰指紋 SHA-256", "fingerprint of the key, SHA-256"),
    "fingerprint_other": ("公鑰指紋與所給的不同", "the key has another fingerprint than the one given"),
    "file_right": ("相符", "fits"),
    "file_missing": ("缺少檔案", "a file is missing"),
    "file_changed": ("檔案被更動過", "a file was changed"),
    "file_extra": ("不屬於這個版本的檔案", "a file that is no part of this edition"),
    "name_unsafe": ("清單中有不合規的檔名", "the manifest holds a file name that is not allowed"),
    "previous_right": ("與前一版本銜接", "follows the edition before"),
    "previous_other": ("與所給的前一版本不銜接", "does not follow the edition given as the one before"),
    "previous_unchecked": ("有前一版本，未查驗（--previous）", "the edition before was not checked (--previous)"),
    "cannot_open": ("無法開啟", "cannot be opened"),
    "proven": ("通過。", "Proven."),
    "proves": (
        "這證明：這些就是此金鑰持有者簽署的全部檔案，簽署後一個位元都沒有變。",
        "These are all the files that the holder of this key signed, and not one bit changed since.",
    ),
    "not_proven": ("檔案彼此相符，但無法證明由誰簽署。", "The files fit together, but who signed is not proven."),
    "refused": ("不通過。請勿引用這些檔案。", "Refused. Do not rely on these files."),
    "cannot": (
        "這不能證明：內容屬實、金鑰真屬該機關、簽署前發生過什麼，以及日期（只是簽署者所說）。",
        ("It cannot prove that the content is true, that the key is the agency's, what happened before the signing, or "
        "any date: dates are what the signer says."),
    ),
}  # fmt: skip


@dataclass
class Report:
    """What was found: `lines` are (sign, code, detail); the sign is + right, ! note, - wrong."""

    lines: list[tuple[str, str, str]] = field(default_factory=list)

    def right(self, code: str, detail: object = "") -> None:
        self.lines.append(("+", code, str(detail)))

    def note(self, code: str, detail: object = "") -> None:
        self.lines.append(("!", code, str(detail)))

    def wrong(self, code: str, detail: object = "") -> None:
        self.lines.append(("-", code, str(detail)))

    def codes(self, sign: str) -> list[str]:
        return [code for mark, code, _detail in self.lines if mark == sign]

    @property
    def exit_code(self) -> int:
        if self.codes("-"):
            return REFUSED
        is_proven = "signature_right" in self.codes("+") and not {"key_came_along", "key_exposed"} & set(
            self.codes("!")
        )
        return PROVEN if is_proven else NOT_PROVEN


@dataclass
class Given:
    """What the reader brings from elsewhere; all of it may be missing."""

    key_pem: bytes | None = None
    keys_json: bytes | None = None
    fingerprint: str = ""
    previous: list[bytes] = field(default_factory=list)

    @property
    def expects_signature(self) -> bool:
        return bool(self.key_pem or self.keys_json or self.fingerprint)


class Source:
    """A downloaded folder or zip. OSError and zipfile.BadZipFile when it cannot be opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.archive = None if path.is_dir() else zipfile.ZipFile(path)

    def names(self) -> list[str]:
        """Every file below, folders in between included in its name; a name twice in a zip is listed twice."""
        if self.archive is not None:
            return [entry.filename for entry in self.archive.infolist()]
        return sorted(p.relative_to(self.path).as_posix() for p in self.path.rglob("*") if not p.is_dir())

    def read(self, name: str, limit: int) -> bytes:
        """At most `limit` + 1 bytes: enough to see that a file is longer than it should be."""
        return b"".join(self.chunks(name, limit))

    def chunks(self, name: str, limit: int) -> Iterator[bytes]:
        """The same bit by bit. OSError for whatever cannot be read."""
        left = limit + 1
        try:
            with self.archive.open(name) if self.archive is not None else (self.path / name).open("rb") as file:
                while left > 0 and (chunk := file.read(min(left, CHUNK))):
                    left -= len(chunk)
                    yield chunk
        except UNREADABLE as error:
            raise OSError(f"{name}: {error}") from error


@dataclass
class Edition:
    """What was downloaded: where it lies, which names are there, the manifest as bytes and read."""

    source: Source
    names: list[str]
    text: bytes
    manifest: dict[str, Any]


def verify(source: Source, given: Given) -> Report:
    """Everything there is to check, so that one fault does not hide another."""
    report = Report()
    names = source.names()
    if MANIFEST not in names:
        report.wrong("manifest_missing")
        return report
    text = source.read(MANIFEST, LARGEST_MANIFEST)
    manifest = _parsed(text)
    if manifest is None:
        report.wrong("manifest_unreadable")
    elif manifest["manifest_version"] not in VERSIONS:
        report.wrong("manifest_version", manifest["manifest_version"])
    else:
        _check_signature(Edition(source, names, text, manifest), given, report)
        _check_files(source, names, manifest, report)
        _check_chain(manifest, given.previous, report)
    return report


def _parsed(text: bytes) -> dict[str, Any] | None:
    """The manifest, if it is written in the one way in which it can be: keys sorted, no blanks, none twice."""
    try:
        manifest = json.loads(text.decode("utf-8"))
        again = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        named = {"manifest_version": int, "files": list, "agency": dict, "edition": int, "roc_year": int}
        is_whole = again == text and all(isinstance(manifest[name], kind) for name, kind in named.items())
        is_whole = is_whole and all(
            isinstance(file["name"], str) and isinstance(file["size"], int) and isinstance(file["sha256"], str)
            for file in manifest["files"]
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return manifest if is_whole else None


def _check_signature(edition: Edition, given: Given, report: Report) -> None:
    stated = edition.manifest.get("signature")
    if stated is None:
        # Whoever brings a key expects a signature: without one it was taken away.
        (report.wrong if given.expects_signature else report.note)("unsigned")
        for name in {SIGNATURE, KEY}.intersection(edition.names):
            report.wrong("signature_unasked", name)
    elif not isinstance(stated, dict) or stated.get("algorithm") != "Ed25519":
        report.wrong("algorithm")
    elif SIGNATURE not in edition.names:
        report.wrong("signature_missing")
    elif (key := _key(edition, given, report)) is not None:
        try:
            key.verify(edition.source.read(SIGNATURE, 64), edition.text)
            report.right("signature_right", stated.get("key_id"))
        except InvalidSignature:
            report.wrong("signature_wrong")


def _key(edition: Edition, given: Given, report: Report) -> Ed25519PublicKey | None:
    """The key that the manifest names: from the reader's own file, else from the one that came along."""
    along = edition.source.read(KEY, 10_000) if KEY in edition.names else None
    listed = _from_list(given.keys_json, edition.manifest, report) if given.keys_json is not None else None
    own = given.key_pem if given.key_pem is not None else listed
    found = [key for pem in (own, along) if pem is not None for key in _fitting(pem, edition.manifest, report)]
    if not found:
        report.wrong("key_missing", edition.manifest["signature"].get("key_id"))
        return None
    seen = fingerprint(found[0])
    report.note("fingerprint", seen)
    if given.fingerprint and "".join(given.fingerprint.lower().replace(":", "").split()) != seen:
        report.wrong("fingerprint_other", given.fingerprint)
    elif own is None and not given.fingerprint:
        report.note("key_came_along")
    return found[0]


def _fitting(pem: bytes, manifest: dict[str, Any], report: Report) -> Iterator[Ed25519PublicKey]:
    key = _loaded(pem)
    if key is None:
        report.wrong("key_unreadable")
    elif fingerprint(key)[:16] != manifest["signature"].get("key_id"):
        report.wrong("key_other", fingerprint(key)[:16])
    else:
        yield key


def _from_list(text: bytes, manifest: dict[str, Any], report: Report) -> bytes | None:
    """The PEM of the key in a downloaded jibao-keys.json, with what the list says about its use."""
    stated = manifest["signature"]
    try:
        entry = next((key for key in json.loads(text)["keys"] if key["key_id"] == stated["key_id"]), None)
        if entry is None:
            return None
        signed = datetime.fromisoformat(stated["signed_at"])
        start, end = entry["valid_from"], entry["retired_at"]
        if signed < datetime.fromisoformat(start) or (end and signed > datetime.fromisoformat(end)):
            report.wrong("key_dates", f"{stated['signed_at']} ({start} – {end or ''})")
        if entry["agency"]["code"] != manifest["agency"].get("code"):
            report.wrong("key_agency", entry["agency"]["code"])
        if entry["retired_because"] == "exposed":
            report.note("key_exposed", end)
        return str(entry["public_key_pem"]).encode()
    except (ValueError, KeyError, TypeError):
        report.wrong("key_unreadable", KEYS)
        return None


def _loaded(pem: bytes) -> Ed25519PublicKey | None:
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, TypeError):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def fingerprint(key: Ed25519PublicKey) -> str:
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def _check_files(source: Source, names: list[str], manifest: dict[str, Any], report: Report) -> None:
    listed, there = Counter(file["name"] for file in manifest["files"]), Counter(names)
    for file in manifest["files"]:
        name = file["name"]
        if "/" in name or "\\" in name or name in COMPANIONS or listed[name] > 1:
            report.wrong("name_unsafe", name)
        elif name not in there:
            report.wrong("file_missing", name)
        elif _is_as_stated(source, file):
            report.right("file_right", name)
        else:
            report.wrong("file_changed", name)
    for name, times in there.items():
        if times > 1 or not (name in COMPANIONS or name in listed):
            report.wrong("file_extra", name)


def _is_as_stated(source: Source, file: dict[str, Any]) -> bool:
    digest, size = hashlib.sha256(), 0
    try:
        for chunk in source.chunks(file["name"], max(file["size"], 0)):
            digest.update(chunk)
            size += len(chunk)
    except OSError:
        return False
    return bool(size == file["size"]) and digest.hexdigest() == file["sha256"]


def _check_chain(manifest: dict[str, Any], previous: list[bytes], report: Report) -> None:
    """Each manifest names the one before it; `previous` from the newest to the oldest."""
    for text in previous:
        before = _parsed(text)
        is_before = (
            before is not None
            and hashlib.sha256(text).hexdigest() == manifest.get("previous_manifest_sha256")
            and (before["agency"], before["roc_year"]) == (manifest["agency"], manifest["roc_year"])
            and before["edition"] < manifest["edition"]
        )
        if before is None or not is_before:
            report.wrong("previous_other")
            return
        report.right("previous_right", before["edition"])
        manifest = before
    if manifest.get("previous_manifest_sha256") is not None:
        report.note("previous_unchecked", manifest["previous_manifest_sha256"])


def spoken(report: Report) -> Iterator[str]:
    """The findings line by line in both languages, then the verdict and what no verdict can say."""
    signs = {"+": "✓", "!": "•", "-": "✗"}
    for sign, code, detail in report.lines:
        chinese, english = TEXTS[code]
        yield f"{signs[sign]} {chinese} / {english}{f': {detail}' if detail else ''}"
    verdicts = {
        PROVEN: ("proven", "proves", "cannot"),
        NOT_PROVEN: ("not_proven", "cannot"),
        REFUSED: ("refused",),
    }
    yield ""
    for code in verdicts[report.exit_code]:
        yield from TEXTS[code]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="FOLDER_OR_ZIP")
    parser.add_argument("--key", type=Path, help="the agency's public key (PEM)")
    parser.add_argument("--keys", type=Path, help="a downloaded /.well-known/jibao-keys.json")
    parser.add_argument("--fingerprint", default="", help="SHA-256 of the public key, as published elsewhere")
    parser.add_argument(
        "--previous", type=Path, action="append", default=[], help="manifest.json of the edition before"
    )
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        given = Given(
            options.key and options.key.read_bytes(),
            options.keys and options.keys.read_bytes(),
            options.fingerprint,
            [path.read_bytes() for path in options.previous],
        )
        report = verify(Source(options.source), given)
    except (OSError, zipfile.BadZipFile) as error:
        print(" / ".join(TEXTS["cannot_open"]), error, sep=": ", file=sys.stderr)
        return NOT_CHECKED
    print("\n".join(spoken(report)))
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
