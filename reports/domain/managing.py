"""What the secretariat may change about a report besides its text: its settings, and who writes which section."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.domain import access, audit
from reports.domain.names import unprintable
from reports.domain.refusals import Refusal
from reports.enums import Ability, ReportStatus, SectionStatus
from reports.models import Division, Report, Section, User

SETTINGS = (
    "title",
    "announced_on",
    "is_rate_capped",
    "rate_decimals",
    "bracket_width",
    "explain_execution_below",
    "improve_execution_below",
)
"""The fields of a report that can be changed while it is being compiled."""
MOST_DECIMALS = 4


class UnableToManage(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "not_compiling": _("This can only be changed while the report is being compiled."),
        "not_drafting": _("The section is not being drafted now. Have it sent back or recalled first."),
        "other_agency": _("%(division)s is not a division of %(agency)s."),
        "too_many_decimals": _("Rates are printed with at most %(limit)s decimals."),
        "thresholds_crossed": _(
            "The thresholds must lie between 0 and 100 %%, and improvements cannot be asked for above the one "
            "that asks for an explanation."
        ),
        "unprintable": _("The title contains a character that cannot be printed: “%(character)s”."),
    }
    statuses: ClassVar[Mapping[str, int]] = {
        "other_agency": 400,
        "too_many_decimals": 400,
        "thresholds_crossed": 400,
        "unprintable": 400,
    }


def change_settings(*, report: Report, changes: Mapping[str, Any], actor: User, now: datetime) -> Report:
    """Change some of SETTINGS; values equal to the present ones change nothing. KeyError for any other field.

    Raises NotPermitted and UnableToManage.
    """
    access.require(actor, Ability.MANAGE, report, now)
    for name in changes:
        if name not in SETTINGS:
            raise KeyError(name)
    with transaction.atomic():
        locked = Report.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=report.pk)
        if locked.status != ReportStatus.COMPILING:
            raise UnableToManage("not_compiling")
        different = {name: value for name, value in changes.items() if getattr(locked, name) != value}
        if not different:
            return locked
        payload = {name: [_plain(getattr(locked, name)), _plain(value)] for name, value in different.items()}
        for name, value in different.items():
            setattr(locked, name, value)
        _validate(locked)
        # Whoever sends the report up must have seen these settings.
        locked.lock_version += 1
        locked.save(update_fields=[*different, "lock_version"])
        audit.append_event(
            report=locked, actor=actor, action="change_settings", subject="report", payload=payload, now=now
        )
    return locked


def _validate(report: Report) -> None:
    if report.rate_decimals > MOST_DECIMALS:
        raise UnableToManage("too_many_decimals", limit=MOST_DECIMALS)
    if not 0 <= report.improve_execution_below <= report.explain_execution_below <= Decimal(100):
        raise UnableToManage("thresholds_crossed")
    _validate_title(report.title)


def _validate_title(title: str) -> None:
    if character := unprintable(title):
        raise UnableToManage("unprintable", character=character)


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | str | None) else str(value)


def change_section(*, section: Section, division: Division, title: str, actor: User, now: datetime) -> Section:
    """Give a section into other hands or another name, while it is being drafted.

    A plan and an achievement take their title from their content at the next save. Raises NotPermitted and
    UnableToManage.
    """
    access.require(actor, Ability.MANAGE, section.report, now)
    with transaction.atomic():
        report = Report.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(
            pk=section.report_id
        )  # fmt: skip
        locked = Section.objects.select_for_update(of=("self",), no_key=True).select_related("division").get(
            pk=section.pk
        )  # fmt: skip
        if report.status != ReportStatus.COMPILING:
            raise UnableToManage("not_compiling")
        if locked.status != SectionStatus.DRAFTING:
            raise UnableToManage("not_drafting")
        if division.agency_id != report.agency_id:
            raise UnableToManage("other_agency", division=division.name, agency=report.agency.name)
        if (locked.division_id, locked.title) == (division.pk, title):
            return locked
        _validate_title(title)
        payload = {"division": [locked.division.code, division.code], "title": [locked.title, title]}
        locked.division, locked.title, locked.lock_version = division, title, locked.lock_version + 1
        locked.save(update_fields=["division", "title", "lock_version"])
        audit.append_event(
            report=report, actor=actor, action="change_section", subject=f"section:{locked.code}",
            payload=payload, now=now,
        )  # fmt: skip
    return locked
