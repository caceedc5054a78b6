"""An agency's webhooks over the API: registered, changed, their secret renewed, their messages read and sent again."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.domain import webhook_delivery, webhooks
from approvals.domain.webhooks import EVENTS, LONGEST_URL
from approvals.enums import WebhookStatus
from approvals.models import WebhookDelivery, WebhookEndpoint
from reports.api.openapi import LATER_ENUMS, enum_field, refusals
from reports.api.pagination import keyset
from reports.api.serializers import AgencySerializer
from reports.api.subjects import person
from reports.models import Agency

LATER_ENUMS.append(WebhookStatus)


class WebhookSerializer(serializers.ModelSerializer[WebhookEndpoint]):
    agency = AgencySerializer(read_only=True)
    events = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = WebhookEndpoint
        fields = ["id", "agency", "url", "events", "is_active", "created_at"]
        read_only_fields = fields


class WebhookSecretSerializer(serializers.Serializer[Any]):
    webhook = WebhookSerializer(read_only=True)
    secret = serializers.CharField(read_only=True, help_text="Shown now and never again.")


class WebhookDeliverySerializer(serializers.ModelSerializer[WebhookDelivery]):
    event = serializers.CharField(source="name", read_only=True)
    status = enum_field(WebhookStatus)
    body = serializers.CharField(read_only=True, help_text="What was sent, as it was sent.")

    class Meta:
        model = WebhookDelivery
        fields = [
            "id", "delivery_id", "event", "status", "attempts", "created_at", "next_attempt_at", "delivered_at",
            "response_status", "error", "body",
        ]  # fmt: skip
        read_only_fields = fields


class _ChosenSerializer(serializers.Serializer[Any]):
    url = serializers.CharField(max_length=LONGEST_URL)
    events = serializers.ListField(child=serializers.ChoiceField(choices=EVENTS), max_length=len(EVENTS))


class NewWebhookSerializer(_ChosenSerializer):
    agency = serializers.SlugField(max_length=32, required=False, help_text="An agency's code; else one's own.")


class ChangedWebhookSerializer(_ChosenSerializer):
    is_active = serializers.BooleanField()


class WebhookList(generics.ListAPIView[WebhookEndpoint]):
    serializer_class = WebhookSerializer
    pagination_class = keyset("id")
    queryset = WebhookEndpoint.objects.none()
    throttle_scope = "actions"

    def get_queryset(self) -> QuerySet[WebhookEndpoint]:
        return _managed(self.request, timezone.now())

    @extend_schema(
        summary="The webhooks of the agencies one keeps them for", responses={200: WebhookSerializer, **refusals(400)}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Register a webhook; its secret is in this answer alone",
        request=NewWebhookSerializer,
        responses={201: WebhookSecretSerializer, **refusals(400, 403, 422)},
    )
    def post(self, request: Request) -> Response:
        asked = NewWebhookSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        user = person(request)
        visible = Agency.objects.all() if user.is_superuser else Agency.objects.filter(users=user.pk)
        wanted = Q(code=given["agency"]) if "agency" in given else Q(users=user.pk)
        agency = visible.filter(wanted).first()
        if agency is None:
            raise exceptions.ValidationError({"agency": [_("There is no such agency, or you do not belong to it.")]})
        endpoint, secret = webhooks.register(
            agency=agency, url=given["url"], events=given["events"], actor=user, now=timezone.now()
        )
        return _with_secret(endpoint, secret, HTTPStatus.CREATED)


class WebhookDetail(APIView):
    throttle_scope = "actions"

    @extend_schema(summary="A webhook", responses={200: WebhookSerializer, **refusals(404)})
    def get(self, request: Request, webhook_id: int) -> Response:
        return Response(WebhookSerializer(_one(request, webhook_id, timezone.now())).data)

    @extend_schema(
        summary="Change a webhook, or switch it off and on",
        request=ChangedWebhookSerializer,
        responses={200: WebhookSerializer, **refusals(400, 404, 422)},
    )
    def put(self, request: Request, webhook_id: int) -> Response:
        now = timezone.now()
        endpoint = _one(request, webhook_id, now)
        asked = ChangedWebhookSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        changed = webhooks.change(endpoint=endpoint, actor=person(request), now=now, **asked.validated_data)
        return Response(WebhookSerializer(changed).data)


class WebhookSecret(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="Renew a webhook's secret; the one before signs nothing any more",
        request=None,
        responses={200: WebhookSecretSerializer, **refusals(404)},
    )
    def post(self, request: Request, webhook_id: int) -> Response:
        now = timezone.now()
        endpoint = _one(request, webhook_id, now)
        secret = webhooks.renew_secret(endpoint=endpoint, actor=person(request), now=now)
        return _with_secret(endpoint, secret, HTTPStatus.OK)


class WebhookDeliveries(generics.ListAPIView[WebhookDelivery]):
    serializer_class = WebhookDeliverySerializer
    pagination_class = keyset("-id")
    queryset = WebhookDelivery.objects.none()

    def get_queryset(self) -> QuerySet[WebhookDelivery]:
        endpoint = _one(self.request, self.kwargs["webhook_id"], timezone.now())
        return WebhookDelivery.objects.filter(endpoint=endpoint)

    @extend_schema(
        summary="What was owed to a webhook, newest first",
        responses={200: WebhookDeliverySerializer, **refusals(400, 404)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class WebhookReplay(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="Send a message again, as it was",
        request=None,
        responses={200: WebhookDeliverySerializer, **refusals(404, 409)},
    )
    def post(self, request: Request, delivery_id: int) -> Response:
        now = timezone.now()
        rows = WebhookDelivery.objects.filter(endpoint__in=_managed(request, now).values("pk"))
        delivery = get_object_or_404(rows.select_related("endpoint__agency"), pk=delivery_id)
        again = webhook_delivery.replay(delivery=delivery, actor=person(request), now=now)
        return Response(WebhookDeliverySerializer(again).data)


def _managed(request: Request, now: datetime) -> QuerySet[WebhookEndpoint]:
    agencies = webhooks.managed_by(person(request), now)
    return WebhookEndpoint.objects.filter(agency__in=agencies).select_related("agency")


def _one(request: Request, pk: int, now: datetime) -> WebhookEndpoint:
    return get_object_or_404(_managed(request, now), pk=pk)


def _with_secret(endpoint: WebhookEndpoint, secret: str, status: HTTPStatus) -> Response:
    answer = Response(WebhookSecretSerializer({"webhook": endpoint, "secret": secret}).data, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
