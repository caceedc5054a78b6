"""manage.py signing_key make|list|rotate|retire|give-up: the keys that an agency signs its editions with."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.domain import signing
from reports.domain.refusals import Refusal
from reports.enums import KeyRetirement
from reports.models import Agency, SigningKey


class Command(BaseCommand):
    help = "Make, list, rotate, retire or give up the keys that agencies sign their published editions with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        words = {
            "make": "an agency's first key, or the next one",
            "rotate": "a new key; the old one is retired",
            "give-up": "publish unsigned from now on; the key in use is retired",
        }
        for name, help_ in words.items():
            actions.add_parser(name, help=help_).add_argument("--agency", metavar="CODE", required=True)
        actions.add_parser("list", help="every key").add_argument("--agency", metavar="CODE")
        retire = actions.add_parser("retire", help="take a key out of use and erase its private half")
        retire.add_argument("key_id", metavar="KEY")
        retire.add_argument("--because", choices=[KeyRetirement.LOST.value, KeyRetirement.EXPOSED.value], required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['action'].replace('-', '_')}")(options)
        except Refusal as refusal:
            raise CommandError(refusal.text) from refusal

    def _make(self, options: dict[str, Any]) -> None:
        self._show(signing.make_key(agency=_agency(options["agency"]), now=timezone.now()))

    def _rotate(self, options: dict[str, Any]) -> None:
        self._show(signing.rotate_key(agency=_agency(options["agency"]), now=timezone.now()))

    def _retire(self, options: dict[str, Any]) -> None:
        key = SigningKey.objects.select_related("agency").filter(key_id=options["key_id"]).first()
        if key is None:
            raise CommandError(_("There is no key %(key)s.") % {"key": options["key_id"]})
        self._show(signing.retire_key(key=key, reason=KeyRetirement(options["because"]), now=timezone.now()))
        self._warn([key.agency])

    def _give_up(self, options: dict[str, Any]) -> None:
        agency = _agency(options["agency"])
        signing.give_up(agency=agency, now=timezone.now())
        self._warn([agency])
        for edition in signing.editions_to_publish_again(agency).select_related("report__agency"):
            words = _("Cancel this publication and publish again: %(edition)s") % {"edition": edition}
            self.stderr.write(self.style.WARNING(words))

    def _list(self, options: dict[str, Any]) -> None:
        keys = SigningKey.objects.select_related("agency")
        if options["agency"]:
            keys = keys.filter(agency=_agency(options["agency"]))
        for key in keys:
            self._show(key)
        self._warn(Agency.objects.filter(signing_keys__in=keys).distinct())

    def _warn(self, agencies: Iterable[Agency]) -> None:
        """What becomes of the editions of agencies that do not sign now."""
        for agency in agencies:
            if words := signing.warning(agency):
                self.stderr.write(self.style.WARNING(words))

    def _show(self, key: SigningKey) -> None:
        """One line a key, its fingerprint for publishing it elsewhere as well."""
        start = timezone.localtime(key.valid_from)
        state = _("in use")
        if key.retired_at is not None:
            end = timezone.localtime(key.retired_at)
            state = _("retired %(day)s: %(reason)s") % {
                "day": f"{end:%Y-%m-%d %H:%M}", "reason": key.get_retired_because_display(),
            }  # fmt: skip
        line = f"{key.agency.code}  {key.key_id}  {start:%Y-%m-%d %H:%M}  {state}"
        self.stdout.write(f"{line}\n  sha256 {key.fingerprint}")


def _agency(code: str) -> Agency:
    agency = Agency.objects.filter(code=code).first()
    if agency is None:
        raise CommandError(_("There is no agency %(code)s.") % {"code": code})
    return agency
