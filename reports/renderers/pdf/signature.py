"""A finished PDF signed with a certificate: PAdES (ETSI EN 319 142-1) level B-B, with a time stamp B-T.

No rendering: a signature's bytes differ each time. Needs the extra `pades`.
"""

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

FIELD = "Signature"
TIMESTAMP_SECONDS = 20


class CertificateClosed(ValueError):
    """The file is no PKCS#12 with a certificate and its key, or the passphrase does not open it."""


class CertificateNotValid(ValueError):
    """The moment lies outside the certificate's days."""

    def __init__(self, begin: datetime, end: datetime) -> None:
        super().__init__(f"valid from {begin.isoformat()} to {end.isoformat()}")
        self.begin, self.end = begin, end


def signed(content: bytes, *, certificate: bytes, passphrase: str, now: datetime, timestamp_url: str = "") -> bytes:
    """The PDF with an invisible signature over all of it appended; its own bytes stay as they are, at the front.

    `certificate`: a PKCS#12 file. Raises CertificateClosed and CertificateNotValid. The time stated in the signature is
    the signing machine's; only the time-stamping authority (RFC 3161) at `timestamp_url` proves one.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - optional, slow to load
    from pyhanko.sign import PdfSignatureMetadata, signers  # noqa: PLC0415 - optional, slow to load
    from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415 - optional, slow to load
    from pyhanko.sign.timestamps import HTTPTimeStamper  # noqa: PLC0415 - optional, slow to load

    made: BytesIO = signers.sign_pdf(
        # PDF/A-3 (6.1.9) wants a line break before what is appended; a rendered PDF ends with one.
        IncrementalPdfFileWriter(BytesIO(content.rstrip(b"\n") + b"\n")),
        PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES),
        signer=_signer(certificate, passphrase, now),
        timestamper=HTTPTimeStamper(timestamp_url, timeout=TIMESTAMP_SECONDS) if timestamp_url else None,
    )
    return made.getvalue()


def _signer(content: bytes, passphrase: str, now: datetime) -> "SimpleSigner":
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415 - optional, slow to load

    try:
        signer: SimpleSigner = SimpleSigner.load_pkcs12_data(content, other_certs=[], passphrase=passphrase.encode())
    except ValueError as error:
        raise CertificateClosed(str(error)) from error
    found = signer.signing_cert
    if found is None:
        raise CertificateClosed("there is no certificate in the file")
    if not found.not_valid_before <= now <= found.not_valid_after:
        raise CertificateNotValid(found.not_valid_before, found.not_valid_after)
    return signer
