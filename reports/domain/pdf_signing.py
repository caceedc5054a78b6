"""The PDF signed with the certificate of its agency, if the settings name one; the signing is in the PDF's renderer."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.domain.kept_refusals import KeptRefusal
from reports.models import Agency
from reports.renderers.pdf.signature import CertificateClosed, CertificateNotValid, signed


class UnableToSignPdf(KeptRefusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "not_configured": _("There is no certificate of %(agency)s to sign the PDF with: see PDF_CERTIFICATE."),
        "unreadable": _("The certificate of %(agency)s cannot be read: %(detail)s"),
        "wrong_passphrase": _("PDF_CERTIFICATE_PASSPHRASE does not open the certificate of %(agency)s."),
        "not_valid_now": _("The certificate of %(agency)s is valid from %(begin)s to %(end)s only."),
    }


def certificate_of(agency: Agency) -> Path | None:
    """The agency's own PKCS#12 file: `CODE.p12` in the folder of PDF_CERTIFICATE, or that file itself where the
    installation has no other agency. Never another agency's."""
    path: Path | None = settings.JIBAO_PDF_CERTIFICATE
    if path is None:
        return None
    if path.is_dir():
        own = path / f"{agency.code}.p12"
        return own if own.is_file() else None
    return None if is_ownerless() else path


def is_ownerless() -> bool:
    """Whether PDF_CERTIFICATE is one file for several agencies: nobody can tell whose it is, so none signs with it."""
    path: Path | None = settings.JIBAO_PDF_CERTIFICATE
    return path is not None and not path.is_dir() and Agency.objects.count() > 1


def sign_pdf(*, agency: Agency, content: bytes, now: datetime) -> bytes:
    """The PDF with the signature appended. UnableToSignPdf: the certificate does not open or is not valid."""
    certificate = _certificate(agency)
    try:
        return signed(
            content,
            certificate=certificate,
            passphrase=settings.JIBAO_PDF_CERTIFICATE_PASSPHRASE,
            now=now,
            timestamp_url=settings.JIBAO_PDF_TIMESTAMP_URL,
        )
    except CertificateClosed as error:
        raise UnableToSignPdf("wrong_passphrase", agency=agency.name) from error
    except CertificateNotValid as error:
        days = {"begin": error.begin.isoformat(), "end": error.end.isoformat()}
        raise UnableToSignPdf("not_valid_now", agency=agency.name, **days) from error


def _certificate(agency: Agency) -> bytes:
    path = certificate_of(agency)
    if path is None:
        raise UnableToSignPdf("not_configured", agency=agency.name)
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnableToSignPdf("unreadable", agency=agency.name, detail=str(error)) from error
