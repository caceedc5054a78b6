from dataclasses import replace
from decimal import Decimal

import pytest
from django.http import QueryDict

from reports.content import Measure, Paragraph, ReportSettings, section_from_json
from reports.enums import Direction, SectionKind, ValueKind
from reports.pages.forms import ReadForm, posted, read_form, typed_from
from tests.factories import contents
from tests.support.forms import Fields, filled

RICH_PLAN = contents.plan(
    period_start_year=112,
    period_end_year=115,
    indicators=(
        contents.indicator(),
        contents.indicator(
            "i2", name="漏水率", direction=Direction.LOWER, explanation="已改善。", improvement="持續汰換。",
            target=Measure("10.00%", Decimal(10), "%"), actual=Measure("9.98%", Decimal("9.98"), "%"),
        ),
        contents.indicator(
            "i3", name="設計進度", value_kind=ValueKind.QUALITATIVE, target=Measure("完成設計"),
            actual=Measure("完成設計"), achievement_rate=None, achievement_printed="—",
        ),
    ),
    indicator_note="達成率以100%為上限。",
    budgets=(contents.budget(), contents.budget("b2", appropriation_thousands=0, carryover_thousands=111046,
             expended_thousands=104184, execution_rate=Decimal("93.82"), execution_printed="93.82%",
             is_suspended=True)),
    review_and_actions=(Paragraph("p2", "第一行\n第二行"),),
    has_heading_colon=False,
)  # fmt: skip


def data_of(fields: Fields) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def read(kind: SectionKind, fields: Fields, settings: ReportSettings | None = None) -> ReadForm:
    return read_form(kind, posted(kind, data_of(fields)), settings or ReportSettings())


@pytest.mark.parametrize("content", [*contents.CONTENTS.values(), RICH_PLAN, contents.wrong_plan()], ids=repr)
def test_what_is_saved_and_posted_back_untouched_is_the_same_content(content):
    form = read(content.kind, filled(content))

    assert form.errors == {}
    assert section_from_json(form.data) == content


@pytest.mark.parametrize(
    ("target", "actual", "rate"),
    [
        ("65.00%", "68.37%", "100%"),
        ("99%", "87.44%", "88.32%"),
        ("１，９８６人次", "1,500人次", "75.53%"),
        ("5項", "0項", "0.00%"),
    ],
)
def test_a_rate_left_empty_is_computed(target, actual, rate):
    fields = filled(contents.plan(), **{
        "indicators[0].target": target, "indicators[0].actual": actual, "indicators[0].achievement_printed": "",
    })  # fmt: skip

    form = read(SectionKind.PLAN, fields)

    assert form.data["indicators"][0]["achievement_printed"] == rate
    assert form.rates["indicators[0]"] == rate


def test_an_uncapped_report_computes_uncapped_rates():
    fields = filled(contents.plan(), **{
        "indicators[0].actual": "198%", "indicators[0].achievement_printed": "",
    })  # fmt: skip

    form = read(SectionKind.PLAN, fields, ReportSettings(is_rate_capped=False))

    assert form.data["indicators"][0]["achievement_rate"] == "200.00"


