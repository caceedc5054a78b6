"""Logging in and a person's own settings."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.domain.access import policy
from reports.enums import Ability
from reports.pages.people import person


class Login(auth_views.LoginView):
    """Somebody who chose no language in this browser gets the one of their account."""

    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            remember_language(response, person(self.request).language)
        return response


class Password(auth_views.PasswordChangeView):
    template_name = "reports/account/password.html"
    success_url = reverse_lazy("reports:account")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, _("Your password has been changed."))
        return response


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, and the ways to what one may set."""
    user = person(request)
    is_manager = user.agency is not None and policy().can(user, Ability.MANAGE, user.agency, timezone.now())
    return render(request, "reports/account/account.html", {"is_manager": is_manager or user.is_superuser})


def remember_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
    )
