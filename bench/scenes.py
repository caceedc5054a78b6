"""Offices to measure in. What the domain would take minutes to write by itself is copied row by row in bulk."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection

from approvals.models import Decision
from reports.content import BudgetExecution, Indicator, Measure, Paragraph, PlanContent, frozen_json, sha256_hex
from reports.domain.opening import open_report
from reports.enums import SectionKind
from reports.models import Edition, Rendition, Report, Section, SectionRevision
from tests.factories.office import NOW, Office

FIRST_YEAR = 115
SENTENCES = "配合年度工作計畫，辦理設備更新、流程改善及教育訓練，並按季檢討辦理情形。" * 6

TARGET = Measure("99.00%", Decimal(99), "%")


def plan(number: int = 1, *, indicators: int = 4, remark: str = "", is_warned: bool = False) -> PlanContent:
    """A plan of about a page; `remark` makes a save of it a change. It passes every check unless `is_warned`."""
    actual = Measure("180.00%", Decimal(180), "%") if is_warned else TARGET
    return PlanContent(
        title=f"第{number}項設備汰換計畫",
        goal_keys=("g1",),
        indicators=tuple(_indicator(n, actual) for n in range(1, indicators + 1)),
        budgets=(BudgetExecution("b1", 1000 + number, 0, 1000 + number, Decimal(100), "100%"),),
        paragraphs=(
            *(Paragraph(f"p{n}", SENTENCES) for n in range(1, 5)),
            Paragraph("p5", f"全年完成設備汰換並驗收{remark}。"),
        ),
    )


def _indicator(number: int, actual: Measure) -> Indicator:
    return Indicator(f"i{number}", f"第{number}類設備可用率", TARGET, actual, Decimal(100), "100%")


def spread_keys() -> None:
    """Give each table a range of ids of its own, so that an id in a recorded statement can be of one table only."""
    with connection.cursor() as cursor:
        for place, table in enumerate(sorted(connection.introspection.table_names(cursor)), 1):
            for sequence in connection.introspection.get_sequences(cursor, table):
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, sequence["column"], place * 10_000_000]
                )


def add_plans(report: Report, like: Section, count: int) -> None:
    """`count` further plan sections of `report`, each saved once and in the same state as `like`."""
    chapter = report.chapters.get(kind=SectionKind.PLAN)
    taken = Section.objects.filter(chapter=chapter).count()
    numbers = range(taken + 1, taken + count + 1)
    sections = Section.objects.bulk_create(
        Section(
            report=report, chapter=chapter, division=like.division, kind=SectionKind.PLAN, code=f"plan-{number}",
            title=plan(number).title, position=number,
        )
        for number in numbers
    )  # fmt: skip
    _add_revisions(sections, list(numbers), like)
    _bring_to_state_of(like, sections)


def _add_revisions(sections: list[Section], numbers: list[int], like: Section) -> None:
    assert like.current_revision is not None
    texts = [frozen_json(plan(number)) for number in numbers]
    SectionRevision.objects.bulk_create(
        SectionRevision(
            section=section, number=1, content_json=text, sha256=sha256_hex(text),
            author=like.current_revision.author, created_at=NOW,
        )
        for section, text in zip(sections, texts, strict=True)
    )  # fmt: skip


def _bring_to_state_of(like: Section, sections: list[Section]) -> None:
    """In SQL: the product itself has one way only to write a status, and it is not meant for this."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reports_section AS s SET current_revision_id = r.id, status = %s,"
            " signed_off_revision_id = CASE WHEN %s THEN r.id END"
            " FROM reports_sectionrevision AS r WHERE r.section_id = s.id AND s.id = ANY(%s)",
            [like.status, like.signed_off_revision_id is not None, [section.pk for section in sections]],
        )


def add_years(office: Office, count: int, *, plans: int = 0) -> None:
    """`count` further reports, each with `plans` sections in the state of plan-1 of the office's own report."""
    for number in range(count):
        report = open_report(
            agency=office.agency, roc_year=FIRST_YEAR + number, sections=(), actor=office.people["secretary"], now=NOW
        )
        if plans:
            add_plans(report, office.section(), plans)


def add_report_decisions(office: Office, count: int) -> None:
    Decision.objects.bulk_create(
        Decision(
            report=office.report, set_sha256="0" * 64, action="approve", role="head", actor=office.people["head"],
            from_status="awaiting_approval", to_status="approved", decided_at=NOW + timedelta(minutes=number),
        )
        for number in range(count)
    )  # fmt: skip


def add_editions(office: Office, count: int) -> None:
    editions = Edition.objects.bulk_create(
        Edition(
            report=office.report, number=number, document_json="{}", document_sha256="0" * 64, provenance_json="{}",
            published_by=office.people["secretary"], published_at=NOW,
        )
        for number in range(1, count + 1)
    )  # fmt: skip
    Rendition.objects.bulk_create(
        Rendition(edition=edition, format=name) for edition in editions for name in ("pdf", "odt", "html")
    )
