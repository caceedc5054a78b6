"""The report as the public reads it, with its marks of origin: made once for an edition and language, then kept."""

import json
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reports.content.codec import document_from_json
from reports.domain.origins import Origins, SectionOrigin, origins
from reports.models import Edition
from reports.renderers import html_body, html_contents
from reports.renderers.licence import attribution_of
from reports.templatetags.office import office_date
from reports.templatetags.origin import signer

MARK = (
    '<details class="origin" lang="{language}"><summary><span class="visually-hidden">{name}</span></summary>'
    '<p>{approved} {changed} <a href="{address}">{link}</a> · <a href="#record-{code}">{all}</a></p></details>'
)
KEPT = 32
"""Editions times languages that a process keeps; one of ten pages takes about 100 kB."""


@dataclass(frozen=True, slots=True)
class ReportBody:
    """Markup that our renderer and templates made: every free text in it is escaped."""

    contents: SafeString
    report: SafeString
    record: SafeString
    attribution: str


def report_body(edition: Edition) -> ReportBody:
    """Of a released edition, in the language now active; its document is read the first time alone."""
    return _made(edition.pk, edition.manifest_sha256, get_language() or "")


@lru_cache(maxsize=KEPT)
def _made(pk: int, _manifest_sha256: str, _language: str) -> ReportBody:
    """The manifest's hash stands for everything that is read here: document, decisions, the editions before."""
    edition = Edition.objects.select_related("report__agency").get(pk=pk)
    document = document_from_json(json.loads(edition.document_json))
    found = origins(edition, document)
    marks = _Marks(found, reverse("reports:newest-edition", args=[document.agency_code, document.roc_year]))
    record = render_to_string("reports/public/record.html", {"origins": found, "edition": edition})
    return ReportBody(
        contents=mark_safe(html_contents(document)),  # noqa: S308  escaped by the renderer
        report=mark_safe(html_body(document, marks.note)),  # noqa: S308  escaped by the renderer
        record=record,
        attribution=attribution_of(document.agency_name, document.roc_year, document.title, edition.number),
    )


class _Marks:
    """The mark behind each row: a `details` that opens without a script."""

    def __init__(self, found: Origins, address: str) -> None:
        self._found, self._address = found, address
        self._language = "zh-Hant-TW" if (get_language() or "").startswith("zh") else "en"

    def note(self, anchor: str) -> str:
        code = self._found.section_of.get(anchor)
        if code is None:
            return ""
        return format_html(
            MARK, language=self._language, name=pgettext("mark", "Source"),
            approved=approved_by(self._found.sections[code]),
            changed=_("Last changed in edition %(number)s.") % {"number": self._found.changed_in[anchor]},
            address=f"{self._address}#{anchor}", link=_("Permanent link"), code=code, all=_("All signatures"),
        )  # fmt: skip


def approved_by(section: SectionOrigin) -> str:
    """Such as: Written by 移民事務組. Approved by 秘書室 (Secretariat) on 2026-01-12."""
    written = _("Written by %(division)s.") % {"division": section.division}
    if section.approval is None:
        return written
    approved = _("Approved by %(signer)s on %(day)s.") % {
        "signer": signer(section.approval), "day": office_date(section.approval.decided_at)
    }  # fmt: skip
    return f"{written} {approved}"
