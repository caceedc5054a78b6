"""Middleware of every request: its id, its browser policy, its count."""

import ipaddress
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers

from config import metrics

GetResponse = Callable[[HttpRequest], HttpResponse]

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

STRICT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# The admin theme evaluates expressions written in its templates; with the strict policy nobody could log in.
ADMIN_POLICY = STRICT_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'").replace(
    "style-src 'self'", "style-src 'self' 'unsafe-inline'"
)


class RequestIdMiddleware:
    """Names each request in its log lines and in the X-Request-ID header of the answer.

    A given id is kept only behind a trusted proxy, and only if it is 8 to 64 plain characters.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Bind the id, answer, and leave the log context empty."""
        request_id = _request_id(request)
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            response = self.get_response(request)
        finally:
            structlog.contextvars.clear_contextvars()
        response["X-Request-ID"] = request_id
        return response


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    if settings.TRUSTED_PROXY_COUNT and _GIVEN_ID.fullmatch(given):
        return given
    return uuid.uuid4().hex


class ContentSecurityPolicyMiddleware:
    """A strict Content-Security-Policy, relaxed under /admin/ alone; a policy a view set itself stays."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header to the answer."""
        response = self.get_response(request)
        policy = ADMIN_POLICY if request.path.startswith("/admin/") else STRICT_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        return response


class VisitorAddressMiddleware:
    """REMOTE_ADDR becomes the visitor's own address, as `client_ip` finds it; "" for what is no address at all.

    What is written down beside a decision has to be whose hands they were, not those of the proxy.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the address right for everything behind this."""
        request.META["REMOTE_ADDR"] = _address(client_ip(request))
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """Django's, and a cache is told that the cookie of the chosen language decides as well as Accept-Language.

    A view that names the language of its answer itself gives the same to everybody: such an answer varies by neither.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.has_header("Content-Language"):
            return response
        response = super().process_response(request, response)
        patch_vary_headers(response, ("Cookie",))
        return response


class LoginMiddleware(LoginRequiredMiddleware):
    """Django's, but who asks is not looked up for a view that is open to all: what is public costs no query for it, and
    the same answer may be kept for everybody."""

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class MetricsMiddleware:
    """Counts answers and measures their time, by the name of the view: addresses would be endless labels."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Measure one answer."""
        started = time.perf_counter()
        response = self.get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in metrics.METHODS else "other"
        metrics.REQUESTS.labels(view or "unnamed", method, str(response.status_code)).inc()
        metrics.REQUEST_SECONDS.labels(view or "unnamed").observe(time.perf_counter() - started)
        return response


def client_ip(request: HttpRequest) -> str:
    """The visitor's address: the one the outermost trusted proxy saw; a longer X-Forwarded-For is hearsay."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.TRUSTED_PROXY_COUNT
    if not proxies:
        return direct
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return seen[-min(proxies, len(seen))] if seen else direct


def _address(text: str) -> str:
    """The address alone, without the zone of an IPv6 link."""
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return ""
