"""My settings: the language, the hour of the daily mail, and which notices come by mail."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from approvals.domain import preferences
from approvals.enums import DIGEST_HOURS, OPTIONAL_BY_MAIL, NoticeKind
from approvals.models import CalendarFeed
from approvals.models.labels import LABELS
from reports.models import User
from reports.pages.account import remember_language
from reports.pages.people import person


def _hours() -> list[tuple[str, Promise | str]]:
    usual = gettext_lazy("The usual hour (%(hour)s:00)") % {"hour": settings.JIBAO_DIGEST_HOUR}
    return [("", usual), *((str(hour), f"{hour}:00") for hour in DIGEST_HOURS)]


def _labelled(kinds: Iterable[NoticeKind]) -> list[tuple[str, Promise]]:
    """In the order of the enum, whatever the order of a set."""
    wanted = set(kinds)
    return [(kind.value, LABELS[kind]) for kind in NoticeKind if kind in wanted]


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language of pages and mail"), choices=settings.LANGUAGES)
    digest_hour = forms.TypedChoiceField(
        label=gettext_lazy("Hour of the daily mail"), choices=_hours, coerce=int, empty_value=None, required=False
    )
    by_mail = forms.MultipleChoiceField(
        label=gettext_lazy("Also by mail"), choices=_labelled(OPTIONAL_BY_MAIL), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = PreferencesForm(request.POST or None, initial=_initial(user))
    if request.method == "POST" and form.is_valid():
        return _save(request, user, form.cleaned_data)
    mandatory = [label for _value, label in _labelled(set(NoticeKind) - OPTIONAL_BY_MAIL)]
    feed = CalendarFeed.objects.filter(user=user).first()
    return render(request, "approvals/settings.html", {"form": form, "mandatory": mandatory, "calendar_feed": feed})


def _initial(user: User) -> dict[str, Any]:
    chosen = preferences.of_person(user)
    return {
        "language": user.language,
        "digest_hour": "" if chosen.has_usual_hour else chosen.digest_hour,
        "by_mail": sorted(OPTIONAL_BY_MAIL - chosen.without_mail),
    }


def _save(request: HttpRequest, user: User, given: dict[str, Any]) -> HttpResponse:
    preferences.set_preferences(
        user=user, language=given["language"], digest_hour=given["digest_hour"],
        without_mail=OPTIONAL_BY_MAIL - {NoticeKind(kind) for kind in given["by_mail"]},
    )  # fmt: skip
    with translation.override(user.language):
        messages.success(request, _("Your settings have been saved."))
    response = redirect("approvals:settings")
    remember_language(response, user.language)
    return response
