"""What the API says about the verbs."""

from enum import StrEnum
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from approvals.enums import Action, Capacity, Role
from approvals.models import Decision
from reports.api.openapi import LATER_ENUMS, enum_field
from reports.api.sections import LARGEST_ID
from reports.api.serializers import EditionSerializer, PersonSerializer, ReportSerializer, SectionSerializer

LATER_ENUMS.extend((Action, Role))
LARGEST_STEP = 32767


def optional_enum_field(enum: type[StrEnum], **options: Any) -> serializers.Field[Any, Any, Any, Any]:
    """A read-only field that holds a value of this closed list, or null where the model has ""."""

    @extend_schema_field({"allOf": [{"$ref": f"#/components/schemas/{enum.__name__}"}], "nullable": True})
    class OptionalEnumField(serializers.CharField):
        def to_representation(self, value: Any) -> Any:
            return str(value) or None

    return OptionalEnumField(read_only=True, **options)


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    action = enum_field(Action)
    role = optional_enum_field(Role)
    actor = PersonSerializer(read_only=True)
    acting_for = PersonSerializer(read_only=True, allow_null=True)
    capacity = optional_enum_field(Capacity)
    revision = serializers.IntegerField(source="revision.number", default=None, read_only=True, allow_null=True)
    sha256 = serializers.SerializerMethodField()

    class Meta:
        model = Decision
        fields = [
            "id", "action", "role", "actor", "acting_for", "capacity", "step", "from_status", "to_status",
            "comment", "decided_at", "revision", "sha256",
        ]  # fmt: skip
        read_only_fields = fields

    def get_sha256(self, decision: Decision) -> str:
        """What was decided on: the section's revision, or for a report the set of them; empty if nothing was."""
        return decision.revision.sha256 if decision.revision is not None else decision.set_sha256


class MoveSerializer(serializers.Serializer[Any]):
    """A move to make. `lock_version` is the one its maker saw: if the subject has moved on since, 409."""

    action = serializers.ChoiceField(choices=[action.value for action in Action])
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)
    lock_version = serializers.IntegerField(required=False, min_value=0, max_value=LARGEST_ID)
    to_step = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_STEP, help_text="`send_back`: an earlier step, not the writer."
    )
    person = serializers.CharField(
        required=False, max_length=150, help_text="`reassign`: the user name of who holds the desk's role."
    )
    publish_at = serializers.DateTimeField(
        required=False, help_text="`publish`: when it becomes visible, with its offset from UTC; without it at once."
    )
    edition = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_STEP,
        help_text="`withdraw`: the number of the edition; without it the newest one that the public can read.",
    )  # fmt: skip


class OfferedMoveSerializer(serializers.Serializer[Any]):
    action = enum_field(Action)
    role = optional_enum_field(Role)
    label = serializers.CharField(help_text="For people, in the language of Accept-Language.")  # type: ignore[assignment]
    to_status = serializers.CharField()
    needs_comment = serializers.BooleanField()
    needs_person = serializers.BooleanField()


class OfferedMovesSerializer(serializers.Serializer[Any]):
    """The moves this person may make now; send `lock_version` back with one."""

    status = serializers.CharField()
    lock_version = serializers.IntegerField()
    actions = OfferedMoveSerializer(many=True)


class SectionMovedSerializer(serializers.Serializer[Any]):
    decision = DecisionSerializer()
    section = SectionSerializer()


class ReportMovedSerializer(serializers.Serializer[Any]):
    decision = DecisionSerializer()
    report = ReportSerializer()
    edition = EditionSerializer(allow_null=True)
