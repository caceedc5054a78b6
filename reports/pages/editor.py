"""Writing a section: the form, its save, and the preview that answers while somebody types.

Nothing typed is ever lost: whatever refuses a save, the answer is the form with everything in it.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reports.content import ContentError
from reports.domain.access import policy
from reports.domain.drafting import UnableToSave, save_content
from reports.domain.refusals import Refusal
from reports.enums import Ability, Direction, SectionStatus, ValueKind
from reports.models import Section
from reports.models.labels import choices
from reports.pages.draft import Draft, posted_draft, saved_draft
from reports.pages.findings import ShownFinding
from reports.pages.forms import UnknownRow, lay_out
from reports.pages.people import person, visible_section
from reports.pages.sections import reading_context


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    section = visible_section(request, pk, now)
    if request.method == "POST":
        return _post(request, section, now)
    is_editable = policy().can(person(request), Ability.EDIT, section, now)
    if section.status != SectionStatus.DRAFTING or not is_editable:
        messages.info(request, _("This section cannot be edited by you now."))
        return redirect("reports:section", pk)
    return _page(request, saved_draft(section))


@require_POST
def preview(request: HttpRequest, pk: int) -> JsonResponse:
    """What saving this form would say: computed rates, refused fields, findings. Nothing is written."""
    section = visible_section(request, pk, timezone.now())
    draft = posted_draft(section, request.POST, keep_numbers=True)
    placed = draft.placed_findings
    return JsonResponse(
        {
            "rates": draft.form.rates,
            "errors": draft.form.errors,
            "findings": {place: [_as_json(item) for item in found] for place, found in placed.items()},
            "summary": draft.summary,
            "is_stale": section.etag != draft.based_on,
        }
    )


def _as_json(item: ShownFinding) -> dict[str, Any]:
    return {
        "severity": item.severity,
        "label": item.label,
        "check": item.check_id,
        "text": item.text,
        "remedy": item.remedy,
        "waived": not item.is_open,
    }


def _post(request: HttpRequest, section: Section, now: datetime) -> HttpResponse:
    draft = posted_draft(section, request.POST)
    if "rows" in request.POST:
        return _change_rows(request, draft)
    if draft.content is None:
        return _page(request, draft, status=HTTPStatus.BAD_REQUEST)
    try:
        saved = save_content(
            section=section, content=draft.content, actor=person(request), based_on=draft.based_on, now=now
        )
    except ContentError as error:
        draft.refuse(error)
        return _page(request, draft, status=HTTPStatus.BAD_REQUEST)
    except Refusal as refusal:
        return _refused_page(request, draft, refusal)
    messages.success(request, _saved_text(saved.section, is_changed=saved.is_changed))
    return redirect("reports:section" if "and_read" in request.POST else "reports:section-edit", section.pk)


def _saved_text(section: Section, *, is_changed: bool) -> str:
    number = section.current_revision.number if section.current_revision else 0
    if is_changed:
        return _("Saved as revision %(number)s.") % {"number": number}
    return _("Nothing was changed, so revision %(number)s stands.") % {"number": number}


def _change_rows(request: HttpRequest, draft: Draft) -> HttpResponse:
    try:
        draft.edit_rows(request.POST["rows"])
    except UnknownRow:
        draft.refusal = _("This row does not exist any more. Look at the form again.")
        return _page(request, draft, status=HTTPStatus.BAD_REQUEST)
    return _page(request, draft)


def _refused_page(request: HttpRequest, draft: Draft, refusal: Refusal) -> HttpResponse:
    """Everything typed, why it was not saved, and after somebody else's save both versions side by side."""
    draft.refusal = refusal.text
    if isinstance(refusal, UnableToSave) and refusal.code == "stale" and refusal.current is not None:
        draft.theirs = refusal.current
        # The next save is made knowing that revision; saving it is this person's decision.
        draft.based_on = refusal.current.etag
    return _page(request, draft, status=HTTPStatus(refusal.http_status))


def _page(request: HttpRequest, draft: Draft, *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    placed = draft.placed_findings
    content = draft.theirs.content if draft.theirs else draft.section.content
    context = reading_context(draft.section, content) | {
        "form": lay_out(draft.kind, draft.typed, errors=draft.form.errors, findings=placed),
        "form_template": f"reports/editor/{draft.section.kind}.html",
        "draft": draft,
        "standing": policy().standings([draft.section], timezone.now())[draft.section.pk],
        "rates": draft.form.rates,
        "form_errors": draft.form.errors.get("", []),
        "section_findings": placed.get("", []),
        "indicator_findings": placed.get("indicators", []),
        "paragraph_findings": placed.get("paragraphs", []),
        "summary": draft.summary,
        "changes": draft.changes,
        "directions": choices(Direction),
        "value_kinds": choices(ValueKind),
    }
    return render(request, "reports/editor/page.html", context, status=status)
