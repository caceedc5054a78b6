"""Run every check on a report as last saved; exit 1 while it has errors."""

import json
from argparse import ArgumentParser
from collections import Counter
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.content import CONTENT_TYPES
from reports.domain import wording
from reports.domain.checking import OpenFinding, findings
from reports.domain.places import place_text
from reports.enums import SectionKind, Severity
from reports.models import Agency, Report, Section

WRONG_USE = 2


class Command(BaseCommand):
    help = "Check a report as last saved. Exit code: 0 no errors, 1 errors, 2 no such report or wrong usage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, help="ROC year, such as 114")
        parser.add_argument("--agency", default="", help="the agency's code; may be left out where one has the year")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        report = _find_report(options["year"], options["agency"])
        sections = {section.code: section for section in report.sections.select_related("current_revision")}
        found = findings(report)
        rows = [_row(item, sections.get(item.finding.section_code)) for item in found]
        counts = Counter(item.finding.severity for item in found)
        if options["json"]:
            self._write_json(report, rows, counts)
        else:
            self._write_text(report, rows, counts)
        errors = counts[Severity.ERROR]
        if errors:
            text = ngettext("%(count)s error has to be corrected.", "%(count)s errors have to be corrected.", errors)
            raise CommandError(text % {"count": errors}, returncode=1)

    def _write_json(self, report: Report, rows: list[dict[str, Any]], counts: Counter[Severity]) -> None:
        result = {
            "agency": report.agency.code,
            "roc_year": report.roc_year,
            "counts": {severity.value: counts[severity] for severity in Severity},
            "findings": rows,
        }
        self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))

    def _write_text(self, report: Report, rows: list[dict[str, Any]], counts: Counter[Severity]) -> None:
        self.stdout.write(report.title)
        for (code, title), group in groupby(rows, key=lambda row: (row["section"], row["section_title"])):
            self.stdout.write(f"\n{title} [{code}]" if code else "\n" + _("The report as a whole"))
            for row in group:
                for line in _lines(row):
                    self.stdout.write(line)
        summary = [f"{wording.severity_label(severity)} {counts[severity]}" for severity in Severity]
        self.stdout.write("\n" + " · ".join(summary))


def _find_report(roc_year: int, code: str) -> Report:
    if code and not Agency.objects.filter(code=code).exists():
        known = "、".join(Agency.objects.order_by("code").values_list("code", flat=True)) or "—"
        text = _("There is no agency %(code)s. Known agencies: %(known)s")
        raise CommandError(text % {"code": code, "known": known}, returncode=WRONG_USE)
    reports = Report.objects.filter(roc_year=roc_year).select_related("agency").order_by("agency__code")
    found = list(reports.filter(agency__code=code) if code else reports)
    if not found:
        text = _("There is no report for year %(year)s. Open it first.")
        raise CommandError(text % {"year": roc_year}, returncode=WRONG_USE)
    if len(found) > 1:
        codes = "、".join(report.agency.code for report in found)
        text = _("Several agencies report on year %(year)s. Choose one with --agency: %(codes)s")
        raise CommandError(text % {"year": roc_year, "codes": codes}, returncode=WRONG_USE)
    return found[0]


def _row(item: OpenFinding, section: Section | None) -> dict[str, Any]:
    finding = item.finding
    return {
        "check": finding.check_id,
        "check_title": wording.check_title(finding.check_id),
        "severity": finding.severity.value,
        "section": finding.section_code,
        "section_title": "" if section is None else section.title,
        "place": finding.place,
        "place_text": "" if section is None else _place(section, finding.place),
        "message": finding.message,
        "params": dict(finding.params),
        "text": wording.finding_text(finding.message, finding.params),
        "remedy": wording.finding_remedy(finding.message, finding.params),
        "fingerprint": finding.fingerprint,
        "waived_by": None if item.waiver is None else item.waiver.waived_by.username,
        "waiver_reason": None if item.waiver is None else item.waiver.reason,
    }


def _place(section: Section, place: str) -> str:
    revision = section.current_revision
    content = CONTENT_TYPES[SectionKind(section.kind)]() if revision is None else revision.content
    return place_text(content, place)


def _lines(row: dict[str, Any]) -> list[str]:
    severity = wording.severity_label(Severity(row["severity"]))
    place = f" {row['place_text']}" if row["place_text"] else ""
    lines = [f"  {row['check']} {severity}{place}", f"    {row['text']}", f"    → {row['remedy']}"]
    if row["waived_by"] is not None:
        text = _("waived by %(person)s: %(reason)s")
        lines.append("    " + text % {"person": row["waived_by"], "reason": row["waiver_reason"]})
    return lines
