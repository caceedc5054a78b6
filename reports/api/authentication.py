"""Who is asking: a key in the Authorization header, or a name and password where a key is made."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from reports.domain.tokens import note_use, valid_token
from reports.models import ApiToken, User

SCHEME = "Token"


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token jibao_…`. An unknown, expired or revoked key is 401, and the answer does not say which."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, key = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        now = timezone.now()
        token = valid_token(key=key.strip(), now=now)
        if token is None:
            raise exceptions.AuthenticationFailed(_("The token is not valid."), code="invalid_token")
        note_use(token=token, now=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


def plain_request(request: Request) -> HttpRequest:
    """Django's request below DRF's: a lockout notes itself on the one it is given, and its middleware reads this."""
    plain: HttpRequest = request._request  # noqa: SLF001  DRF offers no other way
    return plain


class PasswordAuthentication(authentication.BasicAuthentication):
    """HTTP Basic, for scripts that make a key; too many failures lock the name as they do on the login page."""

    def authenticate_credentials(self, userid: str, password: str, request: Any = None) -> tuple[User, None]:
        if "\0" in userid + password:
            # PostgreSQL cannot even be asked for such a name.
            raise exceptions.AuthenticationFailed(code="invalid_login")
        try:
            return super().authenticate_credentials(userid, password, cast(Request, plain_request(request)))
        except exceptions.AuthenticationFailed as error:
            raise exceptions.AuthenticationFailed(str(error.detail), code="invalid_login") from error


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document describes a key."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "The word `Token`, a space and the key.",
        }


class PasswordScheme(OpenApiAuthenticationExtension):
    target_class = PasswordAuthentication
    name = "password"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "basic"}
