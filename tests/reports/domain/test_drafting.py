"""Saving a draft: what freezes a revision, what is refused, what stays untouched."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.content import ContentError, GoalLine, GoalsContent, Measure, Paragraph, Theme
from reports.domain.access import NotPermitted
from reports.domain.drafting import UnableToSave, save_content
from reports.domain.revisions import read_rows
from reports.models import AuditEvent, Indicator, SectionRevision
from tests.factories.contents import achievement, budget, goals, indicator, plan
from tests.factories.office import Office, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


@pytest.fixture
def office() -> Office:
    office = make_office()
    office.write("goals")
    return office


def test_the_first_save_freezes_revision_one(office):
    section = office.write("plan-1")

    revision = SectionRevision.objects.get(section=section)
    assert (revision.number, revision.author) == (1, office.people["writer"])
    assert revision.content == plan() == read_rows(section)
    assert section.title == plan().title


def test_a_save_that_changes_nothing_writes_nothing(office):
    section = office.write("plan-1")
    before = (SectionRevision.objects.count(), AuditEvent.objects.count(), section.lock_version)

    saved = save_content(
        section=section, content=plan(), actor=office.people["writer"], based_on=section.etag, now=office.now()
    )

    assert not saved.is_changed
    assert (SectionRevision.objects.count(), AuditEvent.objects.count(), office.section().lock_version) == before


def test_titles_are_saved_without_the_colon_that_their_heading_is_printed_with(office):
    section = office.write("plan-1", plan("甲計畫："))
    again = office.write("plan-1", plan("甲計畫。"))

    assert (section.title, section.content.title) == ("甲計畫", "甲計畫")
    assert again.current_revision == section.current_revision


def test_a_stale_save_is_refused_with_the_revision_that_stands(office):
    seen = office.write("plan-1")
    current = office.write("plan-1", plan("新名稱"), by="second_writer")

    with pytest.raises(UnableToSave) as caught:
        save_content(
            section=seen, content=plan("另一名稱"), actor=office.people["writer"], based_on=seen.etag, now=office.now()
        )

    assert caught.value.code == "stale"
    assert caught.value.current == current.current_revision
    assert office.section().title == "新名稱"


@pytest.mark.parametrize("who", ["chief", "other_writer", "secretary", "head", "outsider"])
def test_only_contributors_of_the_division_write(office, who):
    with pytest.raises(NotPermitted):
        office.write("plan-1", by=who)

    assert not SectionRevision.objects.filter(section__code="plan-1").exists()


def test_rows_without_a_key_get_one_that_was_never_used(office):
    office.write("plan-1", plan(indicators=(indicator("i7"),)))
    office.write("plan-1", plan(indicators=()))

    section = office.write("plan-1", plan(indicators=(indicator(""),)))

    assert Indicator.objects.get(section=section).key == "i8"


@pytest.mark.parametrize(
    ("content", "code", "path"),
    [
        (plan(goal_keys=("g9",)), "unknown_goal", "goal_keys[0]"),
        (plan(period_start_year=112, period_end_year=111), "out_of_range", "period_end_year"),
        (plan(budgets=(budget(expended_thousands=-1),)), "out_of_range", "budgets[0].expended_thousands"),
        (plan(indicators=(indicator("x1"),)), "bad_key", "indicators[0].key"),
        (plan(review_and_actions=(Paragraph("p1", "同鍵"),)), "duplicate_key", "review_and_actions[0].key"),
        (plan(paragraphs=(Paragraph("p1", "印不出的字\U0001f9ff"),)), "no_glyph", "paragraphs[0].text"),
        (GoalsContent(), "wrong_kind", "kind"),
        (plan(indicators=(indicator(actual=Measure("9" * 201, Decimal(9))),)), "text_too_long",
         "indicators[0].actual.printed"),
        (plan(indicators=(indicator(name="名" * 301),)), "text_too_long", "indicators[0].name"),
        (plan(indicators=(indicator(target=Measure("a\n" * 99 + "Z尾")),)), "line_break",
         "indicators[0].target.printed"),
        (plan(indicators=(indicator(name="甲\n乙"),)), "line_break", "indicators[0].name"),
        (plan(title="甲\r\n乙"), "line_break", "title"),
        (plan(paragraphs=(Paragraph("p1", "字" * 20_001),)), "text_too_long", "paragraphs[0].text"),
    ],
)  # fmt: skip
def test_content_that_cannot_be_kept_is_refused_with_its_place(office, content, code, path):
    with pytest.raises(ContentError) as caught:
        office.write("plan-1", content)

    assert (caught.value.code, caught.value.path) == (code, path)
    assert office.section().current_revision is None


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (replace(achievement(), goal_title="題" * 2_001), "goal_title"),
        (replace(achievement(), themes=(Theme("", "題" * 2_001),)), "themes[0].title"),
    ],
)
def test_a_heading_longer_than_a_bookmark_holds_is_refused(office, content, path):
    with pytest.raises(ContentError) as caught:
        office.write("achievement-1", content)

    assert (caught.value.code, caught.value.path) == ("text_too_long", path)


@pytest.mark.parametrize(
    ("code", "content", "path"),
    [
        ("goals", GoalsContent((GoalLine("", "甲\n乙"),)), "goals[0].text"),
        ("achievement-1", replace(achievement(), goal_title="甲\n乙"), "goal_title"),
        ("achievement-1", replace(achievement(), themes=(Theme("", "甲\n乙"),)), "themes[0].title"),
    ],
)
def test_headings_are_one_line_and_paragraphs_may_have_more(office, code, content, path):
    with pytest.raises(ContentError) as caught:
        office.write(code, content)

    assert (caught.value.code, caught.value.path) == ("line_break", path)
    lines = (Paragraph("p1", "甲\n乙"),)
    assert office.write("plan-1", plan(paragraphs=lines)).content.paragraphs == lines


def test_a_goal_that_a_plan_serves_cannot_be_removed(office):
    office.write("plan-1")

    with pytest.raises(ContentError) as caught:
        office.write("goals", replace(goals(), goals=()))

    assert caught.value.code == "goal_in_use"


def test_a_goal_keeps_its_links_when_it_is_reworded(office):
    office.write("plan-1")
    reworded = replace(goals().goals[0], text="守護邊境。")

    office.write("goals", replace(goals(), goals=(reworded,)))

    assert read_rows(office.section("plan-1")) == plan()


def test_a_save_takes_the_same_statements_for_one_row_and_for_many(office):
    counts = []
    office.write("plan-1", plan(indicators=()))
    for rows in (2, 40):
        section = office.section("plan-1")
        content = plan(
            indicators=tuple(indicator("", name=f"指標{n}") for n in range(1, rows + 1)),
            paragraphs=tuple(Paragraph("", f"第{n}段。") for n in range(1, rows + 1)),
        )

        with CaptureQueriesContext(connection) as captured:
            save_content(
                section=section, content=content, actor=office.people["writer"], based_on=section.etag,
                now=office.now(),
            )  # fmt: skip
        counts.append(len(captured))

    assert counts[0] == counts[1]
