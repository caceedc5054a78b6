"""Reading and writing a section's content against its ETag."""

import pytest

from reports.content import to_json
from reports.models import AuditEvent, SectionRevision
from tests.factories.contents import goals, plan
from tests.factories.office import Office, make_office
from tests.support.api import ROOT, client_of, put_content, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = make_office()
    office.write("goals")
    return office


def address(office: Office, code: str = "plan-1") -> str:
    return f"{ROOT}/sections/{office.section(code).pk}/content"


def test_content_comes_with_its_etag(office):
    section = office.write("plan-1")

    response = client_of(office.people["writer"]).get(address(office))

    assert response.status_code == 200
    assert response.json() == to_json(section.content)
    assert response["ETag"] == section.etag
    assert response["Cache-Control"] == "private, no-cache"


def test_content_never_saved_is_empty_of_its_kind(office):
    response = client_of(office.people["writer"]).get(address(office))

    assert response["ETag"] == '"r0"'
    assert response.json()["kind"] == "plan"


@pytest.mark.parametrize("header", ["{etag}", "W/{etag}", '"other", {etag}', "*"])
def test_content_the_caller_has_is_not_sent_again(office, header):
    etag = office.write("plan-1").etag

    response = client_of(office.people["writer"]).get(
        address(office), headers={"If-None-Match": header.format(etag=etag)}
    )

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize("header", ['"other"', "garbage", '"r0"', ""])
def test_content_the_caller_does_not_have_is_sent(office, header):
    office.write("plan-1")

    response = client_of(office.people["writer"]).get(address(office), headers={"If-None-Match": header})

    assert response.status_code == 200


def test_a_save_answers_the_new_etag_and_the_keys_given(office):
    section, content = office.section(), to_json(plan())
    del content["paragraphs"][0]["key"]

    response = put_content(client_of(office.people["writer"]), section.pk, content, section.etag)

    after = office.section()
    assert response.status_code == 200
    assert response["ETag"] == after.etag != section.etag
    assert response.json()["changed"] is True
    assert response.json()["content"]["paragraphs"][0]["key"] == "p2"
    assert response.json()["section"]["revision"]["author"]["username"] == "nia-writer"


def test_a_save_that_changes_nothing_keeps_the_etag(office):
    section = office.write("plan-1")
    before = SectionRevision.objects.count(), AuditEvent.objects.count()

    response = put_content(client_of(office.people["writer"]), section.pk, plan(), section.etag)

    assert (response.status_code, response["ETag"], response.json()["changed"]) == (200, section.etag, False)
    assert (SectionRevision.objects.count(), AuditEvent.objects.count()) == before


@pytest.mark.parametrize("header", [None, "", "*"])
def test_a_save_without_a_version_is_refused(office, header):
    section = office.write("plan-1")

    response = put_content(client_of(office.people["writer"]), section.pk, plan(title="別的"), header)

    assert refusal(response) == (428, "precondition_required")
    assert office.section().etag == section.etag


def test_a_stale_save_is_refused_with_both_versions(office):
    first = office.write("plan-1")
    second = office.write("plan-1", plan(title="乙案"), by="second_writer")
    mine = to_json(plan(title="甲案"))

    response = put_content(client_of(office.people["writer"]), first.pk, mine, first.etag)

    assert refusal(response) == (412, "stale")
    details = response.json()["error"]["details"]
    assert details["yours"] == mine
    assert details["current"]["content"] == to_json(second.content)
    assert details["current"]["etag"] == second.etag == office.section().etag
    assert details["current"]["author"] == "nia-second_writer"
    assert details["current"]["revision"] == 2
    assert details["current"]["saved_at"].startswith("2026-01-12T10:")


@pytest.mark.parametrize("header", ["W/{etag}", '"made-up"', "no quotes", '"r0"'])
def test_a_tag_that_does_not_name_the_current_bytes_is_stale(office, header):
    section = office.write("plan-1")

    response = put_content(
        client_of(office.people["writer"]), section.pk, plan(title="別的"), header.format(etag=section.etag)
    )

    assert refusal(response) == (412, "stale")


def test_one_of_several_tags_may_be_the_current_one(office):
    section = office.write("plan-1")

    response = put_content(client_of(office.people["writer"]), section.pk, plan(title="別的"), f'"old", {section.etag}')

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"kind": "goals", "goals": []}, "unknown_field", None),
        ({"surplus": 1}, "unknown_field", "surplus"),
        ({"title": "\u0007"}, "forbidden_character", "title"),
        ({"title": "長" * 201}, "text_too_long", "title"),
        ({"goal_keys": ["g9"]}, "unknown_goal", "goal_keys[0]"),
        ({"period_start_year": 5}, "out_of_range", "period_start_year"),
        ({"budgets": [{"key": ""}]}, "missing_field", "budgets[0].appropriation_thousands"),
    ],
)
def test_content_that_cannot_be_is_refused_with_its_place(office, change, code, path):
    section = office.section()

    response = put_content(client_of(office.people["writer"]), section.pk, to_json(plan()) | change, section.etag)

    if "kind" in change:
        code, path = "wrong_kind", "kind"
    assert refusal(response) == (400, "invalid_content")
    [problem] = response.json()["error"]["details"]
    assert (problem["code"], problem["path"]) == (code, path)
    assert problem["message"] in response.json()["error"]["message"]
    assert office.section().current_revision is None


def test_content_under_review_cannot_be_saved(office):
    section = office.submit("plan-1")

    response = put_content(client_of(office.people["writer"]), section.pk, plan(title="別的"), section.etag)

    assert refusal(response) == (409, "not_drafting")


@pytest.mark.parametrize("name", ["chief", "secretary", "head"])
def test_who_reads_but_does_not_write_is_refused(office, name):
    section = office.section()

    response = put_content(client_of(office.people[name]), section.pk, plan(), section.etag)

    assert refusal(response) == (403, "no_role")


@pytest.mark.parametrize("name", ["other_writer", "outsider", "clerk"])
def test_who_may_not_read_does_not_learn_that_it_exists(office, name):
    section = office.section()
    client = client_of(office.people[name])

    assert refusal(client.get(address(office))) == (404, "not_found")
    assert refusal(put_content(client, section.pk, plan(), section.etag)) == (404, "not_found")


def test_goals_in_use_stay(office):
    office.write("plan-1")
    section = office.section("goals")

    response = put_content(
        client_of(office.people["clerk"]), section.pk, {**to_json(goals()), "goals": []}, section.etag
    )

    assert refusal(response) == (400, "invalid_content")
    assert response.json()["error"]["details"][0]["code"] == "goal_in_use"
