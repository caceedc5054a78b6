"""The reader's own program: untouched downloads are proven, whatever is touched is refused."""

import ast
import json
import random
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from reports.verifier import PROGRAM
from reports.verifier import jibao_verify as verifier
from tests.support import bundles
from tests.support.bundles import (
    KEY,
    OTHER_KEY,
    SIGNED_AT,
    TAMPERINGS,
    fingerprint,
    key_list,
    manifest,
    pem,
    write_edition,
)
from tests.support.tampered import Case, tampered, unproven, untouched

PINNED = verifier.Given(fingerprint=fingerprint(KEY))


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_edition(tmp_path / "edition")


def check(path: Path, **given) -> verifier.Report:
    return verifier.verify(path, verifier.Given(**given) if given else PINNED)


def zip_of(folder: Path) -> Path:
    return Path(shutil.make_archive(str(folder), "zip", folder))


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    """As a reader does: the file alone, isolated from everything of this project."""
    command = [sys.executable, "-I", str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, cwd="/", capture_output=True, encoding="utf-8", check=False)


def test_it_needs_the_standard_library_and_cryptography_alone():
    tree = ast.parse(PROGRAM.read_text())
    imported = {
        name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    imported |= {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
    assert not imported & {"socket", "urllib", "http", "ssl"}


@pytest.mark.parametrize("as_path", [Path, zip_of])
@pytest.mark.parametrize(
    "given",
    [{"fingerprint": fingerprint(KEY)}, {"key_pem": pem(KEY)}, {"keys_json": key_list()}],
)
def test_an_untouched_download_is_proven(folder, as_path, given):
    report = check(as_path(folder), **given)

    assert (report.exit_code, report.codes("-")) == (verifier.PROVEN, [])
    assert report.codes("+") == [*["file_right"] * len(bundles.FILES), "signature_right"]


def test_a_fingerprint_may_be_written_as_it_is_printed(folder):
    pairs = ":".join(fingerprint(KEY)[place : place + 2] for place in range(0, 64, 2)).upper()
    groups = " ".join(fingerprint(KEY)[place : place + 4] for place in range(0, 64, 4))

    assert check(folder, fingerprint=pairs).exit_code == verifier.PROVEN
    assert check(folder, fingerprint=f" {groups}\n").exit_code == verifier.PROVEN


def test_a_key_that_came_along_proves_nothing_about_who_signed(folder):
    report = check(folder, previous=[])

    assert report.exit_code == verifier.NOT_PROVEN
    assert report.codes("!") == ["previous_none", "fingerprint", "key_came_along"]


def test_an_unsigned_edition_fits_and_is_not_proven(tmp_path):
    folder = write_edition(tmp_path / "edition", is_signed=False)

    assert check(folder, previous=[]).exit_code == verifier.NOT_PROVEN
    assert check(folder).codes("-") == ["unsigned"]


def test_what_is_untouched_is_proven_and_whatever_is_touched_refused(tmp_path):
    def codes(case: Case, number: int) -> int:
        given = verifier.Given(None, case.keys, case.fingerprint, list(case.previous))
        return verifier.verify(case.written(tmp_path / str(number)), given).exit_code

    accepted = [case.name for number, case in enumerate(tampered()) if codes(case, number) != verifier.REFUSED]
    refused = [case.name for number, case in enumerate(untouched(), 8000) if codes(case, number) != verifier.PROVEN]
    unclear = [case.name for number, case in enumerate(unproven(), 9000) if codes(case, number) != verifier.NOT_PROVEN]

    assert (accepted, refused, unclear) == ([], [], [])


def test_openssl_refuses_the_same(folder):
    command = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -sigfile manifest.sig -in manifest.json"
    changed = (text for field, text in bundles.tampered_manifests(manifest()) if field.endswith("changed"))
    texts = [manifest(), *changed]
    signatures = [change(KEY.sign(manifest()), random.Random(seed)) for change in TAMPERINGS for seed in range(3)]
    pairs = [(text, KEY.sign(manifest())) for text in texts] + [(manifest(), signature) for signature in signatures]
    codes = []
    for text, signature in pairs:
        (folder / "manifest.json").write_bytes(text)
        (folder / "manifest.sig").write_bytes(signature)
        codes.append(subprocess.run(command.split(), cwd=folder, capture_output=True, check=False).returncode)

    assert codes[0] == 0
    assert 0 not in codes[1:]
    assert len(codes) > 60


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda folder: (folder / "DEMO-114.odt").unlink(), "file_missing"),
        (lambda folder: (folder / "manifest.sig").unlink(), "signature_missing"),
        (lambda folder: (folder / "manifest.json").unlink(), "manifest_missing"),
        (lambda folder: (folder / "extra.pdf").write_bytes(b""), "file_extra"),
        (lambda folder: shutil.copytree(folder, folder / "below"), "file_extra"),
        (lambda folder: (folder / "DEMO-114.odt").write_bytes((folder / "DEMO-114.pdf").read_bytes()), "file_changed"),
        (lambda folder: (folder / "manifest.sig").write_bytes(OTHER_KEY.sign(manifest())), "signature_wrong"),
        (lambda folder: (folder / "key.pem").write_bytes(pem(OTHER_KEY)), "key_other"),
        (lambda folder: (folder / "key.pem").write_bytes(b"no key"), "key_unreadable"),
        (lambda folder: (folder / "key.pem").unlink(), "key_missing"),
        (lambda folder: (folder / "manifest.json").write_bytes(manifest() + b"\n"), "manifest_unreadable"),
        (lambda folder: (folder / "manifest.json").write_bytes(b"[" * 9000), "manifest_unreadable"),
    ],
)  # fmt: skip
def test_what_is_missing_added_or_exchanged_is_named(folder, change, code):
    change(folder)

    report = check(folder)

    assert code in report.codes("-")
    assert report.exit_code == verifier.REFUSED


