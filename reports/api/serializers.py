"""What the API says about the nouns. All read-only: writing goes through the content schema and the moves."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reports.api.openapi import ContentField, enum_field
from reports.content import to_json
from reports.content.differences import DifferenceKind
from reports.enums import (
    RenditionFormat,
    RenditionStatus,
    ReportFamily,
    ReportStatus,
    SectionKind,
    SectionStatus,
)
from reports.models import (
    Agency,
    ApiToken,
    AuditEvent,
    Chapter,
    Division,
    Edition,
    Erratum,
    Rendition,
    Report,
    Section,
    SectionRevision,
    User,
)


class PersonSerializer(serializers.ModelSerializer[User]):
    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = User
        fields = ["id", "username", "name"]
        read_only_fields = fields


class AgencySerializer(serializers.ModelSerializer[Agency]):
    class Meta:
        model = Agency
        fields = ["code", "name"]
        read_only_fields = fields


class DivisionSerializer(serializers.ModelSerializer[Division]):
    class Meta:
        model = Division
        fields = ["code", "name"]
        read_only_fields = fields


class ChapterSerializer(serializers.ModelSerializer[Chapter]):
    kind = enum_field(SectionKind)

    class Meta:
        model = Chapter
        fields = ["position", "kind", "title"]
        read_only_fields = fields


class ReportSerializer(serializers.ModelSerializer[Report]):
    agency = AgencySerializer(read_only=True)
    family = enum_field(ReportFamily)
    status = enum_field(ReportStatus)
    section_count = serializers.IntegerField(read_only=True)
    signed_off_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Report
        fields = [
            "id", "agency", "roc_year", "title", "family", "status", "lock_version", "announced_on", "opened_at",
            "section_count", "signed_off_count",
        ]  # fmt: skip
        read_only_fields = fields


class ReportDetailSerializer(ReportSerializer):
    chapters = ChapterSerializer(many=True, read_only=True)
    settings = serializers.SerializerMethodField()

    class Meta(ReportSerializer.Meta):
        fields = [*ReportSerializer.Meta.fields, "chapters", "settings"]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_settings(self, report: Report) -> Any:
        """The report's own rules of figures, marks and checks."""
        return to_json(report.settings)


class ReportNameSerializer(serializers.ModelSerializer[Report]):
    agency = serializers.CharField(source="agency.code", read_only=True)
    status = enum_field(ReportStatus)

    class Meta:
        model = Report
        fields = ["id", "agency", "roc_year", "status"]
        read_only_fields = fields


class RevisionSerializer(serializers.ModelSerializer[SectionRevision]):
    author = PersonSerializer(read_only=True)
    acting_for = PersonSerializer(read_only=True, allow_null=True)
    etag = serializers.CharField(read_only=True)

    class Meta:
        model = SectionRevision
        fields = ["number", "etag", "sha256", "author", "acting_for", "capacity", "created_at"]
        read_only_fields = fields


class RevisionDetailSerializer(RevisionSerializer):
    content = serializers.SerializerMethodField()

    class Meta(RevisionSerializer.Meta):
        fields = [*RevisionSerializer.Meta.fields, "content"]
        read_only_fields = fields

    @extend_schema_field(ContentField)
    def get_content(self, revision: SectionRevision) -> Any:
        return to_json(revision.content)


class SectionSerializer(serializers.ModelSerializer[Section]):
    report = ReportNameSerializer(read_only=True)
    chapter = ChapterSerializer(read_only=True)
    division = DivisionSerializer(read_only=True)
    kind = enum_field(SectionKind)
    status = enum_field(SectionStatus)
    etag = serializers.CharField(read_only=True)
    revision = RevisionSerializer(source="current_revision", read_only=True, allow_null=True)

    class Meta:
        model = Section
        fields = [
            "id", "report", "chapter", "division", "code", "kind", "title", "position", "status", "lock_version",
            "etag", "revision",
        ]  # fmt: skip
        read_only_fields = fields


class SavedSerializer(serializers.Serializer[Any]):
    """The answer to a save: the content as it now stands, with the keys its new rows were given."""

    changed = serializers.BooleanField()
    section = SectionSerializer()
    content = ContentField()


class RenditionSerializer(serializers.ModelSerializer[Rendition]):
    format = enum_field(RenditionFormat)
    status = enum_field(RenditionStatus)

    class Meta:
        model = Rendition
        fields = ["format", "status", "name", "media_type", "size", "sha256", "attempts", "finished_at"]
        read_only_fields = fields


class ErratumSerializer(serializers.ModelSerializer[Erratum]):
    corrects_edition = serializers.IntegerField(source="corrects.number", read_only=True)

    class Meta:
        model = Erratum
        fields = ["corrects_edition", "reason", "opened_at"]
        read_only_fields = fields


class EditionSerializer(serializers.ModelSerializer[Edition]):
    erratum = ErratumSerializer(read_only=True, allow_null=True, default=None)
    report = ReportNameSerializer(read_only=True)
    published_by = PersonSerializer(read_only=True)
    renditions = RenditionSerializer(many=True, read_only=True)
    ready = serializers.SerializerMethodField()

    class Meta:
        model = Edition
        fields = [
            "id", "report", "number", "document_sha256", "published_by", "published_at", "released_at",
            "cancelled_at", "withdrawn_at", "withdrawal_office", "withdrawal_reason", "erratum", "ready", "renditions",
        ]  # fmt: skip
        read_only_fields = fields

    def get_ready(self, edition: Edition) -> int:
        """How many of the renditions are ready; the files can be fetched when all are."""
        return sum(1 for rendition in edition.renditions.all() if rendition.status == RenditionStatus.READY)


class CorrectedValueSerializer(serializers.Serializer[Any]):
    """One value that was corrected; section, row and field are its address in the JSON file of each edition."""

    section = serializers.CharField()
    row = serializers.CharField()
    field = serializers.CharField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in DifferenceKind])
    title = serializers.CharField()
    place = serializers.CharField()
    name = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class CorrectionTableSerializer(serializers.Serializer[Any]):
    corrects_edition = serializers.IntegerField()
    edition = serializers.IntegerField()
    reason = serializers.CharField()
    changes = CorrectedValueSerializer(many=True)


class PublicationMomentSerializer(serializers.Serializer[Any]):
    """When a scheduled edition becomes visible; null: at once."""

    publish_at = serializers.DateTimeField(allow_null=True)


class AuditEventSerializer(serializers.ModelSerializer[AuditEvent]):
    actor = PersonSerializer(read_only=True, allow_null=True)
    payload = serializers.SerializerMethodField()

    class Meta:
        model = AuditEvent
        fields = ["sequence", "at", "actor", "action", "subject", "payload", "previous_hash", "hash"]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_payload(self, event: AuditEvent) -> Any:
        return json.loads(event.payload_json)


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    class Meta:
        model = ApiToken
        fields = ["id", "label", "created_at", "expires_at", "revoked_at", "last_used_at"]
        read_only_fields = fields
