"""Make a key to the API for a person and print it, once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.domain.tokens import LONGEST_DAYS, LONGEST_LABEL, issue_token
from reports.models import User


class Command(BaseCommand):
    help = "Make a key to the API for one person. It is printed once; only its sha256 is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--label", default="command line", help=f"what the key is for, at most {LONGEST_LABEL} characters"
        )
        parser.add_argument("--days", type=int, default=90, help=f"how long it is valid, 1 to {LONGEST_DAYS}")

    def handle(self, *args: Any, **options: Any) -> None:
        """The key alone on standard output, for a script; what it is on standard error."""
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(_("There is no active user %(username)s.") % {"username": options["username"]})
        label = options["label"].strip()
        if not 1 <= len(label) <= LONGEST_LABEL:
            raise CommandError(_("The label needs 1 to %(longest)s characters.") % {"longest": LONGEST_LABEL})
        if not 1 <= options["days"] <= LONGEST_DAYS:
            raise CommandError(_("--days must be from 1 to %(longest)s.") % {"longest": LONGEST_DAYS})
        token, key = issue_token(user=user, label=label, days=options["days"], now=timezone.now())
        self.stdout.write(key)
        expires = timezone.localtime(token.expires_at)
        self.stderr.write(
            _("Valid until %(until)s. Keep it now: it is not shown again.") % {"until": f"{expires:%Y-%m-%d %H:%M}"}
        )
