"""A person's own keys: made after a login with the password, listed, revoked."""

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reports.api.authentication import PasswordAuthentication, TokenAuthentication
from reports.api.openapi import refusals
from reports.api.pagination import keyset
from reports.api.serializers import TokenSerializer
from reports.api.subjects import person
from reports.domain.tokens import LONGEST_DAYS, LONGEST_LABEL, issue_token, revoke_token
from reports.models import ApiToken


class NewTokenSerializer(serializers.Serializer[Any]):
    label = serializers.CharField(max_length=LONGEST_LABEL, help_text="What the key is for.")  # type: ignore[assignment]
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, default=90)


class IssuedTokenSerializer(TokenSerializer):
    key = serializers.CharField(read_only=True, help_text="Shown now and never again.")

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "key"]
        read_only_fields = fields


class PasswordNeeded(exceptions.PermissionDenied):
    """A stolen key must not be able to outlive itself by making another."""

    default_code = "password_needed"
    default_detail = _("Log in with your password to make a key; a key cannot make another.")


class TokenList(generics.ListAPIView[ApiToken]):
    serializer_class = TokenSerializer
    pagination_class = keyset("-id")
    authentication_classes = (TokenAuthentication, SessionAuthentication, PasswordAuthentication)
    throttle_scope = "tokens"
    queryset = ApiToken.objects.none()

    def get_queryset(self) -> QuerySet[ApiToken]:
        return ApiToken.objects.filter(user=person(self.request))

    @extend_schema(summary="One's own keys", responses={200: TokenSerializer, **refusals(400)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Make a key",
        description="Needs a session or HTTP Basic. The key is in this answer alone; only its sha256 is kept.",
        auth=[{"cookieAuth": []}, {"password": []}],  # type: ignore[list-item]
        request=NewTokenSerializer,
        responses={201: IssuedTokenSerializer, **refusals(400, 403)},
    )
    def post(self, request: Request) -> Response:
        if isinstance(request.auth, ApiToken):
            raise PasswordNeeded
        asked = NewTokenSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        token, key = issue_token(user=person(request), now=timezone.now(), **asked.validated_data)
        answer = Response({**TokenSerializer(token).data, "key": key}, status=HTTPStatus.CREATED)
        answer["Cache-Control"] = "no-store"
        return answer


class TokenDetail(APIView):
    authentication_classes = (TokenAuthentication, SessionAuthentication, PasswordAuthentication)
    throttle_scope = "tokens"

    @extend_schema(summary="Revoke a key", responses={204: None, **refusals(404)})
    def delete(self, request: Request, token_id: int) -> Response:
        token = get_object_or_404(ApiToken, pk=token_id, user=person(request))
        revoke_token(token=token, now=timezone.now())
        return Response(status=HTTPStatus.NO_CONTENT)
