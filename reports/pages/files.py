"""Handing out a finished file: whole or in part, with its hash as entity tag, as a download that never changes."""

import re
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

# A file is stored under its hash and an edition never changes.
FOREVER = "public, max-age=31536000, immutable"
# A downloaded file is only to be kept: should a browser open it after all, it may do nothing.
FILE_POLICY = "default-src 'none'; sandbox"
_RANGE = re.compile(r"bytes=(\d{1,18})?-(\d{1,18})?", re.ASCII)


def deliver(request: HttpRequest, content: bytes, *, tag: str, media_type: str, name: str) -> HttpResponseBase:
    """200, 206, 304, 412 or 416 (RFC 9110 §13 and §14). `tag` names these very bytes and no others."""
    etag = f'"{tag}"'
    response = HttpResponse(content, content_type=media_type)
    response["ETag"] = etag
    response["Cache-Control"] = FOREVER
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer = get_conditional_response(request, etag=etag, response=response) or response
    if answer is response and request.method == "GET" and request.headers.get("If-Range", etag) == etag:
        _cut(response, content, request.headers.get("Range", ""))
    return answer


def _cut(response: HttpResponse, content: bytes, header: str) -> None:
    """Leave the part that was asked for. What is no single range of bytes is ignored, as RFC 9110 §14.2 allows."""
    asked = _RANGE.fullmatch(header.strip())
    if asked is None or not (asked[1] or asked[2]):
        return
    size = len(content)
    first = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
    last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    if asked[1] and asked[2] and int(asked[2]) < int(asked[1]):
        return
    if first >= size:
        response.status_code = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        response["Content-Range"] = f"bytes */{size}"
        response.content = b""
        return
    response.status_code = HTTPStatus.PARTIAL_CONTENT
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.content = content[first : last + 1]
