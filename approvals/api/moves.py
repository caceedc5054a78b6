"""The moves of a section and of a report: which are offered now, and making one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.api.idempotency import key_of, once
from approvals.api.serializers import (
    DecisionSerializer,
    MoveSerializer,
    OfferedMovesSerializer,
    ReportMovedSerializer,
    SectionMovedSerializer,
)
from approvals.domain import permissions
from approvals.domain.actions import REPORT_MOVES, SECTION_MOVES
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Action
from approvals.models import Decision
from approvals.models.labels import LABELS
from approvals.tasks import kick_after
from reports.api.openapi import refusals
from reports.api.pagination import keyset
from reports.api.subjects import edition_or_404, person, report_or_404, section_or_404
from reports.models import Edition, Report, Section

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER,
    description="Send the same key with a repeat: the move is made once, the repeat gets the stored answer.",
)  # fmt: skip
REPLAYED = OpenApiParameter(
    "Idempotent-Replayed", str, OpenApiParameter.HEADER, response=[200], description="`true` on a stored answer."
)


class SectionActions(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="The moves one may make on a section now", responses={200: OfferedMovesSerializer, **refusals(404)}
    )
    def get(self, request: Request, section_id: int) -> Response:
        now = timezone.now()
        return Response(_offered(request, section_or_404(request, section_id, now), now))

    @extend_schema(
        summary="Make a move on a section",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=MoveSerializer,
        responses={200: SectionMovedSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, section_id: int) -> Response:
        now = timezone.now()
        section = section_or_404(request, section_id, now)
        return _answered(request, section, now, lambda asked: _move_section(request, section, asked, now))


class ReportActions(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="The moves one may make on a report now", responses={200: OfferedMovesSerializer, **refusals(404)}
    )
    def get(self, request: Request, report_id: int) -> Response:
        now = timezone.now()
        return Response(_offered(request, report_or_404(request, report_id, now), now))

    @extend_schema(
        summary="Make a move on a report",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=MoveSerializer,
        responses={200: ReportMovedSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, report_id: int) -> Response:
        now = timezone.now()
        report = report_or_404(request, report_id, now)
        return _answered(request, report, now, lambda asked: _move_report(request, report, asked, now))


class DecisionList(generics.ListAPIView[Decision]):
    """The decisions on one subject, oldest first."""

    serializer_class = DecisionSerializer
    pagination_class = keyset("id")
    queryset = Decision.objects.none()

    @extend_schema(summary="What was decided, oldest first", responses={200: DecisionSerializer, **refusals(400, 404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class SectionDecisions(DecisionList):
    def get_queryset(self) -> QuerySet[Decision]:
        section = section_or_404(self.request, self.kwargs["section_id"], timezone.now())
        return section.decisions.select_related("actor", "revision").defer("revision__content_json")


class ReportDecisions(DecisionList):
    def get_queryset(self) -> QuerySet[Decision]:
        report = report_or_404(self.request, self.kwargs["report_id"], timezone.now())
        return report.decisions.filter(section__isnull=True).select_related("actor", "revision")


def _offered(request: Request, subject: Section | Report, now: datetime) -> Any:
    rows = permissions.offered(person(request), subject, now)
    return OfferedMovesSerializer(
        {
            "status": subject.status,
            "lock_version": subject.lock_version,
            "actions": [
                {
                    "action": row.action,
                    "role": row.role,
                    "label": LABELS[row.action],
                    "to_status": row.target,
                    "needs_comment": row.needs_comment,
                }
                for row in rows
            ],
        }
    ).data


def _answered(
    request: Request, subject: Section | Report, now: datetime, work: Callable[[dict[str, Any]], Any]
) -> Response:
    """Parse, move once, answer."""
    key = key_of(request)
    asked = MoveSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    # Compared with the row under its lock: a page that is out of date decides on nothing.
    subject.lock_version = asked.validated_data.get("lock_version", subject.lock_version)
    answer = once(
        key=key, user=person(request), address=request.path, body=request.data, now=now,
        work=lambda: work(asked.validated_data),
    )  # fmt: skip
    response = Response(answer.data)
    if answer.is_replayed:
        response["Idempotent-Replayed"] = "true"
    return response


def _move_section(request: Request, section: Section, asked: dict[str, Any], now: datetime) -> Any:
    move = SECTION_MOVES.get(Action(asked["action"]))
    if move is None:
        raise UnableToDecide("unknown_action")
    decision = move(section=section, actor=person(request), comment=asked["comment"], now=now)
    kick_after(Action(asked["action"]))
    moved = section_or_404(request, section.pk, now)
    return SectionMovedSerializer({"decision": decision, "section": moved}).data


def _move_report(request: Request, report: Report, asked: dict[str, Any], now: datetime) -> Any:
    move = REPORT_MOVES.get(Action(asked["action"]))
    if move is None:
        raise UnableToDecide("unknown_action")
    made = move(report=report, actor=person(request), comment=asked["comment"], now=now)
    kick_after(Action(asked["action"]))
    edition = edition_or_404(request, made.pk, now) if isinstance(made, Edition) else None
    decision = report.decisions.filter(section__isnull=True).latest("id") if isinstance(made, Edition) else made
    moved = report_or_404(request, report.pk, now)
    return ReportMovedSerializer({"decision": decision, "report": moved, "edition": edition}).data
