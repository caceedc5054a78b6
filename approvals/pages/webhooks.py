"""An agency's webhooks: registered and changed by its secretariat, with the log of what was sent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from approvals.domain import webhook_delivery, webhooks
from approvals.domain.webhooks import EVENTS, LONGEST_URL
from approvals.enums import Action, Subject, WebhookStatus
from approvals.models import WebhookDelivery, WebhookEndpoint
from approvals.models.labels import LABELS
from reports.domain.refusals import Refusal
from reports.models import Agency
from reports.pages.people import person

MESSAGES_A_PAGE = 30


def event_label(event: str) -> str:
    """A move as people call it, with what it moves: the names of two subjects' moves are alike."""
    subject, _dot, action = event.partition(".")
    kind = _("Section") if subject == Subject.SECTION else _("Report")
    return _("%(kind)s: %(subject)s") % {"kind": kind, "subject": LABELS[Action(action)]}


def _choices() -> list[tuple[str, str]]:
    return [(event, event_label(event)) for event in EVENTS]


class EndpointForm(forms.Form):
    url = forms.CharField(
        label=gettext_lazy("Address to post to"),
        max_length=LONGEST_URL,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"), choices=_choices, widget=forms.CheckboxSelectMultiple
    )


class NewEndpointForm(EndpointForm):
    agency = forms.ModelChoiceField(Agency.objects.none(), label=gettext_lazy("Agency"), empty_label=None)
    field_order = ("agency", "url", "events")


class ChangeForm(EndpointForm):
    is_active = forms.BooleanField(label=gettext_lazy("Active"), required=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret")
def listed(request: HttpRequest) -> HttpResponse:
    """The agency's webhooks with what waits and what was given up, and a form for another."""
    now = timezone.now()
    form = NewEndpointForm(request.POST or None)
    form.fields["agency"].queryset = Agency.objects.filter(  # type: ignore[attr-defined]  # it chooses a row
        pk__in=[agency.pk for agency in _kept(request, now)]
    )
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = webhooks.register(actor=person(request), now=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("url", refusal.text)
        else:
            return _show_secret(request, endpoint, secret)
    rows = _managed(request, now).annotate(
        waiting=Count("deliveries", filter=Q(deliveries__status=WebhookStatus.QUEUED)),
        failed=Count("deliveries", filter=Q(deliveries__status=WebhookStatus.FAILED)),
    )
    return render(request, "approvals/webhooks.html", {"rows": rows, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A webhook with its log, newest message first; POST changes it."""
    now = timezone.now()
    endpoint = _one(request, pk, now)
    initial = {"url": endpoint.url, "events": endpoint.events, "is_active": endpoint.is_active}
    form = ChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            webhooks.change(endpoint=endpoint, actor=person(request), now=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("url", refusal.text)
        else:
            messages.success(request, _("The webhook has been changed."))
            return redirect("approvals:webhook", pk)
    page = Paginator(endpoint.deliveries.order_by("-id"), MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"delivery": row, "label": event_label(row.name)} for row in page.object_list]
    context = {"endpoint": endpoint, "form": form, "page": page, "rows": rows}
    return render(request, "approvals/webhook.html", context)


@never_cache
@require_POST
@sensitive_variables("secret")
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    endpoint = _one(request, pk, now)
    secret = webhooks.renew_secret(endpoint=endpoint, actor=person(request), now=now)
    return _show_secret(request, endpoint, secret)


@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    rows = WebhookDelivery.objects.filter(endpoint__in=_managed(request, now).values("pk"))
    delivery = get_object_or_404(rows.select_related("endpoint__agency"), pk=pk)
    _say(
        request, lambda: webhook_delivery.replay(delivery=delivery, actor=person(request), now=now),
        _("The message will be sent again within a minute."),
    )  # fmt: skip
    return redirect("approvals:webhook", delivery.endpoint_id)


def _say(request: HttpRequest, verb: Callable[[], Any], done: str) -> None:
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, done)


def _show_secret(request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> HttpResponse:
    return render(request, "approvals/webhook_secret.html", {"endpoint": endpoint, "secret": secret})


def _kept(request: HttpRequest, now: datetime) -> list[Agency]:
    """Raises Http404 for everybody who keeps no agency's webhooks."""
    agencies = list(webhooks.managed_by(person(request), now))
    if not agencies:
        raise Http404
    return agencies


def _managed(request: HttpRequest, now: datetime) -> QuerySet[WebhookEndpoint]:
    return WebhookEndpoint.objects.filter(agency__in=_kept(request, now)).select_related("agency").order_by("id")


def _one(request: HttpRequest, pk: int, now: datetime) -> WebhookEndpoint:
    found: WebhookEndpoint = get_object_or_404(_managed(request, now), pk=pk)
    return found
