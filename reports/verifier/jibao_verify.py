"""查驗下載的施政績效報告 / Check a downloaded performance report.

    python3 jibao_verify.py FOLDER_OR_ZIP --fingerprint SHA256     (機關另行公布者 / as published elsewhere)
    python3 jibao_verify.py FOLDER_OR_ZIP --keys jibao-keys.json
    python3 jibao_verify.py FOLDER_OR_ZIP --key key.pem --previous EDITION_BEFORE   (its manifest.json, zip or folder)

Needs Python 3.9 or newer and the package `cryptography`; uses no network and writes nothing.
Exit codes: 0 proven; 1 refused, something does not fit; 2 could not be checked; 3 fits, but who signed is not proven.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import struct
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partialmethod
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

PROVEN, REFUSED, NOT_CHECKED, NOT_PROVEN = 0, 1, 2, 3
MANIFEST, SIGNATURE, KEY, KEYS = "manifest.json", "manifest.sig", "key.pem", "jibao-keys.json"
PROOF = {MANIFEST, SIGNATURE, KEY}
STRAY = {KEYS, "jibao_verify.py", ".DS_Store", "desktop.ini", "Thumbs.db"}  # may lie there, prove nothing
VERSIONS = (1, 2, 3)
LARGEST_MANIFEST, CHUNK, PACKED_CHUNK = 50_000_000, 1_000_000, 900  # bytes; deflate packs at best 1,032 to one
END, LINK, DEFLATED = 22, 0o12, 8  # of a zip: size of its last record, a link's file type, a packing method
Entry = tuple[int, int, int, bool]  # where the content begins, its bytes in the zip and unpacked, whether deflated
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
    "key_came_along": ("公鑰隨檔案而來，請另行比對指紋", "the key came with the files: compare its fingerprint"),
    "key_dates": ("簽署時間不在金鑰使用期間內", "it was signed outside of the key's period of use"),
    "key_agency": ("這把金鑰屬於另一個機關", "the key is another agency's"),
    "key_exposed": ("這把金鑰後來外洩，單憑簽章不足為證", "the key was exposed: the signature alone is no proof"),
    "fingerprint": ("公鑰指紋 SHA-256", "fingerprint of the key, SHA-256"),
    "fingerprint_other": ("公鑰指紋與所給的不同", "the key has another fingerprint than the one given"),
    "file_right": ("相符", "fits"),
    "file_missing": ("缺少檔案", "a file is missing"),
    "file_changed": ("檔案被更動過", "a file was changed"),
    "file_stray": ("未經查驗的檔案，不要執行也不要採信", "not part of what is proven: do not run or trust this file"),
    "file_extra": ("不屬於這個版本的檔案", "a file that is no part of this edition"),
    "name_unsafe": ("清單中有不合規的檔名", "the manifest holds a file name that is not allowed"),
    "previous_right": ("與前一版本銜接", "follows the edition before"),
    "previous_other": ("與所給的前一版本不銜接", "does not follow the edition given as the one before"),
    "previous_unchecked": ("未查驗與前一版本的銜接", "not checked: whether it follows the edition before"),
    "previous_none": ("清單未提到前一版本", "the manifest names no edition before"),
    "zip_unclear": ("壓縮檔損壞或有兩種讀法，請重新下載", "the zip is damaged or reads in two ways; download it anew"),
    "cannot_open": ("無法開啟", "cannot be opened"),
    "proven": ("通過。", "Proven."),
    "proves": ("這證明：打勾的就是此金鑰持有者簽署的全部檔案，簽署後一個位元都沒有變。",
               "The ticked files are all that the holder of this key signed, and not one bit changed since."),
    "not_proven": ("檔案彼此相符，但無法證明由誰簽署。", "The files fit together, but who signed is not proven."),
    "refused": ("不通過。請勿引用這些檔案。", "Refused. Do not rely on these files."),
    "cannot": ("這不能證明：內容屬實、金鑰真屬該機關，以及日期（只是簽署者所說）。",
               "It cannot prove that the content is true, that the key is the agency's, or any date that is stated."),
}  # fmt: skip


@dataclass
class Report:
    """What was found: `lines` are (sign, code, detail); the sign is + right, ! note, - wrong."""

    lines: list[tuple[str, str, str]] = field(default_factory=list)

    def say(self, sign: str, code: str, detail: object = "") -> None:
        self.lines.append((sign, code, str(detail)))

    right, note, wrong = partialmethod(say, "+"), partialmethod(say, "!"), partialmethod(say, "-")

    def codes(self, sign: str) -> list[str]:
        return [code for mark, code, _detail in self.lines if mark == sign]

    @property
    def exit_code(self) -> int:
        if self.codes("-"):
            return REFUSED
        is_doubtful = not {"key_came_along", "key_exposed"}.isdisjoint(self.codes("!"))
        return PROVEN if "signature_right" in self.codes("+") and not is_doubtful else NOT_PROVEN


@dataclass
class Given:
    """What the reader brings from elsewhere; all of it may be missing."""

    key_pem: bytes | None = None
    keys_json: bytes | None = None
    fingerprint: str = ""
    previous: list[bytes] = field(default_factory=list)


class Unclear(ValueError):
    """A zip, or an entry of it, that is damaged or that another program may read differently."""


def entries_of(file: BinaryIO) -> Iterator[tuple[str, Entry]]:
    """The files of a zip of the simplest form: headers and contents without a gap, then the directory telling the same,
    without comments, extra fields, encryption and links. Unclear for any other, OSError when it is no zip.
    """
    length = file.seek(0, 2)
    if _at(file, 0, 2) != b"PK" or length < END:
        raise OSError("no zip")
    mark, disks, count, total, size, start, comment = struct.unpack("<4sL2H2LH", _at(file, length - END, END))
    directory, place, position = _at(file, start, size), 0, 0
    for _number in range(count):
        head = directory[place : place + 46].ljust(46)
        flags, method, packed, unpacked, named, offset = struct.unpack("<8x2H8x2LH12xL", head)
        name = directory[place + 46 : place + 46 + named]
        is_same = _at(file, position, 30 + named) == b"PK\3\4" + head[6:32] + name
        is_bare = (head[:4], head[30:36], offset) == (b"PK\1\2", bytes(6), position) and head[41] >> 4 != LINK
        is_plain = not flags & ~0x806 and (method == DEFLATED or (0, packed) == (method, unpacked))
        if not (is_same and is_bare and is_plain and name.isascii()) or {0, ord("\\")} & set(name):
            raise Unclear(name.decode("utf-8", "replace"))
        yield name.decode(), (position + 30 + named, packed, unpacked, method == DEFLATED)
        place, position = place + 46 + named, position + 30 + named + packed
    is_end = (mark, disks, total, comment) == (b"PK\5\6", 0, count, 0)
    if not is_end or (place, position, start) != (size, start, length - END - size):
        raise Unclear


def _at(file: BinaryIO, offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(size)


class Source:
    """A downloaded folder or zip; `names` are all files below, one that is twice in a zip twice. OSError, Unclear."""

    def __init__(self, path: Path) -> None:
        self.path, self.is_zip, found = path, not path.is_dir(), []
        if self.is_zip:
            with path.open("rb") as file:
                found = list(entries_of(file))
        below = sorted(p.relative_to(path).as_posix() for p in path.rglob("*") if not p.is_dir())
        self.entries, self.names = dict(found), [name for name, _entry in found] if self.is_zip else below

    def read(self, name: str, limit: int) -> bytes:
        """At most `limit` + 1 bytes: enough to see that a file is longer than it should be."""
        return b"".join(self.chunks(name, limit))

    def chunks(self, name: str, limit: int) -> Iterator[bytes]:
        """The same bit by bit. OSError and Unclear for what cannot be read."""
        left = limit + 1
        with (self.path if self.is_zip else self.path / name).open("rb") as file:
            for chunk in self._unpacked(file, name) if self.is_zip else iter(lambda: file.read(CHUNK), b""):
                yield chunk[:left]
                left -= len(chunk)
                if left <= 0:
                    return

    def _unpacked(self, file: BinaryIO, name: str) -> Iterator[bytes]:
        start, left, size, is_deflated = self.entries[name]
        inflate = zlib.decompressobj(-15)
        file.seek(start)
        try:
            while left and (raw := file.read(min(left, PACKED_CHUNK if is_deflated else CHUNK))):
                chunk = inflate.decompress(raw) if is_deflated else raw
                left, size = left - len(raw), size - len(chunk)
                yield chunk
        except zlib.error as error:
            raise Unclear(name) from error
        if left or size or inflate.unused_data or inflate.eof != is_deflated:
            raise Unclear(name)


def verify(path: Path, given: Given) -> Report:
    """Everything there is to check, so that one fault does not hide another. OSError when nothing can be opened."""
    report = Report()
    try:
        _check(Source(path), given, report)
    except Unclear as error:
        report.wrong("zip_unclear", error)
    return report


def _check(source: Source, given: Given, report: Report) -> None:
    manifest = _parsed(source.read(MANIFEST, LARGEST_MANIFEST)) if MANIFEST in source.names else None
    if manifest is None:
        report.wrong("manifest_unreadable" if MANIFEST in source.names else "manifest_missing")
    elif manifest["manifest_version"] not in VERSIONS:
        report.wrong("manifest_version", manifest["manifest_version"])
    else:
        _check_files(source, manifest, report)
        _check_chain(manifest, given.previous, report)
        _check_signature(source, manifest, given, report)


def _parsed(text: bytes) -> dict[str, Any] | None:
    """The manifest, if it is written in the one way in which it can be: keys sorted, no blanks, none twice."""
    named = {"manifest_version": int, "files": list, "agency": dict, "edition": int, "roc_year": int}
    stated = {"name": str, "size": int, "sha256": str}
    try:
        manifest = json.loads(text.decode("utf-8"))
        again = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        is_whole = again == text and all(isinstance(manifest[name], kind) for name, kind in named.items())
        for file in manifest["files"]:
            is_whole = is_whole and all(isinstance(file[name], kind) for name, kind in stated.items())
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return manifest if is_whole else None


def _check_signature(source: Source, manifest: dict[str, Any], given: Given, report: Report) -> None:
    stated = manifest.get("signature")
    if stated is None:
        # Whoever brings a key expects a signature: without one it was taken away.
        is_taken = given.key_pem or given.fingerprint or _had_key(given.keys_json, manifest)
        report.say("-" if is_taken else "!", "unsigned")
        for name in {SIGNATURE, KEY}.intersection(source.names):
            report.wrong("signature_unasked", name)
    elif not isinstance(stated, dict) or stated.get("algorithm") != "Ed25519":
        report.wrong("algorithm")
    elif SIGNATURE not in source.names:
        report.wrong("signature_missing")
    elif (key := _key(source, manifest, given, report)) is not None:
        try:
            key.verify(source.read(SIGNATURE, 64), source.read(MANIFEST, LARGEST_MANIFEST))
            report.right("signature_right", stated.get("key_id"))
        except InvalidSignature:
            report.wrong("signature_wrong")


def _key(source: Source, manifest: dict[str, Any], given: Given, report: Report) -> Ed25519PublicKey | None:
    """The key that the manifest names: from the reader's own file, else from the one that came along."""
    along = source.read(KEY, 10_000) if KEY in source.names else None
    listed = _from_list(given.keys_json, manifest, report) if given.keys_json is not None else None
    own = given.key_pem if given.key_pem is not None else listed
    found = [key for pem in (own, along) if pem is not None for key in _fitting(pem, manifest, report)]
    if not found:
        report.wrong("key_missing", manifest["signature"].get("key_id"))
        return None
    seen = fingerprint(found[0])
    report.note("fingerprint", seen)
    if given.fingerprint and "".join(given.fingerprint.lower().replace(":", "").split()) != seen:
        report.wrong("fingerprint_other", given.fingerprint)
    elif own is None and not given.fingerprint:
        report.note("key_came_along")
    return found[0]