def test_a_written_rate_is_kept_for_the_checks_to_judge():
    form = read(SectionKind.PLAN, filled(contents.plan(), **{"indicators[0].achievement_printed": "97.5"}))

    row = form.data["indicators"][0]
    assert (row["achievement_rate"], row["achievement_printed"]) == ("97.5", "97.5%")
    assert form.rates["indicators[0]"] == "100%"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("indicators[0].target", "12,34%", "Write 1,234"),
        ("indicators[0].actual", "12.%", "after the full stop"),
        ("indicators[0].actual", "差不多", "choose “Qualitative”"),
        ("indicators[0].actual", "1" * 19, "too many digits"),
        ("indicators[0].achievement_printed", "12,34%", "Write 1,234"),
        ("indicators[0].achievement_printed", "高", "is not a percentage"),
        ("indicators[0].achievement_printed", "87元", "is not a percentage"),
        ("indicators[0].direction", "sideways", "cannot be chosen"),
        ("budgets[0].appropriation_thousands", "1.5", "whole thousands"),
        ("budgets[0].carryover_thousands", "12元", "whole thousands"),
        ("budgets[0].expended_thousands", "1,00", "Write 100"),
        ("budgets[0].execution_printed", "九成", "is not a percentage"),
        ("period_start_year", "明年", "ROC year such as 114"),
    ],
)
def test_a_field_that_cannot_be_read_says_what_to_type(name, typed, said):
    form = read(SectionKind.PLAN, filled(contents.plan(), **{name: typed}))

    assert list(form.errors) == [name]
    assert f"“{typed}”" in form.errors[name][0]
    assert said in form.errors[name][0]


def test_every_bad_field_is_reported_at_once():
    form = read(SectionKind.PLAN, filled(RICH_PLAN, **{
        "indicators[0].target": "12,34%", "indicators[1].actual": "x", "budgets[1].expended_thousands": "y",
    }))  # fmt: skip

    assert set(form.errors) == {"indicators[0].target", "indicators[1].actual", "budgets[1].expended_thousands"}


@pytest.mark.parametrize(
    ("target", "kind"),
    [("65%", "rate"), ("5項", "count"), ("3,000千元", "amount"), ("完成設計", "qualitative")],
)
def test_a_kind_nobody_chose_follows_from_the_unit(target, kind):
    fields = filled(contents.plan(), **{
        "indicators[0].target": target, "indicators[0].actual": target, "indicators[0].value_kind": "",
    })  # fmt: skip

    form = read(SectionKind.PLAN, fields)

    assert form.errors == {}
    assert form.data["indicators"][0]["value_kind"] == kind


def test_blank_rows_are_left_out_and_the_others_keep_their_places():
    fields = filled(contents.plan(), **{
        "indicators[1].key": "", "indicators[1].name": "  ", "indicators[1].direction": "higher",
        "indicators[7].name": "新指標", "indicators[7].target": "5項", "indicators[7].actual": "五",
        "indicators[7].value_kind": "count",
    })  # fmt: skip

    fresh = read(SectionKind.PLAN, fields)
    kept = read_form(SectionKind.PLAN, posted(SectionKind.PLAN, data_of(fields), keep_numbers=True), ReportSettings())

    assert [row["name"] for row in fresh.data["indicators"]] == ["查驗設備可用率", "新指標"]
    assert list(fresh.errors) == ["indicators[1].actual"]
    assert list(kept.errors) == ["indicators[7].actual"]


def test_a_missing_box_means_not_ticked():
    fields = filled(contents.plan())
    del fields["has_heading_colon"]

    assert read(SectionKind.PLAN, fields).data["has_heading_colon"] is False


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("title", "title"),
        ("goal_keys[0]", "goal_keys"),
        ("indicators[0].target.value", "indicators[0].target"),
        ("indicators[0].achievement_rate", "indicators[0].achievement_printed"),
        ("budgets[0].execution_rate", "budgets[0].execution_printed"),
        ("indicators[0].key", ""),
        ("indicators[9].name", ""),
    ],
)
def test_a_path_of_the_content_names_its_field(path, name):
    assert read(SectionKind.PLAN, filled(contents.plan())).field_of(path) == name


def test_a_path_below_two_lists_names_its_field():
    form = read(SectionKind.ACHIEVEMENT, filled(contents.achievement()))

    assert form.field_of("themes[0].items[1].text") == "themes[0].items[1].text"


def test_a_rate_without_its_printed_form_is_shown_as_a_number():
    content = contents.plan(indicators=(replace(contents.indicator(), achievement_printed=""),))

    assert typed_from(content)["indicators"][0]["achievement_printed"] == "100%"
