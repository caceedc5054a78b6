"""Listing sections: the same page out of few and out of many, at the beginning and at the end."""

from collections.abc import Callable

from django.db import connection

from bench import scenes
from bench.measuring import Samples, Sizes, Table
from bench.site import Caller, with_key, with_session
from bench.writes import EMPTY
from tests.factories.office import Office, make_office

API = "/api/v1/sections"
PAGE = 50
SECTIONS_A_YEAR = 100
Found = dict[str, tuple[Samples, Samples]]


def list_table(sizes: Sizes, port: int) -> Table:
    few, many = sizes.listed_sections
    offices = {count: _office(count) for count in sizes.listed_sections}
    _analyse()
    asks = {count: _asks(office, port, count) for count, office in offices.items()}
    empty = Samples()
    found: Found = {name: (Samples(), Samples()) for name in asks[few]}
    for number in range(sizes.warm_up + sizes.requests):
        if number == sizes.warm_up:
            found, empty = {name: (Samples(), Samples()) for name in found}, Samples()
        for name, (of_few, of_many) in found.items():
            of_few.seconds.append(asks[few][name]())
            of_many.seconds.append(asks[many][name]())
            empty.seconds.append(Caller(port).ask("GET", EMPTY).seconds)
    return _table(found, empty, sizes)


def _table(found: Found, empty: Samples, sizes: Sizes) -> Table:
    few, many = sizes.listed_sections
    rows = [
        (name, of_few.milliseconds, of_many.milliseconds, of_many.ratio(of_few), of_many.ratio(empty))
        for name, (of_few, of_many) in found.items()
    ]
    rows.append(("empty view", empty.milliseconds, empty.milliseconds, "1.0 ×", "1.0 ×"))
    columns = ("page", f"of {few:,}, ms", f"of {many:,}, ms", f"{many:,} to {few:,}", "to empty view")
    note = (
        f"Median (quartiles) of {sizes.requests} requests, one at a time; a page has {PAGE} rows. "
        f"The sections lie in years of {SECTIONS_A_YEAR}, all of one division; each holds a plan of about a page."
    )
    return Table("Listing sections over HTTP", columns, rows, note)


def _office(sections: int) -> Office:
    """An agency with exactly this many sections of one division, and nothing else."""
    office = make_office(f"lists-{sections}")
    office.write("goals")
    office.write("plan-1", scenes.plan(1))
    own = office.report.sections.count()
    years, rest = divmod(sections - own, SECTIONS_A_YEAR)
    scenes.add_plans(office.report, office.section(), rest)
    scenes.add_years(office, years, plans=SECTIONS_A_YEAR)
    return office


def _analyse() -> None:
    """What autovacuum would do within a minute; without it the planner knows nothing of the new rows."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _asks(office: Office, port: int, sections: int) -> dict[str, Callable[[], float]]:
    """Name → one request, in seconds."""
    api = with_key(port, office.people["secretary"])
    writer = with_key(port, office.people["writer"])
    browser = with_session(port, office.people["secretary"])
    last_page = -(-sections // PAGE)
    cursor_address = _last_cursor(api, sections)
    return {
        "API, first page": lambda: api.ask("GET", f"{API}?page_size={PAGE}").seconds,
        "API, last page": lambda: api.ask("GET", cursor_address).seconds,
        "API, the ones I write": lambda: writer.ask("GET", f"{API}?mine=true&page_size={PAGE}").seconds,
        "web page, first": lambda: browser.ask("GET", "/sections/").seconds,
        "web page, last": lambda: browser.ask("GET", f"/sections/?page={last_page}").seconds,
    }


def _last_cursor(api: Caller, sections: int) -> str:
    """The address of the last full page, found by walking the whole list; it must be as long as it was made."""
    address, seen, cursors = f"{API}?page_size={PAGE}", 0, [f"{API}?page_size={PAGE}"]
    while address:
        data = api.ask("GET", address).data
        seen += len(data["results"])
        address = _path(data["next"]) if data["next"] else ""
        cursors.append(address)
    if seen != sections:
        raise RuntimeError(f"the list has {seen} sections instead of {sections}")
    return cursors[-2]


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]
