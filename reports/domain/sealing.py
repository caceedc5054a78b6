"""Keeping a secret that has to be used again: encrypted with a key that is derived from the site's own (SECRET_KEY)."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

PURPOSE = b"jibao sealed secrets 1"


class UnableToUnseal(ValueError):
    """It was sealed under a key that this site no longer has, or it was changed."""


def seal(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises UnableToUnseal. Keys in SECRET_KEY_FALLBACKS still open what they closed."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise UnableToUnseal("the secret was sealed under another SECRET_KEY") from error


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(key: str | bytes) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(force_bytes(key))
    return base64.urlsafe_b64encode(made)
