"""manage.py style_profile: an agency's look, shown as JSON, or changed from a JSON file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.domain.refusals import Refusal
from reports.domain.styles import FIELDS, change_style
from reports.models import Agency, StyleProfile, User


class Command(BaseCommand):
    help = "Print an agency's look as JSON; with --set, first change what the file names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--agency", required=True, metavar="CODE")
        parser.add_argument("--set", dest="file", type=Path, metavar="FILE", help="JSON like the one printed")
        parser.add_argument(
            "--as", dest="username", metavar="USERNAME", help="Who changes it: the agency's secretariat; with --set."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        agency = Agency.objects.filter(code=options["agency"]).first()
        if agency is None:
            raise CommandError(_("There is no agency %(code)s.") % {"code": options["agency"]})
        profile = StyleProfile.objects.filter(agency=agency).first() or StyleProfile(agency=agency)
        if options["file"]:
            changes, actor = _changes(options["file"]), _actor(options["username"])
            try:
                profile = change_style(agency=agency, changes=changes, actor=actor, now=timezone.now())
            except Refusal as refusal:
                raise CommandError(refusal.text) from refusal
        style = {name: getattr(profile, name) for name in FIELDS}
        self.stdout.write(json.dumps(style, ensure_ascii=False, indent=2))


def _changes(file: Path) -> dict[str, Any]:
    """Text for every name but `has_cover`, which is true or false."""
    try:
        changes = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(_("%(file)s cannot be read: %(error)s") % {"file": file, "error": error}) from error
    if not isinstance(changes, dict):
        raise CommandError(_("%(file)s does not hold one JSON object.") % {"file": file})
    for name, value in changes.items():
        if name not in FIELDS or not isinstance(value, bool if name == "has_cover" else str):
            raise CommandError(_("“%(name)s” is no part of a style, or its value is of another kind.") % {"name": name})
    return changes


def _actor(username: str | None) -> User:
    actor = User.objects.filter(username=username or "").first()
    if actor is None:
        raise CommandError(_("Name with --as who changes the style."))
    return actor
