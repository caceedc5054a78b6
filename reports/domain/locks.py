"""Taking a row for oneself before it is changed.

Two statements each: after a wait for the lock PostgreSQL reads the locked row anew, but not the rows joined to it, so
one statement would bring the new section with the revision of before, or with none. NO KEY: a plain FOR UPDATE would
also stop the foreign-key checks of other moves, and deadlock with them. SQLite serialises writers by itself.
"""

from reports.models import Report, Section


def lock_section(section: Section) -> Section:
    """The section as it stands once its row is ours, with everything a move looks at."""
    Section.objects.select_for_update(no_key=True).get(pk=section.pk)
    related = ("report__agency", "division", "current_revision", "signed_off_revision")
    return Section.objects.select_related(*related).get(pk=section.pk)


def lock_report(report: Report) -> Report:
    """The report as it stands once its row is ours."""
    Report.objects.select_for_update(no_key=True).get(pk=report.pk)
    return Report.objects.select_related("agency").get(pk=report.pk)
