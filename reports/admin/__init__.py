"""The admin of the reports: what they are made of, and what has happened to them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from reports.admin import events, history, people, report, style

__all__ = ["events", "history", "people", "report", "style"]

admin.site.site_title = admin.site.site_header = _("Jibao administration")
admin.site.index_title = _("Desk and administration")
