"""What a draft will look like: a marked PDF of one section or of the whole report, and pictures of its pages.

What was drawn is kept under the hash of what it was drawn from, however large, so a page that is looked at again costs
no compilation. A section's preview is drawn from its own part of the report alone: a save elsewhere leaves it as it is.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import Document
from reports.domain import drawn_files, queries
from reports.domain.access import NotPermitted
from reports.domain.assembly import draft_to_read
from reports.domain.refusals import Refusal
from reports.models import Report, Section, User
from reports.renderers import RenderError
from reports.renderers.manifest import tools
from reports.renderers.pdf import Limits, compiler_data, render_pdf
from reports.renderers.pdf.pictures import page_count, page_picture

PICTURE_WIDTH = 900
"""Pixels: an A4 page that can be read on a screen."""
LIMITS = Limits(timeout_seconds=60, cpu_seconds=90)


class UnableToPreview(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "not_drawn": _("The pages could not be drawn now: %(reason)s"),
    }
    statuses: ClassVar[Mapping[str, int]] = {"not_drawn": 503}


def section_pdf(*, section: Section) -> bytes:
    """One section as it was saved last, with the numbers it has in the whole. The caller may read the section."""
    return _pdf(draft_to_read(section.report), section.code)


def report_pdf(*, report: Report, reader: User, now: datetime) -> bytes:
    """The whole draft, for who may read every section of it. Raises NotPermitted and UnableToPreview."""
    if not may_read_all(report=report, reader=reader, now=now):
        raise NotPermitted("no_role")
    return _pdf(draft_to_read(report), None)


def may_read_all(*, report: Report, reader: User, now: datetime) -> bool:
    visible = queries.sections_for(reader, now).filter(report=report).values("pk")
    return visible.exists() and not Section.objects.filter(report=report).exclude(pk__in=visible).exists()


def picture_of(pdf: bytes, number: int) -> bytes | None:
    """One page as PNG; None for a page that the PDF does not have. Raises UnableToPreview."""
    key = f"page-{sha256(pdf).hexdigest()}-{number}"
    return _kept(key, lambda: page_picture(pdf, number, width=PICTURE_WIDTH))


def page_numbers(pdf: bytes) -> range:
    """1 to the last. Raises UnableToPreview."""
    counted = _kept(f"pages-{sha256(pdf).hexdigest()}", lambda: str(page_count(pdf)).encode())
    return range(1, int(counted or 0) + 1)


def _pdf(document: Document, only: str | None) -> bytes:
    # What is signed off may already be approved; a preview is a draft all the same.
    draft = replace(document, approved_at=None)
    font_dir = Path(settings.JIBAO_FONT_DIR) if settings.JIBAO_FONT_DIR else None
    # Not the draft itself: newer code may print the same draft otherwise.
    made_of = json.dumps([compiler_data(draft, only=only), tools(font_dir)], sort_keys=True)
    key = f"preview-{sha256(made_of.encode()).hexdigest()}"
    pdf = _kept(key, lambda: render_pdf(draft, font_dir=font_dir, limits=LIMITS, only=only).content)
    assert pdf is not None
    return pdf


def _kept(key: str, draw: Callable[[], bytes | None]) -> bytes | None:
    found = drawn_files.kept(key)
    if found is not None:
        return found
    try:
        made = draw()
    except RenderError as error:
        raise UnableToPreview("not_drawn", reason=error.detail) from error
    if made is not None:
        drawn_files.keep(key, made)
    return made
