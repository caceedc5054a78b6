"""docs/api.md is right: its commands run, as they stand, against a real server; its table has every address."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.db import connection
from drf_spectacular.generators import SchemaGenerator

from approvals.models import Decision
from config import env
from config.embedded.servers import free_port
from reports.domain import editions
from reports.domain.opening import NewSection, open_report
from reports.enums import RENDERED_FORMATS, SectionKind, SectionStatus
from reports.models import ApiToken, User
from reports.renderers import RenderedFile
from tests.factories.contents import plan
from tests.factories.office import NOW, PASSWORD, Office, make_office
from tests.support.api import ROOT

DOCUMENT = (env.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
START_SECONDS = 30


def commands() -> str:
    """Every line of the document's shell blocks, in order."""
    return "\n".join(re.findall(r"^```bash\n(.*?)^```$", DOCUMENT, flags=re.MULTILINE | re.DOTALL))


def release(office: Office) -> None:
    """Publish the report, with short files in place of typeset ones."""
    edition = office.publish()
    for rendition in edition.renditions.all():
        claimed = editions.claim_rendition(rendition_id=rendition.pk, now=office.now())
        assert claimed is not None
        file = RenderedFile(f"report-114.{rendition.format}", "text/plain", f"檔 {rendition.format}".encode())
        editions.finish_rendition(rendition=claimed, file=file, now=office.now())


@pytest.fixture
def office(committed) -> Office:
    """Last year's report is published, this year's plan is a draft, and the writer has a password the server knows."""
    office = make_office()
    release(office)
    secretary, divisions = office.people["secretary"], office.divisions
    sections = [
        NewSection(SectionKind.GOALS, "年度施政目標", divisions["secretariat"]),
        NewSection(SectionKind.PLAN, "計畫", divisions["line"]),
    ]
    office.report = open_report(agency=office.agency, roc_year=115, sections=sections, actor=secretary, now=NOW)
    office.write("goals")
    office.write("plan-1")
    writer = User.objects.filter(username="nia-writer")
    writer.update(password=make_password(PASSWORD, hasher=Argon2PasswordHasher()))
    return office


@pytest.fixture
def server(office, tmp_path) -> Iterator[str]:
    """Gunicorn on the test's database, with the development settings; its address."""
    port = free_port()
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        url = re.sub(r"/[^/?]*(\?|$)", rf"/{database['NAME']}\1", os.environ["DATABASE_URL"])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "DATABASE_URL": url, "DEBUG": "off"}
    arguments = ["config.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--no-control-socket"]
    with (tmp_path / "gunicorn.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *arguments], cwd=env.BASE_DIR, env=environment, stdout=log, stderr=log
        )
        try:
            wait_until_up(f"http://127.0.0.1:{port}/healthz", process, tmp_path / "gunicorn.log")
            yield f"http://127.0.0.1:{port}{ROOT}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(START_SECONDS * 10):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def run(script: str, server: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "JIBAO": server, "JIBAO_USER": "nia-writer", "JIBAO_PASSWORD": PASSWORD}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env=environment, cwd=folder, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip


@pytest.mark.e2e
@pytest.mark.slow
def test_the_documents_commands_do_a_contributors_whole_job(office, server, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("curl is not on the PATH")

    done = run(commands(), server, tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split("\n") == [
        plan().title, "304", "True", "200 ", "200 true", "submit", "in_review",
        str(len(RENDERED_FORMATS)), "report-114.pdf: OK", "",
    ]  # fmt: skip
    section = office.section()
    assert section.status == SectionStatus.IN_REVIEW
    assert [row.text for row in section.content.paragraphs][-1] == "全年辦理教育訓練四場。"
    assert Decision.objects.filter(section=section).count() == 1
    assert (tmp_path / "report-114.pdf").read_text() == "檔 pdf"
    assert ApiToken.objects.get().revoked_at is not None


def test_the_table_has_every_address_and_method():
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    served = {
        re.sub(r"\{(\w+_)id\}", "{id}", path.removeprefix(ROOT)): {method.upper() for method in methods}
        for path, methods in paths.items()
    }

    rows = re.findall(r"^\| `(/\S*)` \| ([A-Z ]+) \|", DOCUMENT, flags=re.MULTILINE)

    assert {path: set(methods.split()) for path, methods in rows} == served | {"/schema": {"GET"}}
