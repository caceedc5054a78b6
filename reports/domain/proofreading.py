"""Reading a finished file back before anybody sees it: it must say what the approved document says, and only that."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content.document import Document
from reports.domain.kept_refusals import KeptRefusal
from reports.enums import RenditionFormat
from reports.importing import ImportRefused
from reports.importing.round_trip import first_difference
from reports.renderers import RenderedFile


class FileDiffers(KeptRefusal):
    """`place` is the anchor of the paragraph, row or table; it is the same in the document, the HTML and the data."""

    texts: ClassVar[Mapping[str, Promise]] = {
        "text_differs": _("At %(place)s the file should say “%(expected)s” and says “%(found)s”."),
        "unreadable": _("The file cannot be read back: %(detail)s"),
    }


def require_faithful(format_: RenditionFormat, file: RenderedFile, document: Document) -> None:
    """Raise FileDiffers with the first place at which the file does not print the document."""
    try:
        difference = first_difference(format_, file.content, document)
    except ImportRefused as refusal:
        raise FileDiffers("unreadable", detail=str(refusal)) from refusal
    if difference is not None:
        raise FileDiffers(
            "text_differs", place=difference.place, expected=difference.expected, found=difference.found
        )  # fmt: skip
