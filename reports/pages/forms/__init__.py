"""The editor's form: what is typed ↔ section content.

A field's name is its path in the content's JSON ("indicators[2].target"), so that a refusal's path names its field.
"""

from reports.pages.forms.layout import FormRow, lay_out
from reports.pages.forms.reading import ReadForm, read_form
from reports.pages.forms.rows import UnknownRow, edit_rows
from reports.pages.forms.shapes import SHAPES
from reports.pages.forms.typed import Typed, posted, typed_from

__all__ = [
    "SHAPES",
    "FormRow",
    "ReadForm",
    "Typed",
    "UnknownRow",
    "edit_rows",
    "lay_out",
    "posted",
    "read_form",
    "typed_from",
]
