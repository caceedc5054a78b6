"""展期 in the admin: everybody sees the requests of the sections they read, and decides those that are theirs."""

import pytest

from approvals.domain.extensions import request_extension
from approvals.models import Deadline, Extension
from tests.factories.calendar import import_2026
from tests.factories.deadlines import section_due
from tests.factories.office import make_office
from tests.factories.staff import staff_client

pytestmark = pytest.mark.django_db

LIST = "/admin/approvals/extension/"


@pytest.fixture
def row(office, time_machine) -> Extension:
    import_2026()
    time_machine.move_to(office.now())
    return request_extension(
        deadline=section_due(office), days=9, reason="待補資料", actor=office.people["writer"], now=office.now()
    )  # fmt: skip


def page(row: Extension) -> str:
    return f"{LIST}{row.pk}/change/"


def test_whoever_decides_reads_the_date_that_is_to_be_moved(office, row):
    client = staff_client(office, "secretary")
    due_on = row.deadline.due_on.isoformat()

    assert due_on in client.get(LIST).content.decode()
    assert due_on in client.get(page(row)).content.decode()


def test_the_secretariat_finds_and_grants_what_awaits_it(office, row):
    client = staff_client(office, "secretary")
    found = list(client.get(LIST, {"awaiting": "me"}).context["cl"].result_list)

    client.post(page(row), {"decision": "grant_extension", "comment": "同意"})

    row.refresh_from_db()
    assert found == [row]
    assert (row.status, row.comment) == ("granted", "同意")
    assert not client.get(LIST, {"awaiting": "me"}).context["cl"].result_list
    assert client.post(page(row), {"decision": "refuse_extension", "comment": "不宜"}).status_code == 403


def test_a_refusal_without_a_reason_is_refused_itself(office, row):
    answer = staff_client(office, "secretary").post(page(row), {"decision": "refuse_extension"}, follow=True)

    assert "Give a reason." in answer.content.decode()
    assert Deadline.objects.get().due_on == row.deadline.due_on


def test_who_is_below_the_level_reads_only(office, row):
    client = staff_client(office, "chief")

    assert "待補資料" in client.get(page(row)).content.decode()
    assert client.post(page(row), {"decision": "grant_extension"}).status_code == 403


def test_another_division_and_another_agency_do_not_know_of_it(office, row):
    foreign = make_office("fia")

    for client in (staff_client(office, "other_chief"), staff_client(foreign, "secretary")):
        assert page(row) not in client.get(LIST).content.decode()
        assert client.post(page(row), {"decision": "grant_extension"}).status_code == 302  # as if it were not there
    row.refresh_from_db()
    assert row.status == "requested"
