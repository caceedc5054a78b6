import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

from reports.content import canonical_json, sha256_hex
from reports.renderers.fonts import BUNDLED_FOLDER
from reports.renderers.manifest import build_manifest, tools
from reports.renderers.pdf import TEMPLATE
from tests.support.documents import rich_document

PUBLISHED_AT = datetime(2026, 3, 31, 1, 0, tzinfo=UTC)
FILES = [{"name": "DEMO-114.pdf", "format": "pdf", "media_type": "application/pdf", "size": 3, "sha256": "ab"}]
PROVENANCE = {"sections": [{"code": "goals", "revision": 1, "decisions": [{"action": "approve", "by": "甲"}]}]}


def manifest(**changes) -> bytes:
    values = {"edition_number": 1, "published_at": PUBLISHED_AT, "files": FILES, "provenance": PROVENANCE}
    return build_manifest(rich_document(), **values | changes)


def test_manifest_says_what_was_published_and_who_decided():
    found = json.loads(manifest())

    assert (found["edition"], found["roc_year"], found["agency"]["code"]) == (1, 114, "DEMO")
    assert (found["approved_at"], found["published_at"]) == ("2026-02-25T08:30:00+00:00", "2026-03-31T01:00:00+00:00")
    assert (found["files"], found["sections"]) == (FILES, PROVENANCE["sections"])
    assert found["document_sha256"] == sha256_hex(canonical_json(rich_document()))
    assert found["previous_manifest_sha256"] is None


def test_manifest_names_compiler_templates_and_fonts():
    found = json.loads(manifest())["tools"]

    assert found["typst"] == "0.15.2"
    assert found["templates"]["pdf/template.typ"] == sha256(TEMPLATE.read_bytes()).hexdigest()
    assert sorted(found["fonts"]) == ["NotoSansTC-Regular.otf", "NotoSerifTC-Regular.otf"]


def test_manifest_is_canonical():
    text = manifest().decode()

    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_time_zone_of_a_moment_does_not_change_the_bytes():
    taipei = timezone(timedelta(hours=8))

    assert manifest(published_at=PUBLISHED_AT.astimezone(taipei)) == manifest()


def test_changed_content_changes_the_manifest():
    other = replace(rich_document(), title="另一份報告")

    assert build_manifest(
        other, edition_number=1, published_at=PUBLISHED_AT, files=FILES, provenance=PROVENANCE
    ) != manifest()  # fmt: skip


def test_configured_face_is_named(tmp_path):
    (tmp_path / "Kai.ttf").write_bytes((BUNDLED_FOLDER / "NotoSansTC-Regular.otf").read_bytes())

    assert "Kai.ttf" in tools(tmp_path)["fonts"]
