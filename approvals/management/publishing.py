"""What the commands of a publication share: the report, and the person in whose name it is done."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.enums import Action
from approvals.forms import not_a_moment
from approvals.tasks import kick_after
from reports.domain.refusals import Refusal
from reports.models import Report, User
from reports.values.moments import parse_moment
from reports.values.roc import RocError


def add_arguments(parser: ArgumentParser, *, is_reason_needed: bool) -> None:
    add_subject(parser)
    parser.add_argument("--reason", required=is_reason_needed, default="", help="the public will read it")


def add_subject(parser: ArgumentParser) -> None:
    parser.add_argument("agency", help="code of the agency")
    parser.add_argument("roc_year", type=int, help="民國 year of the report")
    parser.add_argument("--by", required=True, metavar="USERNAME", help="who does it; needs the role for it")


def make(action: Action, move: Callable[..., Any], options: dict[str, Any], **more: Any) -> Any:
    """The one call to the domain. Raises CommandError in words for what does not exist or is refused."""
    report, user = named(options)
    try:
        made = move(report=report, actor=user, comment=options["reason"], now=timezone.now(), **more)
    except Refusal as refusal:
        raise CommandError(refusal.text) from refusal
    kick_after(action)
    return made


def named(options: dict[str, Any]) -> tuple[Report, User]:
    """The report and who acts. Raises CommandError."""
    report = Report.objects.filter(agency__code=options["agency"], roc_year=options["roc_year"]).first()
    if report is None:
        raise CommandError(_("There is no such report."))
    user = User.objects.filter(username=options["by"], is_active=True).first()
    if user is None:
        raise CommandError(_("There is no active user %(username)s.") % {"username": options["by"]})
    return report, user


def moment(typed: str | None) -> datetime | None:
    """What was typed as a moment; None where nothing was. Raises CommandError."""
    if typed is None:
        return None
    try:
        return parse_moment(typed)
    except RocError as error:
        raise CommandError(not_a_moment()) from error
