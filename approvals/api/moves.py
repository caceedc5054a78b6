"""The moves of a section and of a report: which are offered now, and making one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.api.serializers import (
    DecisionSerializer,
    MoveSerializer,
    OfferedMovesSerializer,
    ReportMovedSerializer,
    SectionMovedSerializer,
)
from approvals.domain import permissions
from approvals.domain.actions import REPORT_MOVES, SECTION_MOVES, reassign
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Action
from approvals.models import Decision
from approvals.models.labels import LABELS
from approvals.tasks import kick_after
from reports.api.idempotency import IDEMPOTENCY_KEY, REPLAYED, answer_once
from reports.api.openapi import refusals
from reports.api.pagination import keyset
from reports.api.subjects import edition_or_404, person, report_or_404, section_or_404, visitor_address
from reports.models import Edition, Report, Section, User

TAKEN_BY = {"publish_at": Action.PUBLISH, "edition": Action.WITHDRAW}
"""What one move of a report takes beyond a comment."""


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
        return section.decisions.select_related("actor", "acting_for", "revision").defer("revision__content_json")


class ReportDecisions(DecisionList):
    def get_queryset(self) -> QuerySet[Decision]:
        report = report_or_404(self.request, self.kwargs["report_id"], timezone.now())
        return report.decisions.filter(section__isnull=True).select_related("actor", "acting_for", "revision")


def _offered(request: Request, subject: Section | Report, now: datetime) -> Any:
    rows = permissions.offered(person(request), subject, now, naming=True)
    return OfferedMovesSerializer(
        {
            "status": subject.status,
            "lock_version": subject.lock_version,
            "actions": [
                {
                    "action": row.action,
                    "role": row.role,
                    "label": LABELS[row.action],
                    "to_status": row.target or subject.status,
                    "needs_comment": row.needs_comment,
                    "needs_person": row.needs_person,
                }
                for row in rows
            ],
        }
    ).data


def _answered(
    request: Request, subject: Section | Report, now: datetime, work: Callable[[dict[str, Any]], Any]
) -> Response:
    def compared(asked: dict[str, Any]) -> Any:
        # Compared with the row under its lock: a page that is out of date decides on nothing.
        subject.lock_version = asked.get("lock_version", subject.lock_version)
        return work(asked)

    return answer_once(request, MoveSerializer, now, compared)


def _move_section(request: Request, section: Section, asked: dict[str, Any], now: datetime) -> Any:
    action = Action(asked["action"])
    move = reassign if action is Action.REASSIGN else SECTION_MOVES.get(action)
    if move is None:
        raise UnableToDecide("unknown_action")
    decision = move(
        section=section, actor=person(request), comment=asked["comment"], now=now, address=visitor_address(request),
        **_particulars(section, action, asked),
    )  # fmt: skip
    kick_after(action)
    moved = section_or_404(request, section.pk, now)
    return SectionMovedSerializer({"decision": decision, "section": moved}).data


def _particulars(section: Section, action: Action, asked: dict[str, Any]) -> dict[str, Any]:
    """What one action takes beyond a comment; 400 for what it does not take, or lacks."""
    if "to_step" in asked and action is not Action.SEND_BACK:
        raise exceptions.ValidationError({"to_step": [_("Only `send_back` goes to a step.")]})
    if ("person" in asked) != (action is Action.REASSIGN):
        raise exceptions.ValidationError({"person": [_("`reassign`, and no other action, names a person.")]})
    if TAKEN_BY.keys() & asked.keys():
        raise exceptions.ValidationError({"action": [_("This move takes nothing else of what was sent.")]})
    if action is Action.SEND_BACK:
        return {"to_step": asked.get("to_step")}
    if action is not Action.REASSIGN:
        return {}
    named = User.objects.filter(agency=section.report.agency_id, username=asked["person"]).first()
    if named is None:
        raise exceptions.ValidationError({"person": [_("There is no such person in this agency.")]})
    return {"person": named}


def _move_report(request: Request, report: Report, asked: dict[str, Any], now: datetime) -> Any:
    move = REPORT_MOVES.get(Action(asked["action"]))
    if move is None:
        raise UnableToDecide("unknown_action")
    more = {name: value for name, value in asked.items() if name not in {"action", "comment", "lock_version"}}
    if any(TAKEN_BY.get(name) != asked["action"] for name in more):
        raise exceptions.ValidationError({"action": [_("This move takes nothing else of what was sent.")]})
    made = move(
        report=report, actor=person(request), comment=asked["comment"], now=now, address=visitor_address(request),
        **more,
    )  # fmt: skip
    kick_after(Action(asked["action"]))
    edition = edition_or_404(request, made.pk, now) if isinstance(made, Edition) else None
    decision = report.decisions.filter(section__isnull=True).latest("id") if isinstance(made, Edition) else made
    moved = report_or_404(request, report.pk, now)
    return ReportMovedSerializer({"decision": decision, "report": moved, "edition": edition}).data
