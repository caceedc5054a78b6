"""The site, and the views that every request is compared with: they do nothing at all."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.utils.decorators import method_decorator
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@method_decorator(login_not_required, name="dispatch")
class Empty(APIView):
    """Asks neither who calls nor the database."""

    authentication_classes = []
    permission_classes = []

    def get(self, request: Request) -> Response:
        return Response({})


class EmptyWithKey(APIView):
    """The least that any answer of the API costs: the caller's key is looked up, one query."""

    def get(self, request: Request) -> Response:
        return Response({})


urlpatterns = [
    path("bench/empty", Empty.as_view()),
    path("bench/empty-with-key", EmptyWithKey.as_view()),
    *urlpatterns,
]
