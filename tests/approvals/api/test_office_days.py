"""The office calendar over the API: read by everybody who is logged in, imported by the administrator alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.domain.office_days import LARGEST_FILE
from approvals.models import OfficeDay
from tests.factories.calendar import FILE_2026, import_2026
from tests.factories.office import make_office, make_user
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db

IMPORT = f"{ROOT}/office-days/import"


def post(user, content: bytes, **fields: object):
    data = {"file": SimpleUploadedFile("days.csv", content), **fields}
    return client_of(user).post(IMPORT, data, format="multipart")


@pytest.fixture
def administrator():
    return make_user("administrator", is_superuser=True, is_staff=True)


def test_a_dry_run_counts_and_writes_nothing(administrator):
    dry = post(administrator, FILE_2026.read_bytes(), dry_run="true").json()
    written = OfficeDay.objects.count()
    done = post(administrator, FILE_2026.read_bytes()).json()

    assert dry == done == {"first": "2026-01-01", "last": "2026-12-31", "new": 365, "changed": 0, "unchanged": 0}
    assert (written, OfficeDay.objects.count()) == (0, 365)


@pytest.mark.parametrize("who", ["secretary", "head", "writer"])
def test_nobody_else_imports(who):
    user = make_office().people[who]

    assert refusal(post(user, FILE_2026.read_bytes())) == (403, "no_role")
    assert not OfficeDay.objects.exists()


def test_a_bad_file_is_refused_whole(administrator):
    assert refusal(post(administrator, b"a,b\n1,2\n")) == (400, "columns")
    assert refusal(post(administrator, b"")) == (400, "columns")
    assert refusal(post(administrator, b"x" * (LARGEST_FILE + 100_000))) == (413, "too_large")
    assert refusal(post(administrator, b"x" * (LARGEST_FILE + 1))) == (413, "too_large")
    assert not OfficeDay.objects.exists()


def test_everybody_reads_it():
    import_2026()
    client = client_of(make_office().people["writer"])

    rows = client.get(f"{ROOT}/office-days?year=2026&page_size=2").json()["results"]

    assert rows == [
        {"date": "2026-01-01", "is_office_day": False, "note": "開國紀念日", "origin": "published"},
        {"date": "2026-01-02", "is_office_day": True, "note": "", "origin": "published"},
    ]
    assert client.get(f"{ROOT}/office-days?year=2027").json()["results"] == []
    assert client.get(f"{ROOT}/office-days?year=soon").status_code == 400
