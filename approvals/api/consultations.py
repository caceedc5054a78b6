"""會辦 over the API: asking a division, its reply, the answer to an objection, taking the question back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.api.review_serializers import ConsultationSerializer, QuestionSerializer
from approvals.domain import consultations
from approvals.domain.consulting import consulting, question, read_whole
from approvals.domain.desk import consultations_awaiting
from approvals.enums import Reply
from approvals.models import Consultation
from approvals.tasks import kick_delivery
from reports.api.idempotency import IDEMPOTENCY_KEY, REPLAYED, answer_once
from reports.api.openapi import refusals
from reports.api.pagination import keyset
from reports.api.subjects import person, section_or_404, sections, visitor_address
from reports.enums import Scope
from reports.models import Division, Section

LONGEST_TEXT = 4000


class AskSerializer(serializers.Serializer[Any]):
    """A question to a division of the same agency about a part of the section."""

    division = serializers.SlugField(max_length=32, help_text="The division's code.")
    scope = serializers.ChoiceField(choices=[scope.value for scope in Scope], default=Scope.ALL.value)
    is_mandatory = serializers.BooleanField(
        default=True, help_text="true: the step does not close before the reply, nor with an objection unanswered."
    )
    question = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_TEXT)


class ReplySerializer(serializers.Serializer[Any]):
    """An opinion or objection needs a text. `scope_sha256` is the one that was read: if it has changed since, 409."""

    reply = serializers.ChoiceField(choices=[reply.value for reply in Reply])
    text = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_TEXT)
    scope_sha256 = serializers.RegexField(r"^[0-9a-f]{64}\Z", required=False)


class AnswerSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(allow_blank=True, max_length=LONGEST_TEXT)


class WithdrawSerializer(serializers.Serializer[Any]):
    """Nothing needs to be said."""


class ConsultationListSerializer(serializers.Serializer[Any]):
    results = QuestionSerializer(many=True)


class SectionConsultations(APIView):
    throttle_scope = "actions"

    @extend_schema(
        operation_id="section_consultations",
        summary="What other divisions were asked about a section, and said",
        responses={200: ConsultationListSerializer, **refusals(404)},
    )
    def get(self, request: Request, section_id: int) -> Response:
        now = timezone.now()
        found = consulting(section_or_404(request, section_id, now), person(request), now)
        return Response(ConsultationListSerializer({"results": found.questions}).data)

    @extend_schema(
        summary="Ask another division",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=AskSerializer,
        responses={200: QuestionSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, section_id: int) -> Response:
        now = timezone.now()
        section = section_or_404(request, section_id, now)
        return answer_once(request, AskSerializer, now, lambda asked: _ask(request, section, asked, now))


class ConsultationsAwaiting(generics.ListAPIView[Consultation]):
    serializer_class = ConsultationSerializer
    pagination_class = keyset("id")
    queryset = Consultation.objects.none()

    def get_queryset(self) -> QuerySet[Consultation]:
        now = timezone.now()
        visible = sections(self.request, now).order_by().values("pk")
        return read_whole(consultations_awaiting(person(self.request), now).filter(section__in=visible))

    @extend_schema(
        summary="The open questions to the divisions one speaks for",
        responses={200: ConsultationSerializer, **refusals(400)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ConsultationDetail(APIView):
    @extend_schema(
        summary="One consultation, and what one may do about it",
        responses={200: QuestionSerializer, **refusals(404)},
    )
    def get(self, request: Request, consultation_id: int) -> Response:
        now = timezone.now()
        row = consultation_or_404(request, consultation_id, now)
        return Response(QuestionSerializer(question(row, person(request), now)).data)


class ConsultationVerb(APIView):
    """One verb on one consultation; the three below differ in what they read and call."""

    throttle_scope = "actions"

    def answer(
        self, request: Request, pk: int, asked_as: type[serializers.Serializer[Any]], verb: Callable[..., Consultation]
    ) -> Response:
        now = timezone.now()
        row = consultation_or_404(request, pk, now)

        def work(asked: dict[str, Any]) -> Any:
            row.scope_sha256 = asked.pop("scope_sha256", row.scope_sha256)
            verb(consultation=row, actor=person(request), now=now, address=visitor_address(request), **asked)
            kick_delivery()
            after = read_whole(Consultation.objects.all()).get(pk=row.pk)
            return QuestionSerializer(question(after, person(request), now)).data

        return answer_once(request, asked_as, now, work)


class ConsultationReply(ConsultationVerb):
    @extend_schema(
        summary="Reply for the consulted division",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=ReplySerializer,
        responses={200: QuestionSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, consultation_id: int) -> Response:
        def reply(*, reply: str, **given: Any) -> Consultation:
            return consultations.reply(answer=Reply(reply), **given)

        return self.answer(request, consultation_id, ReplySerializer, reply)


class ConsultationAnswer(ConsultationVerb):
    @extend_schema(
        summary="Answer an objection",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=AnswerSerializer,
        responses={200: QuestionSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, consultation_id: int) -> Response:
        return self.answer(request, consultation_id, AnswerSerializer, consultations.answer_objection)


class ConsultationWithdrawal(ConsultationVerb):
    @extend_schema(
        summary="Take a question back that was not replied to",
        parameters=[IDEMPOTENCY_KEY, REPLAYED],
        request=WithdrawSerializer,
        responses={200: QuestionSerializer, **refusals(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, consultation_id: int) -> Response:
        return self.answer(request, consultation_id, WithdrawSerializer, consultations.withdraw_consultation)


def consultation_or_404(request: Request, pk: int, now: datetime) -> Consultation:
    visible = sections(request, now).order_by().values("pk")
    found = read_whole(Consultation.objects.filter(section__in=visible))
    return get_object_or_404(found, pk=pk)


def _ask(request: Request, section: Section, asked: dict[str, Any], now: datetime) -> Any:
    division = Division.objects.filter(agency=section.report.agency_id, code=asked["division"]).first()
    if division is None:
        raise exceptions.ValidationError({"division": [_("There is no such division in this agency.")]})
    row = consultations.request_consultation(
        section=section, division=division, scope=Scope(asked["scope"]), is_mandatory=asked["is_mandatory"],
        question=asked["question"], actor=person(request), now=now, address=visitor_address(request),
    )  # fmt: skip
    kick_delivery()
    whole = read_whole(Consultation.objects.all()).get(pk=row.pk)
    return QuestionSerializer(question(whole, person(request), now)).data
