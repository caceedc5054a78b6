"""The pictures of the documentation, taken from the demo's own year: `make screenshots`."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from approvals.domain import consultations
from approvals.enums import Reply, Role, SeatKind, StepKind
from approvals.management.demo.cast import gather
from approvals.management.demo.year import OPENED_AT, Year
from approvals.models import Consultation, Route
from reports.domain import editions
from reports.enums import DivisionKind, RenditionFormat, Scope
from reports.models import Division, User
from reports.renderers.pdf.pictures import page_picture
from tests.factories.office import assign, make_user

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
SIZE = {"width": 1280, "height": 900}
MOST_BYTES = 200_000
LANGUAGES = ["zh-hant", "en"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@dataclass
class Scene:
    """The demo's year while it is under way; `people` by username, as the browser fixture wants them."""

    year: Year
    people: dict[str, User]

    def page_of(self, code: str) -> str:
        return f"/sections/{self.year._section(code).pk}/"

    def desk_of(self, code: str) -> str:
        return f"/admin/approvals/desksection/{self.year._section(code).pk}/change/"


@pytest.fixture
def office(committed: None, tmp_path: Path, time_machine) -> Scene:
    """3 February: some sections are signed off, some on a desk, some are still being written."""
    cast = gather(tmp_path / "accounts.txt", OPENED_AT)
    year = Year(cast, lambda *_said: None)
    year._calendar(cast.holding(Role.SECRETARIAT))
    year._open(cast.holding(Role.SECRETARIAT))
    for code in year._codes():
        year._draft(code)
    year._to(2026, 2, 3)
    for code in ("goals", "plan-1", "plan-2", "follow-up", "achievement-1"):
        year._submit(code)
    for code in ("goals", "follow-up", "plan-1"):
        year._endorse(code)
    for code in ("goals", "plan-1"):
        year._approve(code)
    time_machine.move_to(year.clock, tick=True)
    return Scene(year, cast.people)


@pytest.fixture
def take(visit) -> Callable[..., None]:
    """Save the picture of an address as one person sees it; `at` is what the window is scrolled to."""

    def taken(name: str, path: str, person: str, at: str = "body") -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for language in LANGUAGES:
            page: Page = visit(path, person=person, language=language)
            page.set_viewport_size(SIZE)
            page.wait_for_load_state("networkidle")
            page.evaluate("at => document.querySelector(at).scrollIntoView({ behavior: 'instant' })", at)
            picture = FOLDER / f"{name}-{language}.png"
            page.screenshot(path=picture, animations="disabled")
            assert picture.stat().st_size <= MOST_BYTES

    return taken


def publish(year: Year) -> None:
    """Play the rest of the year and make the files, by the real renderers."""
    for rendition in year.play().renditions.all():
        claimed = editions.claim_rendition(rendition_id=rendition.pk, now=year._next())
        file = editions.render_file(claimed, font_dir=None)
        editions.finish_rendition(rendition=claimed, file=file, now=year._next())


def keep_pages(year: Year) -> None:
    """Pages of the edition's PDF as pictures: cover, contents, the first plan, the charts."""
    pdf = editions.read(year.report.editions.get().renditions.get(format=RenditionFormat.PDF))
    texts = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    wanted = {
        "cover": 0,
        "contents": 1,
        "plan": 2,
        "charts": max(at for at, text in enumerate(texts) if "附錄、" in text),
    }
    for name, at in wanted.items():
        picture = page_picture(pdf, at + 1, width=840)
        assert picture is not None
        (FOLDER / f"pdf-{name}.png").write_bytes(picture)
        assert len(picture) <= MOST_BYTES


def make_route(year: Year) -> None:
    """Three levels; accounting, where somebody sits now, is asked about the budget at the first."""
    agency = year.report.agency
    secretariat, accounting = (Division.objects.get(agency=agency, code=code) for code in ("secretariat", "accounting"))
    accountant = make_user("chou", agency)
    User.objects.filter(pk=accountant.pk).update(display_name="周敏華")
    assign(accountant, accounting, Role.SUPERVISOR)
    route = Route.objects.create(agency=agency, name="三級核章")
    shared = {"role": Role.SUPERVISOR, "kind": StepKind.ENDORSE}
    first = route.steps.create(position=1, name="組長核章", limit_days=3, **shared)
    route.steps.create(
        position=2, name="秘書室會核", seat=SeatKind.NAMED_DIVISION, division=secretariat, limit_days=2, **shared
    )
    route.steps.create(position=3, name="核定", kind=StepKind.DECIDE, role=Role.SECRETARIAT)
    first.consultations.create(division_kind=DivisionKind.ACCOUNTING, scope=Scope.BUDGET)


def walk_route(year: Year, code: str) -> None:
    """Accounting has replied, the division has signed; the secretariat's division asks personnel before it does."""
    year._submit(code)
    asked, accountant = Consultation.objects.get(section__code=code), User.objects.get(username="chou")
    consultations.reply(
        consultation=asked, answer=Reply.OPINION, text="執行數與本室帳載相符，保留款請註明原因。",
        actor=accountant, now=year._next(),
    )  # fmt: skip
    year._endorse(code)
    consultations.request_consultation(
        section=year._section(code), division=Division.objects.get(agency=year.report.agency, code="personnel"),
        scope=Scope.TEXT, is_mandatory=True, question="人力配置之敘述是否妥適？",
        actor=User.objects.get(username="wang"), now=year._next(),
    )  # fmt: skip


def test_pictures(take, office, time_machine):
    take("my-sections", "/sections/mine/", "chen")
    take("editor", f"{office.page_of('plan-4')}edit/", "chen", at="fieldset:has([data-rows=indicators])")
    take("desk", office.desk_of("plan-2"), "lin")
    take("board", f"/board/{office.year.report.pk}/", "wu")

    publish(office.year)
    time_machine.move_to(office.year.clock, tick=True)
    take("public-report", "/published/demo/114/1/", "")


def test_pictures_of_the_pdf(office):
    publish(office.year)
    keep_pages(office.year)


def test_pictures_of_a_route(take, office, time_machine):
    make_route(office.year)
    walk_route(office.year, "plan-4")
    time_machine.move_to(office.year.clock, tick=True)
    take("desk-route", office.desk_of("plan-4"), "wang", at="[aria-labelledby=desk-route]")
    take("desk-consultations", office.desk_of("plan-4"), "wang", at="[aria-labelledby=desk-consultations]")
