"""What the API says about consultations, routes and substitutes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from approvals.api.serializers import optional_enum_field
from approvals.domain.consulting import Question
from approvals.domain.progress import StepProgress
from approvals.enums import (
    Action,
    Capacity,
    ConsultationOrigin,
    Quorum,
    Reply,
    Role,
    SeatKind,
    StepKind,
    StepState,
)
from approvals.models import Assignment, Consultation, Decision, Desk, Route, RouteConsultation, Step
from reports.api.openapi import LATER_ENUMS, enum_field
from reports.api.serializers import AgencySerializer, DivisionSerializer, PersonSerializer
from reports.enums import DivisionKind, Scope, SectionKind
from reports.models import Section

LATER_ENUMS.extend((Capacity, ConsultationOrigin, Quorum, Reply, Scope, SeatKind, StepKind, StepState))


class SectionNameSerializer(serializers.ModelSerializer[Section]):
    class Meta:
        model = Section
        fields = ["id", "code", "title"]
        read_only_fields = fields


class ConsultationSerializer(serializers.ModelSerializer[Consultation]):
    section = SectionNameSerializer(read_only=True)
    division = DivisionSerializer(read_only=True)
    scope = enum_field(Scope)
    origin = enum_field(ConsultationOrigin)
    requested_by = PersonSerializer(read_only=True)
    revision = serializers.IntegerField(source="revision.number", read_only=True, help_text="What was asked about.")
    reply = optional_enum_field(Reply)
    replied_by = PersonSerializer(read_only=True, allow_null=True)
    acting_for = PersonSerializer(read_only=True, allow_null=True)
    capacity = optional_enum_field(Capacity)
    answered_by = PersonSerializer(read_only=True, allow_null=True)
    withdrawn_by = PersonSerializer(read_only=True, allow_null=True)
    is_open = serializers.BooleanField(read_only=True)
    is_settled = serializers.BooleanField(read_only=True)

    class Meta:
        model = Consultation
        fields = [
            "id", "section", "division", "scope", "is_mandatory", "origin", "step", "requested_by", "requested_at",
            "question", "due_on", "revision", "scope_sha256", "repeats", "reply", "reply_text", "replied_by",
            "acting_for", "capacity", "replied_at", "answer_text", "answered_by", "answered_at", "withdrawn_by",
            "withdrawn_at", "is_open", "is_settled",
        ]  # fmt: skip
        read_only_fields = fields


class QuestionSerializer(serializers.Serializer[Question]):
    """A consultation and the verbs (`reply`, `answer_objection`, `withdraw_consultation`) one may use on it now."""

    consultation = ConsultationSerializer()
    actions = serializers.SerializerMethodField()

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Action"}})
    def get_actions(self, item: Question) -> list[str]:
        return [action.value for action in Action if action in item.verbs]


class RouteConsultationSerializer(serializers.ModelSerializer[RouteConsultation]):
    division_kind = enum_field(DivisionKind)
    scope = enum_field(Scope)

    class Meta:
        model = RouteConsultation
        fields = ["division_kind", "scope", "is_mandatory", "only_with_budget", "limit_days"]
        read_only_fields = fields


class StepSerializer(serializers.ModelSerializer[Step]):
    kind = enum_field(StepKind)
    seat = enum_field(SeatKind)
    role = optional_enum_field(Role)
    division = DivisionSerializer(read_only=True, allow_null=True)
    people = PersonSerializer(many=True, read_only=True)
    quorum = enum_field(Quorum)
    scope = enum_field(Scope)
    consultations = RouteConsultationSerializer(many=True, read_only=True)

    class Meta:
        model = Step
        fields = [
            "position", "name", "kind", "seat", "role", "division", "people", "quorum", "quorum_count", "scope",
            "limit_days", "consultations",
        ]  # fmt: skip
        read_only_fields = fields


class RouteSerializer(serializers.ModelSerializer[Route]):
    agency = AgencySerializer(read_only=True)
    section_kind = optional_enum_field(SectionKind)
    steps = StepSerializer(many=True, read_only=True)

    class Meta:
        model = Route
        fields = ["id", "agency", "report", "section_kind", "name", "is_active", "steps"]
        read_only_fields = fields


class DeskSerializer(serializers.ModelSerializer[Desk]):
    role = optional_enum_field(Role)
    division = DivisionSerializer(read_only=True, allow_null=True)
    person = PersonSerializer(source="user", read_only=True, allow_null=True)
    signed_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Desk
        fields = ["role", "division", "person", "opened_at", "due_on", "closed_at", "signed_by"]
        read_only_fields = fields


class SignatureSerializer(serializers.ModelSerializer[Decision]):
    action = enum_field(Action)
    actor = PersonSerializer(read_only=True)
    acting_for = PersonSerializer(read_only=True, allow_null=True)
    capacity = optional_enum_field(Capacity)

    class Meta:
        model = Decision
        fields = ["id", "action", "actor", "acting_for", "capacity", "decided_at"]
        read_only_fields = fields


class StepProgressSerializer(serializers.Serializer[StepProgress]):
    position = serializers.IntegerField(source="step.position")
    name = serializers.CharField(source="step.name")
    kind = enum_field(StepKind, source="step.kind")
    seat = enum_field(SeatKind, source="step.seat")
    role = optional_enum_field(Role, source="step.role")
    quorum = enum_field(Quorum, source="step.quorum")
    quorum_count = serializers.IntegerField(source="step.quorum_count", allow_null=True)
    scope = enum_field(Scope, source="step.scope")
    limit_days = serializers.IntegerField(source="step.limit_days", allow_null=True)
    division = DivisionSerializer(allow_null=True)
    people = PersonSerializer(many=True)
    state = enum_field(StepState)
    due_on = serializers.DateField(allow_null=True)
    desks = DeskSerializer(many=True)
    signatures = SignatureSerializer(many=True)


class RouteProgressSerializer(serializers.Serializer[Any]):
    """The route as it was frozen at submission; while drafting, the one a submission would take (`round` null)."""

    round = serializers.IntegerField(source="round.number", default=None, allow_null=True)
    revision = serializers.IntegerField(source="round.revision.number", default=None, allow_null=True)
    open_step = serializers.IntegerField(source="round.step", default=None, allow_null=True)
    steps = StepProgressSerializer(many=True)


class SubstitutionSerializer(serializers.ModelSerializer[Assignment]):
    principal = PersonSerializer(source="acting_for", read_only=True)
    substitute = PersonSerializer(source="user", read_only=True)
    division = DivisionSerializer(read_only=True)
    role = enum_field(Role)
    capacity = enum_field(Capacity)
    section_kind = optional_enum_field(SectionKind)

    class Meta:
        model = Assignment
        fields = [
            "id", "principal", "substitute", "division", "role", "capacity", "section_kind", "valid_from", "valid_to",
        ]  # fmt: skip
        read_only_fields = fields
