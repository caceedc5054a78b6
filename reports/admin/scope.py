"""Whose rows a page of the admin shows, and whose it may change. No page reaches beyond what the policy allows."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.forms import CharField, ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.admin.readable import ReadableAdmin
from reports.domain.access import policy
from reports.domain.names import unprintable
from reports.domain.refusals import Refusal
from reports.enums import Ability
from reports.models import Agency, Division, Report, User
from reports.values.text import normalise

AGENCY_OF: dict[type[Model], str] = {Agency: "pk", Division: "agency", Report: "agency", User: "agency"}
"""What a form may point at, with the lookup of its agency."""


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def visitor_address(request: HttpRequest) -> str | None:
    """Where the request came from (a middleware has put it right behind a proxy); None where that is not known."""
    return request.META.get("REMOTE_ADDR") or None


def managed_agencies(request: HttpRequest) -> QuerySet[Agency]:
    """The agencies whose people, divisions and reports this person manages; all of them for a superuser."""
    user, now = person(request), timezone.now()
    overseen = policy().overseen_agencies(user, now)
    if user.is_superuser:
        return overseen
    return Agency.objects.filter(pk__in=[a.pk for a in overseen if policy().can(user, Ability.MANAGE, a, now)])


class ScopedAdmin(ReadableAdmin):
    """Rows of the agencies that the person oversees. Nothing is ever deleted in the admin: people sign for it.

    `agency_lookup` leads from a row to its agency; `section_lookup`, where given, from a row to a section, and then
    the rows are those of the sections the person may read.
    """

    agency_lookup: ClassVar[str] = ""
    section_lookup: ClassVar[str] = ""
    actions: Any = None
    list_per_page = 50
    list_max_show_all = 200

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        if self.section_lookup:
            visible = policy().visible_sections(person(request), timezone.now())
            return rows.filter(**{f"{self.section_lookup}__in": visible.values("pk")})
        return rows.filter(**{f"{self.agency_lookup}__in": self.agencies(request)})

    def agencies(self, request: HttpRequest) -> QuerySet[Agency]:
        return policy().overseen_agencies(person(request), timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ScopedAdmin):
    """What has happened: read, never added to or changed by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NameField(CharField):
    """A name that will stand in published files."""

    def to_python(self, value: Any) -> str:
        return normalise(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if character := unprintable(value):
            raise ValidationError(
                _("The name contains a character that cannot be printed: “%(character)s”."),
                code="unprintable", params={"character": character},
            )  # fmt: skip


class ManagedAdmin(ScopedAdmin):
    """Rows of the agencies that the person manages, with forms that point at nothing outside them.

    A refusal of the domain is shown as a message; the rule itself is not repeated here. `printed` are the fields whose
    words stand in published files.
    """

    printed: ClassVar[frozenset[str]] = frozenset()

    def agencies(self, request: HttpRequest) -> QuerySet[Agency]:
        return managed_agencies(request)

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.printed:
            kwargs["form_class"] = NameField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        target = db_field.remote_field.model
        if target in AGENCY_OF:
            kwargs["queryset"] = target._default_manager.filter(  # noqa: SLF001  Django's documented name
                **{f"{AGENCY_OF[target]}__in": managed_agencies(request)}
            )
        field: ModelChoiceField | None = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return field

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:  # fmt: skip
        try:
            answer: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            messages.error(request, refusal.text)
            return HttpResponseRedirect(request.get_full_path())
        return answer
