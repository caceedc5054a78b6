"""What refuses a move although its maker may make it: open findings, and a view that is no longer current."""

from django.utils.translation import gettext as _

from approvals.domain import comments
from approvals.domain.history import EVENT_LABELS
from approvals.domain.refusals import UnableToDecide
from approvals.workflow import Transition
from reports.checks import Finding
from reports.domain import checking
from reports.enums import Severity
from reports.models import Report, Section
from reports.values.text import forbidden_characters, normalise


def section_findings(section: Section, row: Transition) -> tuple[checking.OpenFinding, ...]:
    """Findings on the very revision being decided, inside the transaction; refuses on those that block the move."""
    found = checking.section_findings(section)
    _refuse_on(checking.blocking(found, row.blocking or Severity.ERROR))
    return found


def report_findings(report: Report, row: Transition) -> None:
    _refuse_on(checking.blocking(checking.findings(report), row.blocking or Severity.ERROR))


def no_blocking_comment(section: Section) -> None:
    """Refuse while a blocking comment is unresolved."""
    authors = [str(row.author) for row in comments.blocking(section).select_related("author")]
    if authors:
        raise UnableToDecide("comment_blocking", authors="、".join(dict.fromkeys(authors)))


def _refuse_on(found: tuple[Finding, ...]) -> None:
    if found:
        checks = "、".join(dict.fromkeys(finding.check_id for finding in found))
        places = [
            {"check": f.check_id, "section": f.section_code, "place": f.place, "fingerprint": f.fingerprint}
            for f in found
        ]
        raise UnableToDecide("has_findings", count=len(found), checks=checks, findings=places)


def kept_comment(comment: str) -> str:
    """A comment as it may be stored and shown; refused for a character that a database or a reader would stumble on."""
    text = normalise(comment).strip()
    for found in forbidden_characters(text)[:1]:
        raise UnableToDecide("forbidden_character", code_point=found.code_point, line=found.line)
    return text


def winner(subject: Section | Report) -> str:
    """Who changed it last, and how."""
    report = subject if isinstance(subject, Report) else subject.report
    name = "report" if isinstance(subject, Report) else f"section:{subject.code}"
    event = report.audit_events.filter(subject=name).select_related("actor").order_by("-sequence").first()
    if event is None:
        return str(subject.get_status_display())
    return f"{event.actor or _('The system')} – {EVENT_LABELS.get(event.action, event.action)}"
