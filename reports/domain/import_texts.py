"""What people read about an import: why a file was refused, why words were left over, what to look at."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import Answer, BudgetExecution, GoalLine, Indicator, Paragraph, Theme
from reports.domain.content_errors import CONTENT_TEXTS
from reports.importing import Confidence, ImportRefused, Notice, Span

REFUSAL_TEXTS: dict[str, Promise] = {
    "empty": _("The file holds no text. Choose the file that holds the report."),
    "too_large": _(
        "The file has %(found)s bytes; at most %(limit)s can be read. Save the text alone, without pictures."
    ),
    "binary": _("The file is no text, ODT, DOCX or PDF (byte %(offset)s). Save the report as plain text in UTF-8."),
    "broken_document": _("The document cannot be opened (%(detail)s). Save it again as ODT, DOCX, PDF or plain text."),
    "no_text_layer": _(
        "The PDF has %(pages)s pages and no text on them: they are pictures. Load the file that it was made from, or "
        "have its text recognised first."
    ),
    "not_utf8": _(
        "The file is not UTF-8: byte %(offset)s, line %(line)s. Save it as plain text in UTF-8 and load it again."
    ),
    "control_character": _(
        "Line %(line)s, column %(column)s has the character %(code_point)s, which cannot be kept "
        "(%(count)s such characters in all). Remove it and load the file again."
    ),
}

LEFTOVER_TEXTS: dict[str, Promise] = {
    "bad_number": _("“%(detail)s” is not a figure. Write thousands in groups of three, such as 1,234."),
    "bad_row": _("This row does not have as many cells as its table has columns (%(detail)s)."),
    "blank": _("There are only blanks here."),
    "budget_not_understood": _("This budget sentence is not understood, beginning at “%(detail)s”."),
    "contents_entry": _("This is a line of a table of contents."),
    "empty_item": _("There are no words after this mark."),
    "forbidden_character": _("The character %(detail)s cannot be kept. Remove it."),
    "no_place": _("This kind of section has no place for these words."),
    "not_read": _("These words belong to no chapter."),
    "not_whole_thousands": _("%(detail)s is no whole number of 千元."),
    "page_number": _("This is a page number."),
    "repeated_chapter": _("A chapter of this kind has been read before."),
    "table_out_of_place": _("There is no place for a table here."),
    "total_differs": _("The stated total “%(detail)s” is not the sum of its parts."),
    "unknown_chapter": _("A chapter “%(detail)s” is not known."),
    "unknown_part": _("A part “%(detail)s” of a plan is not known."),
    "unknown_table": _("The header of this table is not understood. It needs 指標名稱, 目標值 and 實際值."),
}

NOTICE_TEXTS: dict[str, Promise] = {
    "number_gap": _("The number of this mark does not follow (%(detail)s)."),
    "other_year": _("The sentence speaks of another year (%(detail)s)."),
    "qualitative_measure": _("Target or actual value is not a number (%(detail)s)."),
    "sentence_joined": _("A sentence was cut here and has been joined again."),
    "sub_item_in_text": _("This sub-item stays in its item's text."),
    "tab_in_text": _("A tab was replaced by a blank."),
    "unit_converted": _("The amount was converted to 千元."),
    "unknown_goal": _("There is no goal with this number (%(detail)s)."),
}

CONFIDENCE_TEXTS: dict[Confidence, Promise] = {
    Confidence.CERTAIN: _("certain"),
    Confidence.LIKELY: _("likely: see the remarks"),
    Confidence.DOUBTFUL: _("doubtful: words are left over"),
}

NOT_STORABLE = _("This section cannot be stored: %(detail)s is not acceptable (%(reason)s).")

ROW_NAMES: dict[type, Promise] = {
    GoalLine: _("goals"),
    Indicator: _("indicators"),
    BudgetExecution: _("budgets"),
    Theme: _("themes"),
    Answer: _("answers"),
    Paragraph: _("paragraphs"),
}


def refusal_text(error: ImportRefused) -> str:
    """Why the file was not read, with the place and what to do."""
    return str(REFUSAL_TEXTS[error.code]) % error.params


def leftover_text(span: Span) -> str:
    """Why these words were not placed."""
    if span.reason in LEFTOVER_TEXTS:
        return str(LEFTOVER_TEXTS[span.reason]) % {"detail": span.detail}
    if span.reason in CONTENT_TEXTS:
        return str(NOT_STORABLE) % {"detail": span.detail, "reason": span.reason}
    return span.reason


def notice_text(notice: Notice) -> str:
    """What a person should look at."""
    return str(NOTICE_TEXTS[notice.code]) % {"detail": notice.detail}
