"""The one JSON shape of every error under /api/: {"error": {"code", "message", "details", "request_id"}}."""

from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.csrf import csrf_failure as csrf_page
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from reports.api.renderers import JSONRenderer
from reports.content import ContentError
from reports.domain.content_errors import content_error_text

API_PREFIX = "/api/"
logger = structlog.get_logger(__name__)


def body(*, code: str, message: str, request: HttpRequest | None, details: Any = None) -> dict[str, Any]:
    """The shape; `code` is stable and lower snake, `message` is for people, `details` depends on the code."""
    request_id = getattr(request, "request_id", "") or getattr(getattr(request, "_request", None), "request_id", "")
    return {"error": {"code": code, "message": message, "details": details or {}, "request_id": request_id}}


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler, for the domain's refusals, DRF's errors and Django's; None makes it a 500."""
    request = context.get("request")
    if request is not None:
        # The schema and the files have renderers of their own; an error is JSON there too.
        request.accepted_renderer = JSONRenderer()
        request.accepted_media_type = JSONRenderer.media_type
    if is_refusal(error):
        set_rollback()
        return _refused(error, request)
    if isinstance(error, ContentError):
        set_rollback()
        return _invalid_content(error, request)
    error = _as_api_error(error)
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return None
    if isinstance(error, (exceptions.NotAuthenticated, exceptions.AuthenticationFailed)):
        # Without a WWW-Authenticate header DRF turns these into 403, which reads as "never", not "log in".
        response.status_code = HTTPStatus.UNAUTHORIZED
        response.headers.setdefault("WWW-Authenticate", "Bearer")
    response.data = body(request=request, **_described(error))
    return response


def is_refusal(error: Exception) -> bool:
    """A domain's refusal brings its own code and HTTP status; the domains know no class of HTTP."""
    return isinstance(getattr(error, "code", None), str) and isinstance(getattr(error, "http_status", None), int)


def _refused(error: Any, request: HttpRequest | None) -> Response:
    details = dict(getattr(error, "params", None) or {})
    message = str(getattr(error, "text", "") or error)
    return Response(body(code=error.code, message=message, details=details, request=request), status=error.http_status)


def _invalid_content(error: ContentError, request: HttpRequest | None) -> Response:
    """Content of a section that was not accepted: where, which code, and a sentence for people."""
    message = content_error_text(error)
    problem = {"code": error.code, "path": error.path, "params": error.params, "message": message}
    text = f"{error.path}: {message}" if error.path else message
    return Response(
        body(code="invalid_content", message=text, details=[problem], request=request), status=HTTPStatus.BAD_REQUEST
    )


def _as_api_error(error: Exception) -> Exception:
    if isinstance(error, ModelValidationError):
        details = error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
        return exceptions.ValidationError(details)
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, SuspiciousOperation):
        return exceptions.ParseError()
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    return error


class TooLarge(exceptions.APIException):
    """The body is larger than DATA_UPLOAD_MAX_MEMORY_SIZE."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self) -> None:
        super().__init__(_("The request is too large."))


def _described(error: exceptions.APIException) -> dict[str, Any]:
    """Code, message and details of an error of DRF's kind."""
    if isinstance(error, exceptions.ValidationError):
        fields = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        return {"code": "invalid", "message": _("The data is not valid."), "details": fields}
    code = error.get_codes()
    seconds = getattr(error, "wait", None)
    return {
        "code": code if isinstance(code, str) else error.default_code,
        "message": str(error.detail),
        "details": {"retry_after_seconds": int(seconds)} if seconds else getattr(error, "details", {}),
    }


def _answer(request: HttpRequest, *, status: HTTPStatus, code: str, message: str) -> JsonResponse:
    return JsonResponse(body(code=code, message=message, request=request), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 outside a view: JSON under /api/, a page elsewhere."""
    if not request.path.startswith(API_PREFIX):
        return defaults.bad_request(request, exception)
    return _answer(request, status=HTTPStatus.BAD_REQUEST, code="bad_request", message=_("Bad request."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 outside a view."""
    if not request.path.startswith(API_PREFIX):
        return defaults.permission_denied(request, exception)
    return _answer(request, status=HTTPStatus.FORBIDDEN, code="permission_denied", message=_("Not allowed."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 of an address nobody knows."""
    if not request.path.startswith(API_PREFIX):
        return defaults.page_not_found(request, exception)
    return _answer(request, status=HTTPStatus.NOT_FOUND, code="not_found", message=_("Not found."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500; the request id leads to the log line with the cause."""
    if not request.path.startswith(API_PREFIX):
        return defaults.server_error(request)
    return _answer(
        request,
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        code="server_error",
        message=_("Something went wrong."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token."""
    if not request.path.startswith(API_PREFIX):
        return csrf_page(request, reason)
    return _answer(request, status=HTTPStatus.FORBIDDEN, code="csrf_failed", message=_("The CSRF token is missing."))


def locked_out(request: HttpRequest, *_given: Any) -> HttpResponse:
    """429 after too many failed logins of one name from one address."""
    message = _("Too many failed logins. Wait a while and try again.")
    status = HTTPStatus.TOO_MANY_REQUESTS
    response: HttpResponse = HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    if request.path.startswith(API_PREFIX):
        response = _answer(request, status=status, code="locked_out", message=message)
    response["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME * 60 * 60))
    return response
