"""Comments on a section: the threads, opening one, replying, resolving, reopening and overruling."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.domain import comments
from approvals.models import Comment
from reports.api.idempotency import IDEMPOTENCY_KEY, REPLAYED, answer_once
from reports.api.openapi import refusals
from reports.api.pagination import keyset
from reports.api.serializers import PersonSerializer
from reports.api.subjects import person, section_or_404, sections, visitor_address


class ReplySerializer(serializers.ModelSerializer[Comment]):
    author = PersonSerializer(read_only=True)

    class Meta:
        model = Comment
        fields = ["id", "text", "author", "written_at"]
        read_only_fields = fields


class ThreadSerializer(serializers.ModelSerializer[Comment]):
    author = PersonSerializer(read_only=True)
    resolved_by = PersonSerializer(read_only=True, allow_null=True)
    revision = serializers.IntegerField(source="revision.number", default=None, read_only=True, allow_null=True)
    replies = ReplySerializer(many=True, read_only=True)

    class Meta:
        model = Comment
        fields = [
            "id", "place", "revision", "text", "is_blocking", "author", "written_at", "resolved_by", "resolved_at",
            "overruled_reason", "replies",
        ]  # fmt: skip
        read_only_fields = fields


class TextSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=comments.LONGEST_TEXT)


class CommentSerializer(TextSerializer):
    """`place` is a row's key, or empty for the section as a whole; @username tells that person."""

    place = serializers.CharField(required=False, allow_blank=True, default="", max_length=12)
    is_blocking = serializers.BooleanField(required=False, default=False)


class NothingSerializer(serializers.Serializer[Any]):
    """A verb that takes no words."""


class OverruleSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=comments.LONGEST_TEXT, help_text="Kept in the audit chain.")


class SectionComments(generics.ListAPIView[Comment]):
    serializer_class = ThreadSerializer
    pagination_class = keyset("id")
    queryset = Comment.objects.none()
    throttle_scope = "actions"

    def get_queryset(self) -> QuerySet[Comment]:
        return comments.threads(section_or_404(self.request, self.kwargs["section_id"], timezone.now()))

    @extend_schema(
        summary="The threads on a section, oldest first", responses={200: ThreadSerializer, **refusals(400, 404)}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Comment on a section or on one of its rows",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=CommentSerializer,
        responses={201: ThreadSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, section_id: int) -> Response:
        now = timezone.now()
        section = section_or_404(request, section_id, now)

        def work(asked: dict[str, Any]) -> Any:
            made = comments.comment(
                section=section, actor=person(request), now=now, address=visitor_address(request), **asked
            )
            return ThreadSerializer(made).data

        return answer_once(request, CommentSerializer, now, work, status=201)


class CommentVerb(APIView):
    """One verb on a thread: parse, one domain call, the thread as it then stands."""

    throttle_scope = "actions"
    asked_as: type[serializers.Serializer[Any]] = NothingSerializer
    shown_as: type[serializers.Serializer[Any]] = ThreadSerializer
    status = 200

    def make(self, request: Request, comment_id: int, verb: Callable[..., Comment]) -> Response:
        now = timezone.now()
        visible = sections(request, now).order_by().values("pk")
        thread = get_object_or_404(Comment.objects.filter(section__in=visible).select_related("section"), pk=comment_id)

        def work(asked: dict[str, Any]) -> Any:
            made = verb(thread=thread, actor=person(request), now=now, address=visitor_address(request), **asked)
            return self.shown_as(made).data

        return answer_once(request, self.asked_as, now, work, status=self.status)


class CommentReplies(CommentVerb):
    asked_as, shown_as, status = TextSerializer, ReplySerializer, 201

    @extend_schema(
        summary="Reply in a thread",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=TextSerializer,
        responses={201: ReplySerializer, **refusals(400, 403, 404, 422)},
    )
    def post(self, request: Request, comment_id: int) -> Response:
        return self.make(request, comment_id, comments.reply)


class CommentResolve(CommentVerb):
    @extend_schema(
        summary="Resolve a thread; a blocking one by its author alone",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=None,
        responses={200: ThreadSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, comment_id: int) -> Response:
        return self.make(request, comment_id, comments.resolve)


class CommentReopen(CommentVerb):
    @extend_schema(
        summary="Reopen a resolved thread",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=None,
        responses={200: ThreadSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, comment_id: int) -> Response:
        return self.make(request, comment_id, comments.reopen)


class CommentOverrule(CommentVerb):
    asked_as = OverruleSerializer

    @extend_schema(
        summary="Overrule a blocking comment, by the secretariat and with a reason",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=OverruleSerializer,
        responses={200: ThreadSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, comment_id: int) -> Response:
        return self.make(request, comment_id, comments.overrule)
