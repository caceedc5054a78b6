"""An agency's signing keys: made, rotated, retired, signed with. Ed25519 (RFC 8032); the private half is kept only as
PKCS#8 under the installation's passphrase, so the database alone signs nothing.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.domain.kept_refusals import KeptRefusal
from reports.domain.refusals import Refusal
from reports.enums import KeyRetirement, SigningState
from reports.models import Agency, Edition, SigningKey

ALGORITHM = "Ed25519"


class UnableToChangeKey(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "no_passphrase": _("Set SIGNING_PASSPHRASE first: a private key is kept under a passphrase only."),
        "has_key": _("%(agency)s already signs with the key %(key)s. Rotate it to replace it."),
        "no_key": _("%(agency)s has no key in use."),
        "already_retired": _("The key %(key)s is already retired."),
        "never_signed": _("%(agency)s never had a key: it publishes unsigned as it is."),
        "given_up": _("%(agency)s gave signing up already."),
    }


class UnableToSign(KeptRefusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "wrong_passphrase": _("SIGNING_PASSPHRASE does not open the key %(key)s of %(agency)s."),
        "no_key_in_use": _(
            "%(agency)s signed before and has no signing key in use, so the edition is held back. The operator makes a "
            "key; then make the failed files again. Or the operator gives signing up (signing_key); then cancel this "
            "publication and publish again."
        ),
        "dated_with_key": _(
            "%(agency)s gave signing up, and this edition is dated in the time of a retired key: whoever checks it "
            "would miss the signature. Cancel this publication and publish again."
        ),
    }


_WARNINGS: Mapping[SigningState, Promise] = {
    SigningState.UNSIGNED: _("%(agency)s has no signing key: its editions are published unsigned."),
    SigningState.HELD: _(
        "%(agency)s signed before and has no signing key in use: its editions are held back until the operator makes a "
        "key, or gives signing up (signing_key)."
    ),
}


def active_key(agency: Agency) -> SigningKey | None:
    """The key that the agency signs with now."""
    return agency.signing_keys.filter(retired_at__isnull=True).first()


def state(agency: Agency) -> SigningState:
    """What would become of an edition that is released now."""
    if active_key(agency):
        return SigningState.SIGNED
    return SigningState.HELD if held_agencies().filter(pk=agency.pk).exists() else SigningState.UNSIGNED


def held_agencies() -> QuerySet[Agency]:
    """Those whose editions are held back: they signed before, have no key in use and did not give signing up."""
    keys = SigningKey.objects.filter(agency=OuterRef("pk"))
    return Agency.objects.filter(Exists(keys), ~Exists(keys.filter(retired_at__isnull=True)), unsigned_since=None)


def warning(agency: Agency) -> str:
    """What to know before an edition is published, in a sentence; empty when it will be signed."""
    return str(_WARNINGS.get(state(agency), "")) % {"agency": agency.name}


def key_for_release(*, agency: Agency, published_at: datetime) -> SigningKey | None:
    """The key to sign an edition with; None for one that is published unsigned on purpose. Raises UnableToSign.

    Until the end of the caller's transaction no key is made, rotated or retired.
    """
    _lock(agency)
    key = active_key(agency)
    if key is None and held_agencies().filter(pk=agency.pk).exists():
        raise UnableToSign("no_key_in_use", agency=agency.name)
    if key is None and agency.signing_keys.filter(_in_force_at(published_at)).exists():
        raise UnableToSign("dated_with_key", agency=agency.name)
    return key


def editions_to_publish_again(agency: Agency) -> QuerySet[Edition]:
    """Those not released yet that cannot go out unsigned: they are dated in the time of a key that is retired now."""
    keys = SigningKey.objects.filter(_in_force_at(OuterRef("published_at")), agency=OuterRef("report__agency"))
    return Edition.objects.live().filter(Exists(keys), report__agency=agency, released_at=None)


def _in_force_at(moment: datetime | OuterRef) -> Q:
    """Retired keys that a verifier asks a signature of, at this moment."""
    return Q(valid_from__lte=moment, retired_at__gt=moment)


def make_key(*, agency: Agency, now: datetime) -> SigningKey:
    """The agency's first key, or the next one after all others were retired. Raises UnableToChangeKey."""
    with transaction.atomic():
        _lock(agency)
        if key := active_key(agency):
            raise UnableToChangeKey("has_key", agency=agency.name, key=key.key_id)
        Agency.objects.filter(pk=agency.pk).update(unsigned_since=None)
        return _create(agency, _after_unsigned(agency, now))


