"""Dates as an iCalendar file (RFC 5545), in the language now active."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vDuration

from approvals.enums import ExtensionStatus
from approvals.models import Deadline, Extension
from reports.templatetags.office import office_date

REFRESH = timedelta(hours=1)
"""How often a calendar should look again."""


def calendar_file(deadlines: Iterable[Deadline], alarms: Mapping[int, datetime]) -> bytes:
    """The same deadlines make the same bytes: nothing in it is the moment of reading. `alarms` by deadline."""
    calendar = Calendar()
    calendar.add("prodid", "-//Jibao//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _("Jibao deadlines"))
    calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for deadline in deadlines:
        event = _event(deadline)
        if (rings_at := alarms.get(deadline.pk)) is not None:
            event.add_component(_alarm(str(event["summary"]), rings_at))
        calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file


def _event(deadline: Deadline) -> Event:
    """A whole day. The UID never changes, so a date that was moved is the same entry, moved (SEQUENCE)."""
    event = Event()
    event.add("uid", f"deadline-{deadline.pk}@{urlsplit(settings.SITE_URL).hostname}")
    revised = _revised_at(deadline)
    event.add("dtstamp", revised)
    event.add("last-modified", revised)
    event.add("sequence", deadline.times_moved)
    event.add("dtstart", deadline.due_on)
    event.add("dtend", deadline.due_on + timedelta(days=1))
    names = {"kind": deadline.get_kind_display(), "subject": deadline.section or deadline.report}
    event.add("summary", _("%(kind)s: %(subject)s") % names)
    event.add("description", "\n".join(_lines(deadline)))
    event.add("url", _link(deadline))
    event.add("transp", "TRANSPARENT")
    event.add("status", "TENTATIVE" if deadline.paused_at else "CONFIRMED")
    return event


def _alarm(summary: str, rings_at: datetime) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", rings_at.astimezone(UTC), parameters={"VALUE": "DATE-TIME"})
    return alarm


def _revised_at(deadline: Deadline) -> datetime:
    moments = [deadline.report.opened_at, deadline.started_at, deadline.paused_at, deadline.moved_at]
    for extension in deadline.extensions.all():
        moments += [extension.requested_at, extension.decided_at]
    return max(moment for moment in moments if moment is not None)


def _lines(deadline: Deadline) -> list[str]:
    lines = [str(deadline.report), deadline.report.agency.name]
    if deadline.consultation is not None:
        lines.append(_("Consulted: %(division)s") % {"division": deadline.consultation.division.name})
    if deadline.paused_at:
        lines.append(_("It waits for a consulted division; the date will be later."))
    lines += [text for extension in deadline.extensions.all() if (text := _extension_text(extension))]
    return [*lines, _link(deadline)]


def _extension_text(extension: Extension) -> str:
    if extension.status == ExtensionStatus.GRANTED:
        dates = {"before": office_date(extension.from_on), "after": office_date(extension.to_on)}
        return _("Extended from %(before)s to %(after)s.") % dates
    if extension.status == ExtensionStatus.REQUESTED:
        return _("An extension by %(days)s office days has been asked for.") % {"days": extension.days}
    return ""


def _link(deadline: Deadline) -> str:
    if deadline.section_id is not None:
        path = reverse("reports:section", args=[deadline.section_id])
    else:
        path = reverse("approvals:board", args=[deadline.report_id])
    return f"{settings.SITE_URL}{path}"
