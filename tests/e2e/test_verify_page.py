"""Checking a download in the browser: the same verdicts as the stand-alone program, by keyboard and at any width."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reports.domain import bundle
from reports.domain.stored_files import whole
from reports.verifier import jibao_verify
from tests.support import bundles
from tests.support.browser import barriers, overflow
from tests.support.bundles import KEY, manifest, write_edition
from tests.support.signing import signed_edition
from tests.support.tampered import Case, tampered, unproven, untouched

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

CHECK = """async (cases) => {
  const { verify } = await import('/static/reports/verify/check.js');
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const reading = ([name, content]) => ({ name, read: async (limit) => bytes(content).slice(0, limit + 1) });
  const found = [];
  for (const { download, keys, fingerprint, previous } of JSON.parse(cases)) {
    const given = { keys: JSON.parse(keys), fingerprint, previous: previous.map(bytes) };
    const files = typeof download === 'string' ? new Blob([bytes(download)]) : Object.entries(download).map(reading);
    const { verdict, lines } = await verify(files, given);
    found.push([verdict, lines.filter(({ sign }) => sign === '-').map(({ code }) => code).sort()]);
  }
  return found;
}"""
VERDICTS = {jibao_verify.PROVEN: "proven", jibao_verify.NOT_PROVEN: "not_proven", jibao_verify.REFUSED: "refused"}


@pytest.fixture
def everything(office, tmp_path) -> Path:
    path = tmp_path / "everything.zip"
    path.write_bytes(whole(bundle.everything(signed_edition(office))))
    return path


def verdict(page: Page, *paths: Path) -> str:
    """What the page says after these files were chosen."""
    page.set_input_files("#verify-files", [str(path) for path in paths])
    said = page.locator("[data-verdict]:is(.proven, .not_proven, .refused, .cannot_open)")
    expect(said).to_be_visible()
    return said.get_attribute("class").removeprefix("verdict ")


def as_json(case: Case) -> dict[str, object]:
    files = case.download
    download = as_text(files) if isinstance(files, bytes) else {name: as_text(files[name]) for name in files}
    before = [as_text(text) for text in case.previous]
    return {"download": download, "keys": case.keys.decode(), "fingerprint": case.fingerprint, "previous": before}


def as_text(content: bytes) -> str:
    return b64encode(content).decode()


def said_by_the_program(case: Case, folder: Path) -> list[object]:
    given = jibao_verify.Given(None, case.keys, case.fingerprint, list(case.previous))
    report = jibao_verify.verify(case.written(folder), given)
    return [VERDICTS[report.exit_code], sorted(report.codes("-"))]


def test_a_downloaded_zip_is_proven_and_a_tampered_one_refused(everything, visit):
    page = visit("/verify/")
    assert verdict(page, everything) == "proven"
    assert "It cannot prove that the content is true" in page.locator("[data-verdict]").inner_text()
    assert page.locator("[data-lines] li").count() > 6

    content = everything.read_bytes()
    everything.write_bytes(content.replace(b"pdf of ", b"pdf 0f "))
    assert verdict(visit("/verify/", language="zh-hant"), everything) == "refused"
    everything.write_bytes(content[:-30])
    assert verdict(visit("/verify/"), everything) == "refused"
    everything.write_bytes(b"no zip at all, whatever its name says")
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


def test_a_fingerprint_typed_later_is_compared_too(everything, visit):
    page = visit("/verify/")
    assert verdict(page, everything) == "proven"

    page.fill("#verify-fingerprint", "00" * 32)

    expect(page.locator("[data-verdict].refused")).to_be_visible()
    page.press("#verify-fingerprint", "Enter")
    expect(page.locator("[data-verdict].refused")).to_be_visible()
    assert "?" not in page.url
    page.fill("#verify-fingerprint", "")
    expect(page.locator("[data-verdict].proven")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_page_has_no_barriers_before_and_after_a_check(everything, visit, language):
    page = visit("/verify/", language=language)
    assert barriers(page) == []

    verdict(page, everything)

    assert barriers(page) == []


def test_browser_and_program_say_the_same_of_whatever_is_touched(visit, tmp_path):
    cases = [*untouched(), *unproven(), *tampered()]
    texts = json.dumps([as_json(case) for case in cases])

    found = visit("/verify/").evaluate(CHECK, texts)

    program = [said_by_the_program(case, tmp_path / str(number)) for number, case in enumerate(cases)]
    differing = [case.name for case, one, other in zip(cases, found, program, strict=True) if one != other]
    assert differing == []
    expected = {"proven": untouched(), "not_proven": unproven(), "refused": tampered()}
    assert [verdict for verdict, _codes in found] == [word for word in expected for _case in expected[word]]


def test_an_edition_is_compared_with_the_one_before(visit, tmp_path):
    second = write_edition(tmp_path / "second", text=manifest(number=2, previous=manifest()))
    first = write_edition(tmp_path / "first")
    page = visit("/verify/")

    assert verdict(page, *second.iterdir()) == "not_proven"
    assert "not checked: whether it follows the edition before" in page.locator("[data-lines]").inner_text()
    page.set_input_files("#verify-previous", str(first / "manifest.json"))
    verdict(page, *second.iterdir())
    expect(page.locator("[data-lines]")).to_contain_text("follows the edition before 1")
    page.set_input_files("#verify-previous", str(second / "manifest.json"))
    page.set_input_files("#verify-files", [str(path) for path in second.iterdir()])
    expect(page.locator("[data-verdict].refused")).to_be_visible()
