"""Two agencies in one installation never see each other, by list or by address."""

import pytest

from reports.domain.tokens import issue_token
from reports.models import Edition
from tests.factories.contents import plan
from tests.factories.office import NOW, Office, make_office
from tests.support.api import ROOT, client_of, put_content, refusal

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "reports/{report}",
    "reports/{report}/findings",
    "reports/{report}/audit",
    "reports/{report}/editions",
    "reports/{report}/decisions",
    "reports/{report}/actions",
    "editions/{edition}",
    "editions/{edition}/files/manifest.json",
    "sections/{section}",
    "sections/{section}/content",
    "sections/{section}/revisions",
    "sections/{section}/revisions/1",
    "sections/{section}/findings",
    "sections/{section}/differences",
    "sections/{section}/decisions",
    "sections/{section}/actions",
    "sections/{section}/route",
    "sections/{section}/consultations",
]


def published() -> tuple[Office, Edition]:
    """An agency with everything there is to leak."""
    office = make_office("nia")
    edition = office.publish()
    Edition.objects.filter(pk=edition.pk).update(released_at=NOW, manifest_json="{}")
    return office, edition


def test_nothing_of_another_agency_has_an_address():
    office, edition = published()
    own = client_of(office.people["secretary"])
    elsewhere = make_office("npa").people
    strangers = [client_of(elsewhere[name]) for name in ("secretary", "head", "writer", "outsider")]

    for address in ADDRESSES:
        path = address.format(report=office.report.pk, section=office.section().pk, edition=edition.pk)
        assert own.get(f"{ROOT}/{path}").status_code == 200, path
        for stranger in strangers:
            assert refusal(stranger.get(f"{ROOT}/{path}")) == (404, "not_found"), path


def test_lists_hold_ones_own_agency_alone():
    office = make_office("nia")
    client = client_of(make_office("npa").people["secretary"])

    for path in ("reports?", "sections?", "sections?mine=true", f"sections?report={office.report.pk}"):
        rows = client.get(f"{ROOT}/{path}&page_size=200").json()["results"]
        assert [row for row in rows if "nia" in str(row)] == [], path


def test_nothing_of_another_agency_can_be_written():
    office = make_office("nia")
    office.write("goals")
    section = office.write("plan-1")
    client = client_of(make_office("npa").people["secretary"])
    path = f"{ROOT}/sections/{section.pk}"

    refusals = [
        put_content(client, section.pk, plan(title="別的"), section.etag),
        client.post(f"{path}/actions", {"action": "submit"}),
        client.post(f"{path}/findings/{'0' * 64}/waiver", {"reason": "x"}),
        client.post(f"{ROOT}/reports/{office.report.pk}/actions", {"action": "submit"}),
    ]

    assert [refusal(response) for response in refusals] == [(404, "not_found")] * 4
    assert office.section().lock_version == section.lock_version


def test_a_contributor_sees_the_sections_of_the_own_division_alone():
    office = make_office()
    client = client_of(office.people["other_writer"])

    listed = client.get(f"{ROOT}/sections").json()["results"]

    assert [row["code"] for row in listed] == ["achievement-1"]
    assert refusal(client.get(f"{ROOT}/sections/{office.section('plan-1').pk}")) == (404, "not_found")


def test_findings_of_a_report_leave_out_sections_one_may_not_read():
    office = make_office()
    path = f"{ROOT}/reports/{office.report.pk}/findings"

    everything = {row["section"] for row in client_of(office.people["head"]).get(path).json()["results"]}
    own = {row["section"] for row in client_of(office.people["other_writer"]).get(path).json()["results"]}

    assert {"plan-1", "achievement-1"} <= everything
    assert own - {""} == {"achievement-1"}


def test_the_audit_chain_is_the_secretariats():
    office = make_office()
    path = f"{ROOT}/reports/{office.report.pk}/audit"

    assert client_of(office.people["secretary"]).get(path).json()["results"][0]["action"] == "open"
    assert refusal(client_of(office.people["writer"]).get(path)) == (403, "no_role")


def test_keys_of_others_are_neither_listed_nor_revoked():
    office = make_office()
    token, _key = issue_token(user=office.people["writer"], label="mine", days=9, now=NOW)
    client = client_of(office.people["chief"])

    assert client.get(f"{ROOT}/tokens").json()["results"] == []
    assert refusal(client.delete(f"{ROOT}/tokens/{token.pk}")) == (404, "not_found")
    token.refresh_from_db()
    assert token.revoked_at is None
