"""An agency's webhooks and their log in the admin; they are registered on the pages, which show their secret."""

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from approvals.domain import webhook_delivery, webhooks
from approvals.models import WebhookDelivery, WebhookEndpoint
from reports.admin.scope import ManagedAdmin, ReadOnlyAdmin, managed_agencies, person
from reports.admin.theme import Checkboxes
from reports.domain.refusals import Refusal
from reports.models import Agency


class EndpointForm(forms.ModelForm):
    events = forms.MultipleChoiceField(
        label=_("events"), choices=[(event, event) for event in webhooks.EVENTS], widget=Checkboxes
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("url", "events", "is_active")


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ManagedAdmin):
    """A secret is shown once, by the page that makes it (/webhooks/), so nothing is added here."""

    form = EndpointForm
    agency_lookup = "agency"
    list_display = ("url", "agency", "is_active", "created_at", "created_by")
    list_select_related = ("agency", "created_by")
    fields = ("agency", "url", "events", "is_active")
    readonly_fields = ("agency",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: EndpointForm, change: bool) -> None:
        webhooks.change(
            endpoint=obj, url=obj.url, events=obj.events, is_active=obj.is_active, actor=person(request),
            now=timezone.now(),
        )  # fmt: skip


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """What was owed to whom and what became of it."""

    verbatim = ("body",)
    agency_lookup = "endpoint__agency"
    list_display = ("created_at", "name", "endpoint", "status", "attempts", "response_status", "error")
    list_filter = ("status", ("endpoint", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("endpoint",)
    ordering = ("-pk",)
    actions = ("send_again",)

    def agencies(self, request: HttpRequest) -> QuerySet[Agency]:
        return managed_agencies(request)

    @admin.action(description=_("Send again"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        count = 0
        for delivery in queryset.select_related("endpoint__agency"):
            try:
                webhook_delivery.replay(delivery=delivery, actor=person(request), now=timezone.now())
            except Refusal as refusal:
                messages.error(request, f"{delivery.delivery_id}: {refusal.text}")
            else:
                count += 1
        messages.success(request, _t("%(count)s messages will be sent again.") % {"count": count})
