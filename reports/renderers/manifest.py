"""The manifest of an edition: what was published, from which approved revisions, with which tools. Canonical JSON."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from reports.content.codec import SCHEMA_VERSION, canonical_json, sha256_hex
from reports.content.document import Document
from reports.renderers.fonts import font_files

MANIFEST_VERSION = 3
"""1: before errata and signatures; 2: with the words of an erratum's reason; 3: with their hash alone."""

_TEMPLATES = (
    "docx/styles.xml",
    "html/page.css",
    "odt/styles.xml",
    "pdf/charts.typ",
    "pdf/pictures.typ",
    "pdf/template.typ",
)


def build_manifest(
    document: Document,
    *,
    edition_number: int,
    published_at: datetime,
    files: Sequence[Mapping[str, object]],
    provenance: Mapping[str, object],
    previous_manifest_sha256: str | None = None,
    erratum: Mapping[str, object] | None = None,
    signature: Mapping[str, object] | None = None,
    font_dir: Path | None = None,
) -> bytes:
    """Keys sorted, no blanks, UTF-8, moments in UTC: the same edition always gives the same bytes.

    `files`: name, format, media_type, size in bytes and sha256 of each; `provenance`: section → revision → decisions;
    `previous_manifest_sha256`: of the edition before; `erratum`: why that one was corrected, and what changed.
    `signature`: algorithm, key_id and signed_at of the signature that will be made of these bytes, None without one.
    """
    manifest = {
        "manifest_version": MANIFEST_VERSION,
        "agency": {"code": document.agency_code, "name": document.agency_name},
        "roc_year": document.roc_year,
        "title": document.title,
        "edition": edition_number,
        "approved_at": _utc(document.approved_at) if document.approved_at else None,
        "published_at": _utc(published_at),
        "document_sha256": sha256_hex(canonical_json(document)),
        "files": [dict(file) for file in files],
        "previous_manifest_sha256": previous_manifest_sha256,
        "erratum": dict(erratum) if erratum is not None else None,
        "signature": None if signature is None else dict(signature),
        "tools": tools(font_dir),
        **provenance,
    }
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@lru_cache(maxsize=8)
def tools(font_dir: Path | None = None) -> dict[str, object]:
    """What besides the document decides the bytes of its files: compiler, templates, faces, schema of the content."""
    folder = Path(__file__).parent
    return {
        "content_schema_version": SCHEMA_VERSION,
        "typst": version("typst"),
        "templates": {name: _sha256(folder / name) for name in _TEMPLATES},
        "fonts": {path.name: _sha256(path) for path in font_files(font_dir)},
    }


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
