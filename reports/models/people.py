"""Agencies, their divisions, and the people who work in them."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.enums import DivisionKind
from reports.models.labels import choices


class Agency(models.Model):
    """A 機關. Everything an agency owns is invisible to every other agency of the installation."""

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    prints_names = models.BooleanField(
        _("name the people who decided in what is published"),
        default=False,
        help_text=_("Otherwise the public side names offices alone. Counts for editions published from now on."),
    )
    unsigned_since = models.DateTimeField(_("publishes unsigned on purpose since"), null=True, editable=False)
    """When signing was given up; None for an agency that signs or never did."""
    service_class = models.CharField(_("service class"), max_length=50, default="公共資訊")
    """服務分類 of data.gov.tw."""
    contact_name = models.CharField(_("contact for open data"), max_length=50, blank=True)
    contact_phone = models.CharField(_("telephone of the contact"), max_length=40, blank=True)
    contact_email = models.EmailField(_("e-mail of the contact"), blank=True)

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Division(models.Model):
    """A 單位 of an agency."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="divisions", verbose_name=_("agency"))
    code = models.SlugField(_("code"), max_length=32)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=choices(DivisionKind), default=DivisionKind.LINE)

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ["agency", "code"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="reports_division_code_once"),
            models.CheckConstraint(condition=models.Q(kind__in=list(DivisionKind)), name="reports_division_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person who logs in. People are deactivated, never deleted: their name stays on what they signed."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("agency")
    )
    display_name = models.CharField(_("name on documents"), max_length=50, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hant")

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")  # type: ignore[assignment]
        verbose_name_plural = _("users")  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.display_name or self.username


class ApiToken(models.Model):
    """A person's key to the API. Only its sha256 is kept; the key itself is shown once, when it is made."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("user"))
    label = models.CharField(_("label"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.label
