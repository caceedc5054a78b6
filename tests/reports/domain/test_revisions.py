"""Rows and content are the same thing: whatever is written comes back, and canonical text is stable."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.content import Answer, FollowUpContent, Indicator, Measure, Paragraph, PlanContent, frozen_json, thaw
from reports.domain.revisions import read_rows, write_rows
from reports.enums import Direction, SectionKind, ValueKind
from reports.models import Section
from tests.factories.contents import CONTENTS, goals
from tests.factories.office import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]

texts = st.text(st.sampled_from("年度計畫執行情形達成率，。：（）0123456789%ABab \n"), max_size=40)
numbers = st.decimals(
    min_value=Decimal(-999999999), max_value=Decimal(999999999), places=6, allow_nan=False, allow_infinity=False
)
measures = st.builds(Measure, printed=texts, value=st.none() | numbers, unit=st.sampled_from(["", "%", "項", "千元"]))


def _rows(kind, prefix, **fields):
    built = st.lists(st.builds(kind, key=st.just(""), **fields), max_size=5)
    return built.map(lambda rows: tuple(_keyed(row, f"{prefix}{n}") for n, row in enumerate(rows, 1)))


def _keyed(row, key):
    object.__setattr__(row, "key", key)
    return row


indicators = _rows(
    Indicator, "i", name=texts, target=measures, actual=measures, achievement_rate=st.none() | numbers,
    achievement_printed=st.sampled_from(["", "100%", "95.20%"]), direction=st.sampled_from(Direction),
    value_kind=st.sampled_from(ValueKind), explanation=texts, improvement=texts,
)  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=indicators, note=texts, years=st.none() | st.integers(100, 120))
def test_any_plan_comes_back_from_its_rows(rows, note, years, office):
    content = PlanContent(
        title="計畫", indicators=rows, indicator_note=note, period_start_year=years, goal_keys=("g1",)
    )
    section = Section.objects.get(report=office.report, code="plan-1")

    write_rows(section=section, content=content)

    assert read_rows(section) == content
    assert frozen_json(read_rows(section)) == frozen_json(content)


@pytest.fixture
def office():
    office = make_office()
    write_rows(section=office.section("goals"), content=goals())
    return office


@pytest.mark.parametrize("kind", SectionKind)
def test_every_kind_comes_back_from_its_rows(office, kind):
    section = office.report.sections.get(kind=kind)

    write_rows(section=section, content=CONTENTS[kind])

    assert read_rows(section) == CONTENTS[kind] == thaw(frozen_json(CONTENTS[kind]))


def test_paragraphs_stay_with_their_answer(office):
    content = FollowUpContent(
        answers=(
            Answer("a1", "意見一", (Paragraph("p2", "乙"), Paragraph("p1", "甲"))),
            Answer("a2", "意見二", ()),
            Answer("a3", "", (Paragraph("p3", "丙"),)),
        )
    )
    section = office.section("follow-up")

    write_rows(section=section, content=content)

    assert read_rows(section) == content