def test_a_damaged_file_of_a_zip_hides_no_other_fault(folder, tmp_path):
    (folder / "extra.txt").write_text("夾帶")
    path = zip_of(folder)
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("DEMO-114.pdf").header_offset + 30 + len("DEMO-114.pdf")
    content = bytearray(path.read_bytes())
    content[start : start + 8] = b"\xff" * 8
    path.write_bytes(content)

    assert check(path).codes("-") == ["file_changed", "file_extra"]


def test_what_is_not_part_of_the_proof_is_named(folder):
    (folder / "jibao_verify.py").write_bytes(b"evil")

    report = check(zip_of(folder))

    assert ("!", "file_stray", "jibao_verify.py") in report.lines
    assert report.exit_code == verifier.PROVEN


def test_a_file_that_unpacks_to_more_than_it_should_is_never_held_whole(folder, monkeypatch):
    data = json.loads(manifest())
    data["files"][0]["size"] = 10**15
    write_edition(folder, text=json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    (folder / data["files"][0]["name"]).write_bytes(b"0" * 5000)
    monkeypatch.setattr(verifier, "PACKED_CHUNK", 1)
    path = zip_of(folder)

    assert max(map(len, verifier.Source(path).chunks(data["files"][0]["name"], 10**15))) <= 2 * 1032
    assert check(path).codes("-") == ["file_changed"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"fingerprint": fingerprint(OTHER_KEY)}, "fingerprint_other"),
        ({"key_pem": pem(OTHER_KEY)}, "key_other"),
        ({"keys_json": b"{}"}, "key_unreadable"),
        ({"keys_json": key_list(valid_from=(SIGNED_AT + timedelta(days=1)).isoformat())}, "key_dates"),
        ({"keys_json": key_list(retired_at=(SIGNED_AT - timedelta(days=1)).isoformat())}, "key_dates"),
        ({"keys_json": key_list(agency={"code": "other", "name": ""})}, "key_agency"),
        (
            {"key_pem": pem(KEY), "keys_json": key_list(retired_at=(SIGNED_AT - timedelta(days=1)).isoformat())},
            "key_dates",
        ),
    ],
)
def test_a_key_that_does_not_belong_is_refused(folder, given, code):
    assert code in check(folder, **given).codes("-")


def test_a_key_that_was_exposed_is_no_proof(folder):
    exposed = key_list(retired_at=(SIGNED_AT + timedelta(days=9)).isoformat(), retired_because="exposed")

    report = check(folder, keys_json=exposed)

    assert (report.exit_code, report.codes("-")) == (verifier.NOT_PROVEN, [])


def test_the_chain_to_the_editions_before_is_checked(tmp_path):
    first = manifest()
    second = manifest(number=2, previous=first)
    folder = write_edition(tmp_path / "edition", text=manifest(number=3, previous=second))

    def previous(*texts: bytes) -> verifier.Report:
        return check(folder, fingerprint=fingerprint(KEY), previous=list(texts))

    assert previous().codes("!") == ["previous_unchecked", "fingerprint"]
    for given in ((second, first), (first, second)):
        assert previous(*given).codes("+").count("previous_right") == 2
        assert previous(*given).codes("!") == ["previous_none", "fingerprint"]
        assert previous(*given).exit_code == verifier.PROVEN
    assert previous(first).codes("-") == ["previous_other"]


def test_the_edition_before_may_be_given_as_manifest_folder_or_zip(folder):
    for path in (folder / "manifest.json", folder, zip_of(folder)):
        assert verifier.manifest_of(path) == manifest()
    with zip_of(folder).open("ab") as file:
        file.write(b"more")
    assert verifier.manifest_of(folder.with_suffix(".zip")) == b""


def test_the_program_speaks_both_languages_and_ends_with_a_code(folder, tmp_path):
    (tmp_path / "keys.json").write_bytes(key_list())

    proven = run(zip_of(folder), "--keys", tmp_path / "keys.json")
    unknown = run(folder)
    (folder / "DEMO-114.pdf").write_bytes(b"forged")
    refused = run(folder, "--fingerprint", fingerprint(KEY))
    absent = run(tmp_path / "nowhere")

    codes = [done.returncode for done in (proven, unknown, refused, absent)]
    assert codes == [verifier.PROVEN, verifier.NOT_PROVEN, verifier.REFUSED, verifier.NOT_CHECKED]
    assert "這證明" in proven.stdout
    assert "It cannot prove that the content is true" in proven.stdout
    assert "✗ 檔案被更動過 / a file was changed: DEMO-114.pdf" in refused.stdout
    assert "nowhere" in absent.stderr
