"""A report's history as CSV for a spreadsheet: UTF-8 with its mark, one line an event, nothing that is computed."""

import csv
from collections.abc import Iterable
from io import StringIO

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain.history import HistoryRow, history
from reports.models import Report
from reports.renderers.csv_files import formula_safe

BYTE_ORDER_MARK = "\ufeff"
"""Without it the usual spreadsheet program takes Chinese for another encoding."""
COLUMNS: tuple[Promise, ...] = (
    _("No."), _("Time"), _("Person"), _("Acting for"), _("Capacity"), _("Role"), _("Address"), _("Event"),
    _("Concerns"), _("Revision"), _("SHA-256"), _("State"), _("Remark"), _("Recorded data"), _("Hash of the event"),
)  # fmt: skip


def history_csv(report: Report) -> str:
    """Times are ISO 8601 in the office's time zone; the recorded data is the event's JSON as it was hashed."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([str(column) for column in COLUMNS])
    for row in history(report):
        writer.writerow([formula_safe(cell) for cell in _cells(row)])
    return BYTE_ORDER_MARK + text.getvalue()


def file_name(report: Report) -> str:
    return f"{report.agency.code}-{report.roc_year}-history.csv"


def _cells(row: HistoryRow) -> Iterable[str]:
    return (
        str(row.sequence), timezone.localtime(row.at).isoformat(timespec="seconds"), row.actor, row.acting_for,
        row.capacity, row.role, row.address, row.action, row.subject,
        "" if row.revision is None else str(row.revision), row.sha256, row.moved, row.remark, row.payload, row.hash,
    )  # fmt: skip
