"""Agencies, divisions, people and their API tokens.

Accounts belong to the installation's administrator: whoever could set another's password could sign in their name.
The secretariat keeps names and addresses of its own people, and lets them in or not.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reports.admin.scope import ManagedAdmin, person
from reports.admin.theme import ChangeForm, CreationForm, PasswordForm
from reports.domain.people import keep_person
from reports.domain.tokens import revoke_token
from reports.models import Agency, ApiToken, Division, User

# Groups are made from the roles by sync_roles; what is changed here by hand would not last.
admin.site.unregister(Group)


@admin.register(Agency)
class AgencyAdmin(ManagedAdmin):
    agency_lookup = "pk"
    printed = frozenset({"name", "name_en", "service_class", "contact_name", "contact_phone"})
    list_display = ("name", "code", "name_en")
    search_fields = ("name", "code")
    fieldsets = (
        (None, {"fields": ("code", "name", "name_en")}),
        (_("Published editions"), {"fields": ("prints_names",)}),
        (_("Open data"), {"fields": ("service_class", "contact_name", "contact_phone", "contact_email")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Agency | None = None) -> tuple[str, ...]:
        """The code is in every address and file name, so it stays."""
        return ("code",) if obj is not None else ()


@admin.register(Division)
class DivisionAdmin(ManagedAdmin):
    agency_lookup = "agency"
    printed = frozenset({"name", "name_en"})
    list_display = ("name", "agency", "code", "kind")
    list_filter = (("agency", admin.RelatedOnlyFieldListFilter), "kind")
    list_select_related = ("agency",)
    search_fields = ("name", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Division | None = None) -> tuple[str, ...]:
        """A division does not change its agency: what it wrote stays where it was written."""
        return ("agency", "code") if obj is not None else ()


@admin.register(User)
class PersonAdmin(ManagedAdmin, UserAdmin):
    """People are deactivated, never deleted."""

    agency_lookup = "agency"
    printed = frozenset({"display_name"})
    form, add_form, change_password_form = ChangeForm, CreationForm, PasswordForm
    list_display = ("username", "display_name", "agency", "is_active")
    list_filter = (("agency", admin.RelatedOnlyFieldListFilter), "is_active")
    list_select_related = ("agency",)
    search_fields = ("username", "display_name", "email")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("display_name", "email", "language", "agency")}),
        (_("Access"), {"fields": ("is_active", "is_superuser", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "usable_password", "password1", "password2")}),
        (_("Person"), {"fields": ("display_name", "email", "language", "agency")}),
    )
    _KEPT_BY_SECRETARIAT = (
        (_("Person"), {"fields": ("username", "display_name", "email", "language")}),
        (_("Access"), {"fields": ("is_active", "last_login")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        if person(request).is_superuser:
            return User.objects.select_related("agency")
        people: QuerySet[User] = super().get_queryset(request)
        return people.filter(is_superuser=False)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is not None and not person(request).is_superuser:
            return self._KEPT_BY_SECRETARIAT
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fixed: tuple[str, ...] = ("last_login", "date_joined")
        if not person(request).is_superuser:
            fixed += ("username",)
        return (*fixed, "is_active") if obj is not None and obj.pk == request.user.pk else fixed

    def has_add_permission(self, request: HttpRequest) -> bool:
        return person(request).is_superuser

    def save_model(self, request: HttpRequest, obj: User, form: "ModelForm[User]", change: bool) -> None:
        if change:
            keep_person(person=obj, actor=person(request), now=timezone.now())
        else:
            super().save_model(request, obj, form, change)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002  Django's name
        if not person(request).is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)


@admin.register(ApiToken)
class ApiTokenAdmin(ManagedAdmin):
    """Tokens are made by their owners; here a lost one is revoked."""

    agency_lookup = "user__agency"
    list_display = ("label", "user", "created_at", "expires_at", "revoked_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("label", "user__username")
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        if person(request).is_superuser:
            return ApiToken.objects.select_related("user")
        tokens: QuerySet[ApiToken] = super().get_queryset(request)
        return tokens.filter(user__is_superuser=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    @admin.action(description=_("Revoke the chosen tokens"), permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        for token in queryset:
            revoke_token(token=token, now=timezone.now())
        text = ngettext("%(count)s token was revoked.", "%(count)s tokens were revoked.", len(queryset))
        messages.success(request, text % {"count": len(queryset)})
