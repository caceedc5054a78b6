"""An agency's look by API: read by those whose role reaches over the agency, changed by its secretariat."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reports.api.openapi import refusals
from reports.api.subjects import person
from reports.domain.access import policy
from reports.domain.styles import CHOICES, FIELDS, change_style
from reports.models import Agency, StyleProfile
from reports.models.style import HEADER_LENGTH

_CODE = OpenApiParameter(
    "code", str, OpenApiParameter.PATH, pattern=r"^[-a-zA-Z0-9_]+$", description="An agency's code."
)
_ONE_OF = {name: [choice.value for choice in choices] for name, choices in CHOICES.items()}


def _colour() -> serializers.CharField:
    return serializers.CharField(required=False, help_text="# and six digits 0–9 or a–f.")


class StyleSerializer(serializers.Serializer[Any]):
    """The look that the agency's reports are compiled with. What a change leaves out stays as it is."""

    body_face = serializers.ChoiceField(choices=_ONE_OF["body_face"], required=False)
    heading_face = serializers.ChoiceField(choices=_ONE_OF["heading_face"], required=False)
    item_mark = serializers.ChoiceField(choices=_ONE_OF["item_mark"], required=False)
    bracket_width = serializers.ChoiceField(
        choices=_ONE_OF["bracket_width"], required=False, help_text="For years opened from now on."
    )
    heading_colour = _colour()
    accent_colour = _colour()
    table_head_fill = _colour()
    table_head_text = _colour()
    has_cover = serializers.BooleanField(required=False)
    header_text = serializers.CharField(
        allow_blank=True, max_length=HEADER_LENGTH, required=False, help_text="Empty: the report's title."
    )

    def to_internal_value(self, data: Any) -> Any:
        """A name that is none is refused: mistyped, it would look as if it had been changed."""
        if isinstance(data, dict) and (unknown := set(data) - set(FIELDS)):
            raise exceptions.ValidationError({name: [_("There is no value of this name.")] for name in sorted(unknown)})
        return super().to_internal_value(data)


@extend_schema(parameters=[_CODE])
class AgencyStyle(APIView):
    @extend_schema(summary="An agency's look", responses={200: StyleSerializer, **refusals(404)})
    def get(self, request: Request, code: str) -> Response:
        agency = _agency_or_404(request, code)
        profile = StyleProfile.objects.filter(agency=agency).first()
        return Response(StyleSerializer(profile or StyleProfile(agency=agency)).data)

    @extend_schema(
        summary="Change an agency's look",
        description="Counts for reports being compiled. A report that was sent up, and every edition, keeps its own.",
        request=StyleSerializer,
        responses={200: StyleSerializer, **refusals(400, 403, 404)},
    )
    def put(self, request: Request, code: str) -> Response:
        agency = _agency_or_404(request, code)
        asked = StyleSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        profile = change_style(agency=agency, changes=asked.validated_data, actor=person(request), now=timezone.now())
        return Response(StyleSerializer(profile).data)


def _agency_or_404(request: Request, code: str) -> Agency:
    return get_object_or_404(policy().overseen_agencies(person(request), timezone.now()), code=code)
