"""What changed in a section: since its sign-off, since any revision, since last year's edition."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reports.api.openapi import refusals
from reports.api.serializers import RevisionSerializer
from reports.api.subjects import section_or_404
from reports.content.differences import DifferenceKind, RunKind, differences
from reports.domain import comparing
from reports.domain.field_names import FIELD_NAMES
from reports.domain.places import place_names


class DifferencesQuery(serializers.Serializer[Any]):
    against = serializers.CharField(
        required=False,
        max_length=12,
        help_text="`signed_off`, `last_year` or a revision's number; without it the last sign-off before `revision`, "
        "or else the revision before it.",
    )
    revision = serializers.IntegerField(
        required=False, min_value=1, max_value=comparing.LARGEST_NUMBER,
        help_text="The newer one; the current one if not given.",
    )  # fmt: skip


class RunSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=[kind.value for kind in RunKind])
    text = serializers.CharField()


class DifferenceSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=[kind.value for kind in DifferenceKind])
    field = serializers.CharField(help_text="The content's path without row numbers: `indicators.target.printed`.")
    field_label = serializers.CharField(help_text="What people call the field, in the language of Accept-Language.")
    row = serializers.CharField(help_text='The key of the row it is in; "" for the section itself.')
    place = serializers.CharField(help_text="The row as its reader counts it.")
    old = serializers.CharField(help_text='"" for what was added; of a moved row its old place.')
    new = serializers.CharField(help_text='"" for what was removed; of a moved row its new place.')
    runs = RunSerializer(many=True, help_text="The new text against the old one; empty for a moved row.")


class ComparisonSerializer(serializers.Serializer[Any]):
    against = serializers.CharField(help_text='"last_year", a revision\'s number, or "" when there is nothing earlier.')
    older = RevisionSerializer(allow_null=True, help_text="null for last year's edition and for nothing.")
    edition = serializers.IntegerField(allow_null=True, help_text="The number of last year's edition.")
    newer = RevisionSerializer(allow_null=True)
    differences = DifferenceSerializer(many=True)


class SectionDifferences(APIView):
    @extend_schema(
        summary="What changed in a section",
        description="Paragraph by paragraph; rows are matched by their keys, those of last year by their likeness.",
        parameters=[DifferencesQuery],
        responses={200: ComparisonSerializer, **refusals(400, 404, 409)},
    )
    def get(self, request: Request, section_id: int) -> Response:
        asked = DifferencesQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        section = section_or_404(request, section_id, timezone.now())
        given = asked.validated_data
        found = comparing.compare(section, against=given.get("against", ""), number=given.get("revision"))
        shown = {
            "against": found.against,
            "older": found.revision,
            "edition": found.edition.number if found.edition is not None else None,
            "newer": found.newer,
            "differences": _differences(found) if found.against else [],
        }
        return Response(ComparisonSerializer(shown).data)


def _differences(found: comparing.Comparison) -> list[dict[str, object]]:
    before, after = place_names(found.old) if found.old is not None else {}, place_names(found.new)
    return [
        {
            "kind": each.kind.value,
            "field": each.field,
            "field_label": str(FIELD_NAMES.get(each.field, each.field)),
            "row": each.row,
            "place": (before if each.kind is DifferenceKind.REMOVED else after).get(each.row, each.place),
            "old": each.old,
            "new": each.new,
            "runs": [] if each.kind is DifferenceKind.MOVED else each.runs(),
        }
        for each in differences(found.old, found.new)
    ]
