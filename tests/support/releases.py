"""An edition brought to its release without waiting for the real renderers."""

from datetime import datetime

from reports.domain import editions
from reports.enums import RenditionStatus
from reports.models import Edition
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


def release(edition: Edition, now: datetime) -> Edition:
    """Every file that is not there yet."""
    for format_ in edition.renditions.exclude(status=RenditionStatus.READY).values_list("format", flat=True):
        finish_file(edition, format_, now)
    return editions.released_editions().get(pk=edition.pk)
