"""An edition brought to its release without waiting for the real renderers."""

from datetime import datetime
from pathlib import Path

from reports.domain import editions
from reports.enums import RenditionStatus
from reports.models import Edition, Rendition
from reports.renderers import RenderedFile


def finish_file(edition: Edition, format_: str, now: datetime) -> Edition | None:
    """Make one file of the edition; the released edition if it was the last one."""
    rendition = editions.claim_rendition(rendition_id=edition.renditions.get(format=format_).pk, now=now)
    assert rendition is not None
    content = f"{format_} of {edition.document_sha256}".encode()
    file = RenderedFile(
        f"{edition.report.agency.code}-114-{edition.number}.{format_}", "application/octet-stream", content
    )
    return editions.finish_rendition(rendition=rendition, file=file, now=now)


def make(rendition: Rendition, now: datetime, font_dir: Path | None = None) -> Edition | None:
    """The real file; the released edition if it was the last one."""
    claimed = editions.claim_rendition(rendition_id=rendition.pk, now=now)
    assert claimed is not None
    file = editions.render_file(claimed, font_dir=font_dir)
    return editions.finish_rendition(rendition=claimed, file=file, now=now, font_dir=font_dir)


def release(edition: Edition, now: datetime) -> Edition:
    """Every file that is not there yet."""
    for format_ in edition.renditions.exclude(status=RenditionStatus.READY).values_list("format", flat=True):
        finish_file(edition, format_, now)
    return editions.released_editions().get(pk=edition.pk)
