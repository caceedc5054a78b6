"""A publication at the desk: its moment, its files, a correction and a withdrawal, for whom the policy lets."""

from datetime import UTC, datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from reports.domain import editions
from reports.enums import RenditionStatus, ReportStatus
from reports.models import Edition, Report
from tests.factories.contents import plan
from tests.factories.office import make_office
from tests.factories.staff import administrator_client, staff_client

pytestmark = pytest.mark.django_db
QUEUE = "/admin/approvals/deskreport/"
LATER = "2126-04-01T09:00"


def address(office, page="change", *args):
    return reverse(f"admin:approvals_deskreport_{page}", args=[office.report.pk, *args])


def move(client, office, action, **posted):
    data = {"lock_version": office.fresh_report().lock_version, **posted}
    return client.post(address(office, "move", action), data)


def text(client, office):
    return client.get(address(office)).content.decode()


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def public(office):
    office.make_public()
    return office


def test_the_queue_and_the_published_reports_are_two_lists(public):
    client = staff_client(public, "secretary")

    def listed(query=""):
        return list(client.get(QUEUE, query).context["cl"].result_list)

    assert listed() == []
    assert [row.pk for row in listed({"state": "published"})] == [public.report.pk]
    assert "?state=published" in client.get(QUEUE).content.decode()
    public.open_correction()
    assert (listed(), [row.pk for row in listed({"state": "published"})]) == ([], [public.report.pk])


@pytest.mark.parametrize("agencies", [1, 3])
def test_the_published_reports_take_the_same_queries(agencies, django_assert_num_queries):
    for number in range(agencies):
        make_office(f"a{number}")
    Report.objects.update(status=ReportStatus.PUBLISHED)
    client = administrator_client()
    client.get(QUEUE, {"state": "published"})

    with django_assert_num_queries(6):
        assert len(client.get(QUEUE, {"state": "published"}).context["cl"].result_list) == agencies


def test_the_secretariat_withdraws_the_edition_it_chose(public):
    public.correct("plan-1", plan("新名稱"))
    client = staff_client(public, "secretary")

    answer = move(client, public, "withdraw", edition=1, comment="內含個人資料")

    assert answer["Location"] == address(public)
    withdrawn = Edition.objects.get(withdrawn_at__isnull=False)
    assert (withdrawn.number, withdrawn.withdrawal_reason) == (1, "內含個人資料")
    page = text(client, public)
    assert "withdrawn; the public reads the notice" in page
    assert page.count('name="edition"') == 1


REFUSED = [
    ({"edition": 1, "lock_version": 0}, 409, "Somebody was faster"),
    ({"edition": 2}, 409, "There is no such edition that the public can read."),
    ({"edition": ""}, 400, "Choose an edition."),
    ({"edition": 1, "lock_version": "x"}, 400, "The form was incomplete."),
    ({"edition": 1, "comment": "內含\u202e資料"}, 400, "U+202E"),
    ({"edition": 1, "comment": "理由" * 1001}, 400, "2000"),
]


def test_a_refused_withdrawal_says_why_and_keeps_the_words(public):
    client = staff_client(public, "secretary")
    found = []

    for posted, _status, reason in REFUSED:
        answer = move(client, public, "withdraw", **{"comment": "內含個人資料", **posted})
        page = answer.content.decode()
        is_kept = f"{posted.get('comment', '內含個人資料')}</textarea>" in page
        found.append((answer.status_code, reason in page, is_kept))

    assert found == [(status, True, True) for _posted, status, _reason in REFUSED]
    assert editions.released_editions().count() == 1


def test_an_edition_that_is_gone_is_not_withdrawn_twice(public):
    client = staff_client(public, "secretary")

    without_reason = move(client, public, "withdraw", edition=1, comment=" ")
    still_public = editions.released_editions().count()
    public.withdraw()
    answer = move(client, public, "withdraw", edition=1, comment="又一次")

    assert (without_reason.status_code, still_public) == (400, 1)
    assert "Give a reason." in without_reason.content.decode()
    assert answer.status_code == 409
    assert "又一次</textarea>" in answer.content.decode()
    assert Edition.objects.get().withdrawal_reason == "內含個人資料"


