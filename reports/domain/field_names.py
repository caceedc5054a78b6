"""What people call the fields of the content schema, for a page that speaks of one value of a section."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models.labels import LABELS

FIELD_NAMES: Mapping[str, Promise] = {
    "title": _("Title of the plan"),
    "period_start_year": _("First year of the plan"),
    "period_end_year": _("Last year of the plan"),
    "goal_keys": _("Goals served"),
    "has_heading_colon": _("Colon after the heading"),
    "indicator_note": _("Note below the indicators"),
    "indicators": _("Indicator"),
    "indicators.name": _("Name of the indicator"),
    "indicators.target.printed": _("Target"),
    "indicators.target.value": _("Target as a number"),
    "indicators.target.unit": _("Unit of the target"),
    "indicators.actual.printed": _("Actual value"),
    "indicators.actual.value": _("Actual value as a number"),
    "indicators.actual.unit": _("Unit of the actual value"),
    "indicators.achievement_rate": _("Achievement rate as a number (%)"),
    "indicators.achievement_printed": _("Achievement rate"),
    "indicators.direction": _("Direction of the indicator"),
    "indicators.value_kind": _("Kind of value"),
    "indicators.explanation": _("Explanation of the indicator"),
    "indicators.improvement": _("Improvement of the indicator"),
    "budgets": _("Budget"),
    "budgets.appropriation_thousands": _("Appropriation (thousands of NT$)"),
    "budgets.carryover_thousands": _("Carried over from earlier years (thousands of NT$)"),
    "budgets.expended_thousands": _("Expended (thousands of NT$)"),
    "budgets.execution_rate": _("Execution rate as a number (%)"),
    "budgets.execution_printed": _("Execution rate"),
    "budgets.is_suspended": _("Appropriation put off"),
    "budgets.explanation": _("Explanation of the budget"),
    "budgets.improvement": _("Improvement of the budget"),
    "paragraphs": _("Paragraph"),
    "paragraphs.text": _("Paragraph"),
    "review_and_actions": _("Review and actions"),
    "review_and_actions.text": _("Review and actions"),
    "goals": _("Goal"),
    "goals.text": _("Goal"),
    "goal_key": _("Goal served"),
    "goal_title": _("Goal as cited"),
    "themes": _("Theme"),
    "themes.title": _("Title of the theme"),
    "themes.has_full_width_mark": _("Full-width mark of the theme"),
    "themes.items": _("Item"),
    "themes.items.text": _("Item"),
    "answers": _("Answer"),
    "answers.opinion": _("Opinion answered"),
    "answers.paragraphs": _("Follow-up"),
    "answers.paragraphs.text": _("Follow-up"),
}
REPORT_FIELD_NAMES: Mapping[str, Promise] = {
    "title": _("title"),
    "agency_name": _("agency"),
    "settings.is_rate_capped": _("print achievement rates capped at 100 %"),
    "settings.rate_decimals": _("decimals of rates"),
    "settings.bracket_width": _("brackets of the third level"),
    "settings.explain_execution_below": _("explain an execution rate below (%)"),
    "settings.improve_execution_below": _("ask for improvements below (%)"),
    "settings.style.body_face": _("face of the text"),
    "settings.style.heading_face": _("face of headings"),
    "settings.style.item_mark": _("marks of numbered items"),
    "settings.style.heading_colour": _("colour of headings"),
    "settings.style.accent_colour": _("colour of rules and bars"),
    "settings.style.table_head_fill": _("ground of table heads"),
    "settings.style.table_head_text": _("text of table heads"),
    "settings.style.has_cover": _("with a cover"),
    "settings.style.header_text": _("words at the head of each page"),
}

_VALUES = {member.value: label for member, label in LABELS.items()}


def report_field_name(field: str) -> Promise | str:
    """The same for what belongs to the report as a whole; a chapter's title by the kind of the chapter."""
    kind = field.removeprefix("chapters.")
    return _VALUES.get(kind, kind) if kind != field else REPORT_FIELD_NAMES.get(field, field)


def value_text(field: str, value: str) -> str:
    """A frozen value as people read it: the choices of an indicator by their labels, anything else as it is."""
    is_choice = field in {"indicators.direction", "indicators.value_kind"} or field.startswith("settings.")
    return str(_VALUES.get(value, value)) if is_choice else value
