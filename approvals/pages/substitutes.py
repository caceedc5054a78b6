"""My substitute (職務代理): who stands in for me and for whom I stand in; appointing and ending."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from approvals.domain import substitutes
from approvals.domain.mandates import office_date
from approvals.domain.roles import sync_person
from approvals.enums import Capacity
from approvals.models import Assignment
from approvals.models.labels import choices
from reports.domain.refusals import Refusal
from reports.enums import SectionKind
from reports.models import User
from reports.models.labels import choices as report_choices
from reports.pages.people import person

OVER_SHOWN = 20


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class AppointForm(forms.Form):
    """Both days are included."""

    seat = forms.ModelChoiceField(Assignment.objects.none(), label=gettext_lazy("My role"), empty_label=None)
    substitute = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Substitute"))
    capacity = forms.ChoiceField(label=gettext_lazy("Capacity"), choices=choices(Capacity))
    section_kind = forms.ChoiceField(
        label=gettext_lazy("Only for this kind of section"), required=False,
        choices=[("", gettext_lazy("All")), *report_choices(SectionKind)],
    )  # fmt: skip
    valid_from = _day(gettext_lazy("First day"))
    valid_to = _day(gettext_lazy("Last day"))

    def __init__(self, *given: Any, user: User, **named: Any) -> None:
        super().__init__(*given, **named)
        today = office_date(timezone.now())
        own = Assignment.objects.in_force(today).filter(user=user, acting_for__isnull=True)
        people = User.objects.filter(agency=user.agency_id, is_active=True) if user.agency_id else User.objects.none()
        self.fields["seat"].queryset = own.select_related("user", "division__agency")  # type: ignore[attr-defined]
        self.fields["substitute"].queryset = people.exclude(pk=user.pk)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    user, now = person(request), timezone.now()
    form = AppointForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            substitutes.appoint(
                principal=given["seat"], substitute=given["substitute"], capacity=Capacity(given["capacity"]),
                valid_from=given["valid_from"], valid_to=given["valid_to"], section_kind=given["section_kind"],
                actor=user, now=now,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.text)
        else:
            sync_person(user=given["substitute"], now=now)
            messages.success(request, _("The substitute has been appointed."))
            return redirect("approvals:substitutes")
    rows = Assignment.objects.filter(Q(user=user) | Q(acting_for=user), acting_for__isnull=False)
    rows = rows.select_related("user", "acting_for", "division").order_by("-valid_from", "-id")
    context = {"form": form, "rows": rows[:OVER_SHOWN], "today": office_date(now)}
    return render(request, "approvals/substitutes.html", context)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """From tomorrow on nobody stands in; a substitution that has not begun is taken away."""
    user, now = person(request), timezone.now()
    rows = Assignment.objects.filter(acting_for=user).select_related("user", "division__agency")
    row = get_object_or_404(rows, pk=pk)
    stand_in = row.user
    try:
        substitutes.end(assignment=row, actor=user, on=office_date(now), now=now)
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        sync_person(user=stand_in, now=now)
        messages.success(request, _("The substitution has been ended."))
    return redirect("approvals:substitutes")
