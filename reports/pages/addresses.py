"""Where a page of this site is found from elsewhere, however the request came in."""

from django.conf import settings


def address_of(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
