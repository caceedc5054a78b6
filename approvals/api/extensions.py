"""展期 over the API: asking for more office days, what was said to it, granting and refusing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.api.deadlines import DeadlineSerializer, deadline_or_404
from approvals.api.serializers import optional_enum_field
from approvals.domain import extensions
from approvals.domain.extending import RELATED, extensions_awaiting
from approvals.enums import Capacity, ExtensionStatus, Role
from approvals.models import Deadline, Extension
from approvals.tasks import kick_delivery
from reports.api.idempotency import IDEMPOTENCY_KEY, REPLAYED, answer_once
from reports.api.openapi import LATER_ENUMS, enum_field, refusals
from reports.api.pagination import keyset
from reports.api.serializers import PersonSerializer
from reports.api.subjects import person, section_or_404, sections, visitor_address

LATER_ENUMS.append(ExtensionStatus)
LONGEST_TEXT = 4000
MOST_DAYS = 32767


class ExtensionSerializer(serializers.ModelSerializer[Extension]):
    """`level` is the least role that may decide; `from_on` and `to_on` are set once it is granted.

    `requested_for` is whose seat it was when a substitute asked.
    """

    deadline = DeadlineSerializer(read_only=True)
    level = enum_field(Role)
    status = enum_field(ExtensionStatus)
    requested_by = PersonSerializer(read_only=True)
    requested_for = PersonSerializer(read_only=True, allow_null=True)
    requested_capacity = optional_enum_field(Capacity)
    decided_by = PersonSerializer(read_only=True, allow_null=True)
    acting_for = PersonSerializer(read_only=True, allow_null=True)
    capacity = optional_enum_field(Capacity)

    class Meta:
        model = Extension
        fields = [
            "id", "deadline", "days", "reason", "level", "status", "requested_by", "requested_for",
            "requested_capacity", "requested_at", "decided_by", "acting_for", "capacity", "decided_at", "comment",
            "from_on", "to_on",
        ]  # fmt: skip
        read_only_fields = fields


class RequestSerializer(serializers.Serializer[Any]):
    """So many office days more, and why."""

    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS)
    reason = serializers.CharField(max_length=LONGEST_TEXT)


class DecideSerializer(serializers.Serializer[Any]):
    """A refusal needs a comment."""

    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_TEXT)


class SectionExtensions(generics.ListAPIView[Extension]):
    serializer_class = ExtensionSerializer
    pagination_class = keyset("id")
    queryset = Extension.objects.none()

    def get_queryset(self) -> QuerySet[Extension]:
        section = section_or_404(self.request, self.kwargs["section_id"], timezone.now())
        return _whole(Extension.objects.filter(deadline__section=section))

    @extend_schema(
        summary="The extensions asked for a section's dates",
        responses={200: ExtensionSerializer, **refusals(400, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ExtensionsAwaiting(generics.ListAPIView[Extension]):
    serializer_class = ExtensionSerializer
    pagination_class = keyset("id")
    queryset = Extension.objects.none()

    def get_queryset(self) -> QuerySet[Extension]:
        return _whole(extensions_awaiting(person(self.request), timezone.now()))

    @extend_schema(
        summary="The extensions that await one's decision", responses={200: ExtensionSerializer, **refusals(400)}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class DeadlineExtensions(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="Ask for an extension",
        description="By who has to meet the date.",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=RequestSerializer,
        responses={200: ExtensionSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, deadline_id: int) -> Response:
        now = timezone.now()
        deadline = deadline_or_404(request, deadline_id, now)

        def work(asked: dict[str, Any]) -> Any:
            made = extensions.request_extension(
                deadline=deadline, actor=person(request), now=now, address=visitor_address(request), **asked
            )
            kick_delivery()
            return _data(made.pk)

        return answer_once(request, RequestSerializer, now, work)


class ExtensionVerb(APIView):
    """One decision on one request; the two below differ in the call."""

    throttle_scope = "actions"

    def answer(self, request: Request, pk: int, verb: Callable[..., Extension]) -> Response:
        now = timezone.now()
        row = _extension_or_404(request, pk, now)

        def work(asked: dict[str, Any]) -> Any:
            verb(extension=row, actor=person(request), now=now, address=visitor_address(request), **asked)
            kick_delivery()
            return _data(pk)

        return answer_once(request, DecideSerializer, now, work)


class ExtensionGrant(ExtensionVerb):
    @extend_schema(
        summary="Grant an extension",
        description="The date moves in the same moment.",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=DecideSerializer,
        responses={200: ExtensionSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, extension_id: int) -> Response:
        return self.answer(request, extension_id, extensions.grant_extension)


class ExtensionRefusal(ExtensionVerb):
    @extend_schema(
        summary="Refuse an extension",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=DecideSerializer,
        responses={200: ExtensionSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, extension_id: int) -> Response:
        return self.answer(request, extension_id, extensions.refuse_extension)


def _extension_or_404(request: Request, pk: int, now: datetime) -> Extension:
    readable = Deadline.objects.filter(section__in=sections(request, now).order_by().values("pk"))
    return get_object_or_404(_whole(Extension.objects.filter(deadline__in=readable)), pk=pk)


def _whole(rows: QuerySet[Extension]) -> QuerySet[Extension]:
    return rows.select_related(*RELATED, "deadline__consultation__division")


def _data(pk: int) -> Any:
    return ExtensionSerializer(_whole(Extension.objects.all()).get(pk=pk)).data