def _fitting(pem: bytes, manifest: dict[str, Any], report: Report) -> Iterator[Ed25519PublicKey]:
    """The key, if it is the one that the manifest names and is written in the one way in which openssl writes it."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey) or pem != key.public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    ):
        report.wrong("key_unreadable")
    elif fingerprint(key)[:16] != manifest["signature"].get("key_id"):
        report.wrong("key_other", fingerprint(key)[:16])
    else:
        yield key


def _from_list(text: bytes, manifest: dict[str, Any], report: Report) -> bytes | None:
    """The PEM of the key in a downloaded jibao-keys.json, with what the list says about its use."""
    stated = manifest["signature"]
    try:
        entry = next((key for key in json.loads(text)["keys"] if key["key_id"] == stated.get("key_id")), None)
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


def _had_key(text: bytes | None, manifest: dict[str, Any]) -> bool:
    """Whether a list of keys has one that the agency held when it published, as the manifest dates that."""
    try:
        held = [key for key in json.loads(text or "")["keys"] if key["agency"]["code"] == manifest["agency"]["code"]]
        at, when = datetime.fromisoformat(manifest["published_at"]), datetime.fromisoformat
        return any(when(k["valid_from"]) <= at and (not k["retired_at"] or at < when(k["retired_at"])) for k in held)
    except (ValueError, KeyError, TypeError):
        return False


def fingerprint(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _check_files(source: Source, manifest: dict[str, Any], report: Report) -> None:
    listed, there = Counter(file["name"] for file in manifest["files"]), Counter(source.names)
    for file in manifest["files"]:
        name = file["name"]
        if "/" in name or "\\" in name or name in PROOF | STRAY or listed[name] > 1:
            report.wrong("name_unsafe", name)
        elif name not in there:
            report.wrong("file_missing", name)
        elif _is_as_stated(source, file):
            report.right("file_right", name)
        else:
            report.wrong("file_changed", name)
    for name, times in there.items():
        if times > 1 or name not in PROOF | STRAY | set(listed):
            report.wrong("file_extra", name)
        elif name in STRAY:
            report.note("file_stray", name)


def _is_as_stated(source: Source, file: dict[str, Any]) -> bool:
    digest, size = hashlib.sha256(), 0
    try:
        for chunk in source.chunks(file["name"], max(file["size"], 0)):
            digest.update(chunk)
            size += len(chunk)
    except (OSError, Unclear):
        return False
    return bool(size == file["size"]) and digest.hexdigest() == file["sha256"]


def _check_chain(manifest: dict[str, Any], previous: list[bytes], report: Report) -> None:
    """Each manifest names the one before it; whatever order they are given in, the newest is looked at first."""
    read = [(_parsed(text) or {"edition": 0}, hashlib.sha256(text).hexdigest()) for text in previous]
    for before, digest in sorted(read, key=lambda one: -int(one[0]["edition"])):
        is_before = digest == manifest.get("previous_manifest_sha256") and before["edition"] < manifest["edition"]
        if not is_before or any(before.get(name) != manifest[name] for name in ("agency", "roc_year")):
            report.wrong("previous_other", before["edition"] or "")
            return
        report.right("previous_right", before["edition"])
        manifest = before
    if manifest.get("previous_manifest_sha256") is not None:
        report.note("previous_unchecked", manifest["previous_manifest_sha256"])
    else:
        report.note("previous_none", manifest["edition"])


def manifest_of(path: Path) -> bytes:
    """The manifest in a folder, a zip or a file of its own; empty when the zip does not have one for certain."""
    if not path.is_dir() and path.read_bytes()[:2] != b"PK":
        return path.read_bytes()
    try:
        return Source(path).read(MANIFEST, LARGEST_MANIFEST)
    except (Unclear, KeyError):
        return b""


def spoken(report: Report) -> Iterator[str]:
    """The findings line by line in both languages, then the verdict and what no verdict can say."""
    signs = {"+": "✓", "!": "•", "-": "✗"}
    for sign, code, detail in report.lines:
        yield f"{signs[sign]} {' / '.join(TEXTS[code])}{f': {detail}' if detail else ''}"
    verdicts = {PROVEN: "proven proves cannot", NOT_PROVEN: "not_proven cannot", REFUSED: "refused"}
    yield ""
    for code in verdicts[report.exit_code].split():
        yield from TEXTS[code]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="FOLDER_OR_ZIP")
    parser.add_argument("--key", type=Path, help="the agency's public key (PEM)")
    parser.add_argument("--keys", type=Path, help="a downloaded /.well-known/jibao-keys.json")
    parser.add_argument("--fingerprint", default="", help="SHA-256 of the public key, as published elsewhere")
    parser.add_argument("--previous", type=Path, action="append", default=[], help="an edition before: manifest or zip")
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        key, keys = (path and path.read_bytes() for path in (options.key, options.keys))
        report = verify(options.source, Given(key, keys, options.fingerprint, [*map(manifest_of, options.previous)]))
    except OSError as error:
        print(" / ".join(TEXTS["cannot_open"]), error, sep=": ", file=sys.stderr)
        return NOT_CHECKED
    print("\n".join(spoken(report)))
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
