"""Handing out a finished file: whole or in part, with its hash as entity tag, as a download that never changes.

What the tag alone answers opens no file, and no more is in memory than a block of what is sent.
"""

import re
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from reports.domain.stored_files import Source, Stream, UnableToUseStorage, part_of

# A file is stored under its hash and an edition never changes.
FOREVER = "public, max-age=31536000, immutable"
# A downloaded file is only to be kept: should a browser open it after all, it may do nothing.
FILE_POLICY = "default-src 'none'; sandbox"
LANGUAGE = "zh-Hant-TW"
"""Of what is published, whatever language the site is read in."""
_RANGE = re.compile(r"bytes=(\d{1,18})?-(\d{1,18})?", re.ASCII)


def deliver(request: HttpRequest, source: Source, *, tag: str, media_type: str, name: str) -> HttpResponseBase:
    """200, 206, 304, 412 or 416 (RFC 9110 §13 and §14), or 503. `tag` names these very bytes and no others."""
    etag = f'"{tag}"'
    headers = {
        "Content-Type": media_type,
        "ETag": etag,
        "Cache-Control": FOREVER,
        "Content-Language": LANGUAGE,
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": FILE_POLICY,
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
    }
    unasked = HttpResponse(headers=headers)
    settled = get_conditional_response(request, etag=etag, response=unasked)
    if settled is not None and settled is not unasked:
        settled["Content-Language"] = LANGUAGE
        return settled
    try:
        return _answer(request, source, headers)
    except UnableToUseStorage as refusal:
        return refused(refusal)


def refused(refusal: UnableToUseStorage) -> HttpResponse:
    return HttpResponse(refusal.text, status=refusal.http_status, content_type="text/plain; charset=utf-8")


def _answer(request: HttpRequest, source: Source, headers: dict[str, str]) -> HttpResponseBase:
    size = source.size
    if request.method == "HEAD":
        source.require_there()
        return HttpResponse(headers={**headers, "Content-Length": str(size)})
    if request.headers.get("If-Range", headers["ETag"]) != headers["ETag"]:
        return _sent(source, range(size), headers)
    part = _asked(request.headers.get("Range", ""), size)
    if part is None:
        return _sent(source, range(size), headers)
    if not part:
        return _beyond_the_end(size)
    place = {"Content-Range": f"bytes {part[0]}-{part[-1]}/{size}"}
    return _sent(source, part, {**headers, **place}, status=HTTPStatus.PARTIAL_CONTENT)


def _beyond_the_end(size: int) -> HttpResponse:
    """With nothing of the file's own headers: a cache must not keep this in its place."""
    headers = {"Content-Range": f"bytes */{size}", "Content-Language": LANGUAGE, "Cache-Control": "no-store"}
    return HttpResponse(
        status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers={**headers, "Accept-Ranges": "bytes"}
    )


def _sent(source: Source, part: range, headers: dict[str, str], status: int = HTTPStatus.OK) -> HttpResponseBase:
    content = part_of(source, part)
    kind = StreamingHttpResponse if isinstance(content, Stream) else HttpResponse
    return kind(content, status=status, headers={**headers, "Content-Length": str(len(part))})


def _asked(header: str, size: int) -> range | None:
    """The part that is asked for, empty when the file ends before it. None for the whole file, and for what is no
    single range of bytes, which RFC 9110 §14.2 lets us ignore."""
    asked = _RANGE.fullmatch(header.strip())
    if asked is None or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        return range(max(size - int(asked[2]), 0), size)
    first, last = int(asked[1]), int(asked[2] or size)
    return None if asked[2] and last < first else range(first, min(last + 1, size))
