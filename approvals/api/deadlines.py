"""The dates of a report over the API: what is due with whom, the schedule, and moving one date."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.api.review_serializers import SectionNameSerializer
from approvals.domain.deadlines import current_schedule, move_deadline, schedule
from approvals.enums import SCHEDULED_KINDS, DeadlineKind
from approvals.models import Deadline
from reports.api.idempotency import IDEMPOTENCY_KEY, REPLAYED, answer_once
from reports.api.openapi import LATER_ENUMS, enum_field, refusals
from reports.api.pagination import keyset
from reports.api.serializers import DivisionSerializer
from reports.api.subjects import person, report_or_404, sections
from reports.domain import queries

LATER_ENUMS.append(DeadlineKind)


class DeadlineSerializer(serializers.ModelSerializer[Deadline]):
    """`consulted` is the division that owes a reply; `is_own_date`: the schedule leaves this section's date alone."""

    kind = enum_field(DeadlineKind)
    section = SectionNameSerializer(read_only=True, allow_null=True)
    consulted = DivisionSerializer(source="consultation.division", default=None, read_only=True, allow_null=True)

    class Meta:
        model = Deadline
        fields = [
            "id", "kind", "report", "section", "consulted", "due_on", "is_own_date", "started_at", "paused_at",
            "met_at",
        ]  # fmt: skip
        read_only_fields = fields


class ScheduleSerializer(serializers.Serializer[Any]):
    """The report's dates in this order; one that is left out stays as it is. `section_due` is each section's."""

    opening = serializers.DateField(required=False)
    section_due = serializers.DateField(required=False)
    review_due = serializers.DateField(required=False)
    approval_due = serializers.DateField(required=False)
    publication_due = serializers.DateField(required=False)


class SetScheduleSerializer(ScheduleSerializer):
    """As above; `with_own_dates`: also for the sections that have a date of their own."""

    with_own_dates = serializers.BooleanField(default=False)


class MoveDeadlineSerializer(serializers.Serializer[Any]):
    due_on = serializers.DateField()


class ReportDeadlines(generics.ListAPIView[Deadline]):
    serializer_class = DeadlineSerializer
    pagination_class = keyset("id")
    queryset = Deadline.objects.none()

    def get_queryset(self) -> QuerySet[Deadline]:
        now = timezone.now()
        report = report_or_404(self.request, self.kwargs["report_id"], now)
        return visible(self.request, now).filter(report=report)

    @extend_schema(
        summary="The dates of a report and of those of its sections that one may read",
        responses={200: DeadlineSerializer, **refusals(400, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ReportSchedule(APIView):
    throttle_scope = "actions"

    @extend_schema(summary="The schedule of a report", responses={200: ScheduleSerializer, **refusals(404)})
    def get(self, request: Request, report_id: int) -> Response:
        report = report_or_404(request, report_id, timezone.now())
        return Response(_answer(current_schedule(report)))

    @extend_schema(
        summary="Set the schedule",
        description="By the secretariat. What has been done keeps its date.",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=SetScheduleSerializer,
        responses={200: ScheduleSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, report_id: int) -> Response:
        now = timezone.now()
        report = report_or_404(request, report_id, now)

        def work(asked: dict[str, Any]) -> Any:
            dates: dict[DeadlineKind, date] = {kind: asked[kind.value] for kind in SCHEDULED_KINDS if kind in asked}
            schedule(report=report, dates=dates, actor=person(request), now=now, with_own_dates=asked["with_own_dates"])
            return _answer(current_schedule(report))

        return answer_once(request, SetScheduleSerializer, now, work)


class DeadlineMove(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="Give one date another day",
        description="By the secretariat; a section's date is then its own.",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=MoveDeadlineSerializer,
        responses={200: DeadlineSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, deadline_id: int) -> Response:
        now = timezone.now()
        row = deadline_or_404(request, deadline_id, now)

        def work(asked: dict[str, Any]) -> Any:
            move_deadline(deadline=row, due_on=asked["due_on"], actor=person(request), now=now)
            return DeadlineSerializer(visible(request, now).get(pk=row.pk)).data

        return answer_once(request, MoveDeadlineSerializer, now, work)


def deadline_or_404(request: Request, pk: int, now: datetime) -> Deadline:
    reports = queries.reports_for(person(request), now).order_by().values("pk")
    return get_object_or_404(visible(request, now).filter(report__in=reports), pk=pk)


def visible(request: Request, now: datetime) -> QuerySet[Deadline]:
    """The dates of the sections that one may read; those of a report are for the caller to narrow to its own."""
    readable = sections(request, now).order_by().values("pk")
    found = Deadline.objects.filter(Q(section__isnull=True) | Q(section__in=readable))
    return found.select_related("report__agency", "section", "consultation__division")


def _answer(dates: dict[DeadlineKind, date]) -> dict[str, str]:
    return {kind.value: dates[kind].isoformat() for kind in SCHEDULED_KINDS if kind in dates}
