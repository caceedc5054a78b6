"""A section's content: read with its ETag, written against the ETag it was written from."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reports.api.content_schema import SECTION_CONTENT
from reports.api.openapi import (
    ETAG_HEADER,
    IF_NONE_MATCH,
    INVALID_CONTENT,
    STALE,
    refusals,
)
from reports.api.preconditions import is_unchanged, written_from
from reports.api.serializers import SavedSerializer
from reports.api.subjects import person, section_or_404
from reports.content import section_from_json, to_json
from reports.domain import access
from reports.domain.drafting import Saved, UnableToSave, save_content
from reports.enums import Ability, SectionKind
from reports.models import Section, SectionRevision
from reports.models.section import NEVER_SAVED_ETAG

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag of the content this was written from; required."
)


class StaleContent(exceptions.APIException):
    """412 with both versions in hand: what stands now, and what the caller sent."""

    status_code = HTTPStatus.PRECONDITION_FAILED
    default_code = "stale"

    def __init__(self, refusal: UnableToSave, *, current: dict[str, Any], yours: object) -> None:
        super().__init__(refusal.text)
        self.details = {"current": current, "yours": yours}
        self.etag = current["etag"]


class SectionContent(APIView):
    @extend_schema(
        summary="A section's content",
        parameters=[ETAG_HEADER, IF_NONE_MATCH],
        responses={
            200: OpenApiResponse(SECTION_CONTENT, description="The content; its ETag is in the header."),
            304: OpenApiResponse(description="It is still the version named by If-None-Match."),
            **refusals(404),
        },
    )
    def get(self, request: Request, section_id: int) -> HttpResponse:
        section = section_or_404(request, section_id, timezone.now())
        if is_unchanged(request, section.etag):
            return _tagged(HttpResponseNotModified(), section.etag)
        return _tagged(Response(to_json(section.content)), section.etag)

    @extend_schema(
        summary="Save a section's content",
        description=(
            "The whole content replaces what is saved. A row keeps its `key`; one without a key that repeats a row "
            "keeps that row's, any other is new and is given one. Saving what is already saved changes nothing and "
            "answers `changed: false` with the same ETag."
        ),
        parameters=[ETAG_HEADER, IF_MATCH],
        request={"application/json": SECTION_CONTENT},
        responses={200: SavedSerializer, **refusals(403, 404, 409, 428, s400=INVALID_CONTENT, s412=STALE)},
    )
    def put(self, request: Request, section_id: int) -> HttpResponse:
        now = timezone.now()
        section = section_or_404(request, section_id, now)
        access.require(person(request), Ability.EDIT, section, now)
        based_on = written_from(request, section.etag)
        data = request.data
        content = section_from_json(data, kind=SectionKind(section.kind))
        try:
            saved = save_content(section=section, content=content, actor=person(request), based_on=based_on, now=now)
        except UnableToSave as refusal:
            if refusal.code == "stale":
                raise StaleContent(refusal, current=_version(section, refusal.current), yours=data) from refusal
            raise
        return _tagged(Response(_saved(saved)), saved.section.etag)


def _saved(saved: Saved) -> Any:
    return SavedSerializer(
        {"changed": saved.is_changed, "section": saved.section, "content": to_json(saved.section.content)}
    ).data


def _version(section: Section, revision: SectionRevision | None) -> dict[str, Any]:
    """A version as the 412 answer shows it; nothing was ever saved if there is no revision."""
    if revision is None:
        content = section.content
        return {
            "etag": NEVER_SAVED_ETAG, "revision": 0, "author": None, "saved_at": None, "content": to_json(content)
        }  # fmt: skip
    return {
        "etag": revision.etag,
        "revision": revision.number,
        "author": str(revision.author),
        "saved_at": timezone.localtime(revision.created_at),
        "content": to_json(revision.content),
    }


def _tagged(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    # The content is a draft of one agency: no cache between may keep it, and the browser's must ask again.
    response["Cache-Control"] = "private, no-cache"
    return response
