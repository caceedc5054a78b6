"""What people read about content that was not accepted, in the language now active."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import ContentError

CONTENT_TEXTS: dict[str, Promise] = {
    "bad_key": _("“%(key)s” is no key this row can have. Leave the key out and the row is given one."),
    "duplicate_key": _("The key “%(key)s” is used twice. Leave one of them out."),
    "forbidden_character": _("Line %(line)s has a character that cannot be kept (%(character)s). Remove it."),
    "goal_in_use": _("The goal “%(text)s” is still referred to by a plan or an achievement. Change those first."),
    "line_break": _("This is a single line. Take the line break out."),
    "missing_field": _("This value is missing."),
    "no_glyph": _("The character “%(character)s” cannot be printed by any of the fonts. Write it differently."),
    "not_a_number": _("%(found)s is not a number. Write it as digits with a decimal point, such as 12.5."),
    "not_an_object": _("An object with named values belongs here."),
    "out_of_range": _("%(found)s is outside what is possible here."),
    "text_too_long": _("The text has %(found)s characters; at most %(limit)s are possible."),
    "too_many_rows": _("There are %(found)s rows; at most %(limit)s are possible."),
    "unknown_choice": _("“%(found)s” is not one of the choices: %(choices)s"),
    "unknown_field": _("There is no value of this name."),
    "unknown_goal": _("There is no goal “%(key)s” in this report. Its goals are: %(known)s"),
    "unknown_key": _("No row of this section is “%(key)s”. Leave the key out and the row is given one."),
    "unknown_kind": _("The kind of section “%(found)s” does not exist."),
    "unknown_schema_version": _("This content was written under schema version %(version)s, which is not known."),
    "wrong_kind": _("This section holds “%(expected)s”, not “%(found)s”."),
    "wrong_type": _("%(expected)s belongs here."),
}


def content_error_text(error: ContentError) -> str:
    """One sentence: what is wrong and, where it is not plain, how to put it right. The place is `error.path`."""
    params = {name: _printable(value) for name, value in error.params.items()}
    return str(CONTENT_TEXTS[error.code]) % params


def _printable(value: object) -> object:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else value
