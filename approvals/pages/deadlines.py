"""The dates of a report on the board: the schedule, every open deadline with who holds it, and the extensions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from approvals.domain.calendar import last_ended
from approvals.domain.cases import case_of
from approvals.domain.deadlines import current_schedule, default_schedule, move_deadline, schedule
from approvals.domain.extending import requests
from approvals.domain.mandates import office_date
from approvals.domain.seats import Seats
from approvals.enums import SCHEDULED_KINDS, DeadlineKind, ExtensionStatus
from approvals.models import Deadline, Extension
from approvals.models.labels import LABELS
from approvals.pages.board import board_report
from reports.domain.access import NotPermitted, policy
from reports.domain.refusals import Refusal
from reports.enums import Ability
from reports.models import Report, User
from reports.pages.people import person

EXTENSIONS_SHOWN = 50


class ScheduleForm(forms.Form):
    """The five dates; one that is left empty stays as it is."""

    with_own_dates = forms.BooleanField(
        required=False, label=gettext_lazy("Also for sections that have a date of their own")
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        # On top of the box that was declared, in the schedule's order.
        days = {
            kind.value: forms.DateField(
                label=str(LABELS[kind]),
                required=False,
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            )
            for kind in SCHEDULED_KINDS
        }
        self.fields = {**days, **self.fields}


class DateForm(forms.Form):
    due_on = forms.DateField()


@dataclass(frozen=True, slots=True)
class Row:
    """One open deadline. `holders` are the names of who has to meet it."""

    deadline: Deadline
    holders: tuple[str, ...]
    is_overdue: bool


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the dates; a POST sets the schedule."""
    report, now, user = board_report(request, pk), timezone.now(), person(request)
    known = current_schedule(report)
    form = ScheduleForm(request.POST or None, initial={**default_schedule(report.roc_year), **known})
    if request.method == "POST" and form.is_valid():
        dates = {kind: form.cleaned_data[kind.value] for kind in SCHEDULED_KINDS if form.cleaned_data[kind.value]}
        try:
            schedule(
                report=report, dates=dates, actor=user, now=now, with_own_dates=form.cleaned_data["with_own_dates"]
            )
        except NotPermitted as refusal:
            # Who may not set the dates has no form to show this in.
            messages.error(request, refusal.text)
            return redirect("approvals:board-deadlines", pk)
        except Refusal as refusal:
            form.add_error(None, refusal.text)
        else:
            messages.success(request, _("The dates have been set."))
            return redirect("approvals:board-deadlines", pk)
    asked = Extension.objects.filter(deadline__report=report).order_by("-id")
    decided = asked.exclude(status=ExtensionStatus.REQUESTED)[:EXTENSIONS_SHOWN]
    context = {
        "report": report,
        "form": form,
        "is_scheduled": bool(known),
        "rows": rows(report, now),
        "asked": requests(asked.filter(status=ExtensionStatus.REQUESTED), user, now),
        "decided": requests(decided, user, now),
        "can_manage": policy().can(user, Ability.MANAGE, report, now),
    }
    return render(request, "approvals/deadlines.html", context, status=400 if form.is_bound else 200)


def rows(report: Report, now: datetime) -> list[Row]:
    """Every open deadline of a report, what is due first at the top; a fixed number of queries."""
    today = office_date(now)
    opened = Deadline.objects.whole().filter(report=report, met_at__isnull=True)
    found = list(opened.select_related("section__division", "consultation__division"))
    seats = Seats(map(case_of, found), on=today)
    held = {row.pk: [seat.user_id for seat in seats.holding(case_of(row))] for row in found}
    names = User.objects.in_bulk({user for users in held.values() for user in users})
    ended = last_ended((row.due_on for row in found), today)
    return [
        Row(
            row, tuple(sorted({str(names[user]) for user in held[row.pk]})),
            is_overdue=row.due_on <= ended and row.paused_at is None,
        )
        for row in found
    ]  # fmt: skip


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one deadline another date."""
    deadline = get_object_or_404(Deadline.objects.select_related("report", "section"), pk=pk)
    report = board_report(request, deadline.report_id)
    form = DateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a date."))
        return redirect("approvals:board-deadlines", report.pk)
    try:
        move_deadline(deadline=deadline, due_on=form.cleaned_data["due_on"], actor=person(request), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        what = deadline.section if deadline.section is not None else LABELS[DeadlineKind(deadline.kind)]
        messages.success(request, _("The date of “%(what)s” has been moved.") % {"what": what})
    return redirect("approvals:board-deadlines", report.pk)
