"""Findings in the reader's language, and the waiver of a warning."""

import pytest

from reports.models import Waiver
from tests.factories.contents import warned_plan, wrong_plan
from tests.factories.office import Office, make_office
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = make_office()
    office.write("goals")
    return office


def found(office: Office, who: str = "writer", **headers: str) -> list[dict]:
    address = f"{ROOT}/sections/{office.section().pk}/findings"
    return client_of(office.people[who], **headers).get(address).json()["results"]


def waive(office: Office, fingerprint: str, who: str = "chief", **body: object):
    address = f"{ROOT}/sections/{office.section().pk}/findings/{fingerprint}/waiver"
    return client_of(office.people[who]).post(address, {"reason": "上年度基期偏低。", **body}, format="json")


def test_a_finding_has_a_place_a_code_and_words(office):
    office.write(content=wrong_plan())

    [finding] = found(office)

    assert (finding["check_id"], finding["severity"], finding["section"], finding["place"]) == (
        "KPI-01", "error", "plan-1", "i1",
    )  # fmt: skip
    assert finding["message"] == "kpi_01.rate_differs"
    assert "97" in finding["text"]
    assert finding["remedy"]
    assert finding["waiver"] is None
    assert len(finding["fingerprint"]) == 64


def test_a_clean_section_has_none(office):
    office.write("plan-1")

    assert found(office) == []


def test_a_warning_is_waived_in_a_name(office):
    office.write(content=warned_plan())
    warning = found(office)[0]

    response = waive(office, warning["fingerprint"])

    assert response.status_code == 201
    assert response.json()["waived_by"]["username"] == "nia-chief"
    assert found(office)[0]["waiver"]["reason"] == "上年度基期偏低。"
    assert Waiver.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "body", "answer"),
    [
        ("writer", {}, (403, "no_role")),
        ("chief", {"reason": "  "}, (400, "invalid")),
        ("chief", {"reason": "\u0000"}, (400, "invalid")),
        ("chief", {"reason": "基期\u202e偏低"}, (400, "forbidden_character")),
        ("chief", {"reason": "長" * 2001}, (400, "invalid")),
        ("head", {}, (403, "no_role")),
    ],
)
def test_a_waiver_that_cannot_be_is_refused(office, who, body, answer):
    office.write(content=warned_plan())

    assert refusal(waive(office, found(office)[0]["fingerprint"], who, **body)) == answer
    assert Waiver.objects.count() == 0


def test_an_error_cannot_be_waived(office):
    office.write(content=wrong_plan())

    assert refusal(waive(office, found(office)[0]["fingerprint"])) == (409, "not_a_warning")


def test_a_waiver_is_given_once_and_for_what_is_there(office):
    office.write(content=warned_plan())
    fingerprint = found(office)[0]["fingerprint"]
    waive(office, fingerprint)

    assert refusal(waive(office, fingerprint)) == (409, "waived_already")
    assert refusal(waive(office, "0" * 64)) == (404, "no_such_finding")
