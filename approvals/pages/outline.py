"""The secretariat opens one more section: a plan that came late, the achievements of another goal."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from approvals.domain.outline import add_section
from approvals.pages.board import board_report
from reports.domain.opening import REPEATED, NewSection
from reports.domain.refusals import Refusal
from reports.enums import SectionKind
from reports.models import Division, Report
from reports.models.labels import LABELS
from reports.pages.people import person


class NewSectionForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[(kind.value, LABELS[kind]) for kind in SectionKind if kind in REPEATED]
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    division = forms.ModelChoiceField(Division.objects.none(), label=gettext_lazy("Division"), empty_label=None)

    def __init__(self, *given: Any, report: Report, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["division"].queryset = report.agency.divisions.all()  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def new_section(request: HttpRequest, pk: int) -> HttpResponse:
    report = board_report(request, pk)
    form = NewSectionForm(request.POST or None, report=report)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = NewSection(SectionKind(given["kind"]), given["title"], given["division"])
        try:
            section = add_section(report=report, new=new, actor=person(request), now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.text)
        else:
            messages.success(request, _("The section “%(title)s” is open.") % {"title": section.title})
            return redirect("approvals:board", pk)
    return render(request, "approvals/new_section.html", {"report": report, "form": form}, status=_status(form))


def _status(form: NewSectionForm) -> int:
    return 400 if form.is_bound else 200
