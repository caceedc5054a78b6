"""Names that stand in every file of an edition: one line, of characters that can be stored and printed."""

from reports.renderers.fonts import uncovered_characters
from reports.values.text import forbidden_characters


def unprintable(name: str) -> str:
    """The first character of a name that cannot be kept or printed, as it is to be shown to a reader; "" for none.

    What cannot be seen is shown by its code point.
    """
    if "\n" in name or "\r" in name:
        return "U+000A"
    for forbidden in forbidden_characters(name)[:1]:
        return forbidden.code_point
    return next((found.character for found in uncovered_characters(name)), "")
