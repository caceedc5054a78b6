"""An edition's life: made by a publication, rendered by workers, visible when every file is ready."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import Document, canonical_json, sha256_hex
from reports.content.codec import document_from_json
from reports.domain import audit, corrections, pdf_signing, proofreading, signing, stored_files
from reports.domain.kept_refusals import KeptRefusal, kept
from reports.domain.stored_files import StoredFile
from reports.enums import RENDERED_FORMATS, RenditionFormat, RenditionStatus
from reports.models import Edition, Rendition, Report, SigningKey, User
from reports.renderers import RenderedFile, render
from reports.renderers.manifest import build_manifest

CLAIM_LEASE = timedelta(minutes=10)
"""After this long without a result a claimed rendition is taken to be lost with its worker."""
MAX_ATTEMPTS = 5
TEXTS = ("document_json", "provenance_json", "manifest_json")
"""Columns as long as the report, which a list of editions does not read."""


class UnableToRender(KeptRefusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "workers_lost": _("Every worker that set about this file was lost before it was done."),
    }


def create_edition(
    *, report: Report, document: Document, provenance: dict[str, object], actor: User, published_at: datetime
) -> Edition:
    """Write the edition and queue one rendition a format, inside the publication's transaction.

    The caller holds the report's row, so no two editions take the same number; the table's constraint says so too.
    """
    last = report.editions.live().aggregate(last=Max("number"))["last"]
    number, erratum = (last or 0) + 1, corrections.open_erratum(report)
    numbered = replace(document, edition=number, corrects_edition=erratum.corrects.number if erratum else 0)
    text = canonical_json(dated(numbered, published_at))
    edition = Edition.objects.create(
        report=report,
        number=number,
        document_json=text,
        document_sha256=sha256_hex(text),
        title=document.title,
        agency_name=document.agency_name,
        provenance_json=json.dumps(provenance, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        published_by=actor,
        published_at=published_at,
    )
    queue_files(edition)
    return edition


def dated(document: Document, published_at: datetime) -> Document:
    """With the announcement date that is printed: the one the secretariat set, else the day it is published."""
    if document.announced_on is not None:
        return document
    return replace(document, announced_on=timezone.localtime(published_at).date())


def queue_files(edition: Edition) -> None:
    """One rendition a format, for the workers to make; the signed PDF last, and only with the agency's certificate."""
    signed = [RenditionFormat.SIGNED_PDF] if pdf_signing.certificate_of(edition.report.agency) else []
    Rendition.objects.bulk_create(
        Rendition(edition=edition, format=format_) for format_ in (*RENDERED_FORMATS, *signed)
    )


def released_editions() -> QuerySet[Edition]:
    """What the public may read: nothing else of the house ever is (政府資訊公開法 art. 18 no. 3)."""
    return Edition.objects.public().select_related("report__agency")


def newest_editions() -> QuerySet[Edition]:
    """Of every report the newest edition that the public was shown, newest years first.

    One that was withdrawn stands there with its notice: the edition before it was found to be wrong.
    """
    later = Edition.objects.released().filter(report=OuterRef("report"), number__gt=OuterRef("number"))
    found = Edition.objects.released().filter(~Exists(later)).select_related("report__agency")
    return found.order_by("-report__roc_year", "report__agency__code")


def state_of(editions: QuerySet[Edition]) -> list[object]:
    """Another one whenever one of them is released or withdrawn: nothing else of a released edition changes."""
    state = editions.aggregate(Count("pk"), Max("released_at"), Count("withdrawn_at"), Max("withdrawn_at"))
    return [state[name] for name in sorted(state)]


def claimable(now: datetime, lease: timedelta = CLAIM_LEASE) -> QuerySet[Rendition]:
    """Queued renditions, and claimed ones whose worker has not come back; the signed PDF once its PDF is there."""
    lost = Q(status=RenditionStatus.RUNNING, claimed_at__lt=now - lease)
    pdf = Rendition.objects.filter(
        edition=OuterRef("edition"), format=RenditionFormat.PDF, status=RenditionStatus.READY
    )
    can_be_made = ~Q(format=RenditionFormat.SIGNED_PDF) | Exists(pdf)
    return Rendition.objects.filter(Q(status=RenditionStatus.QUEUED) | lost, can_be_made).order_by("id")


