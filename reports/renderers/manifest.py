"""The manifest of an edition: what was published, from which approved revisions, with which tools. Canonical JSON."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from reports.content.codec import canonical_json, sha256_hex
from reports.content.document import Document

MANIFEST_VERSION = 1


def build_manifest(
    document: Document,
    *,
    edition_number: int,
    published_at: datetime,
    files: Sequence[Mapping[str, object]],
    provenance: Mapping[str, object],
    previous_manifest_sha256: str | None = None,
) -> bytes:
    """`files`: name, format, media_type, size in bytes and sha256 of each; `provenance`: section → revision → decisions."""
    manifest = {
        "manifest_version": MANIFEST_VERSION,
        "agency": {"code": document.agency_code, "name": document.agency_name},
        "roc_year": document.roc_year,
        "title": document.title,
        "edition": edition_number,
        "approved_at": document.approved_at.isoformat() if document.approved_at else None,
        "published_at": published_at.isoformat(),
        "document_sha256": sha256_hex(canonical_json(document)),
        "files": [dict(file) for file in files],
        "previous_manifest_sha256": previous_manifest_sha256,
        **provenance,
    }
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
