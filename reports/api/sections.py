"""Sections: the list with its filters, one, and its frozen revisions."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reports.api import subjects
from reports.api.openapi import refusals
from reports.api.pagination import keyset
from reports.api.serializers import RevisionDetailSerializer, RevisionSerializer, SectionSerializer
from reports.domain import queries
from reports.enums import SectionKind, SectionStatus
from reports.models import Section, SectionRevision

LARGEST_ID = 2**63 - 1


class SectionQuery(serializers.Serializer[Any]):
    """The filters of the list; a value that cannot be is refused instead of ignored."""

    report = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text="A report's id.")
    year = serializers.IntegerField(required=False, min_value=1, max_value=999, help_text="ROC year, as 114.")
    division = serializers.SlugField(required=False, max_length=32, help_text="A division's code.")
    chapter = serializers.ChoiceField(
        required=False, choices=[kind.value for kind in SectionKind], help_text="What kind of chapter."
    )
    status = serializers.ChoiceField(required=False, choices=[status.value for status in SectionStatus])
    mine = serializers.ChoiceField(
        required=False, choices=["true", "false"], help_text="true: only the sections one writes."
    )


LOOKUPS = {
    "report": "report_id",
    "year": "report__roc_year",
    "division": "division__code",
    "chapter": "chapter__kind",
    "status": "status",
}


class SectionList(generics.ListAPIView[Section]):
    serializer_class = SectionSerializer
    pagination_class = keyset("-report__roc_year", "report_id", "chapter__position", "position", "id")
    queryset = Section.objects.none()

    def get_queryset(self) -> QuerySet[Section]:
        # To a dict first: a key given twice would reach the fields as a list.
        asked = SectionQuery(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        now = timezone.now()
        found = subjects.sections(self.request, now).defer("current_revision__content_json")
        if given.get("mine") == "true":
            own = queries.own_sections(subjects.person(self.request), now)
            found = found.filter(pk__in=own.order_by().values("pk"))
        return found.filter(**{lookup: given[name] for name, lookup in LOOKUPS.items() if name in given})

    @extend_schema(
        summary="The sections one may read",
        parameters=[SectionQuery],
        responses={200: SectionSerializer, **refusals(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class SectionDetail(APIView):
    @extend_schema(summary="One section, without its content", responses={200: SectionSerializer, **refusals(404)})
    def get(self, request: Request, section_id: int) -> Response:
        return Response(SectionSerializer(subjects.section_or_404(request, section_id, timezone.now())).data)


class RevisionList(generics.ListAPIView[SectionRevision]):
    serializer_class = RevisionSerializer
    pagination_class = keyset("-number")
    queryset = SectionRevision.objects.none()

    def get_queryset(self) -> QuerySet[SectionRevision]:
        section = subjects.section_or_404(self.request, self.kwargs["section_id"], timezone.now())
        return section.revisions.select_related("author", "acting_for").defer("content_json")

    @extend_schema(
        summary="A section's revisions, newest first", responses={200: RevisionSerializer, **refusals(400, 404)}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class RevisionDetail(APIView):
    @extend_schema(summary="One revision with its content", responses={200: RevisionDetailSerializer, **refusals(404)})
    def get(self, request: Request, section_id: int, number: int) -> Response:
        section = subjects.section_or_404(request, section_id, timezone.now())
        revision = get_object_or_404(section.revisions.select_related("author", "acting_for"), number=number)
        return Response(RevisionDetailSerializer(revision).data)
