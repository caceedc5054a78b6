"""The office calendar in the admin: the administrator sees what would change, then imports it; nobody else does."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.domain.office_days import LARGEST_FILE
from approvals.models import OfficeDay
from tests.factories.calendar import FILE_2026, import_2026
from tests.factories.staff import administrator_client, staff_client

pytestmark = pytest.mark.django_db

IMPORT = "/admin/approvals/officeday/import/"


def upload(content: bytes, name: str = "office-days.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp950"])
def test_a_file_is_shown_first_and_then_imported(encoding):
    client = administrator_client()
    changed = FILE_2026.read_text(encoding="utf-8").replace("20260102,五,0,", "20260102,五,2,補假")
    import_2026()

    page = client.post(IMPORT, upload(changed.encode(encoding))).content.decode()
    before = OfficeDay.objects.get(date="2026-01-02").is_office_day
    answer = client.post(IMPORT, {"content": hidden(page, "content"), "year": hidden(page, "year"), "confirm": "1"})

    assert "365 days, 244 of them office days; 0 are new." in page
    assert re.search(r"2026-01-02 \(Fri\): open\s+→ <strong>closed</strong> 補假", page)
    assert (before, OfficeDay.objects.get(date="2026-01-02").note) == (True, "補假")
    assert answer.status_code == 302


def test_a_year_of_the_library_is_imported_until_the_file_is_there():
    client = administrator_client()

    page = client.post(IMPORT, {"year": "2025"}).content.decode()
    client.post(IMPORT, {"content": hidden(page, "content"), "year": hidden(page, "year"), "confirm": "1"})

    assert "2025-02-08 (Sat): <strong>open</strong> 補行上班" in page
    assert OfficeDay.objects.filter(source="library").count() == 365


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "Choose a file or a year."),
        ({**upload(FILE_2026.read_bytes()), "year": "2026"}, "Choose a file or a year."),
        (upload(FILE_2026.read_bytes(), "days.xlsx"), "is not allowed"),
        (upload(b"a,b\n1,2\n"), "The file lacks these columns"),
        (upload(b"x" * (LARGEST_FILE + 5)), "a calendar has at most"),
        ({"year": "2030"}, "2030 is not one of the available choices"),
    ],
)
def test_what_is_no_calendar_is_refused(given, text):
    answer = administrator_client().post(IMPORT, given)

    assert answer.status_code == 400
    assert text in unescape(answer.content.decode())
    assert not OfficeDay.objects.exists()


def test_the_list_leads_the_administrator_to_the_import(office):
    assert IMPORT in administrator_client().get("/admin/approvals/officeday/").content.decode()
    assert IMPORT not in staff_client(office, "secretary").get("/admin/approvals/officeday/").content.decode()


@pytest.mark.parametrize("who", ["secretary", "head", "chief"])
def test_nobody_else_imports(office, who):
    client = staff_client(office, who)

    assert client.get(IMPORT).status_code == 403
    assert client.post(IMPORT, {"year": "2026", "confirm": "1"}).status_code == 403
    assert not OfficeDay.objects.exists()
