"""Logging in with a cookie, for pages that call the API; scripts use a key."""

from http import HTTPStatus
from typing import Any

from django.contrib import auth
from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reports.api.authentication import plain_request
from reports.api.openapi import refusals
from reports.api.serializers import PersonSerializer
from reports.api.subjects import person


class LoginSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1000, trim_whitespace=False)


class SessionSerializer(serializers.Serializer[Any]):
    user = PersonSerializer(allow_null=True)
    csrf_token = serializers.CharField(help_text="Send it back as X-CSRFToken with every write.")


class LoginFailed(exceptions.APIException):
    """The same answer for an unknown name, a wrong password and a closed account."""

    status_code = HTTPStatus.BAD_REQUEST
    default_code = "login_failed"
    default_detail = _("The user name or the password is wrong.")


@method_decorator(csrf_protect, name="dispatch")
class Session(APIView):
    authentication_classes = (SessionAuthentication,)
    permission_classes = (AllowAny,)
    throttle_scope = "tokens"

    @extend_schema(summary="Who is logged in, and the CSRF token", responses=SessionSerializer)
    def get(self, request: Request) -> Response:
        return Response(_session(request))

    @extend_schema(
        summary="Log in with a cookie",
        description="Needs the CSRF cookie and the X-CSRFToken header that GET gives.",
        request=LoginSerializer,
        responses={200: SessionSerializer, **refusals(400, 403)},
    )
    def post(self, request: Request) -> Response:
        asked = LoginSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        user = auth.authenticate(plain_request(request), **asked.validated_data)
        if user is None:
            raise LoginFailed
        auth.login(plain_request(request), user)
        request.user = user
        return Response(_session(request))

    @extend_schema(summary="Log out", request=None, responses={204: None, **refusals(403)})
    def delete(self, request: Request) -> Response:
        auth.logout(plain_request(request))
        return Response(status=HTTPStatus.NO_CONTENT)


def _session(request: Request) -> Any:
    user = person(request) if request.user.is_authenticated else None
    return SessionSerializer({"user": user, "csrf_token": get_token(plain_request(request))}).data
