"""The script computes what the server computes, to the last digit."""

import json
import random

import pytest

from reports.content import ReportSettings
from reports.enums import Direction
from reports.pages.forms import figures

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

FIGURES = [
    "65.00%", "27,700%", "5項", "1,986人次", "242,890", "１２．５％", "−3%", "+4%", "0", "0.00%", "12,34%", "12.",
    "5.5.5", "完成", "", "1年2月", "999,999,999,999,999,999", "9999999999999999999", "0.001", "1.005",
]  # fmt: skip


def achievement(target: str, actual: str, direction: str, settings: ReportSettings) -> str:
    try:
        measures = [figures.read_measure(text, None) for text in (target, actual)]
    except figures.NotRead:
        return ""
    values = (measures[0]["value"], measures[1]["value"])
    return figures.printed_rate(figures.computed_achievement(*values, Direction(direction), settings), settings)


def execution(amounts: list[str], settings: ReportSettings) -> str:
    try:
        expended, appropriation, carryover = (figures.read_amount(text) for text in amounts)
    except figures.NotRead:
        return ""
    return figures.printed_rate(figures.computed_execution(expended, appropriation, carryover, settings), settings)


@pytest.fixture
def compute(visit):
    page = visit("/accounts/login/")

    def computed(name: str, cases: list[list[object]]) -> list[str]:
        """All cases in one trip to the browser."""
        return page.evaluate(
            "async ([name, cases]) => { const module = await import('/static/reports/rates.js');"
            " return JSON.parse(cases).map((given) => module[name](...given)); }",
            [name, json.dumps(cases)],
        )

    return computed


def test_achievement_rates_agree(compute):
    settings = [(capped, decimals) for capped in (True, False) for decimals in (0, 2, 3)]
    cases = [
        [target, actual, {"direction": direction.value, "capped": capped, "decimals": decimals}]
        for target in FIGURES for actual in FIGURES for direction in Direction for capped, decimals in settings
    ]  # fmt: skip

    expected = [
        achievement(target, actual, options["direction"],
                    ReportSettings(is_rate_capped=options["capped"], rate_decimals=options["decimals"]))
        for target, actual, options in cases
    ]  # fmt: skip
    assert compute("achievementRate", cases) == expected
    assert len(set(expected)) > 100


def test_execution_rates_agree(compute):
    chance = random.Random(114)
    texts = ["", "0", "1", "242,890", "35798", "1.5", "-1", "12,34", "500千元", "7元"]
    texts += [str(chance.randrange(10**6)) for _ in range(8)]
    cases = [[a, b, c, {"decimals": 2}] for a in texts for b in texts for c in texts]

    assert compute("executionRate", cases) == [execution(case[:3], ReportSettings()) for case in cases]


def test_the_sample_reports_ratios(compute):
    cases = [
        ["104,184", "0", "111,046"],
        ["212,393", "242,890", ""],
        ["35,798", "35,798", ""],
        ["158,058", "166,040", ""],
    ]

    assert compute("executionRate", cases) == ["93.82%", "87.44%", "100%", "95.19%"]
