"""Checking a download in the browser: the same verdicts as the stand-alone program, by keyboard and at any width."""

import json
import random
import struct
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reports.domain import bundle
from tests.support import bundles
from tests.support.browser import barriers, overflow
from tests.support.bundles import KEY, TAMPERINGS, key_list, manifest, tampered_manifests, write_edition
from tests.support.signing import signed_edition

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

CHECK = """async ([files, keys, cases]) => {
  const { verify } = await import('/static/reports/verify/check.js');
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const verdicts = [];
  for (const changed of JSON.parse(cases)) {
    const all = Object.entries({ ...files, ...changed }).filter(([, content]) => content !== null);
    const reading = (content) => async (limit) => bytes(content).slice(0, limit + 1);
    const readable = all.map(([name, content]) => ({ name, read: reading(content) }));
    verdicts.push((await verify(readable, { keys: JSON.parse(keys) })).verdict);
  }
  return verdicts;
}"""


@pytest.fixture
def everything(office, tmp_path) -> Path:
    path = tmp_path / "everything.zip"
    path.write_bytes(bundle.everything(signed_edition(office)))
    return path


def verdict(page: Page, *paths: Path) -> str:
    """What the page says after these files were chosen."""
    page.set_input_files("#verify-files", [str(path) for path in paths])
    said = page.locator("[data-verdict]:is(.proven, .not_proven, .refused, .cannot_open)")
    expect(said).to_be_visible()
    return said.get_attribute("class").removeprefix("verdict ")


def as_text(content: bytes | None) -> str | None:
    return None if content is None else b64encode(content).decode()


def test_a_downloaded_zip_is_proven_and_a_tampered_one_refused(everything, visit):
    page = visit("/verify/")
    assert verdict(page, everything) == "proven"
    assert "It cannot prove that the content is true" in page.locator("[data-verdict]").inner_text()
    assert page.locator("[data-lines] li").count() > 6

    content = everything.read_bytes()
    everything.write_bytes(content.replace(b"pdf of ", b"pdf 0f "))
    assert verdict(visit("/verify/", language="zh-hant"), everything) == "refused"
    everything.write_bytes(content[:-30])
    assert verdict(visit("/verify/"), everything) == "cannot_open"


def test_a_zip_that_tells_of_fewer_entries_than_it_has_is_not_opened(everything, visit):
    content = everything.read_bytes()
    (count,) = struct.unpack("<H", content[-12:-10])
    everything.write_bytes(content[:-14] + struct.pack("<HH", count - 1, count - 1) + content[-10:])

    assert verdict(visit("/verify/"), everything) == "cannot_open"


def test_the_files_of_a_folder_are_checked_one_by_one(visit, tmp_path):
    folder = write_edition(tmp_path / "edition")
    page = visit("/verify/", width=360)

    # This site does not know the key, and the one beside the files says nothing about who signed.
    assert verdict(page, *folder.iterdir()) == "not_proven"
    page.fill("#verify-fingerprint", bundles.fingerprint(KEY).upper())
    page.set_input_files("#verify-folder", str(folder))
    expect(page.locator("[data-verdict].proven")).to_be_visible()
    (folder / "extra.txt").write_text("夾帶")
    assert verdict(page, *folder.iterdir()) == "refused"
    assert "extra.txt" in page.locator("[data-lines]").inner_text()
    assert overflow(page) == 0


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_page_has_no_barriers_before_and_after_a_check(everything, visit, language):
    page = visit("/verify/", language=language)
    assert barriers(page) == []

    verdict(page, everything)

    assert barriers(page) == []


def test_whatever_is_touched_is_refused(visit):
    files = {
        **bundles.FILES,
        "manifest.json": manifest(),
        "manifest.sig": KEY.sign(manifest()),
        "key.pem": bundles.pem(KEY),
    }
    cases = [{}, *({name: None} for name in files if name != "key.pem"), {"extra": b""}]
    cases += [{name: change(content, random.Random(1))} for name, content in files.items() for change in TAMPERINGS]
    # Without its statement of a signature a manifest is an unsigned edition's, and its signature one too many.
    cases += [{"manifest.json": text} for _field, text in tampered_manifests(manifest())]
    texts = [{name: as_text(content) for name, content in case.items()} for case in cases]

    verdicts = visit("/verify/").evaluate(
        CHECK, [{name: as_text(content) for name, content in files.items()}, key_list().decode(), json.dumps(texts)]
    )

    assert verdicts[0] == "proven"
    assert [case for case, found in zip(cases[1:], verdicts[1:], strict=True) if found != "refused"] == []
    assert len(cases) > 150
