"""Publishing at a moment, taking it back, correcting and withdrawing over the API."""

from functools import partial

import pytest

from reports.domain import editions
from reports.enums import RenditionStatus
from reports.models import Edition
from tests.approvals.api.test_moves import move, move_report
from tests.factories.contents import plan
from tests.factories.office import Office, make_office
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db
LATER = "2126-04-01T09:00:00+08:00"


@pytest.fixture
def office() -> Office:
    return make_office()


def schedule(office: Office, edition: int, publish_at: str | None, who: str = "secretary"):
    return client_of(office.people[who]).put(
        f"{ROOT}/editions/{edition}/schedule", {"publish_at": publish_at}, format="json"
    )


def test_a_publication_is_scheduled_moved_and_taken_back(office):
    office.approve_report()

    made = move_report(office, "secretary", "publish", publish_at=LATER).json()["edition"]
    moved = schedule(office, made["id"], "2126-05-01T09:00:00+08:00")
    cancelled = move_report(office, "secretary", "cancel_publication", comment="首長另有指示")

    assert made["published_at"] == LATER
    assert moved.json()["published_at"] == "2126-05-01T09:00:00+08:00"
    assert cancelled.json()["report"]["status"] == "approved"
    assert Edition.objects.get().cancelled_at is not None


@pytest.mark.parametrize(
    ("who", "publish_at", "answer"),
    [
        ("secretary", "2020-01-01T09:00:00+08:00", (400, "in_the_past")),
        ("secretary", "tomorrow", (400, "invalid")),
        ("head", LATER, (403, "no_role")),
        ("outsider", LATER, (404, "not_found")),
    ],
)
def test_a_moment_that_does_not_do_or_a_person_who_may_not(office, who, publish_at, answer):
    edition = office.publish()

    assert refusal(schedule(office, edition.pk, publish_at, who)) == answer


def test_a_correction_is_opened_and_its_table_read(office):
    office.make_public()
    opened = move_report(office, "secretary", "correct", comment="數字誤植")
    reopened = move(office, "secretary", "reopen", comment="數字誤植")
    office.write("plan-1", plan("新名稱"))
    second = office.make_public()

    table = client_of(office.people["writer"]).get(f"{ROOT}/editions/{second.pk}/changes").json()

    assert (opened.json()["report"]["status"], reopened.status_code) == ("compiling", 200)
    assert (table["corrects_edition"], table["edition"], table["reason"]) == (1, 2, "數字誤植")
    assert [(row["section"], row["field"], row["new"]) for row in table["changes"]] == [("plan-1", "title", "新名稱")]
    listed = client_of(office.people["writer"]).get(f"{ROOT}/reports/{office.report.pk}/editions").json()["results"]
    assert [row["erratum"] and row["erratum"]["reason"] for row in listed] == ["數字誤植", None]


def test_the_table_is_not_read_before_the_release_of_its_edition(office):
    waiting = office.correct("plan-1", plan("新名稱"), publish=Office.publish)

    for who in ("other_writer", "writer"):
        answer = client_of(office.people[who]).get(f"{ROOT}/editions/{waiting.pk}/changes")
        assert refusal(answer) == (409, "not_released")


def read(office: Office, who: str, address: str):
    return client_of(office.people[who]).get(f"{ROOT}/editions/{address}")


@pytest.mark.parametrize("withdrawn", [1, 2])
def test_a_withdrawn_edition_is_read_by_those_who_oversee_the_agency_alone(office, withdrawn):
    office.make_public()
    edition = office.correct("plan-1", plan("新名稱"))
    office.withdraw(withdrawn)
    addresses = [f"{edition.pk}/changes"]
    if withdrawn == edition.number:
        addresses += [f"{edition.pk}/files/{name}" for name in edition.renditions.values_list("name", flat=True)[:2]]

    for address in addresses:
        for who in ("writer", "chief", "other_writer", "other_chief"):
            assert refusal(read(office, who, address)) == (410, "withdrawn")
        assert [read(office, who, address).status_code for who in ("secretary", "head", "outsider")] == [200, 200, 404]


