from dataclasses import replace

from reports.content.layout import blocks
from reports.content.stated import identifier, stated_figures
from reports.enums import Quantity
from tests.support.clean_report import assemble, contents
from tests.support.documents import plan_content, rich_document, suspended_plan_content


def by_id(document):
    return {figure.id: figure for figure in stated_figures(document)}


def with_plans(*plans):
    """The rich document with these plans in the places of its own."""
    document = rich_document()
    chapter = document.chapters[1]
    sections = tuple(replace(s, content=plan) for s, plan in zip(chapter.sections, plans, strict=True))
    return replace(
        document, chapters=(document.chapters[0], replace(chapter, sections=sections), *document.chapters[2:])
    )


def test_a_figure_says_what_it_measures_and_how_it_is_printed():
    found = by_id(rich_document())

    rate = found["DEMO/114#plan-1-i4-achievement-rate"]
    assert (rate.label, rate.printed, rate.quantity) == ("完成教育訓練比率", "75.00%", Quantity.ACHIEVEMENT_RATE)
    spent = found["DEMO/114#plan-1-b1-expended"]
    assert (spent.label, spent.printed, spent.value, spent.unit) == (
        "新世代場站安全服務計畫", "212,393千元", 212_393, "千元",
    )  # fmt: skip


def test_what_is_not_stated_has_no_identifier():
    found = by_id(rich_document())

    assert "DEMO/114#plan-1-b1-carryover" in found
    assert found["DEMO/114#plan-2-i1-achievement-rate"].printed == "100%"
    assert "DEMO/114#plan-2-i2-achievement-rate" not in found
    assert found["DEMO/114#plan-2-i2-actual"].value is None


def test_identifiers_are_unique():
    document = assemble(contents())

    figures = list(stated_figures(document))
    assert len(figures) == len(by_id(document)) > 5


def test_an_identifier_survives_a_new_order_and_a_new_value():
    first = plan_content()
    corrected = replace(first.indicators[0], actual=replace(first.indicators[0].actual, printed="99.90%"))
    later = replace(first, indicators=(*reversed(first.indicators[1:]), corrected))

    before, after = by_id(rich_document()), by_id(with_plans(later, suspended_plan_content()))

    assert set(before) == set(after)
    assert {name for name in before if before[name] != after[name]} == {"DEMO/114#plan-1-i1-actual"}


def test_an_identifier_is_the_address_of_an_anchor():
    document = rich_document()

    anchors = {block.anchor for block in blocks(document)}
    assert identifier(document, "plan-1", "b1").partition("#")[2] in anchors
