"""One's own inbox over the API: listed, marked as read one by one or up to the last one seen."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.domain import inbox
from approvals.enums import NoticeKind
from approvals.models import Notice
from approvals.notifications import told
from reports.api.openapi import enum_field, refusals
from reports.api.pagination import keyset
from reports.api.sections import LARGEST_ID
from reports.api.subjects import person


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    """`label` and `sentence` are in the language of the request; `page` is the address of the subject's page."""

    kind = enum_field(NoticeKind)
    report = serializers.IntegerField(source="report_id", read_only=True)
    section = serializers.IntegerField(source="section_id", read_only=True, allow_null=True)
    label = serializers.CharField(source="said.label", read_only=True)  # type: ignore[assignment]
    sentence = serializers.CharField(source="said.sentence", read_only=True)
    comment = serializers.CharField(source="said.comment", read_only=True)
    page = serializers.CharField(source="said.path", read_only=True)

    class Meta:
        model = Notice
        fields = ["id", "kind", "report", "section", "label", "sentence", "comment", "page", "created_at", "read_at"]
        read_only_fields = fields

    def to_representation(self, instance: Notice) -> dict[str, Any]:
        instance.said = told(instance)  # type: ignore[attr-defined]  # read by four fields
        shown: dict[str, Any] = super().to_representation(instance)
        return shown


class UpToSerializer(serializers.Serializer[Any]):
    up_to = serializers.IntegerField(
        min_value=0, max_value=LARGEST_ID, help_text="The newest notice that was seen; newer ones stay unread."
    )


class MarkedSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="How many were unread.")


class NoticeQuery(serializers.Serializer[Any]):
    """The filter of the list; a value that cannot be is refused instead of ignored."""

    unread = serializers.ChoiceField(required=False, choices=["true", "false"], help_text="true: only unread ones.")


class NoticeList(generics.ListAPIView[Notice]):
    serializer_class = NoticeSerializer
    pagination_class = keyset("-id")
    queryset = Notice.objects.none()

    def get_queryset(self) -> QuerySet[Notice]:
        asked = NoticeQuery(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        user = person(self.request)
        return inbox.unread(user) if asked.validated_data.get("unread") == "true" else inbox.entries(user)

    @extend_schema(
        summary="One's own notices, newest first",
        parameters=[NoticeQuery],
        responses={200: NoticeSerializer, **refusals(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class NoticeRead(APIView):
    throttle_scope = "actions"

    @extend_schema(summary="Mark a notice as read", request=None, responses={200: NoticeSerializer, **refusals(404)})
    def post(self, request: Request, notice_id: int) -> Response:
        notice = get_object_or_404(inbox.entries(person(request)), pk=notice_id)
        return Response(NoticeSerializer(inbox.mark_read(notice=notice, now=timezone.now())).data)


class NoticesRead(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="Mark all notices as read, up to the newest that was seen",
        request=UpToSerializer,
        responses={200: MarkedSerializer, **refusals(400)},
    )
    def post(self, request: Request) -> Response:
        asked = UpToSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        count = inbox.mark_all_read(user=person(request), now=timezone.now(), **asked.validated_data)
        return Response(MarkedSerializer({"count": count}).data)
