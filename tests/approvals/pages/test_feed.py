"""The calendar feed: what it shows to whom, as a file that calendar programs accept."""

from datetime import date, timedelta

import pytest
from django.test import Client
from icalendar import Calendar, Event

from approvals.domain import feeds
from approvals.domain.deadlines import move_deadline, schedule
from approvals.domain.extensions import grant_extension, request_extension
from approvals.enums import DeadlineKind
from approvals.models import Assignment, CalendarFeed, Deadline, LadderPolicy
from approvals.pages.feed import FeedThrottle
from reports.domain.tokens import digest_of
from tests.factories.calendar import import_2026
from tests.factories.deadlines import morning, report_due, section_due
from tests.factories.office import NOW, Office, make_office, substitute_for

pytestmark = pytest.mark.django_db


def address(office: Office, name: str = "writer") -> str:
    key = feeds.issue_feed(user=office.people[name], now=NOW)[1]
    return f"/calendar/{key}.ics"


def events(path: str) -> dict[str, Event]:
    answer = Client().get(path)
    assert answer.status_code == 200
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.fixture
def dated(office, time_machine):
    """A section's date, a section's of another division, and one of the report as a whole."""
    time_machine.move_to(NOW, tick=False)
    section_due(office, "plan-1")
    section_due(office, "achievement-1")
    report_due(office, DeadlineKind.REVIEW_DUE)
    return office


def alarms(office: Office, name: str) -> dict[str, object]:
    """By section: when the calendar of this person rings."""
    found = events(address(office, name)).items()
    return {summary[-3:]: event.walk("VALARM")[0]["trigger"].dt for summary, event in found if event.walk("VALARM")}


def test_it_rings_on_the_office_day_before_for_who_has_to_meet_the_date(dated):
    import_2026()
    substitute_for(dated, "other_writer", "deputy")
    monday = morning(date(2026, 2, 9))

    found = {name: alarms(dated, name) for name in ("writer", "chief", "other_writer", "deputy", "secretary", "head")}

    assert found == {
        "writer": {"計畫1": monday}, "chief": {}, "other_writer": {}, "deputy": {"一成果": monday},
        "secretary": {"效報告": monday}, "head": {},
    }  # fmt: skip


def test_the_alarm_follows_the_agencys_ladder(dated):
    import_2026()
    policy = LadderPolicy.objects.create(agency=dated.agency, first_hour=9)
    for office_days, is_mandatory in ((-5, False), (-2, True), (0, True)):
        policy.rungs.create(office_days=office_days, audience="holder", is_mandatory=is_mandatory)

    before = alarms(dated, "writer")
    policy.rungs.filter(office_days__lt=0).delete()

    assert before == {"計畫1": morning(date(2026, 2, 6)) + timedelta(hours=1)}
    assert alarms(dated, "writer") == {}


def test_what_waits_or_lies_past_the_calendar_does_not_ring(dated):
    assert alarms(dated, "writer") == {}
    import_2026()
    Deadline.objects.update(paused_at=NOW)

    assert alarms(dated, "writer") == {}


@pytest.mark.parametrize(
    ("person", "subjects"),
    [
        ("writer", ["計畫1"]),
        ("chief", ["計畫1"]),
        ("other_writer", ["目標一成果"]),
        ("secretary", ["目標一成果", "示範機關nia114年度施政績效報告", "計畫1"]),
        ("head", ["目標一成果", "示範機關nia114年度施政績效報告", "計畫1"]),
        ("outsider", []),
    ],
)
def test_each_sees_what_they_hold_supervise_or_oversee(dated, person, subjects):
    shown = events(address(dated, person))

    assert sorted(summary.partition("：")[2] or summary.partition(": ")[2] for summary in shown) == subjects


def test_nothing_of_another_agency_is_shown(dated):
    assert events(address(make_office("npa"), "secretary")) == {}


def test_an_entry_is_a_whole_day_that_names_its_section(dated, settings):
    settings.SITE_URL = "https://jibao.example.tw"
    dated.people["writer"].language = "en"
    dated.people["writer"].save()
    deadline = Deadline.objects.get(section__code="plan-1")

    [event] = events(address(dated)).values()

    assert event["summary"] == "Section due: 計畫1"
    assert (event.start, event.end) == (date(2026, 2, 10), date(2026, 2, 11))
    assert event["uid"] == f"deadline-{deadline.pk}@jibao.example.tw"
    assert event["url"] == f"https://jibao.example.tw/sections/{deadline.section_id}/"
    assert (event["sequence"], event["status"], event["transp"]) == (0, "CONFIRMED", "TRANSPARENT")
    assert event["dtstamp"].dt == event["last-modified"].dt == dated.report.opened_at
    assert dated.agency.name in event["description"]


def test_the_words_are_in_the_persons_language(dated):
    assert [summary[:4] for summary in events(address(dated))] == ["章節陳核"]


def test_a_moved_date_is_the_same_entry_in_a_later_version(dated):
    path = address(dated)
    [before] = events(path).values()
    deadline = Deadline.objects.get(section__code="plan-1")
    moved_at = NOW + timedelta(days=1)

    move_deadline(deadline=deadline, due_on=date(2026, 2, 12), actor=dated.people["secretary"], now=moved_at)

    [after] = events(path).values()
    assert after["uid"] == before["uid"]
    assert (after.start, after["sequence"]) == (date(2026, 2, 12), 1)
    assert after["last-modified"].dt == after["dtstamp"].dt == moved_at


