"""Editions: how far their files are, and the files themselves."""

import json
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, generics
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reports.api.openapi import ETAG_HEADER, IF_NONE_MATCH, refusals
from reports.api.pagination import keyset
from reports.api.preconditions import is_unchanged
from reports.api.serializers import CorrectionTableSerializer, EditionSerializer, PublicationMomentSerializer
from reports.api.subjects import edition_or_404, editions, person, report_or_404
from reports.content import sha256_hex
from reports.domain import corrections
from reports.domain.editions import stored
from reports.domain.stored_files import Source, Stream, Text, part_of
from reports.domain.visibility import move_publication, require_readable, retry_files
from reports.models import Edition
from reports.tasks import kick_release, kick_rendering

MANIFEST = "manifest.json"


class NotReleased(exceptions.APIException):
    """All files of an edition or none: what is published is complete."""

    status_code = HTTPStatus.CONFLICT
    default_code = "not_released"
    default_detail = _("The files of this edition are still being made.")


class EditionList(generics.ListAPIView[Edition]):
    serializer_class = EditionSerializer
    pagination_class = keyset("-number")
    queryset = Edition.objects.none()

    def get_queryset(self) -> QuerySet[Edition]:
        now = timezone.now()
        return editions(self.request, now).filter(report=report_or_404(self.request, self.kwargs["report_id"], now))

    @extend_schema(
        summary="A report's editions, newest first", responses={200: EditionSerializer, **refusals(400, 404)}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class EditionDetail(APIView):
    @extend_schema(
        summary="One edition and the progress of its files", responses={200: EditionSerializer, **refusals(404)}
    )
    def get(self, request: Request, edition_id: int) -> Response:
        return Response(EditionSerializer(edition_or_404(request, edition_id, timezone.now())).data)


class EditionSchedule(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="Move a publication that nobody has seen yet",
        request=PublicationMomentSerializer,
        responses={200: EditionSerializer, **refusals(400, 403, 404, 409)},
    )
    def put(self, request: Request, edition_id: int) -> Response:
        now = timezone.now()
        asked = PublicationMomentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        edition = edition_or_404(request, edition_id, now)
        move_publication(edition=edition, publish_at=asked.validated_data["publish_at"], actor=person(request), now=now)
        # Another day is printed, so the files are made again; they may also be there and due at once.
        kick_rendering()
        kick_release()
        return Response(EditionSerializer(edition_or_404(request, edition_id, now)).data)


class EditionRetry(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="Have an edition's failed files made again",
        request=None,
        responses={200: EditionSerializer, **refusals(403, 404)},
    )
    def post(self, request: Request, edition_id: int) -> Response:
        now = timezone.now()
        retry_files(edition=edition_or_404(request, edition_id, now), actor=person(request), now=now)
        kick_rendering()
        return Response(EditionSerializer(edition_or_404(request, edition_id, now)).data)


class EditionChanges(APIView):
    @extend_schema(
        summary="The comparison table of a correction",
        description="Each value with its section, row and field, as it was in the edition before and as it is now.",
        responses={200: CorrectionTableSerializer, **refusals(404, 409, 410)},
    )
    def get(self, request: Request, edition_id: int) -> Response:
        now = timezone.now()
        edition = edition_or_404(request, edition_id, now)
        # It quotes every division's sections; before the release each reads its own alone.
        if edition.released_at is None:
            raise NotReleased
        erratum = corrections.of_edition(edition)
        if erratum is None:
            raise Http404
        require_readable(editions=[edition, erratum.corrects], reader=person(request), now=now)
        return Response(json.loads(erratum.comparison_json))


class AnyType(BaseContentNegotiation):
    """The name in the address says which file it is; Accept is not asked. Refusals are JSON."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class EditionFile(APIView):
    content_negotiation_class = AnyType

    @extend_schema(
        summary="One file of an edition",
        description="`manifest.json` lists the others with their sha256; it stays when the edition is withdrawn.",
        parameters=[ETAG_HEADER, IF_NONE_MATCH],
        responses={
            (200, "*/*"): {"description": "The bytes of the file, of whatever type it is."},
            304: OpenApiResponse(description="The caller has these bytes already."),
            **refusals(404, 409, 410, 503),
        },
    )
    def get(self, request: Request, edition_id: int, name: str) -> HttpResponseBase:
        now = timezone.now()
        edition = edition_or_404(request, edition_id, now)
        if edition.released_at is None:
            raise NotReleased
        if name == MANIFEST:
            manifest = edition.manifest_json
            return _file(request, Text(manifest.encode()), name, "application/json", sha256_hex(manifest))
        rendition = next((file for file in edition.renditions.all() if file.name == name), None)
        if rendition is None:
            raise Http404
        require_readable(editions=[edition], reader=person(request), now=now)
        return _file(request, stored(rendition), name, rendition.media_type, rendition.sha256)


def _file(request: Request, source: Source, name: str, media_type: str, sha256: str) -> HttpResponseBase:
    headers = {"ETag": f'"{sha256}"', "Cache-Control": "private, no-cache"}
    if is_unchanged(request, headers["ETag"]):
        return HttpResponseNotModified(headers=headers)
    # As an attachment and never sniffed: an HTML file of a report must not run on this site.
    attached = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    headers |= {"Content-Type": media_type, "Content-Disposition": attached, "X-Content-Type-Options": "nosniff"}
    content = part_of(source, range(source.size))
    kind = StreamingHttpResponse if isinstance(content, Stream) else HttpResponse
    return kind(content, headers=headers | {"Content-Length": str(source.size)})
