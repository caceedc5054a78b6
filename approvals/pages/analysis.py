"""How late, how old, how fast: the numbers behind a report's board, each drawn and in a table."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from approvals.domain.analysis import analysis
from approvals.domain.pace import Age, Lateness
from approvals.pages.board import board_report
from approvals.pages.plots import Plot, plot

AGE_KINDS = (
    ("draft", gettext_lazy("drafts")),
    ("review", gettext_lazy("reviews")),
    ("asked", gettext_lazy("consultations")),
)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    report = board_report(request, pk)
    found = analysis(report, now)
    labels = [label for _kind, label in AGE_KINDS]
    context = {
        "report": report,
        "forecast": found.forecast,
        "groups": [
            (name, title, rows, lateness_plot(rows))
            for name, title, rows in (
                ("divisions", _("Lateness by division"), found.divisions),
                ("steps", _("Lateness by step of the review"), found.steps),
            )
        ],
        "ages": [(age_name(row), list(zip(labels, row.counts, strict=True))) for row in found.ages or ()],
        "age_kinds": labels,
        "age_plot": age_plot(found.ages or ()),
    }
    return render(request, "approvals/analysis.html", context)


def lateness_plot(rows: Sequence[Lateness]) -> Plot:
    return plot(
        [
            (
                row.name,
                _("%(late)s late, %(overdue)s overdue, of %(total)s")
                % {"late": row.late, "overdue": row.overdue, "total": row.total},
                [("on-time", row.on_time), ("late", row.late), ("overdue", row.overdue), ("to-come", row.to_come)],
            )
            for row in rows
        ]
    )


def age_plot(rows: Sequence[Age]) -> Plot:
    kinds = [kind for kind, _label in AGE_KINDS]
    return plot([(age_name(row), str(row.total), list(zip(kinds, row.counts, strict=True))) for row in rows])


def age_name(row: Age) -> str:
    if row.last is None:
        return _("%(first)s office days and more") % {"first": row.first}
    return _("%(first)s to %(last)s office days") % {"first": row.first, "last": row.last}
