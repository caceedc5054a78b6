"""Lists: a fixed number of queries whatever the number of rows, pages that neither skip nor repeat, strict filters."""

import base64
from collections.abc import Callable
from datetime import date

import pytest

from approvals.domain.actions import recall
from approvals.domain.consultations import request_consultation
from approvals.domain.substitutes import appoint
from approvals.enums import Capacity, DeadlineKind, Role, StepKind
from approvals.models import Assignment, Deadline, Extension, Route
from reports.domain.opening import NewSection, add_section, open_report
from reports.domain.tokens import issue_token
from reports.enums import Scope, SectionKind
from reports.models import Division, Edition, Rendition
from tests.factories.contents import plan
from tests.factories.office import NOW, Office, assign, make_office, make_user
from tests.factories.routes import by_people, make_route
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db


def add_year(office: Office, number: int) -> None:
    sections = [NewSection(SectionKind.PLAN, "計畫", office.divisions["line"])]
    actor = office.people["secretary"]
    open_report(agency=office.agency, roc_year=114 - number, sections=sections, actor=actor, now=NOW)


def add_revision(office: Office, number: int) -> None:
    office.write("plan-1", plan(title=f"第{number}版"))


def add_round(office: Office, number: int) -> None:
    """A submission and a recall: two more decisions."""
    recall(section=office.submit("plan-1"), actor=office.people["writer"], now=office.now())


def add_edition(office: Office, number: int) -> None:
    edition = Edition.objects.create(
        report=office.report, number=number, document_json="{}", document_sha256="0" * 64, provenance_json="{}",
        published_by=office.people["secretary"], published_at=NOW,
    )  # fmt: skip
    Rendition.objects.bulk_create(Rendition(edition=edition, format=name) for name in ("pdf", "odt", "html"))


def add_token(office: Office, number: int) -> None:
    issue_token(user=office.people["secretary"], label=f"key {number}", days=number, now=NOW)


def add_question(office: Office, number: int) -> None:
    """A division more that is asked by the chief, on whose desk the section lies."""
    if number == 1:
        office.submit("plan-1")
    division = Division.objects.create(agency=office.agency, code=f"d{number}", name=f"第{number}科")
    assign(office.people["secretary"], division, Role.SUPERVISOR)
    request_consultation(
        section=office.section(), division=division, scope=Scope.ALL, is_mandatory=True,
        actor=office.people["chief"], now=office.now(),
    )  # fmt: skip


def add_step(office: Office, number: int) -> None:
    """Another level of the section's route, of a division of its own, and a round on it."""
    Route.objects.filter(agency=office.agency).delete()
    make_route(office, *({} for _step in range(number)), by_people(office.people["head"], kind=StepKind.DECIDE))


def add_substitute(office: Office, number: int) -> None:
    seat = Assignment.objects.get(user=office.people["secretary"])
    appoint(
        principal=seat, substitute=make_user(f"stand-in-{number}", office.agency), capacity=Capacity.ACTING,
        valid_from=date(2026, number, 1), valid_to=date(2026, number, 9), section_kind="",
        actor=office.people["secretary"], now=NOW,
    )  # fmt: skip


def add_request(office: Office, number: int) -> None:
    """A section with its date and a request for more time, which the secretariat may decide."""
    new = NewSection(SectionKind.PLAN, f"計畫追加{number}", office.divisions["line"])
    section = add_section(report=office.report, new=new, actor=office.people["secretary"], now=NOW)
    row = Deadline.objects.create(
        report=office.report, section=section, kind=DeadlineKind.SECTION_DUE, due_on=date(2026, 2, 10)
    )
    Extension.objects.create(
        deadline=row, days=9, reason="待補", level=Role.SECRETARIAT, requested_by=office.people["writer"],
        requested_at=NOW,
    )  # fmt: skip