def test_an_extension_is_told_and_moves_the_entry(dated):
    import_2026()
    path, deadline = address(dated), Deadline.objects.get(section__code="plan-1")
    asked = request_extension(
        deadline=deadline, days=2, reason="資料待補", actor=dated.people["writer"], now=NOW + timedelta(hours=1)
    )
    [before] = events(path).values()
    grant_extension(extension=asked, actor=dated.people["chief"], now=NOW + timedelta(hours=2))
    [after] = events(path).values()

    assert "已申請展期 2 個辦公日" in before["description"]
    assert (before.start, before["sequence"], before["dtstamp"].dt) == (deadline.due_on, 0, NOW + timedelta(hours=1))
    assert "自115年2月10日展期至115年2月12日" in after["description"]
    assert (after.start, after["sequence"], after["uid"]) == (date(2026, 2, 12), 1, before["uid"])


def test_what_is_met_leaves_the_calendar(dated):
    path = address(dated)
    dated.submit("plan-1")

    assert events(path) == {}


def test_a_published_report_asks_for_nothing(office):
    schedule(
        report=office.report, dates={DeadlineKind.PUBLICATION_DUE: date(2026, 3, 31)},
        actor=office.people["secretary"], now=NOW,
    )  # fmt: skip
    office.publish()
    Deadline.objects.update(met_at=None)

    assert not feeds.dates_of(office.people["secretary"], NOW).exists()


def test_a_role_that_ended_shows_nothing_any_more(dated, time_machine):
    path = address(dated)
    Assignment.objects.filter(user=dated.people["writer"]).update(valid_to=date(2026, 1, 31))
    assert len(events(path)) == 1

    time_machine.move_to(NOW + timedelta(days=30), tick=False)

    assert events(path) == {}


def test_a_person_who_left_has_no_address(dated):
    path = address(dated)
    dated.people["writer"].is_active = False
    dated.people["writer"].save()

    assert Client().get(path).status_code == 404


def test_the_file_keeps_the_rules_of_its_format(dated):
    dated.report.title = "很長的標題，含分號;逗號,與反斜線\\" * 8
    dated.report.save()

    body = Client().get(address(dated, "secretary")).content

    lines = body.split(b"\r\n")
    assert (lines[0], lines[-2:]) == (b"BEGIN:VCALENDAR", [b"END:VCALENDAR", b""])
    assert max(map(len, lines)) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")
    for line in lines:
        line.decode()  # no character is torn apart
    assert body.count(b"BEGIN:VEVENT") == body.count(b"\r\nUID:") == body.count(b"\r\nDTSTAMP:") == 3
    assert Calendar.from_ical(body).to_ical() == body


def test_a_caller_who_has_it_is_told_so(dated):
    path = address(dated)
    first = Client().get(path)

    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    Deadline.objects.filter(section__code="plan-1").update(due_on=date(2026, 2, 11))
    changed = Client().get(path, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert (again.content, again["ETag"]) == (b"", first["ETag"])
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    for answer in (first, again):
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-cache", "noindex, nofollow")


def test_an_address_is_made_shown_once_and_replaced(dated, client_of):
    client = client_of("writer")
    made = client.post("/account/calendar/")
    old = made.context["address"].removeprefix("http://localhost:8000")
    [row] = CalendarFeed.objects.all()

    assert made["Cache-Control"].startswith("max-age=0")
    assert len(events(old)) == 1
    assert old.removeprefix("/calendar/").removesuffix(".ics") not in str(CalendarFeed.objects.values().get())
    assert old not in client.get("/account/settings/").content.decode()
    new = client.post("/account/calendar/").context["address"].removeprefix("http://localhost:8000")

    assert row.digest == digest_of(old.removeprefix("/calendar/").removesuffix(".ics"))
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


def test_a_revoked_address_opens_nothing(dated, client_of):
    path = address(dated)

    client_of("writer").post("/account/calendar/revoke/")

    assert Client().get(path).status_code == 404
    assert client_of("writer").post("/account/calendar/revoke/").status_code == 302


def test_an_address_does_not_log_anybody_in(dated):
    client = Client()
    client.get(address(dated))

    assert client.get("/inbox/").status_code == 302


def test_too_many_callers_of_one_address_wait(dated, monkeypatch):
    monkeypatch.setattr(FeedThrottle, "rate", "2/min")
    path = address(dated)

    answers = [Client().get(path) for _each in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 61


@pytest.mark.parametrize("plans", [1, 3])
def test_the_feed_takes_as_many_queries_for_one_date_as_for_many(plans, time_machine, django_assert_num_queries):
    time_machine.move_to(NOW, tick=False)
    office = make_office(plans=plans)
    for number in range(1, plans + 1):
        section_due(office, f"plan-{number}")
    path = address(office)
    Client().get(path)

    # Whose key it is, the dates, and their extensions.
    with django_assert_num_queries(6):  # half of them for the alarms
        assert len(events(path)) == plans
