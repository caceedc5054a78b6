"""Numbers for Prometheus, behind a bearer token."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from config import env

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
REQUESTS = Counter("jibao_requests_total", "Answers, by view, method and status.", ["view", "method", "status"])
REQUEST_SECONDS = Histogram("jibao_request_seconds", "Time to answer, by view.", ["view"])


@login_not_required
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """All numbers as text; 404 without a configured token, 401 without the right one."""
    token = settings.JIBAO_METRICS_TOKEN
    if not token:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    """This process's numbers, or every web process's sum when they share a folder."""
    if not env.is_set("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