def test_nobody_but_the_secretariat_sees_or_posts_a_form(public):
    clients = {name: staff_client(public, name) for name in ("head", "chief", "writer")}
    clients["administrator"] = administrator_client()
    pages = {name: client.get(address(public)) for name, client in clients.items()}
    posted = {
        name: move(client, public, "withdraw", edition=1, comment="理由").status_code
        for name, client in clients.items()
    }  # fmt: skip

    seen = {name: page.status_code for name, page in pages.items()}
    assert seen == {"head": 200, "administrator": 200, "chief": 404, "writer": 302}
    assert posted == {"head": 403, "administrator": 403, "chief": 404, "writer": 302}
    assert [name for name, page in pages.items() if 'name="edition"' in page.content.decode()] == []
    assert editions.released_editions().count() == 1


def test_a_publication_gets_its_moment_and_another(office):
    office.approve_report()
    client = staff_client(office, "secretary")

    field_shown = 'name="publish_at"' in text(client, office)
    assert "are published unsigned" in text(client, office)
    move(client, office, "publish", publish_at=LATER)
    first = office.report.editions.get().published_at
    moved = client.post(address(office, "schedule", 1), {"publish_at": "民國215年5月1日 9:30"})

    assert field_shown
    assert first == datetime(2126, 4, 1, 1, 0, tzinfo=UTC)
    assert said(moved)[-1] == "Publication moved to 2126-05-01 09:30."
    assert "becomes public on 2126-05-01 09:30" in text(client, office)


def test_a_moment_that_cannot_be_publishes_nothing_and_stays_typed(office):
    office.approve_report()
    client = staff_client(office, "secretary")

    for typed, reason in (("2020-01-01T09:00", "must lie in the future"), ("tomorrow", "Give date and time")):
        answer = move(client, office, "publish", publish_at=typed, comment="依首長指示")
        page = answer.content.decode()
        assert answer.status_code == 400
        assert reason in page
        assert f'value="{typed}"' in page
        assert "依首長指示</textarea>" in page

    assert office.fresh_report().status == ReportStatus.APPROVED


def test_a_moment_for_an_edition_that_is_out_or_unknown_is_refused(public):
    client = staff_client(public, "secretary")

    late = client.post(address(public, "schedule", 1), {"publish_at": LATER})

    late_said = said(late)
    unread = client.post(address(public, "schedule", 1), {"publish_at": "x"})

    assert late_said == ["This edition is public already, or its publication was cancelled."]
    assert said(unread)[-1] == "Give date and time, for example 2026-03-31 09:00."
    assert client.post(address(public, "schedule", 7), {"publish_at": LATER}).status_code == 404
    assert client.get(address(public, "schedule", 1)).status_code == 405


def test_a_scheduled_publication_is_taken_back_at_the_desk(office):
    office.approve_report()
    client = staff_client(office, "secretary")
    move(client, office, "publish", publish_at=LATER)

    move(client, office, "cancel_publication", comment="首長另有指示")

    assert office.fresh_report().status == ReportStatus.APPROVED
    assert "cancelled before anybody saw it" in text(client, office)


def test_a_correction_is_opened_at_the_desk(public):
    client = staff_client(public, "secretary")

    move(client, public, "correct", comment="計畫名稱誤植")

    assert "Edition 1 is being corrected" in text(client, public)
    assert public.fresh_report().errata.get().reason == "計畫名稱誤植"


def test_failed_files_are_made_again_by_the_secretariat_alone(office):
    edition = office.publish()
    edition.renditions.filter(format="pdf").update(status=RenditionStatus.FAILED, error="lost")
    client, failed = staff_client(office, "secretary"), edition.renditions.filter(status=RenditionStatus.FAILED)

    refused = staff_client(office, "head").post(address(office, "retry"))
    still = failed.count()
    button = "Make the failed files again" in text(client, office)
    made = client.post(address(office, "retry"))

    assert (said(refused), still, button) == (["You have no role that allows this."], 1, True)
    assert said(made) == ["Files queued again: 1"]
    assert failed.count() == 0
    assert client.get(address(office, "retry")).status_code == 405


@pytest.mark.parametrize("corrections", [0, 2])
def test_a_page_takes_the_same_queries_for_one_edition_and_three(public, corrections, django_assert_num_queries):
    for number in range(corrections):
        public.correct("plan-1", plan(f"名稱{number}"))
    client = staff_client(public, "secretary")
    client.get(address(public))

    with django_assert_num_queries(29):
        client.get(address(public))


def test_the_page_of_an_edition_leads_to_its_desk(public):
    page = reverse("admin:reports_edition_change", args=[public.report.editions.get().pk])

    assert f'href="{address(public)}"' in staff_client(public, "secretary").get(page).content.decode()
