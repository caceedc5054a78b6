"""One's own settings over the API: the language, the hour of the daily mail, what comes by mail."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.domain import preferences
from approvals.enums import DIGEST_HOURS, OPTIONAL_BY_MAIL, NoticeKind
from reports.api.openapi import LATER_ENUMS, refusals
from reports.api.subjects import person
from reports.models import User

LATER_ENUMS.append(NoticeKind)
KINDS = {"type": "array", "items": {"$ref": "#/components/schemas/NoticeKind"}}


@extend_schema_field(KINDS)
class KindsField(serializers.ListField):
    """Kinds of notice, without order."""


class PreferencesSerializer(serializers.Serializer[Any]):
    language = serializers.ChoiceField(choices=[code for code, _name in settings.LANGUAGES])
    digest_hour = serializers.IntegerField(
        min_value=DIGEST_HOURS[0], max_value=DIGEST_HOURS[-1], allow_null=True,
        help_text="The hour in Taipei of the daily mail; null for the office's usual one.",
    )  # fmt: skip
    without_mail = serializers.ListField(
        child=serializers.ChoiceField(choices=[kind.value for kind in NoticeKind]), max_length=len(NoticeKind),
        help_text="The kinds read in the inbox alone. A kind in `always_by_mail` is refused.",
    )  # fmt: skip


class PreferencesAnswerSerializer(PreferencesSerializer):
    usual_digest_hour = serializers.IntegerField(help_text="The office's.")
    always_by_mail = KindsField()


class MyPreferences(APIView):
    throttle_scope = "actions"

    @extend_schema(summary="One's own settings", responses={200: PreferencesAnswerSerializer})
    def get(self, request: Request) -> Response:
        return Response(_answer(person(request)))

    @extend_schema(
        summary="Replace one's own settings",
        request=PreferencesSerializer,
        responses={200: PreferencesAnswerSerializer, **refusals(400, 422)},
    )
    def put(self, request: Request) -> Response:
        asked = PreferencesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        kinds = {NoticeKind(kind) for kind in given["without_mail"]}
        user = person(request)
        preferences.set_preferences(
            user=user, language=given["language"], digest_hour=given["digest_hour"], without_mail=kinds
        )
        return Response(_answer(user))


def _answer(user: User) -> Any:
    chosen = preferences.of([user])[user.pk]
    return PreferencesAnswerSerializer(
        {
            "language": user.language,
            "digest_hour": None if chosen.has_usual_hour else chosen.digest_hour,
            "without_mail": sorted(chosen.without_mail),
            "usual_digest_hour": settings.JIBAO_DIGEST_HOUR,
            "always_by_mail": sorted(set(NoticeKind) - OPTIONAL_BY_MAIL),
        }
    ).data
