"""Routes: those of one's agencies as they are set, and the one a section is on."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.api.review_serializers import RouteProgressSerializer, RouteSerializer
from approvals.domain.mandates import office_date
from approvals.domain.progress import route_progress
from approvals.models import Assignment, Route
from reports.api.openapi import refusals
from reports.api.pagination import keyset
from reports.api.subjects import person, section_or_404


class RouteList(generics.ListAPIView[Route]):
    serializer_class = RouteSerializer
    pagination_class = keyset("id")
    queryset = Route.objects.none()

    def get_queryset(self) -> QuerySet[Route]:
        user = person(self.request)
        found = Route.objects.select_related("agency").prefetch_related(
            "steps__division", "steps__people", "steps__consultations"
        )
        if user.is_superuser:
            return found
        held = Assignment.objects.in_force(office_date(timezone.now())).filter(user=user)
        return found.filter(agency__in=held.values("division__agency"))

    @extend_schema(summary="The routes of one's agencies", responses={200: RouteSerializer, **refusals(400)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class SectionRoute(APIView):
    @extend_schema(
        summary="The route a section is on: steps, open desks, signatures and dates",
        responses={200: RouteProgressSerializer, **refusals(404)},
    )
    def get(self, request: Request, section_id: int) -> Response:
        section = section_or_404(request, section_id, timezone.now())
        return Response(RouteProgressSerializer(route_progress(section)).data)