def rotate_key(*, agency: Agency, now: datetime) -> SigningKey:
    """A new key from this moment on; the old one is retired in the same transaction. Raises UnableToChangeKey."""
    with transaction.atomic():
        _lock(agency)
        old = active_key(agency)
        if old is None:
            raise UnableToChangeKey("no_key", agency=agency.name)
        return _create(agency, _retire(old, KeyRetirement.REPLACED, now))


def retire_key(*, key: SigningKey, reason: KeyRetirement, now: datetime) -> SigningKey:
    """Take a key out of use and erase its private half: nobody can sign with it again. Raises UnableToChangeKey."""
    with transaction.atomic():
        _lock(key.agency)
        key.refresh_from_db()
        if key.retired_at is not None:
            raise UnableToChangeKey("already_retired", key=key.key_id)
        _retire(key, reason, now)
        return key


def give_up(*, agency: Agency, now: datetime) -> None:
    """Publish unsigned from now on, on purpose: the key in use is retired. Raises UnableToChangeKey."""
    with transaction.atomic():
        _lock(agency)
        agency.refresh_from_db()
        if not agency.signing_keys.exists():
            raise UnableToChangeKey("never_signed", agency=agency.name)
        if agency.unsigned_since is not None:
            raise UnableToChangeKey("given_up", agency=agency.name)
        if key := active_key(agency):
            _retire(key, KeyRetirement.GIVEN_UP, now)
        agency.unsigned_since = now
        agency.save(update_fields=["unsigned_since"])


def statement(*, key: SigningKey, now: datetime) -> dict[str, object]:
    """What a manifest says of the signature to be made of it."""
    # A release may have begun before the key that it finds was made; a date before the key's would be refused for ever.
    signed_at = max(now, key.valid_from).astimezone(UTC)
    return {"algorithm": ALGORITHM, "key_id": key.key_id, "signed_at": signed_at.isoformat()}


def sign(*, key: SigningKey, message: bytes) -> bytes:
    """The 64 bytes of the signature. UnableToSign when the passphrase does not open the key."""
    try:
        private = serialization.load_pem_private_key(key.private_pem.encode(), _passphrase() or b" ")
    except ValueError as error:
        raise UnableToSign("wrong_passphrase", key=key.key_id, agency=key.agency.name) from error
    assert isinstance(private, Ed25519PrivateKey)
    return private.sign(message)


def is_signature(*, key: SigningKey, message: bytes, signature: bytes) -> bool:
    """Whether this key made this signature of exactly these bytes."""
    try:
        public_key(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def public_key(key: SigningKey) -> Ed25519PublicKey:
    loaded = serialization.load_pem_public_key(key.public_pem.encode())
    assert isinstance(loaded, Ed25519PublicKey)
    return loaded


def _create(agency: Agency, now: datetime) -> SigningKey:
    passphrase = _passphrase()
    if not passphrase:
        raise UnableToChangeKey("no_passphrase")
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )
    public = private.public_key()
    public_pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return SigningKey.objects.create(
        agency=agency,
        key_id=_fingerprint(public)[:16],
        public_pem=public_pem.decode(),
        private_pem=pem.decode(),
        valid_from=now,
    )


def _retire(key: SigningKey, reason: KeyRetirement, now: datetime) -> datetime:
    """When it is retired: no earlier than it signed, since a release that began after `now` may have come first."""
    signed = key.editions.aggregate(last=Max("released_at"))["last"]
    key.retired_at = max(filter(None, (now, key.valid_from, signed)))
    key.retired_because, key.private_pem = reason.value, ""
    key.save(update_fields=["retired_at", "retired_because", "private_pem"])
    return key.retired_at


def _after_unsigned(agency: Agency, now: datetime) -> datetime:
    """From when a key is in force: after what is out unsigned, or a verifier would miss the signature there."""
    unsigned = Edition.objects.released().filter(report__agency=agency, signing_key=None)
    last = unsigned.aggregate(last=Max("published_at"))["last"]
    # A browser compares whole milliseconds.
    return max(now, last + timedelta(milliseconds=1)) if last is not None else now


def _fingerprint(public: Ed25519PublicKey) -> str:
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def _lock(agency: Agency) -> None:
    """Two commands, or a command and a release, at once: the second sees what the first did.

    A release holds its edition's row by then; whoever holds the agency's row waits for no edition's.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)


def _passphrase() -> bytes:
    return settings.JIBAO_SIGNING_PASSPHRASE.encode()
