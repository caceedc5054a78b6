"""Which fields the form of each kind of section has, and how each is typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from reports.enums import SectionKind


class Input(Enum):
    """How a field is typed and read."""

    KEY = auto()
    TEXT = auto()
    YEAR = auto()
    """A ROC year or nothing."""
    AMOUNT = auto()
    """Whole 千元; nothing typed is 0."""
    MEASURE = auto()
    """A figure with its unit, or words."""
    RATE = auto()
    """A percentage; nothing typed means the computed one."""
    CHOICE = auto()
    FLAG = auto()
    MANY = auto()
    """Any number of values under one name."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Any number of rows of one shape."""

    shape: "Shape"


Shape = Mapping[str, Input | Rows]

_PARAGRAPHS = Rows({"key": Input.KEY, "text": Input.TEXT})
_INDICATORS = Rows(
    {
        "key": Input.KEY,
        "name": Input.TEXT,
        "target": Input.MEASURE,
        "actual": Input.MEASURE,
        "achievement_printed": Input.RATE,
        "direction": Input.CHOICE,
        "value_kind": Input.CHOICE,
        "explanation": Input.TEXT,
        "improvement": Input.TEXT,
    }
)
_BUDGETS = Rows(
    {
        "key": Input.KEY,
        "appropriation_thousands": Input.AMOUNT,
        "carryover_thousands": Input.AMOUNT,
        "expended_thousands": Input.AMOUNT,
        "execution_printed": Input.RATE,
        "is_suspended": Input.FLAG,
        "explanation": Input.TEXT,
        "improvement": Input.TEXT,
    }
)

SHAPES: Mapping[SectionKind, Shape] = {
    SectionKind.GOALS: {"goals": Rows({"key": Input.KEY, "text": Input.TEXT})},
    SectionKind.PLAN: {
        "title": Input.TEXT,
        "period_start_year": Input.YEAR,
        "period_end_year": Input.YEAR,
        "has_heading_colon": Input.FLAG,
        "goal_keys": Input.MANY,
        "indicators": _INDICATORS,
        "indicator_note": Input.TEXT,
        "budgets": _BUDGETS,
        "paragraphs": _PARAGRAPHS,
        "review_and_actions": _PARAGRAPHS,
    },
    SectionKind.ACHIEVEMENT: {
        "goal_key": Input.CHOICE,
        "goal_title": Input.TEXT,
        "paragraphs": _PARAGRAPHS,
        "themes": Rows(
            {"key": Input.KEY, "title": Input.TEXT, "has_full_width_mark": Input.FLAG, "items": _PARAGRAPHS}
        ),
    },
    SectionKind.FOLLOW_UP: {
        "answers": Rows({"key": Input.KEY, "opinion": Input.TEXT, "paragraphs": _PARAGRAPHS}),
    },
    SectionKind.OVERALL_OPINION: {"paragraphs": _PARAGRAPHS},
}


def is_blank(row: Mapping[str, object], shape: Shape) -> bool:
    """Whether nothing was written in a row: its key, choices and flags alone say nothing."""
    silent = {Input.KEY, Input.CHOICE, Input.FLAG}
    return not any(row[name] for name, what in shape.items() if isinstance(what, Rows) or what not in silent)
