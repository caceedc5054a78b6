"""What an edition says about who answers for it: offices and capacities, and names where the agency wants them."""

import json
from datetime import date

import pytest

from approvals.domain import actions
from approvals.domain.provenance import provenance
from approvals.domain.substitutes import appoint
from approvals.enums import Capacity
from reports.content import Paragraph
from reports.enums import Scope
from tests.factories.contents import plan
from tests.factories.office import make_office, make_user
from tests.factories.routes import by_division, decide, make_route

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """The chief of the line division is away; somebody else endorses in that seat."""
    made = make_office()
    made.people["stand_in"] = make_user("stand-in", made.agency)
    appoint(
        principal=made.people["chief"].assignments.get(), substitute=made.people["stand_in"],
        capacity=Capacity.ACTING, valid_from=date(2026, 1, 1), valid_to=date(2099, 1, 1), section_kind="",
        actor=made.people["chief"], now=made.now(),
    )  # fmt: skip
    made.chief_of = lambda section: "stand_in" if section.division.code == "line" else f"{section.division.code}_chief"
    made.people |= {"secretariat_chief": made.people["clerk_chief"]}
    return made


def decisions(edition, code="plan-1"):
    sections = json.loads(edition.provenance_json)["sections"]
    return next(section["decisions"] for section in sections if section["code"] == code)


def test_offices_and_capacities_are_named_and_people_are_not(office):
    edition = office.publish()

    assert [(entry["action"], entry["office"], entry["capacity"]) for entry in decisions(edition)] == [
        ("submit", "line科", ""),
        ("endorse", "line科", "acting"),
        ("approve", "secretariat科", ""),
    ]
    assert json.loads(edition.provenance_json)["approval"]["office"] == "head科"
    assert "stand-in" not in edition.provenance_json
    assert "nia-" not in edition.provenance_json


def test_people_are_named_where_the_agency_chose_so(office):
    office.agency.prints_names = True
    office.agency.save()
    office.fresh_report()

    edition = office.publish()

    assert [(entry["name"], entry["acting_for"]) for entry in decisions(edition)] == [
        ("nia-writer", ""),
        ("stand-in", "nia-chief"),
        ("nia-secretary", ""),
    ]


def corrected_in_its_text(office):
    """Edition 2 changes a text alone, and the step that answers for the budget is not asked again."""
    make_route(office, by_division(office.divisions["other"], name="主計核章", scope=Scope.BUDGET), decide())
    office.chief_of = lambda _section: "other_chief"
    office.make_public()
    return office.correct("plan-1", plan(paragraphs=(Paragraph("p1", "改寫過。"),)), publish=without_the_budget)


def without_the_budget(office):
    actions.submit(section=office.section(), actor=office.people["writer"], now=office.now())
    actions.approve(section=office.section(), actor=office.people["secretary"], now=office.now())
    return office.make_public()


def test_a_signature_over_what_a_correction_left_alone_still_stands(office):
    edition = corrected_in_its_text(office)

    found = decisions(edition)
    assert [(entry["action"], entry["office"], entry.get("carried_from_revision")) for entry in found] == [
        ("endorse", "other科", 1),
        ("submit", "line科", None),
        ("approve", "secretariat科", None),
    ]
    assert json.loads(edition.manifest_json)["sections"][1]["decisions"] == found


def test_a_signature_keeps_the_office_its_signer_had_then(office):
    report = office.approve_report()
    seat = office.people["secretary"].assignments.get()
    seat.division, seat.pk, seat.valid_from = office.divisions["other"], None, date(2026, 6, 1)
    office.people["secretary"].assignments.update(valid_to=date(2026, 5, 31))
    seat.save()

    goals = provenance(report, report.decisions.latest("id"))["sections"][0]

    assert goals["decisions"][-1]["office"] == "secretariat科"
