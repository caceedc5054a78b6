"""What people read about a finding, in the language now active: its text, its remedy and its check."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from reports.enums import SectionKind, Severity
from reports.models.labels import LABELS


@dataclass(frozen=True, slots=True)
class Wording:
    """`text` says what is wrong, `remedy` how to satisfy the check; %(name)s are the finding's params."""

    text: Promise
    remedy: Promise


CHECK_TITLES: dict[str, Promise] = {
    "BUD-01": _("Execution rate as computed"),
    "BUD-02": _("Low execution is explained"),
    "BUD-04": _("No appropriation: carry-over and a reason"),
    "KPI-01": _("Achievement rate as computed"),
    "KPI-02": _("Capped rates carry a note"),
    "KPI-03": _("Far from the target is explained"),
    "KPI-09": _("Missed targets are explained"),
    "STR-02": _("One style of marks"),
    "STR-03": _("All parts are present"),
    "TXT-01": _("Goals are cited word for word"),
    "TXT-02": _("Lists hold as many items as they say"),
}

WORDINGS: dict[str, Wording] = {
    "bud_01.rate_differs": Wording(
        _("The execution rate reads %(printed)s, but the amounts give %(computed)s."),
        _("Correct the rate or the amounts: expended ÷ (appropriation + carry-over)."),
    ),
    "bud_01.rate_missing": Wording(
        _("The execution rate is missing; the amounts give %(computed)s."),
        _("Enter the execution rate."),
    ),
    "bud_01.rate_not_computable": Wording(
        _("An execution rate is stated, but no funds to compute it from."),
        _("Enter the appropriation or the carry-over, or remove the rate."),
    ),
    "bud_02.explanation_missing": Wording(
        _("The execution rate of %(rate)s is below %(limit)s and is not explained."),
        _("Explain the shortfall beside the budget, or under review and actions."),
    ),
    "bud_02.improvement_missing": Wording(
        _("The execution rate of %(rate)s is below %(limit)s and no improvement is planned."),
        _("Say what will be done about it beside the budget, or under review and actions."),
    ),
    "bud_04.no_funds": Wording(
        _("There is neither an appropriation nor a carry-over."),
        _("Enter what the plan could spend, or remove the budget row."),
    ),
    "bud_04.reason_missing": Wording(
        _("The appropriation is 0 without a reason."),
        _("Mark the appropriation as put off, or explain why there is none."),
    ),
    "bud_04.suspended_but_appropriated": Wording(
        _("The appropriation is marked as put off, but %(appropriation)s thousand dollars are entered."),
        _("Enter an appropriation of 0, or remove the mark."),
    ),
    "kpi_01.actual_misprinted": Wording(
        _("The actual value is printed as “%(printed)s”, but the number behind it is %(value)s."),
        _("Write the actual value again, with separators at every third digit."),
    ),
    "kpi_01.figures_as_words": Wording(
        _("Target “%(target)s” and actual value “%(actual)s” read as figures, but are kept as words."),
        _("Choose another kind than “Qualitative”, so that the achievement rate is computed, or write words."),
    ),
    "kpi_01.rate_differs": Wording(
        _("The achievement rate reads %(printed)s, but target and actual value give %(computed)s."),
        _("Correct the rate, the target or the actual value, or the direction of the indicator."),
    ),
    "kpi_01.rate_missing": Wording(
        _("The achievement rate is missing; target and actual value give %(computed)s."),
        _("Enter the achievement rate."),
    ),
    "kpi_01.rate_not_computable": Wording(
        _("An achievement rate is stated, but none follows from the target “%(target)s” and the actual “%(actual)s”."),
        _("Enter both as numbers with a target above 0, or remove the rate."),
    ),
    "kpi_01.target_misprinted": Wording(
        _("The target is printed as “%(printed)s”, but the number behind it is %(value)s."),
        _("Write the target again, with separators at every third digit."),
    ),
    "kpi_02.note_missing": Wording(
        _("Rates above 100%% are printed as 100%% (rows %(rows)s), and the table does not say so."),
        _("Add a note to the table that rates are capped at 100%%."),
    ),
    "kpi_03.far_above_target": Wording(
        _("%(rate)s of the target was reached, more than %(limit)s, and it is not explained."),
        _("Explain the result, or correct the target or the actual value."),
    ),
    "kpi_03.far_below_target": Wording(
        _("%(rate)s of the target was reached, less than %(limit)s, and it is not explained."),
        _("Explain the result, or correct the target or the actual value."),
    ),
    "kpi_03.target_doubtful": Wording(
        _("%(rate)s of the target was reached, more than %(limit)s: are the unit and the target right?"),
        _("Correct the unit or the target, or explain the result."),
    ),
    "kpi_09.explanation_missing": Wording(
        _("The achievement rate is %(rate)s and the shortfall is not explained."),
        _("Explain why the target was missed."),
    ),
    "kpi_09.improvement_missing": Wording(
        _("The achievement rate is %(rate)s and no improvement is planned."),
        _("Say what will be done to reach the target."),
    ),
    "str_02.colon_missing": Wording(
        _("The heading “%(title)s” has no colon, unlike the other plans' headings."),
        _("Use one style of heading in the whole report."),
    ),
    "str_02.colon_not_used": Wording(
        _("The heading “%(title)s” ends with a colon, unlike the other plans' headings."),
        _("Use one style of heading in the whole report."),
    ),
    "str_02.full_width_mark": Wording(
        _("The theme “%(title)s” has a full-width （一） mark; the report uses (一)."),
        _("Use one width of brackets in the whole report."),
    ),
    "str_02.half_width_mark": Wording(
        _("The theme “%(title)s” has a half-width (一) mark; the report uses （一）."),
        _("Use one width of brackets in the whole report."),
    ),
    "str_03.achievement_not_linked": Wording(
        _("It is not said to which goal these achievements belong."), _("Choose the goal.")
    ),
    "str_03.answer_empty": Wording(
        _("An opinion of the edition before has no answer."), _("Write what was done about it, or remove the row.")
    ),
    "str_03.chapter_missing": Wording(
        _("The report has no section of the kind “%(kind)s”."), _("Open the missing section.")
    ),
    "str_03.goal_empty": Wording(_("A goal has no text."), _("Write the goal, or remove the row.")),
    "str_03.goal_unknown": Wording(
        _("The section points at the goal %(goal_key)s, which does not exist."), _("Choose an existing goal.")
    ),
    "str_03.goal_without_result": Wording(
        _("No section of achievements belongs to the goal “%(goal)s”."),
        _("Open a section of achievements for the goal, or link an existing one."),
    ),
    "str_03.indicator_incomplete": Wording(
        _("An indicator lacks its name, its target or its actual value."), _("Complete the row, or remove it.")
    ),
    "str_03.indicators_missing": Wording(
        _("The plan has no indicators."), _("Add at least one indicator with its target and actual value.")
    ),
    "str_03.narrative_missing": Wording(
        _("The plan does not say what was carried out."), _("Write at least one paragraph.")
    ),
    "str_03.plan_not_linked": Wording(
        _("The plan “%(title)s” is not linked to a goal."), _("Choose the goals that the plan serves.")
    ),
    "str_03.section_empty": Wording(_("The section is empty."), _("Write the section.")),
    "str_03.theme_incomplete": Wording(
        _("A theme lacks its title or its items."), _("Complete the theme, or remove it.")
    ),
    "str_03.title_missing": Wording(_("The section has no title."), _("Enter the title.")),
    "txt_01.goal_worded_differently": Wording(
        _("The goal is cited as “%(cited)s”, but it reads “%(goal)s”."),
        _("Use the same words in both places."),
    ),
    "txt_02.count_differs": Wording(
        _("“%(phrase)s” says %(stated)s, but %(counted)s are listed."),
        _("Correct the number or complete the list."),
    ),
}


def finding_text(message: str, params: Mapping[str, Any]) -> str:
    """What is wrong. A message of an older version that is no longer known is shown as its code."""
    wording = WORDINGS.get(message)
    return message if wording is None else str(wording.text) % _printable(params)


def finding_remedy(message: str, params: Mapping[str, Any]) -> str:
    """How to satisfy the check; "" for a message that is no longer known."""
    wording = WORDINGS.get(message)
    return "" if wording is None else str(wording.remedy) % _printable(params)


def check_title(check_id: str) -> str:
    return str(CHECK_TITLES.get(check_id, check_id))


def severity_label(severity: Severity) -> str:
    return str(LABELS[severity])


def _printable(params: Mapping[str, Any]) -> dict[str, Any]:
    """Lists as the language writes them (3, 4, 6); a section kind as its label."""
    comma = pgettext("between the items of a list", ", ")
    printable = {name: comma.join(map(str, item)) if isinstance(item, list) else item for name, item in params.items()}
    if "kind" in printable:
        printable["kind"] = LABELS[SectionKind(printable["kind"])]
    return printable
