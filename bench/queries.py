"""Queries of each endpoint at several numbers of rows: a number that grows with them is a defect."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.domain import actions
from approvals.domain.roles import sync_people
from bench import scenes
from bench.measuring import Sizes, Table
from reports.content import to_json
from reports.domain.tokens import issue_token
from tests.factories.office import Office, make_office

API = "/api/v1"
HOST = "localhost"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address in which `{report}`, `{section}` and `{saved}` stand for ids; `person` asks, by key or by session."""

    name: str
    person: str
    address: str

    @property
    def is_api(self) -> bool:
        return self.address.startswith(API)


LISTS = (
    Endpoint("API reports", "secretary", f"{API}/reports"),
    Endpoint("API sections", "secretary", f"{API}/sections"),
    Endpoint("API sections, mine", "writer", f"{API}/sections?mine=true"),
    Endpoint("API section content", "writer", f"{API}/sections/{{section}}/content"),
    Endpoint("API section revisions", "secretary", f"{API}/sections/{{section}}/revisions"),
    Endpoint("API section findings", "secretary", f"{API}/sections/{{section}}/findings"),
    Endpoint("API section decisions", "secretary", f"{API}/sections/{{recalled}}/decisions"),
    Endpoint("API report findings", "secretary", f"{API}/reports/{{report}}/findings"),
    Endpoint("API report decisions", "secretary", f"{API}/reports/{{report}}/decisions"),
    Endpoint("API report audit", "secretary", f"{API}/reports/{{report}}/audit"),
    Endpoint("API report editions", "secretary", f"{API}/reports/{{report}}/editions"),
    Endpoint("API keys", "secretary", f"{API}/tokens"),
    Endpoint("my sections", "writer", "/sections/mine/"),
    Endpoint("all sections", "secretary", "/sections/"),
    Endpoint("section", "writer", "/sections/{section}/"),
    Endpoint("board", "secretary", "/board/{report}/"),
    Endpoint("desk, queue", "chief", "/admin/approvals/desksection/"),
    Endpoint("desk, item", "chief", "/admin/approvals/desksection/{section}/change/"),
)
WRITES = ("API PUT content", "API submit", "API recall")


@dataclass(slots=True)
class Scene:
    """An office in which every list has at least `rows` rows: sections, indicators, revisions, decisions, years …"""

    office: Office
    rows: int

    @classmethod
    def of(cls, rows: int) -> "Scene":
        scene = cls(make_office(f"rows-{rows}", plans=rows), rows)
        scene._write()
        scene._copy()
        sync_people(now=timezone.now())
        return scene

    def _write(self) -> None:
        office = self.office
        office.write("goals")
        for number in range(1, self.rows + 1):
            office.write("plan-1", scenes.plan(indicators=self.rows, remark=f"（{number}）", is_warned=True))
            actions.recall(
                section=office.submit("achievement-1"), actor=office.people["other_writer"], now=office.now()
            )
        for number in range(2, self.rows + 1):
            office.write(f"plan-{number}", scenes.plan(number, is_warned=True))
        for number in range(1, self.rows + 1):
            office.submit(f"plan-{number}")

    def _copy(self) -> None:
        scenes.add_years(self.office, self.rows)
        scenes.add_report_decisions(self.office, self.rows)
        scenes.add_editions(self.office, self.rows)
        for number in range(self.rows):
            issue_token(user=self.office.people["secretary"], label=f"{number}", days=9, now=timezone.now())

    def address(self, endpoint: Endpoint) -> str:
        office = self.office
        return endpoint.address.format(
            report=office.report.pk, section=office.section().pk, recalled=office.section("achievement-1").pk
        )

    def client(self, person: str, *, is_api: bool) -> Client:
        user = self.office.people[person]
        if is_api:
            _token, key = issue_token(user=user, label="bench", days=9, now=timezone.now())
            return Client(SERVER_NAME=HOST, headers={"Authorization": f"Token {key}"})
        client = Client(SERVER_NAME=HOST)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client


def counts(rows: int) -> dict[str, int]:
    """Endpoint → queries, in a scene of its own. The first request of each is not counted: it fills the caches."""
    scene = Scene.of(rows)
    return {endpoint.name: _read(scene, endpoint) for endpoint in LISTS} | _written(scene)


def _read(scene: Scene, endpoint: Endpoint) -> int:
    client, address = scene.client(endpoint.person, is_api=endpoint.is_api), scene.address(endpoint)
    _asked(lambda: client.get(address))
    return _asked(lambda: client.get(address))


def _written(scene: Scene) -> dict[str, int]:
    """A save of a plan with `rows` indicators in a report of as many sections, and moves of it."""
    client = scene.client("writer", is_api=True)
    section = scene.office.section()
    address = f"{API}/sections/{section.pk}"

    def move(action: str) -> int:
        return _asked(lambda: client.post(f"{address}/actions", {"action": action}, content_type="application/json"))

    move("recall")
    content = to_json(scenes.plan(indicators=scene.rows, remark="（改）", is_warned=True))
    headers = {"If-Match": section.etag}
    put = _asked(lambda: client.put(f"{address}/content", content, content_type="application/json", headers=headers))
    return dict(zip(WRITES, [put, move("submit"), move("recall")], strict=True))


def _asked(ask: Callable[[], Any]) -> int:
    """The queries of one request; an answer other than 200 would count something else."""
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    if response.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{response.status_code}: {response.content.decode()[:500]}")
    return len(captured)


def query_table(sizes: Sizes) -> Table:
    found = {rows: counts(rows) for rows in sizes.query_rows}
    names = [endpoint.name for endpoint in LISTS] + list(WRITES)
    rows = [
        (name, *(str(found[size][name]) for size in sizes.query_rows), _verdict([found[size][name] for size in found]))
        for name in names
    ]
    return Table(
        "Queries of one request",
        ("rows", *(str(size) for size in sizes.query_rows), "constant"),
        rows,
        "Looking up the caller (key or session) and savepoints are counted. Every list has at least this many rows: "
        "sections, indicators of the section, revisions, decisions, findings, years, editions, keys.",
    )


def _verdict(numbers: list[int]) -> str:
    return "yes" if len(set(numbers)) == 1 else "NO"
