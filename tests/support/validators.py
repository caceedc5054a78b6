"""Independent judges of the files: veraPDF for PDF, the OASIS schema for ODT, openxml-audit for DOCX, html5lib."""

import json
import subprocess
import sys
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

import html5lib
import openxml_audit
from lxml import etree

_VERAPDF = Path(__file__).with_name("verapdf.py")


def pdf_findings(folder: Path, files: dict[str, bytes]) -> dict[str, dict[str, list[str]]]:
    """{name: {"PDF/A-3a": [...], "PDF/UA-1": [...]}}: the rules each file breaks. One Java start for all of them."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    paths = {name: str(folder / name) for name in files}
    command = [sys.executable, str(_VERAPDF), *paths.values()]
    answer = subprocess.run(command, capture_output=True, check=False, timeout=280, text=True)
    if answer.returncode:
        raise RuntimeError(f"veraPDF did not run: {answer.stderr[-2000:]}")
    report = json.loads(answer.stdout.splitlines()[-1])
    return {name: report[path] for name, path in paths.items()}


def html_findings(text: str) -> list[str]:
    """Every parse error of the HTML standard's own algorithm, with its line."""
    parser = html5lib.HTMLParser()
    parser.parse(text)
    return [f"{code} on line {place[0]} {values}" for place, code, values in parser.errors]


def odt_findings(content: bytes) -> list[str]:
    """What the OASIS 1.3 schemas say against the parts of an ODT, and what its zip lacks."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        first = archive.infolist()[0]
        is_marked = first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED
        found = [] if is_marked else ["the mimetype is not the first, uncompressed entry"]
        for name in archive.namelist():
            if name.endswith(".xml"):
                schema = _schema("manifest-schema" if name.startswith("META-INF") else "schema")
                schema.validate(etree.fromstring(archive.read(name)))
                found += [f"{name}:{error.line}: {error.message}" for error in schema.error_log]
    return found


@cache
def _schema(name: str) -> etree.RelaxNG:
    folder = Path(openxml_audit.__file__).parent / "odf" / "schemas" / "odf-1.3"
    return etree.RelaxNG(etree.parse(str(folder / f"OpenDocument-v1.3-{name}.rng")))


def docx_findings(path: Path, content: bytes) -> list[str]:
    """What openxml-audit's strict policy says against a DOCX."""
    path.write_bytes(content)
    validator = openxml_audit.OpenXmlValidator(max_errors=50, strict=True)
    result = validator.validate(path)
    found = [f"{error.part_uri}: {error.description}" for error in result.errors]
    if result.is_valid == bool(found):
        raise RuntimeError(f"{path}: the validator contradicts itself: {result}")
    return found
