"""An agency's look: changed by those who manage it, shown while a report is compiled, frozen when it is sent up."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import ReportSettings, Style, canonical_json
from reports.content.codec import style_from_json
from reports.content.style import COLOURS
from reports.domain import access, audit
from reports.domain.names import unprintable
from reports.domain.refusals import Refusal
from reports.enums import Ability, BracketWidth, Face, ItemMark, ReportStatus
from reports.models import Agency, Report, StyleProfile, User
from reports.models.style import HEADER_LENGTH
from reports.values.colours import LEAST_CONTRAST, WHITE, contrast, is_colour
from reports.values.text import normalise

FIELDS = (
    "body_face",
    "heading_face",
    "item_mark",
    "bracket_width",
    *COLOURS,
    "has_cover",
    "header_text",
)
"""What a style consists of."""
CHOICES: Mapping[str, type[StrEnum]] = {
    "body_face": Face,
    "heading_face": Face,
    "item_mark": ItemMark,
    "bracket_width": BracketWidth,
}
LEAST_GRAPHIC_CONTRAST = 3.0
"""WCAG 2.1, success criterion 1.4.11: bars and rules against the paper."""


class UnableToStyle(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "no_colour": _("“%(value)s” is no colour. Write it as # and six digits 0–9 or a–f, such as #1f4e79."),
        "too_pale": _(
            "“%(value)s” on “%(ground)s” has a contrast of %(found)s to 1; "
            "at least %(needed)s to 1 is needed to be read."
        ),
        "unprintable": _("The head of the page contains a character that cannot be printed: “%(character)s”."),
        "too_long": _("The head of the page may have at most %(limit)s characters, in one line."),
        "unknown_choice": _("“%(value)s” is not one of the choices."),
    }
    statuses: ClassVar[Mapping[str, int]] = dict.fromkeys(
        ("no_colour", "too_pale", "unprintable", "too_long", "unknown_choice"), 400
    )


def change_style(*, agency: Agency, changes: Mapping[str, Any], actor: User, now: datetime) -> StyleProfile:
    """Change some of FIELDS; values equal to the present ones change nothing. KeyError for any other field.

    Reports that were sent up keep the look they were sent up with. Raises NotPermitted and UnableToStyle.
    """
    if not actor.is_superuser:
        access.require(actor, Ability.MANAGE, agency, now)
    if unknown := set(changes) - set(FIELDS):
        raise KeyError(*unknown)
    with transaction.atomic():
        profile, is_new = StyleProfile.objects.select_for_update().get_or_create(agency=agency)
        before = {name: getattr(profile, name) for name in FIELDS}
        for name, value in changes.items():
            setattr(profile, name, normalise(value) if isinstance(value, str) else value)
        different = {
            name: [before[name], getattr(profile, name)] for name in FIELDS if before[name] != getattr(profile, name)
        }
        if not different and not is_new:
            return profile
        _validate(profile)
        profile.save()
        audit.append_agency_event(
            agency=agency, actor=actor, action="change_style", subject="style", payload=different, now=now
        )
    return profile


def style_of(agency: Agency) -> Style:
    profile = StyleProfile.objects.filter(agency=agency).first()
    return profile.style if profile is not None else Style()


def bracket_width_of(agency: Agency) -> BracketWidth:
    """What a year that is opened now begins with."""
    profile = StyleProfile.objects.filter(agency=agency).first()
    return BracketWidth(profile.bracket_width) if profile is not None else BracketWidth.HALF


def settings_of(report: Report) -> ReportSettings:
    """The report's settings with its look: while compiling the agency's present one, then the frozen one."""
    if report.status == ReportStatus.COMPILING:
        return replace(report.settings, style=style_of(report.agency))
    return replace(
        report.settings, style=style_from_json(json.loads(report.style_json)) if report.style_json else Style()
    )


def freeze_style(*, report: Report) -> None:
    """Keep the present look with a report that is being sent up, inside the caller's transaction."""
    report.style_json = canonical_json(style_of(report.agency))
    report.save(update_fields=["style_json"])


def _validate(profile: StyleProfile) -> None:
    for name, known in CHOICES.items():
        if getattr(profile, name) not in set(known):
            raise UnableToStyle("unknown_choice", value=getattr(profile, name))
    for name in COLOURS:
        if not is_colour(getattr(profile, name)):
            raise UnableToStyle("no_colour", value=getattr(profile, name))
    _require_contrast(profile.heading_colour, WHITE, LEAST_CONTRAST)
    _require_contrast(profile.accent_colour, WHITE, LEAST_GRAPHIC_CONTRAST)
    _require_contrast(profile.table_head_text, profile.table_head_fill, LEAST_CONTRAST)
    _validate_header(profile.header_text)


def _require_contrast(colour: str, ground: str, needed: float) -> None:
    found = contrast(colour, ground)
    if found < needed:
        raise UnableToStyle("too_pale", value=colour, ground=ground, found=f"{found:.2f}", needed=f"{needed:g}")


def _validate_header(text: str) -> None:
    if len(text) > HEADER_LENGTH or "\n" in text:
        raise UnableToStyle("too_long", limit=HEADER_LENGTH)
    if character := unprintable(text):
        raise UnableToStyle("unprintable", character=character)