def is_signature_due(rendition: Rendition, now: datetime) -> bool:
    """Whether this finished file is the PDF that its edition's signed PDF waited for."""
    if rendition.format != RenditionFormat.PDF:
        return False
    return claimable(now).filter(edition=rendition.edition_id, format=RenditionFormat.SIGNED_PDF).exists()


def claim_rendition(*, rendition_id: int, now: datetime, lease: timedelta = CLAIM_LEASE) -> Rendition | None:
    """Take one rendition for this worker; None when another has it or it is done.

    The attempt is counted here, so that a file which kills every worker that makes it is given up as well.
    """
    wanted = claimable(now, lease).filter(pk=rendition_id)
    wanted.filter(attempts__gte=MAX_ATTEMPTS).update(
        status=RenditionStatus.FAILED, error=kept(UnableToRender("workers_lost")), finished_at=now
    )
    taken = wanted.update(
        status=RenditionStatus.RUNNING, claim=uuid.uuid4(), claimed_at=now, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    return Rendition.objects.select_related("edition__report__agency").get(pk=rendition_id)


def render_file(rendition: Rendition, *, font_dir: Path | None) -> RenderedFile:
    """The bytes of one format, read back and found to say what the document says.

    On any worker the same, but for the signed PDF. Raises RenderError, FileDiffers and UnableToSignPdf.
    """
    document = document_from_json(json.loads(rendition.edition.document_json))
    format_ = RenditionFormat(rendition.format)
    if format_ is RenditionFormat.SIGNED_PDF:
        file = _signed_pdf(rendition)
    else:
        file = render(format_, document, font_dir=font_dir)
    proofreading.require_faithful(format_, file, document)
    return file


def _signed_pdf(rendition: Rendition) -> RenderedFile:
    """The stored PDF, signed at the moment of the claim; what was signed and stored before is taken again."""
    if rendition.sha256:
        return RenderedFile(rendition.name, rendition.media_type, read(rendition))
    pdf = rendition.edition.renditions.get(format=RenditionFormat.PDF, status=RenditionStatus.READY)
    assert rendition.claimed_at is not None
    content = pdf_signing.sign_pdf(agency=rendition.edition.report.agency, content=read(pdf), now=rendition.claimed_at)
    return RenderedFile(f"{Path(pdf.name).stem}-signed.pdf", pdf.media_type, content)


def finish_rendition(
    *, rendition: Rendition, file: RenderedFile, now: datetime, font_dir: Path | None = None
) -> Edition | None:
    """Store the file under its hash and mark the rendition ready; the edition if that released it.

    A worker that lost its claim in the meantime stores and changes nothing.
    """
    claimed = Rendition.objects.filter(pk=rendition.pk, claim=rendition.claim, status=RenditionStatus.RUNNING)
    if not claimed.exists():
        return None
    digest = hashlib.sha256(file.content).hexdigest()
    stored_files.keep(storage_path(digest), file.content, digest)
    with transaction.atomic():
        # The edition's row decides which of two last renditions releases it.
        edition = Edition.objects.select_for_update(no_key=True).get(pk=rendition.edition_id)
        done = claimed.update(
            status=RenditionStatus.READY, name=file.name, media_type=file.media_type, size=len(file.content),
            sha256=digest, records=file.records, finished_at=now, error="",
        )  # fmt: skip
        if not done or not _is_due(edition, now):
            return None
        _release(edition, now, font_dir)
    return edition


def release_due(*, now: datetime, font_dir: Path | None = None) -> list[Edition]:
    """Release what is complete and whose moment has come, however long ago that was: a missed run loses nothing."""
    ready = Rendition.objects.filter(edition=OuterRef("pk")).exclude(status=RenditionStatus.READY)
    due = Edition.objects.live().filter(~Exists(ready), released_at__isnull=True, published_at__lte=now)
    released = []
    for found in due.order_by("pk").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                edition = Edition.objects.select_for_update(no_key=True).get(pk=found)
                # Another run may have been here first.
                if _is_due(edition, now):
                    _release(edition, now, font_dir)
                    released.append(edition)
        except signing.UnableToSign as refusal:
            _hold(found, kept(refusal), now)
    return released


def _hold(edition_id: int, error: str, now: datetime) -> None:
    """Show on the board why a complete edition is not out, and let the others pass."""
    with transaction.atomic():
        edition = Edition.objects.select_for_update(no_key=True).get(pk=edition_id)
        # A process that has the right passphrase may have released it meanwhile.
        if not _is_due(edition, now):
            return
        last = edition.renditions.latest("id")
        edition.renditions.filter(pk=last.pk).update(status=RenditionStatus.FAILED, error=error, finished_at=now)


def _is_due(edition: Edition, now: datetime) -> bool:
    """Whether this locked edition can become visible now: every file is there, its moment has come, nobody took it
    back or was faster."""
    if edition.released_at is not None or edition.cancelled_at is not None or edition.published_at > now:
        return False
    return not edition.renditions.exclude(status=RenditionStatus.READY).exists()


def fail_rendition(*, rendition: Rendition, error: str, now: datetime, is_final: bool = False) -> None:
    """Back into the queue, or FAILED after MAX_ATTEMPTS or when it `is_final`; the secretariat reads the reason."""
    is_given_up = is_final or rendition.attempts >= MAX_ATTEMPTS
    status = RenditionStatus.FAILED if is_given_up else RenditionStatus.QUEUED
    Rendition.objects.filter(pk=rendition.pk, claim=rendition.claim, status=RenditionStatus.RUNNING).update(
        status=status, error=error[:2000], finished_at=now
    )


def retry_failed(*, edition: Edition) -> int:
    """Queue the failed renditions of an edition again; how many there were."""
    failed = edition.renditions.filter(status=RenditionStatus.FAILED)
    return failed.update(status=RenditionStatus.QUEUED, attempts=0, error="")


def _release(edition: Edition, now: datetime, font_dir: Path | None) -> None:
    """The steps from complete to visible, in the caller's transaction, which holds the edition's row. UnableToSign."""
    document = document_from_json(json.loads(edition.document_json))
    key = signing.key_for_release(agency=edition.report.agency, published_at=edition.published_at)
    edition.manifest_json = _manifest(edition, document, key, now, font_dir)
    edition.manifest_sha256 = sha256_hex(edition.manifest_json)
    if key is not None:
        edition.signing_key = key
        edition.signature = signing.sign(key=key, message=edition.manifest_json.encode()).hex()
    edition.released_at = now
    edition.save(update_fields=["manifest_json", "manifest_sha256", "signing_key", "signature", "released_at"])
    audit.append_event(
        report=edition.report,
        actor=None,
        action="release",
        subject="report",
        payload={
            "edition": edition.number,
            "manifest_sha256": edition.manifest_sha256,
            "key_id": key.key_id if key else None,
        },
        now=now,
    )


def _manifest(
    edition: Edition, document: Document, key: SigningKey | None, now: datetime, font_dir: Path | None
) -> str:
    before = corrections.edition_before(edition)
    return build_manifest(
        document,
        edition_number=edition.number,
        published_at=edition.published_at,
        files=[
            {
                "name": r.name,
                "format": r.format,
                "media_type": r.media_type,
                "size": r.size,
                "sha256": r.sha256,
            }
            for r in edition.renditions.order_by("id")
        ],
        provenance=json.loads(edition.provenance_json),
        previous_manifest_sha256=sha256_hex(before.manifest_json) if before is not None else None,
        erratum=corrections.stated(edition),
        signature=signing.statement(key=key, now=now) if key is not None else None,
        font_dir=font_dir,
    ).decode()


def storage_path(sha256: str) -> str:
    """Where the bytes with this hash are kept."""
    return stored_files.path_of("editions", sha256)


def stored(rendition: Rendition) -> StoredFile:
    """The file of a finished rendition, to be given out."""
    assert rendition.size is not None
    return StoredFile(storage_path(rendition.sha256), rendition.sha256, rendition.size)


def read(rendition: Rendition) -> bytes:
    """All stored bytes, checked against their hash. Raises UnableToUseStorage."""
    return stored_files.read(storage_path(rendition.sha256), rendition.sha256)