LISTS: dict[str, tuple[str, Callable[[Office, int], None], int]] = {
    "reports": ("reports", add_year, 1),
    "sections": ("sections", add_year, 1),
    "sections mine": ("sections?mine=true", add_year, 1),
    "revisions": ("sections/{section}/revisions", add_revision, 2),
    "section decisions": ("sections/{section}/decisions", add_round, 2),
    "report decisions": ("reports/{report}/decisions", add_round, 2),
    "audit": ("reports/{report}/audit", add_revision, 3),
    "editions": ("reports/{report}/editions", add_edition, 3),
    "section consultations": ("sections/{section}/consultations", add_question, 5),
    "consultations": ("consultations", add_question, 1),
    "section route": ("sections/{section}/route", add_step, 6),
    "routes": ("routes", add_step, 4),
    "substitutes": ("substitutes", add_substitute, 1),
    "deadlines": ("reports/{report}/deadlines", add_request, 2),
    "extensions": ("extensions", add_request, 2),
    "tokens": ("tokens", add_token, 1),
    "section findings": ("sections/{section}/findings", add_revision, 4),
    "report findings": ("reports/{report}/findings", add_revision, 5),
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_queries_do_not_grow_with_rows(name, rows, django_assert_num_queries):
    path, add, queries = LISTS[name]
    office = make_office()
    office.write("goals")
    for number in range(1, rows + 1):
        add(office, number)
    client = client_of(office.people["secretary"])
    address = f"{ROOT}/{path.format(section=office.section().pk, report=office.report.pk)}"

    with django_assert_num_queries(queries):
        response = client.get(address)

    assert response.status_code == 200


def pages(client, address: str) -> list[list[object]]:
    found = []
    while address:
        page = client.get(address).json()
        found.append(page["results"])
        address = page["next"]
    return found


def test_pages_of_sections_are_the_list_cut_in_order():
    office = make_office(plans=3)
    add_year(office, 1)
    client = client_of(office.people["secretary"])

    [whole] = pages(client, f"{ROOT}/sections?page_size=200")
    cut = pages(client, f"{ROOT}/sections?page_size=3")

    assert [row["code"] for row in whole] == [
        "goals", "plan-1", "plan-2", "plan-3", "achievement-1", "follow-up", "overall-opinion", "plan-1",
    ]  # fmt: skip
    assert [len(page) for page in cut] == [3, 3, 2]
    assert [row for page in cut for row in page] == whole


def test_a_row_added_before_the_cursor_shifts_no_page():
    office = make_office()
    add_year(office, 1)
    client = client_of(office.people["secretary"])
    first = client.get(f"{ROOT}/reports?page_size=1").json()
    add_year(office, -1)

    second = client.get(first["next"]).json()

    assert [row["roc_year"] for row in first["results"] + second["results"]] == [114, 113]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("year=114", ["goals", "plan-1", "achievement-1", "follow-up", "overall-opinion"]),
        ("year=113", ["plan-1"]),
        ("division=line&year=114", ["plan-1"]),
        ("division=nowhere", []),
        ("chapter=plan&status=drafting", ["plan-1", "plan-1"]),
        ("status=in_review", ["achievement-1"]),
        ("mine=false&chapter=follow_up", ["follow-up"]),
        ("mine=true", []),
    ],
)
def test_filters_of_sections(query, codes):
    office = make_office()
    add_year(office, 1)
    office.submit("achievement-1")

    response = client_of(office.people["secretary"]).get(f"{ROOT}/sections?{query}")

    assert [row["code"] for row in response.json()["results"]] == codes


def test_mine_are_the_sections_one_writes():
    office = make_office()

    response = client_of(office.people["clerk"]).get(f"{ROOT}/sections?mine=true")

    assert [row["code"] for row in response.json()["results"]] == ["goals", "follow-up", "overall-opinion"]


@pytest.mark.parametrize(
    "query",
    [
        "year=last", "status=done", "chapter=x", "mine=yes", "report=0", "division=a%00b", "page_size=0",
        "page_size=201", "page_size=-1", "page_size=²", "cursor=x", "cursor=WzFd", "cursor=!!", "cursor=WyJhIl0",
        "report=99999999999999999999999", "status=drafting&status=done",
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_is_refused(query):
    office = make_office()

    response = client_of(office.people["secretary"]).get(f"{ROOT}/sections?{query}")

    assert refusal(response) == (400, "invalid")
    [field] = response.json()["error"]["details"]
    assert query.startswith(field)


def test_a_cursor_beyond_every_row_gives_an_empty_page():
    office = make_office()
    client = client_of(office.people["secretary"])

    cursor = base64.urlsafe_b64encode(b"[-9223372036854775809,1,1,1,1]").decode()

    response = client.get(f"{ROOT}/sections?cursor={cursor}")

    assert response.json() == {"results": [], "next": None}


def test_a_report_says_how_far_it_is():
    office = make_office()
    office.sign_off("goals")

    response = client_of(office.people["writer"]).get(f"{ROOT}/reports/{office.report.pk}")

    assert response.status_code == 200
    assert (response.json()["signed_off_count"], response.json()["section_count"]) == (1, 5)
    assert [row["kind"] for row in response.json()["chapters"]] == [kind.value for kind in SectionKind]
    assert response.json()["settings"]["explain_execution_below"] == "90"


def test_a_revision_keeps_its_own_content():
    office = make_office()
    office.write("goals")
    first = office.write("plan-1").current_revision
    office.write("plan-1", plan(title="後來"))
    client = client_of(office.people["writer"])
    address = f"{ROOT}/sections/{office.section().pk}/revisions"

    numbers = [row["number"] for row in client.get(address).json()["results"]]
    one = client.get(f"{address}/1").json()

    assert numbers == [2, 1]
    assert one["content"]["title"] == plan().title
    assert (one["sha256"], one["etag"]) == (first.sha256, first.etag)
    assert refusal(client.get(f"{address}/3")) == (404, "not_found")
