"""職務代理 over the API: who stands in for one, and for whom one stands in; appointing and ending."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.api.review_serializers import SubstitutionSerializer
from approvals.domain import substitutes
from approvals.domain.mandates import office_date
from approvals.domain.roles import sync_person
from approvals.enums import Capacity, Role
from approvals.models import Assignment
from reports.api.idempotency import IDEMPOTENCY_KEY, REPLAYED, answer_once
from reports.api.openapi import refusals
from reports.api.pagination import keyset
from reports.api.subjects import person
from reports.enums import SectionKind
from reports.models import User

LONGEST_NAME = 150


class AppointSerializer(serializers.Serializer[Any]):
    """A substitute for one's own seat; the secretariat names another `principal`. Both days are included."""

    principal = serializers.CharField(required=False, max_length=LONGEST_NAME, help_text="A user name; else oneself.")
    division = serializers.SlugField(max_length=32, help_text="The code of the division of the seat.")
    role = serializers.ChoiceField(choices=[role.value for role in Role])
    substitute = serializers.CharField(max_length=LONGEST_NAME, help_text="A user name.")
    capacity = serializers.ChoiceField(choices=[capacity.value for capacity in Capacity])
    section_kind = serializers.ChoiceField(
        choices=[kind.value for kind in SectionKind], required=False, help_text="Only for this kind of section."
    )
    valid_from = serializers.DateField()
    valid_to = serializers.DateField()


class EndSerializer(serializers.Serializer[Any]):
    on = serializers.DateField(required=False, help_text="The last day; else today.")


class EndedSerializer(serializers.Serializer[Any]):
    """`substitution` is null when it had not begun and was taken away."""

    substitution = SubstitutionSerializer(allow_null=True)


class SubstituteList(generics.ListAPIView[Assignment]):
    serializer_class = SubstitutionSerializer
    pagination_class = keyset("-id")
    throttle_scope = "actions"
    queryset = Assignment.objects.none()

    def get_queryset(self) -> QuerySet[Assignment]:
        return _own(person(self.request))

    @extend_schema(
        summary="Who stands in for one, and for whom one stands in",
        responses={200: SubstitutionSerializer, **refusals(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Appoint a substitute",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=AppointSerializer,
        responses={200: SubstitutionSerializer, **refusals(400, 403, 409, 422)},
    )
    def post(self, request: Request) -> Response:
        now = timezone.now()
        return answer_once(request, AppointSerializer, now, lambda asked: _appoint(person(request), asked, now))


class SubstituteEnd(APIView):
    throttle_scope = "actions"

    @extend_schema(
        summary="End a substitution early",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=EndSerializer,
        responses={200: EndedSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, substitution_id: int) -> Response:
        now = timezone.now()
        user = person(request)

        def work(asked: dict[str, Any]) -> Any:
            # Looked up inside: what a first request took away is gone when its repeat asks for the answer.
            row = get_object_or_404(_endable(user), pk=substitution_id)
            stand_in = row.user
            ended = substitutes.end(assignment=row, actor=user, on=asked.get("on", office_date(now)), now=now)
            sync_person(user=stand_in, now=now)
            return EndedSerializer({"substitution": ended}).data

        return answer_once(request, EndSerializer, now, work)


def _rows() -> QuerySet[Assignment]:
    return Assignment.objects.filter(acting_for__isnull=False).select_related("user", "acting_for", "division__agency")


def _own(user: User) -> QuerySet[Assignment]:
    return _rows().filter(Q(user=user) | Q(acting_for=user))


def _endable(user: User) -> QuerySet[Assignment]:
    """One's own, and those of one's agency, of which the secretariat may end any."""
    return _rows().filter(Q(user=user) | Q(acting_for=user) | Q(division__agency=user.agency_id))


def _appoint(actor: User, asked: dict[str, Any], now: datetime) -> Any:
    seats = Assignment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=asked["valid_from"]), division__code=asked["division"],
        division__agency=actor.agency_id, role=asked["role"], acting_for__isnull=True,
        user__username=asked.get("principal", actor.username),
    )  # fmt: skip
    seat = seats.select_related("user", "division__agency").order_by("valid_from").first()
    if seat is None:
        raise exceptions.ValidationError({"role": [_("This person holds no such role in this division.")]})
    stand_in = User.objects.filter(agency=actor.agency_id, username=asked["substitute"]).first()
    if stand_in is None:
        raise exceptions.ValidationError({"substitute": [_("There is no such person in this agency.")]})
    row = substitutes.appoint(
        principal=seat, substitute=stand_in, capacity=Capacity(asked["capacity"]), valid_from=asked["valid_from"],
        valid_to=asked["valid_to"], section_kind=asked.get("section_kind", ""), actor=actor, now=now,
    )  # fmt: skip
    sync_person(user=stand_in, now=now)
    return SubstitutionSerializer(row).data
