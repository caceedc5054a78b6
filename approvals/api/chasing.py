"""Reminding somebody by hand, and mail that could not be delivered."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.domain import nudges, undelivered
from approvals.enums import DeadlineKind, NoticeKind
from approvals.models import Deadline, Notice, Nudge
from approvals.tasks import kick_delivery
from reports.api.idempotency import IDEMPOTENCY_KEY, REPLAYED, answer_once
from reports.api.openapi import LATER_ENUMS, enum_field, refusals
from reports.api.pagination import keyset
from reports.api.subjects import person
from reports.domain import queries

LATER_ENUMS.append(DeadlineKind)


class NothingSerializer(serializers.Serializer[Any]):
    """Nothing needs to be said."""


class NudgeSerializer(serializers.ModelSerializer[Nudge]):
    """A reminder by hand; `kind` and `due_on` are the deadline's."""

    deadline = serializers.IntegerField(source="deadline_id", read_only=True)
    kind = enum_field(DeadlineKind, source="deadline.kind")
    due_on = serializers.DateField(source="deadline.due_on", read_only=True)

    class Meta:
        model = Nudge
        fields = ["deadline", "kind", "due_on", "on_date", "reminded_at"]
        read_only_fields = fields


class UndeliveredSerializer(serializers.ModelSerializer[Notice]):
    """A mail that was given up. `error` is what the mail server, or the attempt, said last."""

    kind = enum_field(NoticeKind)
    receiver = serializers.CharField(source="receiver.username", read_only=True)
    address = serializers.CharField(source="receiver.email", read_only=True)
    report = serializers.IntegerField(source="report_id", read_only=True)
    section = serializers.IntegerField(source="section_id", read_only=True, allow_null=True)

    class Meta:
        model = Notice
        fields = ["id", "kind", "receiver", "address", "report", "section", "created_at", "attempts", "error"]
        read_only_fields = fields


class DeadlineReminding(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="Remind the holders of a deadline now, once a day",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=NothingSerializer,
        responses={200: NudgeSerializer, **refusals(400, 403, 404, 409)},
    )
    def post(self, request: Request, deadline_id: int) -> Response:
        now = timezone.now()
        visible = queries.reports_for(person(request), now).order_by().values("pk")
        deadline = get_object_or_404(Deadline.objects.whole(), pk=deadline_id, report__in=visible)

        def work(_asked: dict[str, Any]) -> Any:
            nudge = nudges.remind_now(deadline=deadline, actor=person(request), now=now)
            kick_delivery()
            return NudgeSerializer(nudge).data

        return answer_once(request, NothingSerializer, now, work)


class UndeliveredList(generics.ListAPIView[Notice]):
    serializer_class = UndeliveredSerializer
    pagination_class = keyset("-id")
    queryset = Notice.objects.none()

    def get_queryset(self) -> QuerySet[Notice]:
        return undelivered.undelivered(person(self.request), timezone.now())

    @extend_schema(
        summary="Mail that could not be delivered, in the agencies one manages",
        responses={200: UndeliveredSerializer, **refusals(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class UndeliveredResend(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="Send an undelivered mail again",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=NothingSerializer,
        responses={200: UndeliveredSerializer, **refusals(400, 404, 409)},
    )
    def post(self, request: Request, notice_id: int) -> Response:
        now = timezone.now()
        notice = get_object_or_404(undelivered.undelivered(person(request), now), pk=notice_id)

        def work(_asked: dict[str, Any]) -> Any:
            again = undelivered.resend(notice=notice, actor=person(request), now=now)
            kick_delivery()
            return UndeliveredSerializer(again).data

        return answer_once(request, NothingSerializer, now, work)
