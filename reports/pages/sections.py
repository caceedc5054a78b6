"""Lists of sections, a section to read with its history and moves, and letting a warning stand."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from reports.content import SectionContent
from reports.domain import checking, queries
from reports.domain.access import NotPermitted, policy
from reports.enums import Ability, SectionStatus
from reports.models import Goal, Section
from reports.pages import findings
from reports.pages.changes import shown_changes
from reports.pages.kept import words_without_form
from reports.pages.people import person, visible_section

SECTIONS_A_PAGE = 50
REVISIONS_SHOWN = 30


@require_GET
def my_sections(request: HttpRequest) -> HttpResponse:
    """What this person writes."""
    found = queries.own_sections(person(request), timezone.now())
    return _list(request, found, is_mine=True)


@require_GET
def all_sections(request: HttpRequest) -> HttpResponse:
    """What this person may read."""
    return _list(request, queries.sections_for(person(request), timezone.now()), is_mine=False)


def _list(request: HttpRequest, found: QuerySet[Section], *, is_mine: bool) -> HttpResponse:
    now = timezone.now()
    page = Paginator(found, SECTIONS_A_PAGE).get_page(request.GET.get("page"))
    sections = list(page.object_list)
    standings = policy().standings(sections, now)
    rows = [{"section": section, "standing": standings[section.pk]} for section in sections]
    return render(request, "reports/sections/list.html", {"rows": rows, "page": page, "is_mine": is_mine})


@require_GET
def section(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    return _section_page(request, visible_section(request, pk, now))


def _section_page(request: HttpRequest, found: Section) -> HttpResponse:
    now, user = timezone.now(), person(request)
    content = found.content
    shown = findings.shown(findings.findings_with(found, content), content)
    can_edit = found.status == SectionStatus.DRAFTING and policy().can(user, Ability.EDIT, found, now)
    moves = policy().offered_moves(user, found, now)
    kept = request.session.pop(f"kept-move-section-{found.pk}", None)
    context = reading_context(found, content) | {
        "findings": shown,
        "findings_summary": findings.summary(shown),
        "standing": policy().standings([found], now)[found.pk],
        "trail": policy().trail(found),
        "moves": moves,
        "kept_move": kept,
        "kept_words": words_without_form(kept, moves),
        "revisions": found.revisions.select_related("author", "acting_for").order_by("-number")[:REVISIONS_SHOWN],
        "can_edit": can_edit,
        "can_waive": policy().can(user, Ability.WAIVE, found, now),
    }
    return render(request, "reports/sections/detail.html", context)


def reading_context(found: Section, content: SectionContent) -> dict[str, Any]:
    """What the templates under reports/content/ need to show a content."""
    goals = list(Goal.objects.filter(report=found.report_id).order_by("position"))
    return {
        "section": found,
        "report": found.report,
        "content": content,
        "content_template": f"reports/content/{found.kind}.html",
        "goals": goals,
        "goal_texts": {goal.key: goal.text for goal in goals},
    }


@require_GET
def revision(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One frozen revision, exactly as it was saved."""
    found = visible_section(request, pk, timezone.now())
    frozen = get_object_or_404(found.revisions.select_related("author", "acting_for"), number=number)
    before = found.revisions.filter(number__lt=number).order_by("-number").first()
    context = reading_context(found, frozen.content) | {
        "revision": frozen,
        "changes": shown_changes(before.content, frozen.content) if before else [],
    }
    return render(request, "reports/sections/revision.html", context)


@require_POST
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one warning stand, with a reason."""
    now = timezone.now()
    found = visible_section(request, pk, now)
    try:
        checking.waive(
            section=found,
            fingerprint=request.POST.get("fingerprint", ""),
            reason=request.POST.get("reason", ""),
            actor=person(request),
            now=now,
        )
    except (checking.UnableToWaive, NotPermitted) as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("The warning stands, with your reason and name."))
    return redirect("reports:section", pk)
