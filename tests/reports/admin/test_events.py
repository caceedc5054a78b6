"""The audit chains in the admin: what was done, to what, in words."""

from datetime import date

import pytest
from django.urls import reverse

from approvals.domain.appointments import keep
from approvals.enums import Role
from approvals.models import Assignment
from reports.domain.styles import change_style
from tests.factories.contents import warned_plan
from tests.factories.staff import staff_client

pytestmark = pytest.mark.django_db
AUDIT = reverse("admin:reports_auditevent_changelist")
AGENCY = reverse("admin:reports_agencyevent_changelist")


def text(client, address, query=""):
    return client.get(address, query).content.decode()


def grant(office, name):
    row = Assignment(
        user=office.people[name], division=office.divisions["other"], role=Role.SUPERVISOR, valid_from=date(2026, 1, 1)
    )
    return keep(assignment=row, actor=office.people["secretary"], now=office.now())


def test_a_reports_events_name_action_and_section(office):
    office.sign_off("follow-up")
    client = staff_client(office, "secretary")
    client.cookies["django_language"] = "zh-hant"

    page = text(client, AUDIT)

    assert all(word in page for word in ("核定", "儲存", "辦理情形", "115年1月12日 10:"))
    assert "section:follow-up" not in page


def test_a_reports_events_are_filtered_by_action(office):
    office.sign_off("follow-up")
    client = staff_client(office, "secretary")

    answer = client.get(AUDIT, {"action": "approve"})

    assert [event.action for event in answer.context["cl"].result_list] == ["approve"]
    assert "?action=endorse" in answer.content.decode()
    assert "?action=publish" not in answer.content.decode()


def test_a_column_of_dates_still_sorts(office):
    office.sign_off("follow-up")
    client = staff_client(office, "secretary")

    def moments(query):
        return [event.at for event in client.get(AUDIT, query).context["cl"].result_list]

    assert moments({"o": "1"}) == sorted(moments({})) != moments({})


def test_an_agencys_events_say_who_got_which_role_from_when(office):
    grant(office, "writer")
    change_style(agency=office.agency, changes={"has_cover": False}, actor=office.people["secretary"], now=office.now())
    page = text(staff_client(office, "secretary"), AGENCY)

    assert "Give a role" in page
    assert "nia-writer · Supervisor · 2026-01-01–" in page
    assert "Change the look of the reports" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_an_agencys_events_take_the_same_queries(office, rows, django_assert_num_queries):
    for name in ("writer", "second_writer", "other_writer")[:rows]:
        grant(office, name)
    client = staff_client(office, "secretary")
    client.get(AGENCY)

    with django_assert_num_queries(12):
        assert len(client.get(AGENCY).context["cl"].result_list) == rows


def test_findings_are_in_sentences(office):
    office.write("goals")
    office.write("plan-1", warned_plan())
    office.submit("plan-1")
    client = staff_client(office, "chief")
    row = office.section().current_revision.findings.filter(check_id="KPI-03").first()

    listed = text(client, reverse("admin:reports_storedfinding_changelist"))
    shown = text(client, reverse("admin:reports_storedfinding_change", args=[row.pk]))

    assert row.message not in listed + shown
    assert "Far from the target is explained" in shown
