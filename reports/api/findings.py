"""Findings with their texts, and the waiver of a warning."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reports.api.openapi import enum_field, refusals
from reports.api.serializers import PersonSerializer
from reports.api.subjects import person, section_or_404
from reports.domain import checking
from reports.domain.wording import finding_remedy, finding_text
from reports.enums import Severity
from reports.models import Waiver


class WaiverSerializer(serializers.ModelSerializer[Waiver]):
    waived_by = PersonSerializer(read_only=True)

    class Meta:
        model = Waiver
        fields = ["reason", "waived_by", "waived_at"]
        read_only_fields = fields


class WaiveSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000, help_text="Printed beside the warning, with your name.")


class FindingSerializer(serializers.Serializer[checking.OpenFinding]):
    check_id = serializers.CharField(source="finding.check_id", help_text="As KPI-01.")
    severity = enum_field(Severity, source="finding.severity")
    section = serializers.CharField(source="finding.section_code", help_text="The section's code; empty: the report.")
    place = serializers.CharField(source="finding.place", help_text="A row's key or a field's name.")
    message = serializers.CharField(source="finding.message", help_text="Stable; made for programs.")
    params = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    remedy = serializers.SerializerMethodField()
    fingerprint = serializers.CharField(source="finding.fingerprint")
    waiver = WaiverSerializer(allow_null=True)

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_params(self, item: checking.OpenFinding) -> Any:
        return dict(item.finding.params)

    def get_text(self, item: checking.OpenFinding) -> str:
        """The sentence for people, in the language of Accept-Language."""
        return finding_text(item.finding.message, item.finding.params)

    def get_remedy(self, item: checking.OpenFinding) -> str:
        """How to satisfy the check, in the same language."""
        return finding_remedy(item.finding.message, item.finding.params)


class FindingListSerializer(serializers.Serializer[Any]):
    results = FindingSerializer(many=True)


def finding_list(found: Iterable[checking.OpenFinding]) -> Any:
    return FindingListSerializer({"results": list(found)}).data


class SectionFindings(APIView):
    @extend_schema(
        summary="The findings of a section",
        description="Computed on what is saved now, seen against the whole report.",
        responses={200: FindingListSerializer, **refusals(404)},
    )
    def get(self, request: Request, section_id: int) -> Response:
        section = section_or_404(request, section_id, timezone.now())
        return Response(finding_list(checking.section_findings(section)))


class FindingWaiver(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="Let a warning stand, with a reason",
        request=WaiveSerializer,
        responses={201: WaiverSerializer, **refusals(400, 403, 404, 409)},
    )
    def post(self, request: Request, section_id: int, fingerprint: str) -> Response:
        now = timezone.now()
        section = section_or_404(request, section_id, now)
        asked = WaiveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        waiver = checking.waive(
            section=section,
            fingerprint=fingerprint,
            reason=asked.validated_data["reason"],
            actor=person(request),
            now=now,
        )
        return Response(WaiverSerializer(waiver).data, status=201)
