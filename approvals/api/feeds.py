"""One's own calendar feed over the API: made with the password, looked at, revoked."""

from http import HTTPStatus
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.domain import feeds
from approvals.models import CalendarFeed
from reports.api.authentication import PasswordAuthentication, TokenAuthentication
from reports.api.openapi import refusals
from reports.api.subjects import person
from reports.api.tokens import PasswordNeeded
from reports.models import ApiToken


class FeedSerializer(serializers.Serializer[Any]):
    """Both null while there is no feed."""

    created_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class FeedAddressSerializer(serializers.Serializer[Any]):
    address = serializers.CharField(help_text="Shown now and never again.")


class MyCalendar(APIView):
    authentication_classes = (TokenAuthentication, SessionAuthentication, PasswordAuthentication)
    throttle_scope = "tokens"

    @extend_schema(summary="Since when one's calendar has an address", responses={200: FeedSerializer})
    def get(self, request: Request) -> Response:
        feed = CalendarFeed.objects.filter(user=person(request)).first()
        return Response(FeedSerializer(feed or {"created_at": None, "last_used_at": None}).data)

    @extend_schema(
        summary="Make the address of one's calendar; the one before opens nothing any more",
        description="Needs a session or HTTP Basic: a key that was revoked must not live on in a calendar.",
        auth=[{"cookieAuth": []}, {"password": []}],  # type: ignore[list-item]
        request=None,
        responses={201: FeedAddressSerializer, **refusals(403)},
    )
    def post(self, request: Request) -> Response:
        if isinstance(request.auth, ApiToken):
            raise PasswordNeeded
        _feed, key = feeds.issue_feed(user=person(request), now=timezone.now())
        answer = Response(FeedAddressSerializer({"address": feeds.address_of(key)}).data, status=HTTPStatus.CREATED)
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(summary="Revoke the address of one's calendar", responses={204: None})
    def delete(self, request: Request) -> Response:
        feeds.revoke_feed(user=person(request))
        return Response(status=HTTPStatus.NO_CONTENT)
