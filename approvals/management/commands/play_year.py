"""manage.py play_year: a whole year of the demo agency, from opening to publication, one line a step."""

import contextlib
import logging
import shutil
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from approvals.management.demo.cast import AGENCY_CODE, DIVISIONS, PEOPLE, Cast, gather
from approvals.management.demo.year import ROC_YEAR, Year
from approvals.models.labels import LABELS
from reports.domain import bundle
from reports.domain.stored_files import whole
from reports.enums import RenditionStatus
from reports.models import Agency, Edition, User
from reports.tasks import kick_rendering
from reports.values.roc import to_roc_year

BAR_WIDTH = 24
POLL = 0.3  # seconds


class Command(BaseCommand):
    help = "Play the demo agency's year: drafts, review, sign-off, publication."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, default=Path("var/demo"), help="Where the files go.")
        parser.add_argument("--wait", type=float, default=180, help="Seconds to wait for the workers.")

    def handle(self, *args: Any, output: Path, wait: float, **options: Any) -> None:
        if Agency.objects.exclude(code=AGENCY_CODE).exists():
            raise CommandError(_("This database holds other agencies; the demo only plays in one of its own."))
        cast = gather(output / "accounts.tsv", timezone.now())
        self._introduce(cast)
        with _lines_of_its_own():
            edition = Year(cast, self._say).play()
        kick_rendering()
        edition = self._await_release(edition, wait)
        self._hand_out(edition, output / "published")

    def _say(self, when: datetime, who: User | None, what: str) -> None:
        """One line a step: the day in the office, the person, what they do."""
        local = timezone.localtime(when)
        self.stdout.write(f"{to_roc_year(local.year)}/{local:%m/%d %H:%M}  {who or '—'}  {what}")

    def _introduce(self, cast: Cast) -> None:
        head = (
            _("The demo agency and its people are made.") if cast.is_new else _("The demo's people are there already.")
        )
        self.stdout.write(self.style.MIGRATE_HEADING(head))
        for username, password in cast.passwords.items():
            self.stdout.write(f"  {username:8} {password:14} {_place(username)}")

    def _await_release(self, edition: Edition, wait: float) -> Edition:
        """Show how many files the workers have made until the edition is out."""
        until = time.monotonic() + wait
        while True:
            edition.refresh_from_db()
            rows = list(edition.renditions.all())
            ready = sum(row.status == RenditionStatus.READY for row in rows)
            self._bar(ready, len(rows), is_last=edition.released_at is not None)
            if edition.released_at is not None:
                return edition
            if failed := [row for row in rows if row.status == RenditionStatus.FAILED]:
                raise CommandError(f"{failed[0].format}: {failed[0].error}")
            if time.monotonic() > until:
                raise CommandError(
                    _("No worker finished the files within %(seconds)s seconds. Is a Celery worker running?")
                    % {"seconds": int(wait)}
                )
            time.sleep(POLL)

    def _bar(self, done: int, total: int, *, is_last: bool) -> None:
        if not sys.stdout.isatty() and not is_last:
            return
        filled = BAR_WIDTH * done // max(total, 1)
        line = f"  [{'█' * filled}{'·' * (BAR_WIDTH - filled)}] {done}/{total} " + _("files")
        self.stdout.write(f"\r{line}" if sys.stdout.isatty() else line, ending="\n" if is_last else "")
        self.stdout.flush()

    def _hand_out(self, edition: Edition, folder: Path) -> None:
        """Copy the files of this one edition beside the demo's other state, and say where they are."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, content in bundle.entries(edition):
            (folder / name).write_bytes(whole(content))
        self.stdout.write(self.style.SUCCESS(_("Published: report %(year)s") % {"year": ROC_YEAR}))
        for file in sorted(folder.iterdir()):
            self.stdout.write(f"  {file}")
        self._say_what_to_look_at(edition, folder.parent / "mail")

    def _say_what_to_look_at(self, edition: Edition, mails: Path) -> None:
        """Whose key signed the edition, and where the mails of the year lie."""
        if edition.signing_key is not None:
            signed = _("Signed with the agency's key; its fingerprint (SHA-256): %(fingerprint)s")
            self.stdout.write(signed % {"fingerprint": edition.signing_key.fingerprint})
        if mails.is_dir():
            kept = _("The year's mails, with all reminders of the section that came late: %(folder)s")
            self.stdout.write(kept % {"folder": mails})


@contextlib.contextmanager
def _lines_of_its_own() -> Iterator[None]:
    """What is done is said step by step; what the log says of the same would stand between the lines."""
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _place(username: str) -> str:
    """Who the person is, in the reader's language."""
    if username not in PEOPLE:
        return _("administrator of the installation")
    name, division, role = PEOPLE[username]
    division_name, division_name_en, _kind = DIVISIONS[division]
    is_chinese = get_language() != "en"
    return f"{name} {division_name if is_chinese else division_name_en} {LABELS[role]}"
