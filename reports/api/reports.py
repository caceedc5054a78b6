"""Reports: the list, one, its findings, and its audit chain for the secretariat."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reports.api.findings import FindingListSerializer, finding_list
from reports.api.openapi import refusals
from reports.api.pagination import keyset
from reports.api.serializers import AuditEventSerializer, ReportDetailSerializer, ReportSerializer
from reports.api.subjects import person, report_or_404
from reports.domain import access, checking, queries
from reports.enums import Ability
from reports.models import AuditEvent, Report


class ReportList(generics.ListAPIView[Report]):
    serializer_class = ReportSerializer
    pagination_class = keyset("-roc_year", "id")
    queryset = Report.objects.none()

    def get_queryset(self) -> QuerySet[Report]:
        return queries.reports_for(person(self.request), timezone.now())

    @extend_schema(summary="The reports of one's agencies", responses={200: ReportSerializer, **refusals(400)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ReportDetail(APIView):
    @extend_schema(summary="One report", responses={200: ReportDetailSerializer, **refusals(404)})
    def get(self, request: Request, report_id: int) -> Response:
        return Response(ReportDetailSerializer(report_or_404(request, report_id, timezone.now())).data)


class ReportFindings(APIView):
    @extend_schema(
        summary="The findings of a whole report",
        description="Computed on what is saved now. Only findings of sections one may read, and of the report itself.",
        responses={200: FindingListSerializer, **refusals(404)},
    )
    def get(self, request: Request, report_id: int) -> Response:
        now = timezone.now()
        report = report_or_404(request, report_id, now)
        visible = queries.sections_for(person(request), now).filter(report=report)
        codes = {"", *visible.order_by().values_list("code", flat=True)}
        found = [item for item in checking.findings(report) if item.finding.section_code in codes]
        return Response(finding_list(found))


class ReportAudit(generics.ListAPIView[AuditEvent]):
    serializer_class = AuditEventSerializer
    pagination_class = keyset("sequence")
    queryset = AuditEvent.objects.none()

    def get_queryset(self) -> QuerySet[AuditEvent]:
        now = timezone.now()
        report = report_or_404(self.request, self.kwargs["report_id"], now)
        access.require(person(self.request), Ability.MANAGE, report, now)
        return report.audit_events.select_related("actor")

    @extend_schema(
        summary="A report's audit chain, for the secretariat",
        responses={200: AuditEventSerializer, **refusals(400, 403, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)
