"""Doing a request once however often it is sent, by the Idempotency-Key header.

The key's row and the effect are one transaction: either both are there or neither is. So a key is never left "in
progress" by a crash, a refused request leaves no trace and may be repeated when things have changed, and of two
requests under one key at the same moment the second waits for the first and gets its answer.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from reports.api.subjects import person
from reports.models import IdempotentRequest, User

KEPT_FOR = timedelta(days=1)
"""A key may be used anew after this."""
LONGEST_KEY = 120
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER,
    description="Send the same key with a repeat: it is done once, the repeat gets the stored answer.",
)  # fmt: skip
REPLAYED = OpenApiParameter(
    "Idempotent-Replayed", str, OpenApiParameter.HEADER, response=[200, 201], description="`true` on a stored answer."
)


class KeyReused(exceptions.APIException):
    """The same key came with another request: a mistake of the caller's program."""

    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = _("This Idempotency-Key was used for another request.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered; `is_replayed` says that it was found, not made."""

    data: Any
    status: int
    is_replayed: bool

    def response(self) -> Response:
        response = Response(self.data, status=self.status)
        if self.is_replayed:
            response["Idempotent-Replayed"] = "true"
        return response


def key_of(request: Request) -> str:
    """The key of a request, "" without one. 400 unless it is 1 to 120 visible ASCII characters."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY or not all("!" <= character <= "~" for character in key):
        raise exceptions.ValidationError(
            {"Idempotency-Key": [_("Give 1 to 120 visible ASCII characters, such as a UUID.")]}
        )
    return key


def once(request: Request, body: object, now: datetime, work: Callable[[], Any], *, status: int = 200) -> Answer:
    """The answer of `work`, done in the key's transaction, or the one stored under the key. Raises KeyReused.

    `body` is what a repeat must have in common with the first request, as JSON can say it.
    """
    key, user = key_of(request), person(request)
    if not key:
        return Answer(work(), status, is_replayed=False)
    digest = _digest(request.path, body)
    with transaction.atomic():
        IdempotentRequest.objects.filter(user=user, created_at__lt=now - KEPT_FOR).delete()
        row = _claimed(user, key, digest, now)
        if row is None:
            return _stored(user, key, digest)
        text = json.dumps(work(), cls=DjangoJSONEncoder, ensure_ascii=False)
        row.status_code, row.response_json = status, text
        row.save(update_fields=["status_code", "response_json"])
    # Read back from the text, so that the first answer and its repeats are equal to the byte.
    return Answer(json.loads(text), status, is_replayed=False)


def answer_once(
    request: Request, asked_as: type[serializers.Serializer[Any]], now: datetime,
    work: Callable[[dict[str, Any]], Any], *, status: int = 200,
) -> Response:  # fmt: skip
    """Parse the body, do the work once, answer with what it returned or with what is stored under the key."""
    asked = asked_as(data=request.data)
    asked.is_valid(raise_exception=True)
    return once(request, request.data, now, lambda: work(asked.validated_data), status=status).response()


def _digest(address: str, body: object) -> str:
    text = json.dumps([address, body], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _claimed(user: User, key: str, digest: str, now: datetime) -> IdempotentRequest | None:
    """The new row; None if the key is taken. While another transaction holds the key, this waits for its end."""
    try:
        with transaction.atomic():
            return IdempotentRequest.objects.create(user=user, key=key, request_sha256=digest, created_at=now)
    except IntegrityError:
        return None


def _stored(user: User, key: str, digest: str) -> Answer:
    row = IdempotentRequest.objects.get(user=user, key=key)
    if row.request_sha256 != digest:
        raise KeyReused
    return Answer(json.loads(row.response_json), row.status_code or HTTPStatus.OK, is_replayed=True)
