"""The approvers' desk when much lies on it, and one item of it whose text was written anew."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.domain import actions
from approvals.domain.desk import review, sections_awaiting
from approvals.domain.roles import sync_people
from approvals.models import Desk, DeskSection, Round
from approvals.models.desk import BY_URGENCY
from bench import scenes
from bench.measuring import Sizes, Table, repeated
from bench.queries import HOST
from reports.content import Paragraph, PlanContent
from reports.models import Section
from tests.factories.office import Office, make_office

QUEUE = "/admin/approvals/desksection/"
PAGE = 50
SECTIONS_A_YEAR = 100
REASON = "請補充說明後再送。"


def asked(read: Callable[[], object]) -> int:
    """The queries of one reading, after one that filled the caches. RuntimeError for a page other than 200."""
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = read()
        if getattr(answer, "status_code", HTTPStatus.OK) != HTTPStatus.OK:
            raise RuntimeError(f"{answer} was not the page")
    return len(captured)


def desk_table(sizes: Sizes) -> Table:
    offices = {items: office_with(items) for items in sizes.desk_items}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    few, many = sizes.desk_items
    found = {items: queue_readings(office) for items, office in offices.items()}
    rows = []
    for name in found[few]:
        queries = {items: asked(found[items][name]) for items in found}
        samples = {items: repeated(found[items][name], sizes.requests) for items in found}
        rows.append((
            name, str(queries[few]), str(queries[many]), samples[few].milliseconds, samples[many].milliseconds,
            samples[many].ratio(samples[few]),
        ))  # fmt: skip
    columns = ("reading", f"queries, {few:,}", f"queries, {many:,}", f"{few:,}, ms", f"{many:,}, ms", "to few")
    note = (
        f"Median (quartiles) of {sizes.requests} readings inside one process: what one supervisor has to decide on, "
        f"a page of {PAGE}. The session is looked up in each request."
    )
    return Table("A desk with many open items", columns, rows, note)


def office_with(items: int) -> Office:
    """An office in which exactly this many sections lie on the chief's desk, in years of SECTIONS_A_YEAR."""
    office = make_office(f"desk-{items}")
    office.write("goals")
    office.write("plan-1", scenes.plan(1))
    like = office.submit("plan-1")
    years, rest = divmod(items - 1, SECTIONS_A_YEAR)
    scenes.add_plans(office.report, like, rest)
    scenes.add_years(office, years, plans=SECTIONS_A_YEAR)
    _put_on_desks(office, like)
    sync_people(now=timezone.now())
    return office


def _put_on_desks(office: Office, like: Section) -> None:
    """The rounds and desks that a submission of each copied section would have opened."""
    pattern = Round.objects.get(section=like)
    desk = pattern.desks.get()
    copies = Section.objects.filter(report__agency=office.agency, chapter__kind=like.kind).exclude(pk=like.pk)
    rounds = Round.objects.bulk_create(
        Round(
            section=section, number=1, revision_id=section.current_revision_id, submitted_by=pattern.submitted_by,
            opened_at=pattern.opened_at, route_json=pattern.route_json, step=pattern.step,
        )
        for section in copies
    )  # fmt: skip
    Desk.objects.bulk_create(
        Desk(
            round=round_, step=desk.step, role=desk.role, division_id=desk.division_id, opened_at=desk.opened_at,
            due_on=desk.due_on,
        )
        for round_ in rounds
    )  # fmt: skip


def queue_readings(office: Office) -> dict[str, Callable[[], object]]:
    chief = office.people["chief"]
    client = Client(SERVER_NAME=HOST)
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")

    def first_page() -> list[DeskSection]:
        return list(sections_awaiting(chief, timezone.now()).order_by(*BY_URGENCY)[:PAGE])

    return {
        "how many": lambda: sections_awaiting(chief, timezone.now()).count(),
        "the first page's sections": first_page,
        "the queue's page": lambda: client.get(QUEUE),
    }


def item_table(sizes: Sizes) -> Table:
    few, many = sizes.changed_paragraphs
    offices = {changed: office_with_changes(changed, of=many) for changed in (few, many)}
    found = {changed: item_readings(office) for changed, office in offices.items()}
    rows = []
    for name in found[few]:
        queries = {changed: asked(found[changed][name]) for changed in found}
        samples = {changed: repeated(found[changed][name], sizes.rounds) for changed in found}
        rows.append((
            name, str(queries[few]), str(queries[many]), samples[few].milliseconds, samples[many].milliseconds,
            samples[many].ratio(samples[few]),
        ))  # fmt: skip
    columns = ("reading", f"queries, {few}", f"queries, {many}", f"{few} changed, ms", f"{many} changed, ms", "to few")
    note = (
        f"Median (quartiles) of {sizes.rounds} readings inside one process of a section of {many} paragraphs of about "
        f"{len(scenes.SENTENCES)} characters, of which {few} or all were edited in three places after a sign-off."
    )
    return Table("Opening one item with its differences", columns, rows, note)


def office_with_changes(changed: int, *, of: int) -> Office:
    """A signed-off section of `of` paragraphs lies on the chief's desk again with `changed` of them edited."""
    office = make_office(f"item-{changed}")
    office.write("goals")
    office.write("plan-1", _long_plan(of, changed=0))
    office.sign_off("plan-1")
    actions.reopen(section=office.section(), actor=office.people["secretary"], comment=REASON, now=office.now())
    office.write("plan-1", _long_plan(of, changed=changed))
    office.submit("plan-1")
    sync_people(now=timezone.now())
    return office


def _long_plan(paragraphs: int, *, changed: int) -> PlanContent:
    rows = (Paragraph(f"p{n}", _text(n, is_changed=n <= changed)) for n in range(1, paragraphs + 1))
    plan = scenes.plan(1)
    return PlanContent(
        title=plan.title, goal_keys=plan.goal_keys, indicators=plan.indicators, budgets=plan.budgets,
        paragraphs=tuple(rows),
    )  # fmt: skip


def _text(number: int, *, is_changed: bool) -> str:
    text = f"第{number}項：{scenes.SENTENCES}"
    if not is_changed:
        return text
    middle = len(text) // 2
    return f"茲就{text[:middle]}（修正）{text[middle:-5]}已辦理完成。"


def item_readings(office: Office) -> dict[str, Callable[[], object]]:
    section = office.section()
    client = Client(SERVER_NAME=HOST)
    client.force_login(office.people["chief"], backend="django.contrib.auth.backends.ModelBackend")

    def read() -> object:
        found = DeskSection.objects.select_related(
            "report__agency", "division", "chapter", "current_revision__author", "signed_off_revision"
        ).get(pk=section.pk)
        return [each.runs() for each in review(found).changes]

    return {
        "what the page needs": read,
        "the item's page": lambda: client.get(f"{QUEUE}{section.pk}/change/"),
        "the page to compare": lambda: client.get(f"/sections/{section.pk}/compare/"),
    }
