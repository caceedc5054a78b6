"""manage.py load_report: a report's text becomes the drafts of a year."""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.content import SectionContent
from reports.content.keys import rows
from reports.domain.acceptance import PLAUSIBLE_ROC_YEARS
from reports.domain.import_texts import CONFIDENCE_TEXTS, ROW_NAMES, leftover_text, notice_text, refusal_text
from reports.domain.loading import Loaded, load_imported
from reports.domain.refusals import Refusal
from reports.importing import ImportRefused, ImportResult, import_as_json, import_report, read_document
from reports.importing.source import MAX_BYTES
from reports.models import Agency, Division, User

REFUSED, USAGE = 1, 2
SHOWN = 30
"""How many characters of left-over words are shown."""


class Command(BaseCommand):
    help = "Load a report (text in UTF-8, ODT, DOCX or PDF) into the drafts of a year, all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency", required=True, metavar="CODE")
        parser.add_argument("--year", required=True, type=int, help="The ROC year reported on, such as 114.")
        parser.add_argument("--division", metavar="CODE", help="Who writes new sections; default: the secretariat.")
        parser.add_argument(
            "--as", dest="username", metavar="USERNAME",
            help="Who opens the report and writes; default: the secretariat and each division's contributor.",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="Try everything and write nothing.")
        parser.add_argument("--json", action="store_true", help="Print the content as JSON, the summary on stderr.")

    def handle(self, *args: Any, **options: Any) -> None:
        agency, division, actor = self._people(options)
        imported = self._imported(options["file"])
        try:
            with transaction.atomic():
                loaded = load_imported(
                    agency=agency, roc_year=options["year"], imported=imported, now=timezone.now(),
                    actor=actor, division=division,
                )  # fmt: skip
                transaction.set_rollback(options["dry_run"])
        except Refusal as refusal:
            raise CommandError(refusal.text, returncode=REFUSED) from refusal
        out = self.stderr if options["json"] else self.stdout
        for line in _summary(imported, loaded, agency, is_dry_run=options["dry_run"]):
            out.write(line, style_func=str)
        if options["json"]:
            self.stdout.write(json.dumps(import_as_json(imported), ensure_ascii=False, indent=2))

    def _people(self, options: dict[str, Any]) -> tuple[Agency, Division | None, User | None]:
        agency = Agency.objects.filter(code=options["agency"]).first()
        if agency is None:
            known = ", ".join(Agency.objects.values_list("code", flat=True)) or "—"
            raise _usage(_("There is no agency “%(code)s”. There are: %(known)s") % {
                "code": options["agency"], "known": known,
            })  # fmt: skip
        if options["year"] not in PLAUSIBLE_ROC_YEARS:
            raise _usage(_("%(year)s is not a plausible ROC year (38 to 299).") % {"year": options["year"]})
        return agency, _division(agency, options["division"]), _user(agency, options["username"])

    def _imported(self, file: Path) -> ImportResult:
        try:
            size = file.stat().st_size
            data = b"" if size > MAX_BYTES else file.read_bytes()
        except OSError as error:
            raise _usage(_("%(file)s cannot be read: %(reason)s") % {"file": file, "reason": error.strerror}) from error
        try:
            if size > MAX_BYTES:
                raise ImportRefused("too_large", found=size, limit=MAX_BYTES)
            return import_report(read_document(data), source_name=file.name)
        except ImportRefused as refusal:
            raise CommandError(f"{file.name}: {refusal_text(refusal)}", returncode=REFUSED) from refusal


def _usage(message: str) -> CommandError:
    return CommandError(message, returncode=USAGE)


def _division(agency: Agency, code: str | None) -> Division | None:
    division = agency.divisions.filter(code=code).first() if code else None
    if code and division is None:
        known = ", ".join(agency.divisions.values_list("code", flat=True)) or "—"
        raise _usage(_("There is no division “%(code)s”. There are: %(known)s") % {"code": code, "known": known})
    return division


def _user(agency: Agency, username: str | None) -> User | None:
    user = User.objects.filter(agency=agency, username=username, is_active=True).first() if username else None
    if username and user is None:
        raise _usage(_("There is no active user “%(username)s” at %(agency)s.") % {
            "username": username, "agency": agency.name,
        })  # fmt: skip
    return user


def _summary(imported: ImportResult, loaded: Loaded, agency: Agency, *, is_dry_run: bool) -> list[str]:
    """What was placed where, what to look at, and what found no place, each with its line."""
    lines = [_("%(title)s: %(count)s sections") % {"title": loaded.report.title, "count": len(loaded.sections)}]
    if imported.agency_name and imported.agency_name != agency.name:
        names = {"found": imported.agency_name, "agency": agency.name}
        lines.append(_("The text names %(found)s; it is loaded for %(agency)s.") % names)
    for section in imported.sections:
        lines.append(f"  {section.code:16} {section.title}  [{CONFIDENCE_TEXTS[section.confidence]}]")
        lines.append("    " + _rows(section.content))
        lines += [_at(notice.line, notice_text(notice)) for notice in section.notices]
    lines += [_at(notice.line, notice_text(notice)) for notice in imported.notices]
    if loaded.unfilled:
        lines.append(_("Without text in the file: %(codes)s") % {"codes": ", ".join(loaded.unfilled)})
    lines.append(_("Left over: %(count)s") % {"count": len(imported.remainder)})
    for span in imported.remainder:
        lines.append(_at(span.line, f"{leftover_text(span)} 「{' '.join(span.text.split())[:SHOWN]}」"))
    lines.append(_("Nothing was written: this was a dry run.") if is_dry_run else _("All of it is saved."))
    return lines


def _rows(content: SectionContent) -> str:
    """How many rows of each kind a section has."""
    found = Counter(type(row) for _path, row in rows(content))
    return " · ".join(f"{ROW_NAMES[kind]} {found[kind]}" for kind in ROW_NAMES if found[kind]) or "—"


def _at(line: int, text: str) -> str:
    return "    " + _("line %(line)s: %(text)s") % {"line": line, "text": text}
