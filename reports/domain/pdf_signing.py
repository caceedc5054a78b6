"""The PDF signed with the certificate that the settings name. Optional; the signing itself is in the PDF's renderer."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.domain.refusals import Refusal
from reports.renderers.pdf.signature import CertificateClosed, CertificateNotValid, signed


class UnableToSignPdf(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "not_configured": _("There is no certificate to sign the PDF with: set PDF_CERTIFICATE."),
        "unreadable": _("The certificate of PDF_CERTIFICATE cannot be read: %(detail)s"),
        "wrong_passphrase": _("PDF_CERTIFICATE_PASSPHRASE does not open the certificate."),
        "not_valid_now": _("The certificate of PDF_CERTIFICATE is valid from %(begin)s to %(end)s only."),
    }


def is_configured() -> bool:
    """Whether editions published now get a signed PDF."""
    return settings.JIBAO_PDF_CERTIFICATE is not None


def sign_pdf(*, content: bytes, now: datetime) -> bytes:
    """The PDF with the signature appended. UnableToSignPdf: the certificate does not open or is not valid."""
    certificate = _certificate()
    try:
        return signed(
            content,
            certificate=certificate,
            passphrase=settings.JIBAO_PDF_CERTIFICATE_PASSPHRASE,
            now=now,
            timestamp_url=settings.JIBAO_PDF_TIMESTAMP_URL,
        )
    except CertificateClosed as error:
        raise UnableToSignPdf("wrong_passphrase") from error
    except CertificateNotValid as error:
        raise UnableToSignPdf("not_valid_now", begin=error.begin.isoformat(), end=error.end.isoformat()) from error


def _certificate() -> bytes:
    path = settings.JIBAO_PDF_CERTIFICATE
    if path is None:
        raise UnableToSignPdf("not_configured")
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnableToSignPdf("unreadable", detail=str(error)) from error
