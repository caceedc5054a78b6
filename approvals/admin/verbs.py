"""What a form of the desk posts, and the one domain call that it becomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.domain import actions, consultations
from approvals.enums import Action, Reply
from approvals.forms import REPORT_FORMS, MoveForm
from approvals.models import Consultation
from approvals.models.labels import choices
from reports.enums import Scope
from reports.models import Division, User


class SendBackForm(MoveForm):
    to_step = forms.IntegerField(required=False, min_value=1, max_value=1000)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "to_step": self.cleaned_data["to_step"]}


class ReassignForm(MoveForm):
    person = forms.ModelChoiceField(
        User.objects.filter(is_active=True), error_messages={"required": _("Choose a person.")}
    )

    def clean_person(self) -> User:
        person: User = self.cleaned_data["person"]
        if person.agency_id != self.subject.report.agency_id:
            raise forms.ValidationError(_("Choose a person."))
        return person

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "person": self.cleaned_data["person"]}


class RequestForm(MoveForm):
    division = forms.ModelChoiceField(Division.objects.all(), error_messages={"required": _("Choose a division.")})
    scope = forms.ChoiceField(choices=[(scope.value, scope.value) for scope in Scope])
    is_mandatory = forms.BooleanField(required=False)

    def clean_division(self) -> Division:
        division: Division = self.cleaned_data["division"]
        if division.agency_id != self.subject.report.agency_id:
            raise forms.ValidationError(_("Choose a division."))
        return division

    def arguments(self) -> dict[str, Any]:
        return {
            "division": self.cleaned_data["division"],
            "scope": Scope(self.cleaned_data["scope"]),
            "is_mandatory": self.cleaned_data["is_mandatory"],
            "question": self.cleaned_data["comment"],
        }


class ConsultationForm(MoveForm):
    """Of one consultation of the section, as it was read."""

    consultation = forms.ModelChoiceField(Consultation.objects.all())
    scope_sha256 = forms.CharField(required=False, max_length=64)

    def clean_consultation(self) -> Consultation:
        row: Consultation = self.cleaned_data["consultation"]
        if row.section_id != self.subject.pk:
            raise forms.ValidationError(_("The form was incomplete. Read the page again before you decide."))
        return row

    def arguments(self) -> dict[str, Any]:
        row: Consultation = self.cleaned_data["consultation"]
        row.scope_sha256 = self.cleaned_data["scope_sha256"]
        return {"consultation": row}


class ReplyForm(ConsultationForm):
    answer = forms.ChoiceField(choices=choices(Reply), error_messages={"required": _("Choose a reply.")})

    def arguments(self) -> dict[str, Any]:
        answer = Reply(self.cleaned_data["answer"])
        return {**super().arguments(), "answer": answer, "text": self.cleaned_data["comment"]}


class AnswerForm(ConsultationForm):
    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "text": self.cleaned_data["comment"]}


@dataclass(frozen=True, slots=True)
class Verb:
    """A form and its domain call. `names_subject` False: the call is about what the form names, not the item."""

    make: Callable[..., object]
    form: type[MoveForm] = MoveForm
    names_subject: bool = True
    stays: bool = False
    """Back to the item afterwards, not to the queue: it is still there to be decided on."""


SECTION_VERBS: Mapping[Action, Verb] = {
    Action.ENDORSE: Verb(actions.endorse),
    Action.APPROVE: Verb(actions.approve),
    Action.SEND_BACK: Verb(actions.send_back, SendBackForm),
    Action.REOPEN: Verb(actions.reopen),
    Action.REASSIGN: Verb(actions.reassign, ReassignForm, stays=True),
    Action.REQUEST_CONSULTATION: Verb(consultations.request_consultation, RequestForm, stays=True),
    Action.REPLY: Verb(consultations.reply, ReplyForm, names_subject=False, stays=True),
    Action.ANSWER_OBJECTION: Verb(consultations.answer_objection, AnswerForm, names_subject=False, stays=True),
    Action.WITHDRAW_CONSULTATION: Verb(
        consultations.withdraw_consultation, ConsultationForm, names_subject=False, stays=True
    ),
}
REPORT_VERBS: Mapping[Action, Verb] = {
    action: Verb(make, REPORT_FORMS.get(action, MoveForm), stays=action in {Action.PUBLISH, Action.WITHDRAW})
    for action, make in actions.REPORT_MOVES.items()
}