def test_a_withdrawal_is_told_in_both_languages_and_leaves_the_manifest(office):
    edition = office.make_public()
    office.withdraw(1)
    name = edition.renditions.get(format="pdf").name
    chinese = client_of(office.people["writer"], **{"Accept-Language": "zh-Hant"})

    said = chinese.get(f"{ROOT}/editions/{edition.pk}/files/{name}").json()["error"]["message"]

    assert "已撤下" in said
    assert read(office, "writer", f"{edition.pk}/files/manifest.json").status_code == 200


def test_a_moved_publication_is_rendered_at_once(office, django_capture_on_commit_callbacks):
    edition = office.publish()

    with django_capture_on_commit_callbacks() as callbacks:
        schedule(office, edition.pk, LATER)

    asked = {callback.args[0].name for callback in callbacks if isinstance(callback, partial)}
    assert {"reports.tasks.render_queued", "reports.tasks.release_editions"} <= asked


def test_the_first_edition_has_no_table(office):
    edition = office.make_public()

    answer = client_of(office.people["writer"]).get(f"{ROOT}/editions/{edition.pk}/changes")

    assert refusal(answer) == (404, "not_found")


def test_an_edition_is_withdrawn_by_its_number(office):
    office.make_public()
    office.correct("plan-1", plan("新名稱"))

    answer = move_report(office, "secretary", "withdraw", comment="內含個人資料", edition=1)

    assert answer.status_code == 200
    assert list(editions.released_editions().filter(withdrawn_at=None).values_list("number", flat=True)) == [2]
    assert refusal(move_report(office, "secretary", "withdraw", comment="x", edition=1)) == (409, "no_public_edition")


@pytest.mark.parametrize(
    ("action", "more"),
    [("publish", {"edition": 1}), ("withdraw", {"publish_at": LATER}), ("approve", {"to_step": 1})],
)
def test_a_move_takes_nothing_that_is_not_its_own(office, action, more):
    office.make_public()

    assert refusal(move_report(office, "secretary", action, comment="x", **more)) == (400, "invalid")


def test_a_section_is_not_moved_to_a_moment(office):
    office.submit()

    assert refusal(move(office, "writer", "recall", publish_at=LATER)) == (400, "invalid")


def test_a_withdrawn_editions_notice_is_in_the_list(office):
    office.make_public()
    office.withdraw(reason="內含個人資料")

    (row,) = client_of(office.people["head"]).get(f"{ROOT}/reports/{office.report.pk}/editions").json()["results"]

    assert (row["withdrawal_office"], row["withdrawal_reason"]) == ("secretariat科", "內含個人資料")
    assert row["withdrawn_at"] is not None


def test_a_scheduled_edition_is_not_read_before_its_moment(office):
    office.approve_report()
    made = move_report(office, "secretary", "publish", publish_at=LATER).json()["edition"]

    answer = client_of(office.people["head"]).get(f"{ROOT}/editions/{made['id']}/files/manifest.json")

    assert refusal(answer) == (409, "not_released")


def test_failed_files_are_queued_again_by_the_secretariat_alone(office):
    edition = office.publish()
    edition.renditions.filter(format="pdf").update(status=RenditionStatus.FAILED, error="lost")
    path = f"{ROOT}/editions/{edition.pk}/retry"

    refused = [refusal(client_of(office.people[who]).post(path)) for who in ("head", "outsider")]
    still = edition.renditions.filter(status=RenditionStatus.FAILED).count()
    made = client_of(office.people["secretary"]).post(path)

    assert refused == [(403, "no_role"), (404, "not_found")]
    assert (still, made.status_code) == (1, 200)
    assert {file.status for file in edition.renditions.all()} == {RenditionStatus.QUEUED}
