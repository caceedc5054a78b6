"""The commands of docs/how-to/check-a-downloaded-report.md, run as they stand there."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.signing import signed_edition

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "check-a-downloaded-report.md"


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines()]


def test_every_command_works_on_real_downloads(office, client, tmp_path):
    edition = signed_edition(office)
    downloads = [line.split()[-1] for line in commands() if line.startswith("curl ")]
    for address in downloads:
        answer = client.get(urlsplit(address).path)
        assert answer.status_code == 200
        (tmp_path / Path(urlsplit(address).path).name).write_bytes(answer.content)
    script = "\n".join(line for line in commands() if not line.startswith("curl "))
    script = script.replace("python3", f"{sys.executable} -I")

    done = subprocess.run(["bash", "-euc", script], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "通過。" in done.stdout
    assert "Signature Verified Successfully" in done.stdout
    looked_up = [line for line in done.stdout.splitlines() if line.endswith("in the manifest")]
    assert len(looked_up) == edition.renditions.count()
    assert not any("NOT" in line for line in looked_up)
    assert edition.signing_key.fingerprint in done.stdout
    assert len(downloads) == 3


def test_the_last_command_looks_each_file_up_by_itself(office, client, tmp_path):
    signed_edition(office)
    name = "nia-114-1.pdf"
    (tmp_path / "manifest.json").write_bytes(client.get("/published/nia/114/1/manifest.json").content)
    (tmp_path / name).write_bytes(client.get(f"/published/nia/114/1/files/{name}").content)
    (tmp_path / "another-1.pdf").write_bytes(b"%PDF-1.7 never published")
    loop = commands()[commands().index("for file in *-*; do") :]

    done = subprocess.run(["bash", "-euc", "\n".join(loop)], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["another-1.pdf: NOT in the manifest", f"{name}: in the manifest"]
