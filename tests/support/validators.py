"""Independent judges of the files: veraPDF for PDF, the OASIS schema for ODT, openxml-audit for DOCX."""

import json
import subprocess
import sys
from pathlib import Path

_VERAPDF = Path(__file__).with_name("verapdf.py")


def pdf_findings(folder: Path, files: dict[str, bytes]) -> dict[str, dict[str, list[str]]]:
    """{name: {"PDF/A-3a": [...], "PDF/UA-1": [...]}}: the rules each file breaks. One Java start for all of them."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    paths = {name: str(folder / name) for name in files}
    command = [sys.executable, str(_VERAPDF), *paths.values()]
    answer = subprocess.run(command, capture_output=True, check=False, timeout=100, text=True)
    if answer.returncode:
        raise RuntimeError(f"veraPDF did not run: {answer.stderr[-2000:]}")
    report = json.loads(answer.stdout.splitlines()[-1])
    return {name: report[path] for name, path in paths.items()}
