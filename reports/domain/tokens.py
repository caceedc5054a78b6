"""A person's keys to the API: issued once, found by their hash, revoked, never read back."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q

from reports.models import ApiToken, User

PREFIX = "jibao_"
"""Lets a scanner of leaked secrets recognise a key."""
LONGEST_DAYS = 365
LONGEST_LABEL = 60
USE_NOTED_EVERY = timedelta(minutes=1)
"""Writing the time of every request would make each read of the API a write."""


def issue_token(*, user: User, label: str, days: int, now: datetime) -> tuple[ApiToken, str]:
    """A new key for `user`, valid for `days`. The second value is the key itself; it is kept nowhere."""
    key = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, label=label, digest=digest_of(key), created_at=now, expires_at=now + timedelta(days=days)
    )
    return token, key


def digest_of(key: str) -> str:
    """sha256 as hex. A key has 256 random bits, so a slow password hash would add nothing but time."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def valid_token(*, key: str, now: datetime) -> ApiToken | None:
    """The token of this key, with its user; None if unknown, revoked, expired or its person is no longer active."""
    return (
        ApiToken.objects.filter(
            digest=digest_of(key), revoked_at__isnull=True, expires_at__gt=now, user__is_active=True
        )
        .select_related("user")
        .first()
    )


def note_use(*, token: ApiToken, now: datetime) -> None:
    """Remember when the token was last used, to the minute."""
    noted_before = now - USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at <= noted_before:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=noted_before)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def revoke_token(*, token: ApiToken, now: datetime) -> None:
    """From now on the key opens nothing; revoking again keeps the first moment."""
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now)
