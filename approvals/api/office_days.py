"""The office calendar over the API: read by everybody, imported by the administrator of the installation."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.domain.office_days import (
    LARGEST_FILE,
    UnableToImport,
    compare_office_days,
    counted,
    import_office_days,
    read_office_days,
    require_administrator,
)
from approvals.enums import OfficeDaySource
from approvals.models import OfficeDay
from reports.api.evidence import FORM_OVERHEAD
from reports.api.openapi import ERROR, LATER_ENUMS, enum_field, refusals
from reports.api.pagination import keyset
from reports.api.subjects import person

LATER_ENUMS.append(OfficeDaySource)
FIRST_YEAR, LAST_YEAR = 1912, 2210
UPLOAD_REFUSALS = {
    413: OpenApiResponse(ERROR, description="The file is larger than 1 MB."),
    415: OpenApiResponse(ERROR, description="The body must be multipart/form-data."),
}


class OfficeDaySerializer(serializers.ModelSerializer[OfficeDay]):
    origin = enum_field(OfficeDaySource, source="source")

    class Meta:
        model = OfficeDay
        fields = ["date", "is_office_day", "note", "origin"]
        read_only_fields = fields


class OfficeDayQuery(serializers.Serializer[Any]):
    year = serializers.IntegerField(required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR, help_text="CE.")


class ImportSerializer(serializers.Serializer[Any]):
    """`dry_run`: say what would change and write nothing."""

    # Emptiness and size are the domain's to refuse, with its own codes.
    file = serializers.FileField(allow_empty_file=True, help_text="CSV: 西元日期, 星期, 是否放假, 備註; UTF-8 or Big5.")
    dry_run = serializers.BooleanField(default=False)


class ImportedSerializer(serializers.Serializer[Any]):
    first = serializers.DateField()
    last = serializers.DateField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField(help_text="Days that had another value.")
    unchanged = serializers.IntegerField()


class OfficeDays(generics.ListAPIView[OfficeDay]):
    serializer_class = OfficeDaySerializer
    pagination_class = keyset("id")
    queryset = OfficeDay.objects.none()

    def get_queryset(self) -> QuerySet[OfficeDay]:
        asked = OfficeDayQuery(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        year = asked.validated_data.get("year")
        return OfficeDay.objects.filter(date__year=year) if year else OfficeDay.objects.all()

    @extend_schema(
        summary="The office calendar",
        parameters=[OfficeDayQuery],
        responses={200: OfficeDaySerializer, **refusals(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OfficeDayImport(APIView):
    throttle_scope = "actions"
    parser_classes = [MultiPartParser]

    @extend_schema(
        summary="Import a year's published calendar",
        description="By the administrator of the installation. Importing the same file again changes nothing.",
        request={"multipart/form-data": ImportSerializer},
        responses={200: ImportedSerializer, **refusals(400, 403), **UPLOAD_REFUSALS},
    )
    def post(self, request: Request) -> Response:
        require_administrator(person(request))
        _refuse_large_body(request.META.get("CONTENT_LENGTH") or "")
        asked = ImportSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        days = read_office_days(asked.validated_data["file"].read(LARGEST_FILE + 1))
        if asked.validated_data["dry_run"]:
            done = counted(compare_office_days(days))
        else:
            done = import_office_days(days, actor=person(request))
        return Response(ImportedSerializer({"first": days[0].date, "last": days[-1].date, **asdict(done)}).data)


def _refuse_large_body(length: str) -> None:
    """By the announced length, before the body is read to disk."""
    if length.isdecimal() and int(length) > LARGEST_FILE + FORM_OVERHEAD:
        raise UnableToImport("too_large", size=int(length), largest=LARGEST_FILE)
