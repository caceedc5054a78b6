"""Writing a section: the form, its save, and the preview that answers while somebody types.

Nothing typed is ever lost: whatever refuses a save, the answer is the form with everything in it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reports.content import ContentError, SectionContent, section_from_json
from reports.content.keys import with_keys
from reports.domain.access import policy
from reports.domain.content_errors import content_error_text
from reports.domain.drafting import UnableToSave, save_content
from reports.domain.refusals import Refusal
from reports.enums import Ability, Direction, SectionKind, SectionStatus, ValueKind
from reports.models import Goal, Section, SectionRevision
from reports.models.labels import choices
from reports.pages import findings
from reports.pages.findings import ShownFinding
from reports.pages.forms import SHAPES, ReadForm, Typed, UnknownRow, edit_rows, lay_out, posted, read_form, typed_from
from reports.pages.people import person, visible_section
from reports.pages.sections import reading_context

GOAL_PUNCTUATION = "。：；:; "


@dataclass
class Draft:
    """The editor's page under way: what is typed, what it reads as, and what is said about it."""

    section: Section
    typed: Typed
    based_on: str
    form: ReadForm = field(default_factory=ReadForm)
    content: SectionContent | None = None
    is_unsaved: bool = False
    refusal: str = ""
    theirs: SectionRevision | None = None
    """The revision that stands, when this draft was written on an older one."""


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
    content = section.content
    typed = typed_from(content)
    draft = Draft(section, typed, section.etag, read_form(_kind(section), typed, section.report.settings), content)
    return _page(request, draft)


@require_POST
def preview(request: HttpRequest, pk: int) -> JsonResponse:
    """What saving this form would say: computed rates, refused fields, findings. Nothing is written."""
    section = visible_section(request, pk, timezone.now())
    draft = _read(section, request, keep_numbers=True)
    shown = _findings(draft)
    placed = findings.by_place(shown, _places_of_keys(draft), SHAPES[_kind(draft.section)])
    return JsonResponse(
        {
            "rates": draft.form.rates,
            "errors": draft.form.errors,
            "findings": {place: [_as_json(item) for item in found] for place, found in placed.items()},
            "summary": _summary(draft, shown),
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


def _kind(section: Section) -> SectionKind:
    return SectionKind(section.kind)


def _read(section: Section, request: HttpRequest, *, keep_numbers: bool = False) -> Draft:
    """The posted form; its content is None when a field cannot be read."""
    typed = posted(_kind(section), request.POST, keep_numbers=keep_numbers)
    _cite_goal(section, typed)
    draft = Draft(section, typed, request.POST.get("based_on", ""), is_unsaved=True)
    _parse(draft)
    return draft


def _cite_goal(section: Section, typed: Typed) -> None:
    """Achievements under a chosen goal cite its words unless others are typed."""
    if typed.get("goal_key") and not typed.get("goal_title"):
        goal = Goal.objects.filter(report=section.report_id, key=typed["goal_key"]).first()
        typed["goal_title"] = goal.text.strip().rstrip(GOAL_PUNCTUATION) if goal else ""


def _parse(draft: Draft) -> None:
    draft.form = read_form(_kind(draft.section), draft.typed, draft.section.report.settings)
    if draft.form.errors:
        return
    try:
        draft.content = section_from_json(draft.form.data)
    except ContentError as error:
        _refuse(draft, error)


def _refuse(draft: Draft, error: ContentError) -> None:
    draft.form.refuse(draft.form.field_of(error.path), content_error_text(error))


def _post(request: HttpRequest, section: Section, now: datetime) -> HttpResponse:
    draft = _read(section, request)
    if "rows" in request.POST:
        return _change_rows(request, draft)
    if draft.content is None:
        return _page(request, draft, status=HTTPStatus.BAD_REQUEST)
    try:
        saved = save_content(
            section=section, content=draft.content, actor=person(request), based_on=draft.based_on, now=now
        )
    except ContentError as error:
        _refuse(draft, error)
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
        edit_rows(_kind(draft.section), draft.typed, request.POST["rows"])
    except UnknownRow:
        draft.refusal = _("This row does not exist any more. Look at the form again.")
        return _page(request, draft, status=HTTPStatus.BAD_REQUEST)
    # The rows have new numbers now, and what is said about them has to name those.
    draft.content, draft.form = None, ReadForm()
    _parse(draft)
    return _page(request, draft)


def _refused_page(request: HttpRequest, draft: Draft, refusal: Refusal) -> HttpResponse:
    """Everything typed, why it was not saved, and after somebody else's save both versions side by side."""
    draft.refusal = refusal.text
    if isinstance(refusal, UnableToSave) and refusal.code == "stale":
        draft.theirs = refusal.current
        # The next save is made knowing that revision; saving it is this person's decision.
        draft.based_on = refusal.current.etag if refusal.current else draft.section.etag
    return _page(request, draft, status=HTTPStatus(refusal.http_status))


def _findings(draft: Draft) -> list[ShownFinding]:
    """Those of what is typed; of what was saved last while the typed content cannot be read."""
    content = draft.content or draft.section.content
    keyed = _keyed(draft, content)
    return findings.shown(findings.findings_with(draft.section, keyed), keyed)


def _keyed(draft: Draft, content: SectionContent) -> SectionContent:
    try:
        return with_keys(content, last_number=draft.section.last_key_number).content
    except ContentError:
        return content


def _places_of_keys(draft: Draft) -> dict[str, str]:
    """Row key → the row's place in the form."""
    if draft.content is None:
        return _typed_keys(draft.typed)
    content = _keyed(draft, draft.content)
    return _content_keys(draft.form.places, typed_from(content))


def _typed_keys(typed: Typed) -> dict[str, str]:
    found = {typed["key"]: typed["at"]} if typed.get("key") else {}
    for rows in typed.values():
        if isinstance(rows, list):
            for row in rows:
                found |= _typed_keys(row) if isinstance(row, dict) else {}
    return found


def _content_keys(places: dict[str, str], typed: Typed) -> dict[str, str]:
    return {key: places.get(at, at) for key, at in _typed_keys(typed).items()}


def _summary(draft: Draft, shown: list[ShownFinding]) -> str:
    if draft.form.errors:
        return _("Some fields cannot be read. They are marked.")
    return findings.summary(shown) or _("No findings.")


def _page(request: HttpRequest, draft: Draft, *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    shown = _findings(draft)
    placed = findings.by_place(shown, _places_of_keys(draft), SHAPES[_kind(draft.section)])
    form = lay_out(_kind(draft.section), draft.typed, errors=draft.form.errors, findings=placed)
    context = reading_context(draft.section, draft.theirs.content if draft.theirs else draft.section.content) | {
        "form": form,
        "form_template": f"reports/editor/{draft.section.kind}.html",
        "draft": draft,
        "rates": draft.form.rates,
        "form_errors": draft.form.errors.get("", []),
        "section_findings": placed.get("", []),
        "indicator_findings": placed.get("indicators", []),
        "paragraph_findings": placed.get("paragraphs", []),
        "summary": _summary(draft, shown),
        "directions": choices(Direction),
        "value_kinds": choices(ValueKind),
    }
    return render(request, "reports/editor/page.html", context, status=status)
