from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from approvals.domain import deadlines
from approvals.enums import DeadlineKind
from reports.domain import editions
from reports.domain.proofreading import FileDiffers
from reports.enums import RENDERED_FORMATS, RenditionStatus
from reports.models import User
from tests.factories import contents
from tests.factories.deadlines import section_due
from tests.factories.office import make_office
from tests.support.releases import finish_file, release

pytestmark = pytest.mark.django_db


def board_url(office, name="board"):
    return reverse(f"approvals:{name}", args=[office.report.pk])


@pytest.mark.parametrize("who", ["secretary", "head"])
def test_secretariat_and_head_see_the_whole_board(office, client_of, who):
    page = client_of(who).get(board_url(office))

    assert [row.section.code for row in page.context["rows"]] == [
        "goals", "plan-1", "achievement-1", "follow-up", "overall-opinion",
    ]  # fmt: skip


def test_nobody_else_sees_a_board(office, client_of):
    office.publish()

    found = {
        client_of(who).get(board_url(office, name)).status_code
        for who in ("writer", "chief", "clerk", "outsider")
        for name in ("board", "board-progress")
    }

    assert found == {404}


def test_a_board_of_another_agency_does_not_exist(office, client_of):
    other = make_office("other")

    assert client_of("secretary").get(board_url(other)).status_code == 404
    assert client_of("secretary").post(board_url(other, "board-retry")).status_code == 404


def test_a_superuser_looks_but_is_offered_nothing(office, client):
    client.force_login(User.objects.create(username="root", is_superuser=True, is_staff=True))

    page = client.get(board_url(office))

    assert page.status_code == 200
    assert page.context["moves"] == ()


def test_the_board_says_who_holds_what_and_what_is_late(office, client_of, time_machine):
    time_machine.move_to(office.now())
    deadlines.schedule(
        report=office.report,
        dates={DeadlineKind.SECTION_DUE: date(2026, 1, 11), DeadlineKind.REVIEW_DUE: date(2026, 2, 15)},
        actor=office.people["secretary"],
        now=office.now(),
    )
    submitted = office.submit("plan-1")
    office.sign_off("goals")

    page = client_of("secretary").get(board_url(office))

    rows = {row.section.code: row.standing for row in page.context["rows"]}
    assert (str(rows["plan-1"].desk), rows["plan-1"].holders) == ("Supervisor", ("nia-chief",))
    assert rows["plan-1"].since == submitted.rounds.get().desks.get().opened_at
    assert (str(rows["goals"].desk), rows["goals"].holders) == ("", ())
    assert rows["achievement-1"].holders == ("nia-other_writer",)
    assert {code: row.is_overdue for code, row in rows.items()} == {
        "goals": False, "plan-1": False, "achievement-1": True, "follow-up": True, "overall-opinion": True,
    }  # fmt: skip
    text = page.content.decode()
    assert text.count("<strong>Overdue</strong>") == 3
    assert "1 of 5 sections signed off" in text


def test_the_board_counts_open_findings(office, client_of):
    office.write("goals")
    office.write("plan-1", contents.warned_plan())

    rows = {row.section.code: row for row in client_of("secretary").get(board_url(office)).context["rows"]}

    assert (rows["plan-1"].errors, rows["plan-1"].warnings) == (0, 2)


@pytest.mark.parametrize("plans", [1, 3, 10])
def test_a_board_takes_as_many_queries_for_one_row_as_for_many(plans, client, django_assert_num_queries):
    office = make_office(plans=plans)
    office.write("goals")
    for number in range(1, plans + 1):
        office.submit(f"plan-{number}")
    client.force_login(office.people["secretary"])

    with django_assert_num_queries(37):
        page = client.get(board_url(office))

    assert len(page.context["rows"]) == 4 + plans


def test_the_progress_of_a_publication_is_followed(office, client_of):
    edition = office.publish()
    finish_file(edition, "pdf", office.now())

    answer = client_of("secretary").get(board_url(office, "board-progress")).json()

    states = {file["id"]: file["status"] for file in answer["files"]}
    assert answer["released"] is False
    assert states[edition.renditions.get(format="pdf").pk] == "ready"
    assert list(states.values()).count("queued") == len(RENDERED_FORMATS) - 1


def test_a_released_edition_is_linked_from_the_board(office, client_of):
    edition = release(office.publish(), office.now())
    client = client_of("secretary")

    assert client.get(board_url(office, "board-progress")).json()["released"] is True
    page = client.get(board_url(office)).content.decode()
    assert reverse("reports:edition", args=["nia", 114, edition.number]) in page


@pytest.fixture
def failed(office):
    rendition = office.publish().renditions.get(format="odt")
    for _ in range(editions.MAX_ATTEMPTS):
        claimed = editions.claim_rendition(rendition_id=rendition.pk, now=office.now())
        editions.fail_rendition(rendition=claimed, error="disk full", now=office.now())
    return rendition


def test_the_secretariat_has_failed_files_made_again(office, client_of, failed):
    client = client_of("secretary")
    assert "disk full" in client.get(board_url(office)).content.decode()

    answer = client.post(board_url(office, "board-retry"))

    failed.refresh_from_db()
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["Files queued again: 1"]
    assert failed.status == RenditionStatus.QUEUED


def test_the_head_does_not_make_files_again(office, client_of, failed):
    client_of("head").post(board_url(office, "board-retry"))

    failed.refresh_from_db()
    assert failed.status == RenditionStatus.FAILED


def test_the_only_board_is_opened_at_once_several_are_listed(office, client_of):
    make_office("other")
    client = client_of("secretary")
    assert client.get("/board/")["Location"] == board_url(office)
    client.force_login(User.objects.create(username="root", is_superuser=True))

    assert len(client.get("/board/").context["reports"]) == 2


def test_a_file_that_says_something_else_shows_where(office, client_of):
    rendition = office.publish().renditions.get(format="odt")
    claimed = editions.claim_rendition(rendition_id=rendition.pk, now=office.now())
    refusal = FileDiffers("text_differs", place="plan-1-i1", expected="65.00%", found="56.00%")
    error = f"{type(refusal).__name__}: {refusal}"
    editions.fail_rendition(rendition=claimed, error=error, now=office.now(), is_final=True)

    client, words = client_of("secretary"), "At plan-1-i1 the file should say “65.00%” and says “56.00%”."
    assert words in client.get(board_url(office)).content.decode()
    assert words in [file["error"] for file in client.get(board_url(office, "board-progress")).json()["files"]]


def test_the_board_names_the_day_that_the_office_calendar_lacks(office, client_of, time_machine):
    time_machine.move_to(office.now())
    before = client_of("secretary").get(board_url(office)).content.decode()
    section_due(office)
    page = client_of("secretary").get(board_url(office)).content.decode()

    assert "The office calendar lacks" not in before
    assert "The office calendar lacks 2026-01-12, a day that open dates need" in page
