"""Evidence files of a section: the list, attaching one, its bytes, and taking one out."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reports.api.editions import AnyType
from reports.api.idempotency import IDEMPOTENCY_KEY, REPLAYED, once
from reports.api.openapi import ERROR, refusals
from reports.api.pagination import keyset
from reports.api.serializers import PersonSerializer
from reports.api.subjects import person, section_or_404, visitor_address
from reports.domain import evidence
from reports.models import Evidence

LARGEST_SUBMISSION = 2**31 - 1
FORM_OVERHEAD = 64 * 1024
"""Bytes that a multipart form may need beside the file."""
UPLOAD_REFUSALS = {
    413: OpenApiResponse(ERROR, description="The file is larger than EVIDENCE_MAX_MB."),
    415: OpenApiResponse(ERROR, description="The body must be multipart/form-data."),
}


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    attached_by = PersonSerializer(read_only=True)

    class Meta:
        model = Evidence
        fields = [
            "id", "place", "name", "media_type", "size", "sha256", "attached_by", "attached_at", "removed_at",
        ]  # fmt: skip
        read_only_fields = fields


class AttachSerializer(serializers.Serializer[Any]):
    """`place` is an indicator's key, or empty for the section as a whole."""

    # Emptiness and length are the domain's to refuse, with its own codes.
    file = serializers.FileField(allow_empty_file=True, help_text="pdf, png, jpg, odt, ods, docx, xlsx, csv or txt.")
    place = serializers.CharField(required=False, allow_blank=True, default="", max_length=12)


class EvidenceQuery(serializers.Serializer[Any]):
    submission = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_SUBMISSION,
        help_text="What the n-th submission took along, instead of what is attached now.",
    )  # fmt: skip


class SectionEvidence(generics.ListAPIView[Evidence]):
    serializer_class = EvidenceSerializer
    pagination_class = keyset("id")
    queryset = Evidence.objects.none()
    throttle_scope = "actions"
    parser_classes = [MultiPartParser]

    def get_queryset(self) -> QuerySet[Evidence]:
        section = section_or_404(self.request, self.kwargs["section_id"], timezone.now())
        asked = EvidenceQuery(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        submission = asked.validated_data.get("submission")
        found = evidence.submitted(section, submission) if submission else evidence.current(section)
        return found.select_related("attached_by")

    @extend_schema(
        summary="The evidence files of a section",
        parameters=[EvidenceQuery],
        responses={200: EvidenceSerializer, **refusals(400, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Attach a file",
        description="By a contributor while the section is drafted. The name and the bytes must be of the same type.",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request={"multipart/form-data": AttachSerializer},
        responses={201: EvidenceSerializer, **refusals(400, 403, 404, 409, 422, 503), **UPLOAD_REFUSALS},
    )
    def post(self, request: Request, section_id: int) -> Response:
        now = timezone.now()
        section = section_or_404(request, section_id, now)
        refuse_large_body(request.META.get("CONTENT_LENGTH") or "")
        asked = AttachSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data["file"]
        if given.size > settings.JIBAO_EVIDENCE_MAX_BYTES:
            raise evidence.too_big()
        file = {"place": asked.validated_data["place"], "name": given.name, "content": given.read()}

        def work() -> Any:
            row = evidence.attach(
                section=section, actor=person(request), now=now, address=visitor_address(request), **file
            )
            return EvidenceSerializer(row).data

        same = {**file, "content": sha256(file["content"]).hexdigest()}
        return once(request, same, now, work, status=201).response()


class EvidenceDetail(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="Take a file out of what is submitted next",
        description="What was submitted with the file keeps it.",
        responses={200: EvidenceSerializer, **refusals(403, 404, 409)},
    )
    def delete(self, request: Request, evidence_id: int) -> Response:
        now = timezone.now()
        row = _evidence_or_404(request, evidence_id)
        removed = evidence.remove(evidence=row, actor=person(request), now=now, address=visitor_address(request))
        return Response(EvidenceSerializer(removed).data)


class EvidenceFile(APIView):
    content_negotiation_class = AnyType

    @extend_schema(
        summary="The bytes of an evidence file, as a download",
        responses={(200, "*/*"): {"description": "The bytes, of the recorded type."}, **refusals(404, 503)},
    )
    def get(self, request: Request, evidence_id: int) -> HttpResponse:
        return download(_evidence_or_404(request, evidence_id))


def _evidence_or_404(request: Request, pk: int) -> Evidence:
    return get_object_or_404(evidence.readable(person(request), timezone.now()), pk=pk)


def refuse_large_body(length: str) -> None:
    """Refuse by the announced length, before the body is read to disk. Raises UnableToAttach too_big."""
    if length.isdecimal() and int(length) > settings.JIBAO_EVIDENCE_MAX_BYTES + FORM_OVERHEAD:
        raise evidence.too_big()


def download(row: Evidence) -> HttpResponse:
    """Always to be kept, never to be shown: should a browser open it after all, it may do nothing."""
    response = HttpResponse(evidence.read(row), content_type=row.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
