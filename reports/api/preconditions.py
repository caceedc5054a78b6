"""Entity tags of a request (RFC 9110 §13.1): which version the caller has, or wrote from."""

import re
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.request import Request

_LIST = re.compile(r'\s*(W/)?("[\x21\x23-\x7e]*")\s*(?:,|$)')


class PreconditionRequired(exceptions.APIException):
    """A write without If-Match could overwrite what its writer never saw (RFC 6585 §3)."""

    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_code = "precondition_required"
    default_detail = _("Send the ETag of the content you started from in an If-Match header.")


def given_tags(header: str, *, is_weak_allowed: bool) -> tuple[str, ...]:
    """The entity tags of a header, quotes included; text that is no list of tags gives none.

    A weak tag names no bytes, so it counts for reading (If-None-Match) and never for writing (If-Match).
    """
    found, place = [], 0
    while place < len(header):
        match = _LIST.match(header, place)
        if match is None:
            return ()
        if is_weak_allowed or match[1] is None:
            found.append(match[2])
        place = match.end()
    return tuple(found)


def is_unchanged(request: Request, etag: str) -> bool:
    """Whether the caller already has this version, so that 304 is the answer."""
    header = request.headers.get("If-None-Match", "")
    return header.strip() == "*" or etag in given_tags(header, is_weak_allowed=True)


def written_from(request: Request, current: str) -> str:
    """The version the caller wrote from: the current one if the header lists it, else the first listed.

    `*` names no version and is refused like a missing header. A tag we never gave is returned as it is: it is stale.
    """
    header = request.headers.get("If-Match", "").strip()
    if header in ("", "*"):
        raise PreconditionRequired
    tags = given_tags(header, is_weak_allowed=False)
    if current in tags:
        return current
    return tags[0] if tags else header
