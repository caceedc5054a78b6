"""A contributor's work in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from reports.content import Paragraph
from reports.enums import SectionStatus
from tests.factories import contents

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


@pytest.fixture
def plan(office):
    office.write("goals")
    office.write("achievement-1")
    return office.write("plan-1")


def edit_path(section) -> str:
    return f"/sections/{section.pk}/edit/"


def field(page: Page, name: str):
    return page.locator(f'[name="{name}"]')


def rate(page: Page, row: str):
    return page.locator(f'[data-rate-for="{row}"]')


def test_a_plan_is_found_edited_saved_and_submitted(visit, office, plan):
    page = visit("/", person="writer")
    page.get_by_role("link", name=re.compile("^Write")).click()
    page.get_by_role("textbox", name="Title").fill("自動通關系統汰換計畫")
    page.get_by_role("button", name="Save and read").click()
    expect(page.get_by_role("status").first).to_have_text("Saved as revision 2.")
    page.get_by_role("button", name="Submit").click()

    expect(page.get_by_role("status").first).to_contain_text("Done: Submit")
    section = office.section()
    assert (section.title, section.status) == ("自動通關系統汰換計畫", SectionStatus.IN_REVIEW)


def test_rates_appear_as_they_are_typed_before_the_server_answers(visit, plan):
    page = visit(edit_path(plan), person="writer")
    page.route("**/preview/", lambda route: route.abort())

    field(page, "indicators[0].target").fill("1,200件")
    field(page, "indicators[0].actual").fill("1,049件")
    field(page, "budgets[0].appropriation_thousands").fill("0")
    field(page, "budgets[0].carryover_thousands").fill("111,046")
    field(page, "budgets[0].expended_thousands").fill("104184")

    expect(rate(page, "indicators[0]")).to_have_text("87.42%")
    expect(field(page, "indicators[0].achievement_printed")).to_have_value("87.42%")
    expect(rate(page, "budgets[0]")).to_have_text("93.82%")
    expect(page.locator("[data-summary]")).to_contain_text("The server cannot be reached.")


def test_a_rate_somebody_wrote_is_not_typed_over(visit, plan):
    page = visit(edit_path(plan), person="writer")

    field(page, "indicators[0].achievement_printed").fill("97%")
    field(page, "indicators[0].actual").fill("98.01%")

    expect(rate(page, "indicators[0]")).to_have_text("99.00%")
    expect(field(page, "indicators[0].achievement_printed")).to_have_value("97%")
    expect(page.locator('[data-place="indicators[0]"]')).to_contain_text("The achievement rate reads 97%")


def test_findings_come_and_go_beside_the_row(visit, plan):
    page = visit(edit_path(plan), person="writer")
    slot = page.locator('[data-place="indicators[0]"]')

    field(page, "indicators[0].actual").fill("49.5%")
    expect(slot).to_contain_text("KPI-09")
    expect(page.locator("[data-summary]")).to_have_text("2 errors")
    page.get_by_text("Explanation, improvement, direction").click()
    field(page, "indicators[0].explanation").fill("受疫情影響。")
    field(page, "indicators[0].improvement").fill("調整期程。")

    expect(slot).to_be_empty()
    expect(page.locator("[data-summary]")).to_have_text("No findings.")


def test_a_bad_number_is_refused_beside_its_field_and_nothing_is_lost(visit, office, plan):
    page = visit(edit_path(plan), person="writer")

    field(page, "indicators[0].target").fill("12,34%")
    field(page, "paragraphs[0].text").fill("寫了很久的一段。")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator('[data-error-for="indicators[0].target"]')).to_contain_text("“12,34%” is not a number")
    expect(field(page, "indicators[0].target")).to_have_attribute("aria-invalid", "true")
    expect(field(page, "paragraphs[0].text")).to_have_value("寫了很久的一段。")
    assert office.section().current_revision == plan.current_revision


def test_rows_are_added_moved_and_removed_without_losing_what_is_in_them(visit, office, plan):
    page = visit(edit_path(plan), person="writer")

    for text in ("第二段。", "第三段。"):
        page.get_by_role("button", name="Add a paragraph", exact=True).click()
        page.locator(":focus").fill(text)
    page.get_by_role("group", name="Paragraph 3").get_by_role("button", name="Move up").click()
    page.get_by_role("group", name="Paragraph 1").get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Add an indicator").click()
    page.locator(":focus").fill("旅客滿意度")
    field(page, "indicators[1].target").fill("90%")
    field(page, "indicators[1].actual").fill("95%")
    expect(rate(page, "indicators[1]")).to_have_text("100%")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("Saved as revision 2.")

    content = office.section().content
    assert [row.text for row in content.paragraphs] == ["第三段。", "第二段。"]
    assert [(row.name, row.achievement_printed) for row in content.indicators] == [
        ("查驗設備可用率", "100%"),
        ("旅客滿意度", "100%"),
    ]


def test_items_of_a_new_theme_are_written(visit, office, plan):
    page = visit(edit_path(office.section("achievement-1")), person="other_writer")

    page.get_by_role("button", name="Add a theme").click()
    page.locator(":focus").fill("便民服務")
    page.get_by_role("group", name="Theme 2").get_by_role("button", name="Add an item").click()
    page.locator(":focus").fill("開辦線上申辦。")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Saved as revision")

    theme = office.section("achievement-1").content.themes[1]
    assert (theme.title, [row.text for row in theme.items]) == ("便民服務", ["開辦線上申辦。"])


def test_a_stale_save_shows_both_versions(visit, office, plan):
    page = visit(edit_path(plan), person="writer")
    office.write("plan-1", contents.plan(paragraphs=(Paragraph("p1", "別人的版本。"),)), by="second_writer")

    field(page, "paragraphs[0].text").fill("我的版本。")
    expect(page.locator("[data-stale]")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", name=re.compile("Saved: revision 2 by nia-second_writer"))).to_be_visible()
    expect(page.locator(".theirs .paper")).to_contain_text("別人的版本。")
    expect(field(page, "paragraphs[0].text")).to_have_value("我的版本。")


def test_leaving_unsaved_work_asks_first(visit, plan):
    page = visit(edit_path(plan), person="writer")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    field(page, "title").press_sequentially("改")
    page.get_by_role("link", name="Leave").click()

    expect(page).to_have_url(re.compile(r"/edit/$"))
    assert asked == ["beforeunload"]


def test_saved_work_is_left_without_a_question(visit, plan):
    page = visit(edit_path(plan), person="writer")
    page.on("dialog", lambda dialog: pytest.fail("nothing was unsaved"))

    field(page, "title").fill("新名稱")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Leave").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("新名稱")


def test_the_whole_job_is_done_with_the_keyboard_alone(visit, office, plan):
    page = visit("/sections/mine/", person="writer")

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    for name in ("通關設備汰換計畫", "Write"):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_contain_text(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Write:")
    tab_to(page, "title")
    page.keyboard.press("Control+A")
    page.keyboard.type("鍵盤計畫")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Saved as revision 2.")

    assert office.section().title == "鍵盤計畫"


def tab_to(page: Page, name: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    pytest.fail(f"the keyboard does not reach {name}")


def test_without_a_script_the_same_form_works(visit, office, plan):
    page = visit(edit_path(plan), person="writer", java_script_enabled=False)

    page.get_by_role("button", name="Add a paragraph", exact=True).click()
    field(page, "paragraphs[1].text").fill("沒有指令碼的一段。")
    field(page, "indicators[0].actual").fill("49.5%")
    field(page, "indicators[0].achievement_printed").fill("")
    page.get_by_role("button", name="Save", exact=True).last.click()

    expect(page.get_by_role("status").first).to_have_text("Saved as revision 2.")
    content = office.section().content
    assert content.paragraphs[1].text == "沒有指令碼的一段。"
    assert content.indicators[0].achievement_printed == "50.00%"
