"""What the desk of the admin and the secretariat's board post for a move, read the same way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.enums import Action
from reports.values.moments import parse_moment
from reports.values.roc import RocError
from reports.values.text import forbidden_characters, normalise

MAX_COMMENT_LENGTH = 2000
LARGEST_EDITION = 32767


class MomentField(forms.CharField):
    """A date and time of day in Taipei; None for an empty field: at once."""

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]  # a moment, not its text
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_moment(text)
        except RocError as error:
            raise forms.ValidationError(not_a_moment()) from error

    def run_validators(self, value: Any) -> None:
        """The validators of a text do not fit a moment."""


def not_a_moment() -> str:
    return gettext("Give date and time, for example 2026-03-31 09:00.")


class ScheduleForm(forms.Form):
    """Another moment for an edition that nobody has seen."""

    publish_at = MomentField(required=False)


class MoveForm(forms.Form):
    """What a button posts: the version of the item that was read, and a comment."""

    lock_version = forms.IntegerField(min_value=0)
    comment = forms.CharField(required=False, max_length=MAX_COMMENT_LENGTH)

    def __init__(self, data: Any, subject: Any) -> None:
        super().__init__(data)
        self.subject = subject

    def clean_comment(self) -> str:
        comment = normalise(self.cleaned_data["comment"])
        for found in forbidden_characters(comment)[:1]:
            raise forms.ValidationError(
                _("The comment contains a character that cannot be kept: %(code_point)s in line %(line)s."),
                params={"code_point": found.code_point, "line": found.line},
            )
        return comment

    def arguments(self) -> dict[str, Any]:
        """What the domain is called with, beside the subject, who, when and from where."""
        return {"comment": self.cleaned_data["comment"]}


class PublishForm(MoveForm):
    publish_at = MomentField(required=False)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "publish_at": self.cleaned_data["publish_at"]}


class WithdrawForm(MoveForm):
    """Nothing is withdrawn that was not named: the edition is never guessed."""

    edition = forms.IntegerField(
        min_value=1, max_value=LARGEST_EDITION,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("Choose an edition.")),
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "edition": self.cleaned_data["edition"]}


REPORT_FORMS: Mapping[Action, type[MoveForm]] = {Action.PUBLISH: PublishForm, Action.WITHDRAW: WithdrawForm}
"""The forms of those moves of a report that take more than a comment."""


def first_error(form: forms.Form) -> str:
    if "lock_version" in form.errors:
        return gettext("The form was incomplete. Read the page again before you decide.")
    return str(next(iter(form.errors.values()))[0])
