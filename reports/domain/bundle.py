"""A whole edition as one zip: its files, the manifest, the signature and the public key, ready to be checked.

Nothing is compressed and every date is the publication's, so the same edition gives the same bytes anywhere.
"""

from collections.abc import Iterator
from datetime import UTC

from reports.domain.editions import read
from reports.models import Edition
from reports.renderers.files import zipped

MANIFEST, SIGNATURE, PUBLIC_KEY = "manifest.json", "manifest.sig", "key.pem"


def everything(edition: Edition) -> bytes:
    """The zip of a released edition. OSError when a stored file is gone or changed."""
    files = list(entries(edition))
    names = frozenset(name for name, _content in files)
    moment = edition.published_at.astimezone(UTC).replace(microsecond=0)
    return zipped(files, moment=moment, stored=names)


def zip_name(edition: Edition) -> str:
    return f"{edition.report.agency.code}-{edition.report.roc_year}-{edition.number}.zip"


def entries(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of everything that belongs to a released edition."""
    yield MANIFEST, edition.manifest_json.encode()
    if edition.signing_key is not None:
        yield SIGNATURE, bytes.fromhex(edition.signature)
        yield PUBLIC_KEY, edition.signing_key.public_pem.encode()
    for rendition in edition.renditions.order_by("id"):
        yield rendition.name, read(rendition)
